import type { Schema } from "@/shared/api";

export type Point = { x: number; y: number };
export type Data = Readonly<Record<string, unknown>>;
export type FlowNode = { readonly id: string; readonly type: string; readonly data: Data; readonly position: Point };
export type FlowEdge = {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly source_handle: string | null;
  readonly condition?: unknown;
};
export type Trigger = { readonly kind: string; readonly [field: string]: unknown };

/** What is edited: an immutable value. An operation that changes nothing gives back the very same one. */
export type Doc = {
  readonly name: string;
  readonly description: string;
  readonly trigger: Trigger;
  readonly is_default: boolean;
  readonly is_fallback: boolean;
  readonly nodes: readonly FlowNode[];
  readonly edges: readonly FlowEdge[];
};

export const DEFAULT = "default";
export const NODE_WIDTH = 264;
/** How far beside its source a new node stands. */
export const STEP: Point = { x: NODE_WIDTH + 96, y: 0 };

type Flow = Schema<"FlowOut">;

export function docOf(flow: Flow): Doc {
  return {
    name: flow.name,
    description: flow.description,
    trigger: flow.trigger as Trigger,
    is_default: flow.is_default,
    is_fallback: flow.is_fallback,
    nodes: flow.nodes as unknown as FlowNode[],
    edges: flow.edges as unknown as FlowEdge[],
  };
}

/** A graph of a version or a ready flow, to be looked at. */
export function graphDoc(nodes: unknown, edges: unknown, name = ""): Doc {
  return {
    name,
    description: "",
    trigger: { kind: "manual" },
    is_default: false,
    is_fallback: false,
    nodes: (nodes ?? []) as FlowNode[],
    edges: ((edges ?? []) as FlowEdge[]).map((edge, at) => ({ ...edge, id: edge.id ?? `e${at}` })),
  };
}

/** What is drawn and never run: a note, and a frame around blocks that belong together. */
export const isDecoration = (node: Pick<FlowNode, "type">): boolean => node.type === "sticky" || node.type === "frame";

export const handleOf = (edge: FlowEdge): string => edge.source_handle || DEFAULT;

export function nodeOf(doc: Doc, id: string | null | undefined): FlowNode | undefined {
  return id ? doc.nodes.find((node) => node.id === id) : undefined;
}

