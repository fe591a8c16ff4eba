import type { Schema } from "@/shared/api";
import type { Query } from "@/shared/query";
import type { Template } from "@/shared/templates";

export type Campaign = Schema<"CampaignOut">;
export type Body = Schema<"CampaignIn">;
export type Kind = Schema<"CampaignType">;
export const KINDS: readonly Kind[] = ["broadcast", "drip", "trigger"];
export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export const EVENTS = ["contact_created", "tag_added", "opted_in", "signal"] as const;
export const METRICS = ["read", "replied", "clicked", "converted"] as const;
const UNITS = { minutes: 60, hours: 3600, days: 86_400 } as const;
export type Unit = keyof typeof UNITS;

export type Content = { templateId: string; variables: Record<string, string>; text: string; mediaId: string };
export type Delay = { amount: string; unit: Unit };
export type Variant = Content & { id: string; key: string; weight: string };
export type Step = Content & Delay & { id: string; condition: Query | null };
type Hours = { start: string; end: string };
type Number_ = { id: string; weight: string };

/** What is on the page; numbers as they are typed. */
export type Form = {
  name: string;
  type: Kind;
  segments: string[];
  lists: string[];
  tags: string[];
  conditions: Query | null;
  file: string | null;
  withoutSegments: string[];
  withoutLists: string[];
  growing: boolean;
  inFlow: boolean;
  openConversation: boolean;
  contactedDays: string;
  purpose: string;
  basis: Schema<"Basis">;
  holdout: string;
  goalTag: string;
  attribution: string;
  content: Content;
  variants: Variant[];
  metric: Schema<"VariantMetric">;
  autoWinner: boolean;
  steps: Step[];
  event: Schema<"EventKind">;
  tag: string;
  signal: string;
  delay: Delay;
  again: string;
  numbers: Number_[];
  /** On the clock of the company. */
  begins: string;
  ends: string;
  zone: string;
  days: string[];
  times: Hours[];
  quiet: Hours | null;
  skipHolidays: boolean;
  daily: string;
  hourly: string;
  perSecond: string;
  perContact: string;
  perContactWeek: string;
};

export const NO_CONTENT: Content = { templateId: "", variables: {}, text: "", mediaId: "" };

let made = 0;
/** A name for a row of a list, so that what is typed stays with it. */
export const rowId = () => `row-${++made}`;

export const emptyForm = (): Form => ({
  name: "",
  type: "broadcast",
  segments: [],
  lists: [],
  tags: [],
  conditions: null,
  file: null,
  withoutSegments: [],
  withoutLists: [],
  growing: false,
  inFlow: true,
  openConversation: false,
  contactedDays: "",
  purpose: "marketing",
  basis: "consent",
  holdout: "",
  goalTag: "",
  attribution: "72",
  content: NO_CONTENT,
  variants: [],
  metric: "replied",
  autoWinner: false,
  steps: [],
  event: "contact_created",
  tag: "",
  signal: "",
  delay: { amount: "0", unit: "minutes" },
  again: "",
  numbers: [],
  begins: "",
  ends: "",
  zone: "",
  days: [...DAYS],
  times: [],
  quiet: null,
  skipHolidays: false,
  daily: "",
  hourly: "",
  perSecond: "",
  perContact: "",
  perContactWeek: "",
});

/** What a number field says; null when it is empty or no number. */
const amountOf = (typed: string): number | null => {
  const value = Number(typed.trim().replace(",", "."));
  return typed.trim() && Number.isFinite(value) ? value : null;
};
const whole = (typed: string) => {
  const value = amountOf(typed);
  return value === null ? null : Math.round(value);
};
const typedOf = (value: number | null | undefined) => (value === null || value === undefined ? "" : String(value));

export const secondsOf = ({ amount, unit }: Delay) => Math.round((amountOf(amount) ?? 0) * UNITS[unit]);

/** In the largest unit that says it without a fraction. */
export function delayOf(seconds: number): Delay {
  const unit =
    seconds > 0 ? ((["days", "hours"] as const).find((one) => seconds % UNITS[one] === 0) ?? "minutes") : "minutes";
  return { amount: String(seconds / UNITS[unit]), unit };
}

/** How far the clocks of a zone are ahead of UTC at a moment. */
function ahead(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return wall - Math.floor(at / 1000) * 1000;
}

/** "2026-03-01T09:00" on the clocks of a zone, as a moment. */
export function momentOf(local: string, zone: string): string | null {
  const wall = Date.parse(`${local}:00Z`);
  if (!local || Number.isNaN(wall)) return null;
  const guess = wall - ahead(zone, wall);
  // On the other side of a change of the clocks the first guess is an hour off.
  return new Date(wall - ahead(zone, guess)).toISOString();
}

