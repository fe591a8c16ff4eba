import {
  Braces,
  CalendarClock,
  CircleHelp,
  CircleStop,
  Clock,
  CornerUpRight,
  CreditCard,
  GitBranch,
  Globe,
  Group,
  Headset,
  Hourglass,
  LayoutList,
  LayoutTemplate,
  List,
  type LucideIcon,
  MessageCircleQuestion,
  MessageSquare,
  Play,
  Repeat,
  ShieldCheck,
  Shuffle,
  Signpost,
  Sparkles,
  Star,
  StickyNote,
  Tag,
  Timer,
  UserPen,
  Webhook,
  Workflow,
} from "lucide-react";
import type { Data } from "./document";

export type Tone = "brand" | "warn" | "plain" | "info" | "violet" | "danger";
export type Family = "talk" | "decide" | "time" | "data" | "connect" | "leave";

export const FAMILIES: Record<Family, Tone> = {
  talk: "brand",
  decide: "warn",
  time: "plain",
  data: "info",
  connect: "violet",
  leave: "danger",
};

/** What stands in the palette: a node type, or a type begun in a certain way. */
export type Kind = {
  id: KindId;
  type: string;
  family: Family;
  icon: LucideIcon;
  /** What a new one holds. */
  begin: Data;
  /** Fields shown first, in this order; the rest stands under "more". */
  main: string[];
};

const kind = (type: string, family: Family, icon: LucideIcon, main: string, begin: Data = {}) => ({
  type,
  family,
  icon,
  begin,
  main: main.split(" ").filter(Boolean),
});

const SAID = "text media buttons list";
const table = {
  start: kind("start", "talk", Play, "variables"),
  message: kind("message", "talk", MessageSquare, `${SAID} variable timeout`, { text: "" }),
  buttons: kind("message", "talk", LayoutList, `${SAID} variable timeout`, {
    text: "",
    buttons: [
      { id: "opcao_1", title: "" },
      { id: "opcao_2", title: "" },
    ],
  }),
  list: kind("message", "talk", List, `${SAID} variable timeout`, {
    text: "",
    list: {
      button: "",
      sections: [
        {
          title: "",
          rows: [
            { id: "opcao_1", title: "" },
            { id: "opcao_2", title: "" },
          ],
        },
      ],
    },
  }),
  question: kind("question", "talk", MessageCircleQuestion, "text kind options variable retries retry_text timeout", {
    text: "",
    variable: "resposta",
  }),
  template: kind("template", "talk", LayoutTemplate, "name language parameters header header_media buttons timeout", {
    name: "",
  }),
  wait: kind("wait", "talk", Hourglass, "variable timeout"),
  csat: kind("csat", "talk", Star, "text style variable comment_text comment_variable retries timeout"),
  condition: kind("condition", "decide", GitBranch, "branches", {
    branches: [{ id: "sim", when: { all: [{ variable: "", op: "equals", value: "" }] } }],
  }),
  switch: kind("switch", "decide", Signpost, "value cases", { value: "", cases: [{ id: "caso_1", value: "" }] }),
  split: kind("split", "decide", Shuffle, "branches experiment variable", {
    branches: [
      { id: "a", weight: 50 },
      { id: "b", weight: 50 },
    ],
  }),
  business_hours: kind("business_hours", "decide", Clock, "hours"),
  loop: kind("loop", "decide", Repeat, "items item index most", { items: "" }),
  delay: kind("delay", "time", Timer, "seconds amount", { amount: 1, unit: "minutes" }),
  wait_until: kind("wait_until", "time", CalendarClock, "business_hours at weekday time"),
  set_variable: kind("set_variable", "data", Braces, "assignments variable value tags", {
    assignments: [{ variable: "", value: "" }],
  }),
  tag: kind("tag", "data", Tag, "add remove"),
  attribute: kind("attribute", "data", UserPen, "attributes", { attributes: {} }),
  consent: kind("consent", "data", ShieldCheck, "marketing source", { marketing: "opt_in" }),
  note: kind("note", "data", StickyNote, "text", { text: "" }),
  api_call: kind("api_call", "connect", Globe, "method url headers body save variable timeout retries", { url: "" }),
  erp: kind("erp", "connect", CreditCard, "capability arguments variable", {
    capability: "find_customers",
    variable: "clientes",
  }),
  ai: kind("ai", "connect", Sparkles, "task text instructions labels fields tools knowledge variable send", {
    task: "answer",
  }),
  webhook: kind("webhook", "connect", Webhook, "name data", { name: "" }),
  transfer: kind("transfer", "leave", Headset, "queue_id agent_id skill text summary reason"),
  jump: kind("jump", "leave", CornerUpRight, "flow_id returns"),
  call: kind("call", "leave", Workflow, "flow_id arguments results"),
  end: kind("end", "leave", CircleStop, "text event", { text: "" }),
  sticky: kind("sticky", "time", StickyNote, "text color", { text: "", width: 220, height: 140 }),
  frame: kind("frame", "time", Group, "label color", { label: "", width: 480, height: 320 }),
} as const satisfies Record<string, Omit<Kind, "id">>;

export type KindId = keyof typeof table;

/** Everything there is to draw with, in the order of the palette. */
export const KINDS: readonly Kind[] = Object.entries(table).map(([id, one]) => ({ id: id as KindId, ...one }));
export const PALETTE: readonly Kind[] = KINDS.filter((one) => !["start", "frame"].includes(one.id));

const UNKNOWN: Omit<Kind, "id"> & { id: "unknown" } = {
  id: "unknown",
  ...kind("unknown", "time", CircleHelp, ""),
};

/** How a node looks: by its type, and by what it holds. A type of a newer server is drawn too. */
export function kindOf(type: string, data: Data = {}): Kind | typeof UNKNOWN {
  const rich =
    type === "message" &&
    (Array.isArray(data.buttons) && data.buttons.length > 0 ? "buttons" : data.list ? "list" : null);
  const id = rich || type;
  return KINDS.find((one) => one.id === id) ?? UNKNOWN;
}