/** A name no node has: the type's, with a number where it is taken. People read it in traces and in exports. */
export function freshId(doc: Pick<Doc, "nodes">, wanted: string): string {
  const taken = new Set(doc.nodes.map((node) => node.id));
  const stem = wanted.replace(/_\d+$/, "") || "node";
  if (!taken.has(stem) && stem !== "start") return stem;
  let number = 2;
  while (taken.has(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

function freshEdge(doc: Doc): string {
  const taken = new Set(doc.edges.map((edge) => edge.id));
  let number = doc.edges.length + 1;
  while (taken.has(`e${number}`)) number += 1;
  return `e${number}`;
}

function free(doc: Doc, at: Point): Point {
  let spot = at;
  for (let tries = 0; tries < 40; tries++) {
    const met = doc.nodes.some(
      (n) => Math.abs(n.position.x - spot.x) < NODE_WIDTH && Math.abs(n.position.y - spot.y) < 96,
    );
    if (!met) return spot;
    spot = { x: spot.x, y: spot.y + 132 };
  }
  return spot;
}

/** Adds a node; one that would lie on another moves down. */
export function added(doc: Doc, node: Omit<FlowNode, "id">): [Doc, string] {
  const id = freshId(doc, node.type);
  const placed = { ...node, id, position: free(doc, node.position) };
  return [{ ...doc, nodes: [...doc.nodes, placed] }, id];
}

/** Leads a handle to a node. A handle leads to one place, so that the edge it had gives way; edges with conditions stay. */
export function connected(doc: Doc, source: string, handle: string, target: string): Doc {
  if (target === source && handle === DEFAULT) return doc;
  const [from, to] = [nodeOf(doc, source), nodeOf(doc, target)];
  if (!from || !to || to.type === "start" || isDecoration(from) || isDecoration(to)) return doc;
  const same = (edge: FlowEdge) => edge.source === source && handleOf(edge) === handle && edge.condition == null;
  if (doc.edges.some((edge) => same(edge) && edge.target === target)) return doc;
  const edge = { id: freshEdge(doc), source, target, source_handle: handle === DEFAULT ? null : handle };
  return { ...doc, edges: [...doc.edges.filter((one) => !same(one)), edge] };
}

/** A new node behind a handle: what the handle led to so far comes after the new one. */
export function addedAfter(
  doc: Doc,
  source: string,
  handle: string,
  node: Omit<FlowNode, "id">,
  way: string | null,
): [Doc, string] {
  const before = doc.edges.find((e) => e.source === source && handleOf(e) === handle && e.condition == null);
  const [grown, id] = added(doc, node);
  let next = connected(grown, source, handle, id);
  if (before && way !== null) next = connected(next, id, way, before.target);
  return [next, id];
}

/** A new node in the middle of an edge. */
export function addedBetween(
  doc: Doc,
  edgeId: string,
  node: Omit<FlowNode, "id">,
  way: string | null,
): [Doc, string] | null {
  const edge = doc.edges.find((one) => one.id === edgeId);
  if (!edge) return null;
  const [grown, id] = added(doc, node);
  const edges = grown.edges.map((one) => (one.id === edgeId ? { ...one, target: id } : one));
  const next = { ...grown, edges };
  return [way === null ? next : connected(next, id, way, edge.target), id];
}

/** Takes nodes away with their edges, and edges by themselves; the beginning stays. */
export function removed(doc: Doc, nodeIds: Iterable<string>, edgeIds: Iterable<string> = []): Doc {
  const gone = new Set([...nodeIds].filter((id) => nodeOf(doc, id)?.type !== "start" && nodeOf(doc, id)));
  const cut = new Set(edgeIds);
  const edges = doc.edges.filter((edge) => !cut.has(edge.id) && !gone.has(edge.source) && !gone.has(edge.target));
  if (gone.size === 0 && edges.length === doc.edges.length) return doc;
  return { ...doc, nodes: gone.size === 0 ? doc.nodes : doc.nodes.filter((node) => !gone.has(node.id)), edges };
}

/** Moves nodes to places. */
export function moved(doc: Doc, places: ReadonlyMap<string, Point>): Doc {
  let changed = false;
  const nodes = doc.nodes.map((node) => {
    const to = places.get(node.id);
    if (!to || (to.x === node.position.x && to.y === node.position.y)) return node;
    changed = true;
    return { ...node, position: { x: Math.round(to.x), y: Math.round(to.y) } };
  });
  return changed ? { ...doc, nodes } : doc;
}

export function shifted(doc: Doc, ids: ReadonlySet<string>, by: Point): Doc {
  const places = new Map<string, Point>();
  for (const { id, position } of doc.nodes)
    if (ids.has(id)) places.set(id, { x: position.x + by.x, y: position.y + by.y });
  return moved(doc, places);
}

export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [one, other] = [Object.entries(a), b as Record<string, unknown>];
  return (
    one.length === Object.keys(other).length && one.every(([key, value]) => key in other && same(value, other[key]))
  );
}

/** Changes fields of a node's data; `undefined` takes a field away. */
export function filled(doc: Doc, id: string, fields: Record<string, unknown>): Doc {
  const node = nodeOf(doc, id);
  if (!node || Object.entries(fields).every(([key, value]) => same(node.data[key], value))) return doc;
  const data: Record<string, unknown> = { ...node.data, ...fields };
  for (const key of Object.keys(data)) if (data[key] === undefined) delete data[key];
  return { ...doc, nodes: doc.nodes.map((one) => (one.id === id ? { ...one, data } : one)) };
}

/** Edges follow a handle that is called otherwise now; those of one that is gone go with it. */
export function rehandled(doc: Doc, id: string, names: ReadonlyMap<string, string | null>): Doc {
  let changed = false;
  const edges = doc.edges.flatMap((edge) => {
    const to = edge.source === id ? names.get(handleOf(edge)) : undefined;
    if (to === undefined) return [edge];
    changed = true;
    return to === null ? [] : [{ ...edge, source_handle: to === DEFAULT ? null : to }];
  });
  return changed ? { ...doc, edges } : doc;
}

export function renamed(doc: Doc, id: string, label: string): Doc {
  return filled(doc, id, { label: label.trim() || undefined });
}

/** Switches nodes off, or on again when all of them are off: a flow goes through them without doing anything. */
export function switched(doc: Doc, ids: Iterable<string>): Doc {
  const meant = [...ids].filter((id) => nodeOf(doc, id) && nodeOf(doc, id)?.type !== "start");
  const off = meant.every((id) => nodeOf(doc, id)?.data.disabled === true);
  return meant.reduce((now, id) => filled(now, id, { disabled: off ? undefined : true }), doc);
}

/** What of a document is about itself, not about its graph. */
export function described(
  doc: Doc,
  fields: Partial<Pick<Doc, "name" | "description" | "trigger" | "is_default" | "is_fallback">>,
): Doc {
  const news = Object.entries(fields).some(([key, value]) => !same(doc[key as keyof Doc], value));
  return news ? { ...doc, ...fields } : doc;
}
