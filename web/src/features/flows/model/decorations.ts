import { added, type Doc, type FlowNode, freshId, NODE_WIDTH, type Point } from "./document";
import { geometryOf } from "./summary";

export const COLOURS = ["warn", "info", "brand", "violet", "danger", "plain"] as const;
export type Colour = (typeof COLOURS)[number];
/** How large a closed group is drawn. */
export const CHIP = { width: NODE_WIDTH, height: 56 };
const MARGIN = 32;
const HEADING = 40;

export function colourOf(node: FlowNode): Colour {
  return COLOURS.find((one) => one === node.data.color) ?? (node.type === "sticky" ? "warn" : "plain");
}

type Box = { left: number; top: number; right: number; bottom: number };

function boxOf(node: FlowNode): Box {
  const { width, height } = geometryOf(node, []);
  const { x, y } = node.position;
  return { left: x, top: y, right: x + width, bottom: y + height };
}

export const isCollapsed = (node: Pick<FlowNode, "type" | "data">): boolean =>
  node.type === "frame" && node.data.collapsed === true;

/**
 * What stands in a frame: the blocks whose middle is inside of it, with `frames` also frames that are inside as a whole; in one that
 * is closed those that were there when it was.
 */
export function framed(doc: Doc, frame: FlowNode, { frames = false } = {}): FlowNode[] {
  if (isCollapsed(frame)) {
    const members = new Set(Array.isArray(frame.data.members) ? frame.data.members : []);
    return doc.nodes.filter((node) => members.has(node.id) && node.id !== frame.id);
  }
  const around = boxOf(frame);
  return doc.nodes.filter((node) => {
    if (node.id === frame.id || (node.type === "frame" && !frames)) return false;
    const { left, top, right, bottom } = boxOf(node);
    if (node.type === "frame")
      return left >= around.left && right <= around.right && top >= around.top && bottom <= around.bottom;
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    return x > around.left && x < around.right && y > around.top && y < around.bottom;
  });
}

function around(nodes: readonly FlowNode[]): { position: Point; width: number; height: number } {
  const boxes = nodes.map(boxOf);
  const left = Math.min(...boxes.map((b) => b.left)) - MARGIN;
  const top = Math.min(...boxes.map((b) => b.top)) - MARGIN - HEADING;
  const width = Math.max(...boxes.map((b) => b.right)) + MARGIN - left;
  const height = Math.max(...boxes.map((b) => b.bottom)) + MARGIN - top;
  return { position: { x: left, y: top }, width, height };
}

/** A frame around blocks. */
export function grouped(doc: Doc, ids: ReadonlySet<string>, label: string): [Doc, string] | null {
  const inside = doc.nodes.filter((n) => ids.has(n.id) && n.type !== "frame");
  if (inside.length === 0) return null;
  const { position, width, height } = around(inside);
  const id = freshId(doc, "frame");
  return [{ ...doc, nodes: [...doc.nodes, { id, type: "frame", data: { label, width, height }, position }] }, id];
}

/** Frames go with their blocks when those are put in order. */
export function reframed(before: Doc, after: Doc): Doc {
  const now = new Map(after.nodes.map((n) => [n.id, n]));
  const nodes = after.nodes.map((node) => {
    const old = node.type === "frame" && !isCollapsed(node) ? before.nodes.find((n) => n.id === node.id) : undefined;
    const inside = old ? framed(before, old).flatMap((n) => now.get(n.id) ?? []) : [];
    if (inside.length === 0) return node;
    const { position, width, height } = around(inside);
    return { ...node, position, data: { ...node.data, width, height } };
  });
  return { ...after, nodes };
}

export function noted(doc: Doc, at: Point): [Doc, string] {
  return added(doc, { type: "sticky", data: { text: "", width: 220, height: 140 }, position: at });
}
