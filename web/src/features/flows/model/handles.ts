import { DEFAULT, type Doc, type FlowNode, handleOf } from "./document";
import { wording } from "./words";

/** A way out of a node. `named`: its label is the author's text; the others have names of ours. */
export type Output = { handle: string; named?: string; required: boolean };

type Item = string | { id?: string; title?: unknown; name?: string; value?: unknown };
const list = <T = Item>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);
const must = (handle: string): Output => ({ handle, required: true });
const can = (handle: string): Output => ({ handle, required: false });

function options(items: Item[]): Output[] {
  return items.map((item, at) => {
    const option = typeof item === "string" ? { title: item } : item;
    const handle = option.id || String(at + 1);
    return { handle, named: wording(option.title) || handle, required: false };
  });
}

export function rowsOf(value: unknown): Item[] {
  return list<{ rows?: unknown }>((value as { sections?: unknown } | null)?.sections).flatMap((s) => list(s.rows));
}

function talk({ type, data }: FlowNode): Output[] {
  const timeout = data.timeout != null ? [can("timeout")] : [];
  if (type === "message") {
    const replies = list<{ replies?: unknown }>(data.carousel).flatMap((card) => list(card.replies));
    const chosen = options([...list(data.buttons), ...rowsOf(data.list), ...replies]);
    return [...chosen, can(DEFAULT), ...timeout];
  }
  if (type === "question") {
    const chosen = data.kind == null || data.kind === "choice" ? options(list(data.options)) : [];
    return [...chosen, must(DEFAULT), ...timeout, can("invalid")];
  }
  if (type === "template") {
    const replies = list<{ kind?: string; value?: string }>(data.buttons).filter((b) => b.kind === "quick_reply");
    const chosen = replies.map((b) => ({ handle: b.value ?? "", named: b.value, required: false }));
    return [...chosen.filter((b) => b.handle && !b.handle.includes("{")), can(DEFAULT), ...timeout];
  }
  return [must(DEFAULT), ...timeout, ...(type === "csat" ? [can("invalid")] : [])];
}

function conditions(node: FlowNode): Output[] {
  const { data } = node;
  const branches = list<{ id?: string }>(data.branches);
  if (branches.length > 0)
    return [...branches.map((b) => ({ handle: b.id ?? "", named: b.id, required: true })), must("else")];
  if (data.when != null || data.expression != null || data.variable != null) return [must("true"), must("else")];
  return [must(DEFAULT)];
}

/** Every way out of a node, as the engine knows them, in the order in which they are drawn. */
export function outputsOf(node: FlowNode): Output[] {
  const { type, data } = node;
  switch (type) {
    case "end":
    case "transfer":
    case "sticky":
    case "frame":
      return [];
    case "message":
    case "question":
    case "template":
    case "wait":
    case "csat":
      return talk(node);
    case "condition":
      return conditions(node);
    case "switch":
      return [
        ...list<{ id?: string }>(data.cases).map((c) => ({ handle: c.id ?? "", named: c.id, required: true })),
        must(DEFAULT),
      ];
    case "split":
      return list<{ id?: string }>(data.branches).map((b) => ({ handle: b.id ?? "", named: b.id, required: true }));
    case "business_hours":
      return [must("open"), must("closed")];
    case "loop":
      return [must("each"), must("done")];
    case "api_call":
      return [must(DEFAULT), must("error")];
    case "erp":
      return [must(DEFAULT), can("empty"), must("error")];
    case "ai": {
      const labels = data.task === "classify" ? list<{ name?: string }>(data.labels) : [];
      const named = labels.map((l) => ({ handle: l.name ?? "", named: l.name, required: false }));
      return [...named, must(DEFAULT), can("unsure"), must("error")];
    }
    case "jump":
      return [...(data.returns ? [must(DEFAULT)] : []), can("error")];
    case "call":
      return [must(DEFAULT), can("error")];
    case "wait_until":
      return [must(DEFAULT), can("error")];
  }
  return [must(DEFAULT)];
}

const ALIASES = new Map([
  ["condition yes", "true"],
  ["condition then", "true"],
  ["condition no", "else"],
  ["condition false", "else"],
  ["condition default", "else"],
  ["business_hours true", "open"],
  ["business_hours yes", "open"],
  ["business_hours false", "closed"],
  ["business_hours no", "closed"],
]);

/** The handle a drawn one means: editors have more words for some than the engine. */
export function meant(node: FlowNode, handle: string): string {
  const outputs = outputsOf(node);
  if (outputs.some((o) => o.handle === handle)) return handle;
  const alias = ALIASES.get(`${node.type} ${handle}`);
  if (alias && outputs.some((o) => o.handle === alias)) return alias;
  const only = outputs.filter((o) => o.handle === DEFAULT);
  return only.length === 1 && outputs.length === 1 ? DEFAULT : handle;
}

/** With handles that edges leave by although the node has none of that name: an edge is never out of sight. */
export function drawnOutputs(node: FlowNode, leaving: readonly string[]): (Output & { lost?: boolean })[] {
  const outputs = outputsOf(node);
  const known = new Set(outputs.map((o) => o.handle));
  const lost = [...new Set(leaving.map((h) => meant(node, h)))].filter((h) => !known.has(h));
  return [...outputs, ...lost.map((handle) => ({ handle, named: handle, required: false, lost: true }))];
}

/** The way that goes on when a node is put between others: the plain one, else the first; null when it ends. */
export function wayOn(node: FlowNode): string | null {
  const outputs = outputsOf(node);
  return (outputs.find((o) => o.handle === DEFAULT) ?? outputs[0])?.handle ?? null;
}

/** A handle of the node that leads nowhere yet: the first that must, else the first. */
export function freeHandle(doc: Doc, node: FlowNode): string | null {
  const led = new Set(doc.edges.filter((e) => e.source === node.id).map((e) => meant(node, handleOf(e))));
  const open = outputsOf(node).filter((o) => !led.has(o.handle));
  return (
    (open.find((o) => o.required) ?? open.find((o) => o.handle !== "timeout" && o.handle !== "invalid") ?? open[0])
      ?.handle ?? null
  );
}
