import { type Doc, type FlowEdge, type FlowNode, freshId, type Point } from "./document";
import { withMembers } from "./groups";

const MARK = "pytake/flow-nodes";
type Copied = { pytake: typeof MARK; version: 1; nodes: FlowNode[]; edges: FlowEdge[] };

/** The chosen nodes with the edges between them, as text that any editor can hold; the beginning is not copied. */
export function copied(doc: Doc, ids: ReadonlySet<string>): string | null {
  const meant = withMembers(doc, ids, { closed: true });
  const nodes = doc.nodes.filter((node) => meant.has(node.id) && node.type !== "start");
  if (nodes.length === 0) return null;
  const inside = new Set(nodes.map((node) => node.id));
  const edges = doc.edges.filter((edge) => inside.has(edge.source) && inside.has(edge.target));
  return JSON.stringify({ pytake: MARK, version: 1, nodes, edges } satisfies Copied, null, 1);
}

function isNode(value: unknown): value is FlowNode {
  const node = value as Partial<FlowNode> | null;
  return (
    typeof node?.id === "string" &&
    typeof node.type === "string" &&
    node.type !== "start" &&
    typeof node.data === "object" &&
    node.data !== null &&
    Number.isFinite(node.position?.x) &&
    Number.isFinite(node.position?.y)
  );
}

function isEdge(value: unknown): value is FlowEdge {
  const edge = value as Partial<FlowEdge> | null;
  return typeof edge?.source === "string" && typeof edge.target === "string";
}

/** What a text holds; null when it is none of ours. */
export function readCopy(text: string): { nodes: FlowNode[]; edges: FlowEdge[] } | null {
  if (!text.includes(MARK)) return null;
  try {
    const read = JSON.parse(text) as Partial<Copied>;
    if (read.pytake !== MARK || !Array.isArray(read.nodes)) return null;
    const nodes = read.nodes.filter(isNode);
    return nodes.length > 0 ? { nodes, edges: (read.edges ?? []).filter(isEdge) } : null;
  } catch {
    return null;
  }
}

/** Puts copied nodes at a place, each under a name of its own; gives back the names. */
export function pasted(
  doc: Doc,
  copy: { nodes: readonly FlowNode[]; edges: readonly FlowEdge[] },
  at: Point,
): [Doc, string[]] {
  const left = Math.min(...copy.nodes.map((n) => n.position.x));
  const top = Math.min(...copy.nodes.map((n) => n.position.y));
  const names = new Map<string, string>();
  const nodes = [...doc.nodes];
  for (const node of copy.nodes) {
    const id = freshId({ nodes }, node.id);
    names.set(node.id, id);
    const position = { x: at.x + node.position.x - left, y: at.y + node.position.y - top };
    nodes.push({ id, type: node.type, data: node.data, position });
  }
  for (const [at, node] of nodes.entries()) {
    const { members } = node.data;
    if (at < doc.nodes.length || !Array.isArray(members)) continue;
    nodes[at] = { ...node, data: { ...node.data, members: members.flatMap((id) => names.get(String(id)) ?? []) } };
  }
  const taken = new Set(doc.edges.map((edge) => edge.id));
  let number = doc.edges.length;
  const edges = copy.edges.flatMap((edge) => {
    const [source, target] = [names.get(edge.source), names.get(edge.target)];
    if (!source || !target) return [];
    do number += 1;
    while (taken.has(`e${number}`));
    return [{ ...edge, id: `e${number}`, source, target }];
  });
  return [{ ...doc, nodes, edges: [...doc.edges, ...edges] }, [...names.values()]];
}

/** Copies beside the originals. */
export function duplicated(doc: Doc, ids: ReadonlySet<string>): [Doc, string[]] {
  const text = copied(doc, ids);
  const copy = text ? readCopy(text) : null;
  if (!copy) return [doc, []];
  const left = Math.min(...copy.nodes.map((n) => n.position.x));
  const bottom = Math.max(...copy.nodes.map((n) => n.position.y));
  return pasted(doc, copy, { x: left + 40, y: bottom + 140 });
}
