import { type FlowNode, isDecoration, NODE_WIDTH } from "./document";
import { drawnOutputs, rowsOf } from "./handles";
import { comparison, wording } from "./words";

/** One thing a node tells about itself: the author's text over some rows, or a sentence of ours with what goes into it. */
export type Line =
  | { text: string; rows: number; quiet?: boolean }
  | { say: Said; with: Record<string, string | number>; rows: 1; quiet?: boolean };
type Said =
  | "saves"
  | "media"
  | "options"
  | "branches"
  | "adds"
  | "removes"
  | "sets"
  | "queue"
  | "skill"
  | "anyone"
  | "agent"
  | "companyHours"
  | "ownHours"
  | "waits"
  | "optIn"
  | "optOut"
  | "untilHours"
  | "until"
  | "every"
  | "erp"
  | "ai"
  | "flow"
  | "empty"
  | "disabled";

const MOST_ROWS = 6;
/** Types that may well hold nothing. */
const SILENT = new Set(["start", "end", "wait", "csat"]);
const CHARACTERS = 36;
const say = (said: Said, given: Record<string, string | number> = {}, quiet = false): Line => ({
  say: said,
  with: given,
  rows: 1,
  quiet,
});
const words = (value: unknown, most = 2): Line[] => {
  const text = wording(value).trim();
  if (!text) return [];
  const rows = text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / CHARACTERS)), 0);
  return [{ text, rows: Math.min(most, rows) }];
};
const many = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const shown = (value: unknown): string =>
  typeof value === "string" ? value : value == null ? "" : JSON.stringify(value);
const saves = (value: unknown): Line[] =>
  typeof value === "string" && value ? [say("saves", { name: value }, true)] : [];

function sentence(value: unknown): string {
  if (typeof value === "string") return value;
  const rule = (value ?? {}) as Record<string, unknown>;
  const parts = many(rule.all ?? rule.any);
  if (parts.length > 0) return sentence(parts[0]) + (parts.length > 1 ? " …" : "");
  if (rule.not) return `¬ ${sentence(rule.not)}`;
  if (rule.expression) return String(rule.expression);
  return rule.variable
    ? [rule.variable, comparison(rule.op ?? rule.operator), shown(rule.value)].filter(Boolean).join(" ")
    : "";
}

function linesOf({ type, data }: FlowNode): Line[] {
  switch (type) {
    case "message": {
      const media = data.media as { type?: string } | undefined;
      return [
        ...(media ? [say("media", { kind: media.type ?? "" })] : []),
        ...words(data.text, 3),
        ...saves(data.variable),
      ];
    }
    case "question":
      return [...words(data.text), ...saves(data.variable)];
    case "template":
      return [...words(data.name, 1), ...words(many(data.parameters).map(shown).join(" · "), 1)];
    case "wait":
      return saves(data.variable);
    case "csat":
      return [...words(data.text), ...saves(data.variable)];
    case "condition": {
      const whens = many(data.branches).map((b) => sentence((b as { when?: unknown }).when));
      const short = data.when ?? data.expression ?? (data.variable ? { ...data, op: data.op ?? data.operator } : null);
      return [...whens, ...(short ? [sentence(short)] : [])]
        .filter(Boolean)
        .slice(0, 3)
        .map((text) => ({ text, rows: 1 }));
    }
    case "switch":
      return words(data.value, 1);
    case "split":
      return [say("branches", { count: many(data.branches).length })];
    case "business_hours":
      return [say(data.hours ? "ownHours" : "companyHours")];
    case "loop":
      return shown(data.items) ? [say("every", { name: shown(data.items) })] : [];
    case "delay":
      return [
        say("waits", {
          amount: Number(data.seconds ?? data.amount ?? 0),
          unit: data.seconds != null ? "seconds" : String(data.unit ?? "seconds"),
        }),
      ];
    case "wait_until":
      return [
        data.business_hours
          ? say("untilHours")
          : say("until", { when: [data.at, data.weekday, data.time].filter(Boolean).join(" ") }),
      ];
    case "set_variable": {
      const sets = [...(data.variable ? [data] : []), ...many(data.assignments)] as Record<string, unknown>[];
      return sets
        .filter((one) => one.variable)
        .slice(0, 3)
        .map((one) => say("sets", { name: String(one.variable), value: shown(one.value) }));
    }
    case "tag":
      return [
        ...(many(data.add).length > 0 ? [say("adds", { names: many(data.add).join(", ") })] : []),
        ...(many(data.remove).length > 0 ? [say("removes", { names: many(data.remove).join(", ") })] : []),
      ];
    case "attribute":
      return Object.entries((data.attributes as object) ?? {})
        .slice(0, 3)
        .map(([name, value]) => say("sets", { name, value: shown(value) }));
    case "consent":
      return [say(data.marketing === "opt_out" ? "optOut" : "optIn")];
    case "api_call":
      return [...words([data.method ?? "GET", data.url].filter(Boolean).join(" "), 2), ...saves(data.variable)];
    case "erp":
      return [say("erp", { name: String(data.capability ?? "") }), ...saves(data.variable)];
    case "ai":
      return [say("ai", { name: String(data.task ?? "") }), ...words(data.instructions), ...saves(data.variable)];
    case "transfer":
      return [
        data.queue_id
          ? say("queue", { name: String(data.queue_id) })
          : data.agent_id
            ? say("agent")
            : data.skill
              ? say("skill", { name: String(data.skill) })
              : say("anyone"),
        ...words(data.text),
      ];
    case "jump":
    case "call":
      return data.flow_id ? [say("flow", { name: String(data.flow_id) })] : [];
    case "webhook":
      return words(data.name, 1);
    case "note":
    case "end":
      return words(data.text);
  }
  return [];
}

/** What a node tells: never more than six rows. */
export function summaryOf(node: FlowNode): Line[] {
  const options = rowsOf(node.data.list).length;
  const found = [
    ...(node.data.disabled ? [say("disabled", {}, true)] : []),
    ...linesOf(node),
    ...(options > 0 ? [say("options", { count: options }, true)] : []),
  ];
  const kept: Line[] = [];
  let rows = 0;
  for (const line of found.length > 0 || SILENT.has(node.type) ? found : [say("empty", {}, true)]) {
    if (rows + line.rows > MOST_ROWS) break;
    rows += line.rows;
    kept.push(line);
  }
  return kept;
}

export const HEAD = 44;
export const ROW = 17;
export const OUTPUT = 26;
const FOOT = 8;

export type Geometry = { width: number; height: number; content: number; outputs: number };

/** Heights follow from the content, so that nothing has to be measured before it can be drawn. */
export function geometryOf(node: FlowNode, leaving: readonly string[]): Geometry {
  if (isDecoration(node)) {
    const size = (value: unknown, least: number) => (typeof value === "number" ? Math.max(least, value) : least);
    return { width: size(node.data.width, 120), height: size(node.data.height, 60), content: 0, outputs: 0 };
  }
  const rows = summaryOf(node).reduce((sum, line) => sum + line.rows, 0);
  const content = rows > 0 ? rows * ROW + FOOT : 0;
  const outputs = drawnOutputs(node, leaving).length;
  return { width: NODE_WIDTH, height: HEAD + content + outputs * OUTPUT, content, outputs };
}

/** How far below the node's top an output's handle is. */
export const handleTop = (geometry: Geometry, at: number): number => HEAD + geometry.content + at * OUTPUT + OUTPUT / 2;
