import { framed, isCollapsed } from "./decorations";
import { DEFAULT, type Doc, type FlowEdge, type FlowNode, filled, nodeOf } from "./document";

const NOBODY: ReadonlyMap<string, string> = new Map();
const known = new WeakMap<readonly FlowNode[], ReadonlyMap<string, string>>();

/** Blocks that a closed group hides, each with the group that stands for it: the outermost one. */
export function hiddenIn(doc: Doc): ReadonlyMap<string, string> {
  const before = known.get(doc.nodes);
  if (before) return before;
  const closed = doc.nodes.filter(isCollapsed);
  const found = new Map<string, string>();
  const outermost = (id: string): string => {
    const around = found.get(id);
    return around === undefined ? id : outermost(around);
  };
  // Two that stand in each other would both be out of sight: the first one stays.
  for (const frame of closed)
    for (const { id } of framed(doc, frame)) if (outermost(frame.id) !== id) found.set(id, frame.id);
  for (const id of [...found.keys()]) found.set(id, outermost(id));
  const hidden = found.size > 0 ? found : NOBODY;
  known.set(doc.nodes, hidden);
  return hidden;
}

/** Under which name an edge is drawn: its own, or one that all which lead the same way to or from a closed group share; null inside of one. */
export function seenAs(edge: FlowEdge, hidden: ReadonlyMap<string, string>): string | null {
  const [source, target] = [hidden.get(edge.source), hidden.get(edge.target)];
  if (!source && !target) return edge.id;
  const [from, to] = [source ?? edge.source, target ?? edge.target];
  return from === to ? null : `group:${from}:${(source ? null : edge.source_handle) ?? DEFAULT}:${to}`;
}

/** The drawing as it is seen: without what closed groups hide, and what led there leads to the group. */
export function seen(doc: Doc): Doc {
  const hidden = hiddenIn(doc);
  if (hidden.size === 0) return doc;
  const told = new Set<string>();
  const edges = doc.edges.flatMap((edge): FlowEdge[] => {
    const id = seenAs(edge, hidden);
    if (id === edge.id) return [edge];
    if (id === null || told.has(id)) return [];
    told.add(id);
    const source = hidden.get(edge.source);
    const target = hidden.get(edge.target) ?? edge.target;
    return [{ id, source: source ?? edge.source, target, source_handle: source ? null : edge.source_handle }];
  });
  return { ...doc, nodes: doc.nodes.filter((n) => !hidden.has(n.id)), edges };
}

/** Closes a group: from now on it is known by name who stands in it, whatever is drawn where it stood. Or opens it. */
export function folded(doc: Doc, id: string, closed: boolean): Doc {
  const frame = nodeOf(doc, id);
  if (frame?.type !== "frame" || isCollapsed(frame) === closed) return doc;
  if (!closed) return filled(doc, id, { collapsed: undefined, members: undefined });
  const members = framed(doc, frame, { frames: true }).map((n) => n.id);
  return filled(doc, id, { collapsed: true, members });
}

/** With everything that stands in the frames among them, or in those that are closed only. */
export function withMembers(doc: Doc, ids: Iterable<string>, { closed = false } = {}): Set<string> {
  const all = new Set(ids);
  for (const id of all) {
    const node = nodeOf(doc, id);
    if (node?.type === "frame" && (!closed || isCollapsed(node))) for (const one of framed(doc, node)) all.add(one.id);
  }
  return all;
}