export function localOf(moment: string | null | undefined, zone: string): string {
  if (!moment) return "";
  const at = Date.parse(moment);
  return new Date(at + ahead(zone, at)).toISOString().slice(0, 16);
}

type ContentIO = Pick<Schema<"StepIO">, "template_id" | "variables" | "text" | "header_media_id">;

const contentOf = (given: Partial<ContentIO>): Content => ({
  templateId: given.template_id ?? "",
  variables: { ...given.variables },
  text: given.text ?? "",
  mediaId: given.header_media_id ?? "",
});

/** Variables left blank are not sent, so that the server names them. */
const contentBody = (content: Content) => ({
  template_id: content.templateId || null,
  variables: content.templateId
    ? Object.fromEntries(Object.entries(content.variables).filter(([, text]) => text.trim()))
    : {},
  text: content.templateId ? null : content.text || null,
  header_media_id: content.templateId ? content.mediaId || null : null,
});

export function formOf(campaign: Campaign, zone: string): Form {
  const { targeting, exclusions, message, trigger, schedule, limits } = campaign;
  return {
    name: campaign.name,
    type: campaign.type as Kind,
    segments: targeting.segments ?? [],
    lists: targeting.lists ?? [],
    tags: targeting.tags ?? [],
    conditions: (targeting.conditions as Query | null | undefined) ?? null,
    file: targeting.file ?? null,
    withoutSegments: targeting.without_segments ?? [],
    withoutLists: targeting.without_lists ?? [],
    growing: targeting.growing ?? false,
    inFlow: exclusions.in_flow ?? true,
    openConversation: exclusions.open_conversation ?? false,
    contactedDays: typedOf(exclusions.contacted_days),
    purpose: campaign.purpose,
    basis: campaign.basis as Form["basis"],
    holdout: campaign.holdout ? String(campaign.holdout) : "",
    goalTag: campaign.goal_tag ?? "",
    attribution: String(campaign.attribution_hours),
    content: contentOf(message),
    variants: (message.variants ?? []).map((one) => ({
      ...contentOf(one),
      id: rowId(),
      key: one.key,
      weight: String(one.weight ?? 1),
    })),
    metric: message.metric ?? "replied",
    autoWinner: message.auto_winner ?? false,
    steps: campaign.steps.map((one) => ({
      ...contentOf(one),
      ...delayOf(one.after),
      id: rowId(),
      condition: (one.condition as Query | null | undefined) ?? null,
    })),
    event: trigger?.kind ?? "contact_created",
    tag: trigger?.tag ?? "",
    signal: trigger?.signal ?? "",
    delay: delayOf(trigger?.after ?? 0),
    again: typedOf(trigger?.again_after_days),
    numbers: campaign.numbers.map((one) => ({ id: one.whatsapp_config_id, weight: String(one.weight ?? 1) })),
    begins: localOf(schedule.start_date, zone),
    ends: localOf(schedule.end_date, zone),
    zone: schedule.time_zone ?? "",
    days: schedule.days ?? [...DAYS],
    times: schedule.send_times ?? [],
    quiet: schedule.quiet_hours ?? null,
    skipHolidays: schedule.holidays === "skip",
    daily: typedOf(limits.daily_limit),
    hourly: typedOf(limits.hourly_limit),
    perSecond: typedOf(limits.per_second),
    perContact: typedOf(limits.per_contact_limit),
    perContactWeek: typedOf(limits.per_contact_week),
  };
}

/** As the API takes it. What belongs to another type of campaign stays on the page and is not sent. */
export function bodyOf(form: Form, zone: string, version?: number): Body {
  return {
    name: form.name.trim(),
    type: form.type,
    targeting: {
      segments: form.segments,
      lists: form.lists,
      tags: form.tags,
      conditions: form.conditions,
      file: form.file,
      without_segments: form.withoutSegments,
      without_lists: form.withoutLists,
      growing: form.type !== "trigger" && form.growing,
    },
    exclusions: {
      in_flow: form.inFlow,
      open_conversation: form.openConversation,
      contacted_days: whole(form.contactedDays),
    },
    purpose: form.purpose.trim(),
    basis: form.basis,
    holdout: whole(form.holdout) ?? 0,
    goal_tag: form.goalTag.trim() || null,
    attribution_hours: whole(form.attribution) ?? 72,
    message: {
      ...contentBody(form.variants.length > 0 ? NO_CONTENT : form.content),
      variants: form.variants.map((one) => ({
        ...contentBody(one),
        key: one.key.trim(),
        weight: whole(one.weight) ?? 0,
      })),
      metric: form.metric,
      auto_winner: form.variants.length > 0 && form.autoWinner,
    },
    steps:
      form.type === "drip"
        ? form.steps.map((one) => ({ ...contentBody(one), after: secondsOf(one), condition: one.condition }))
        : [],
    trigger: form.type === "trigger" ? triggerBody(form) : null,
    numbers: form.numbers.map((one) => ({ whatsapp_config_id: one.id, weight: whole(one.weight) ?? 0 })),
    schedule: {
      start_date: momentOf(form.begins, zone),
      end_date: momentOf(form.ends, zone),
      time_zone: form.zone || null,
      days: form.days,
      send_times: form.times,
      quiet_hours: form.quiet,
      holidays: form.skipHolidays ? "skip" : "send",
    },
    limits: {
      daily_limit: whole(form.daily),
      hourly_limit: whole(form.hourly),
      per_second: amountOf(form.perSecond),
      per_contact_limit: whole(form.perContact),
      per_contact_week: whole(form.perContactWeek),
    },
    ...(version === undefined ? {} : { version }),
  } as Body;
}

const triggerBody = (form: Form): Schema<"TriggerIO"> => ({
  kind: form.event,
  tag: form.event === "tag_added" ? form.tag.trim() || null : null,
  signal: form.event === "signal" ? form.signal.trim() || null : null,
  after: secondsOf(form.delay),
  again_after_days: whole(form.again),
});

type Part = {
  type?: string;
  format?: string;
  text?: string;
  buttons?: { type?: string; text?: string; url?: string }[];
};
const parts = (template: Template) => template.components as Part[];
const upper = (word: string | undefined) => (word ?? "").toUpperCase();
const HOLES = /\{\{\s*([\w.]+)\s*\}\}/g;

/** The variables of a template by their place, as campaigns name them: "1", "nome", "header.1", "button.0". */
export function placesOf(template: Template): string[] {
  const found: string[] = [];
  const take = (prefix: string, text: string | undefined) => {
    for (const [, name] of (text ?? "").matchAll(HOLES)) if (!found.includes(prefix + name)) found.push(prefix + name);
  };
  for (const part of parts(template)) {
    if (upper(part.type) === "HEADER") take("header.", part.text);
    if (upper(part.type) === "BODY") take("", part.text);
  }
  if (upper(template.category) === "AUTHENTICATION" && !found.includes("1")) found.push("1");
  const buttons = parts(template).find((part) => upper(part.type) === "BUTTONS")?.buttons ?? [];
  buttons.forEach((button, at) => {
    const kind = upper(button.type);
    if (kind === "COPY_CODE" || (kind === "URL" && button.url?.includes("{{"))) found.push(`button.${at}`);
  });
  return found;
}

/** The kind of file its header needs; null when it needs none. */
export function mediaOf(template: Template): "image" | "video" | "document" | null {
  const format = parts(template)
    .find((part) => upper(part.type) === "HEADER")
    ?.format?.toLowerCase();
  return format === "image" || format === "video" || format === "document" ? format : null;
}

export type Shown = { media: string | null; header: string; body: string; footer: string; buttons: string[] };

/** What the phone shows, with what the variables say so far. */
export function shownOf(template: Template, variables: Record<string, string>): Shown {
  const of = (kind: string) => parts(template).find((part) => upper(part.type) === kind);
  const filled = (text: string | undefined, prefix: string) =>
    (text ?? "").replace(HOLES, (hole, name: string) => variables[prefix + name]?.trim() || hole);
  return {
    media: mediaOf(template),
    header: filled(of("HEADER")?.text, "header."),
    body: filled(of("BODY")?.text, ""),
    footer: of("FOOTER")?.text ?? "",
    buttons: (of("BUTTONS")?.buttons ?? []).map((button) => button.text ?? ""),
  };
}

/** Where a problem of the server belongs on the page: the id of the nearest field that is drawn. */
export function anchorOf(field: string, drawn: (id: string) => boolean): string {
  const path = field.split(/[.[\]]+/).filter(Boolean);
  for (let many = path.length; many > 0; many--) {
    const id = `at-${path.slice(0, many).join("-")}`;
    if (drawn(id)) return id;
  }
  return "at-name";
}

/** Problems by their field. */
export type Problems = Record<string, string>;

/** What is said at a field: of itself, or of what is within it when `deep`. */
export function toldAt(problems: Problems, field: string, deep = false): string | null {
  if (problems[field]) return problems[field];
  if (!deep) return null;
  return Object.entries(problems).find(([name]) => name.startsWith(`${field}.`))?.[1] ?? null;
}
