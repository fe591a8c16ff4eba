import type { Figures } from "../api";
import { type Doc, handleOf } from "./document";
import { hiddenIn, seenAs } from "./groups";
import { meant } from "./handles";

type Left = { handle: string; target: string | null; count: number };
export type NodeTraffic = { entered: number; dropped: number; seconds: number | null; left: readonly Left[] };

/** Who went where in a period: by block, and by each way that is drawn. */
export type Traffic = {
  started: number;
  nodes: ReadonlyMap<string, NodeTraffic>;
  ways: ReadonlyMap<string, number>;
  /** On the way that most went. */
  most: number;
};

/** The figures on a drawing. A way that this drawing has no more is counted nowhere; one into a closed group at the group. */
export function trafficOn(doc: Doc, figures: Figures): Traffic {
  const nodes = new Map<string, NodeTraffic>();
  for (const { node, entered, dropped, seconds, left } of figures.nodes as ({ node: string } & NodeTraffic)[])
    nodes.set(node, { entered, dropped, seconds, left });
  const drawn = new Map(doc.nodes.map((n) => [n.id, n]));
  const hidden = hiddenIn(doc);
  const ways = new Map<string, number>();
  for (const edge of doc.edges) {
    const source = drawn.get(edge.source);
    if (!source) continue;
    const handle = meant(source, handleOf(edge));
    const gone = nodes.get(edge.source)?.left.filter((one) => one.handle === handle && one.target === edge.target);
    const id = seenAs(edge, hidden);
    if (id !== null) ways.set(id, (ways.get(id) ?? 0) + (gone ?? []).reduce((sum, one) => sum + one.count, 0));
  }
  return { started: figures.started, nodes, ways, most: Math.max(0, ...ways.values()) };
}

/** How many of those who came to a block stopped there; null where nobody did. */
export const dropOff = (node: NodeTraffic | undefined): number | null =>
  node && node.entered > 0 && node.dropped > 0 ? Math.min(1, node.dropped / node.entered) : null;

const THIN = 1.5;
const THICK = 6;

/** How thick a way is drawn: by the square root, so that a tenth of the crowd can still be told from nobody. */
export const thickness = (count: number, most: number): number =>
  count > 0 && most > 0 ? THIN + (THICK - THIN) * Math.sqrt(count / most) : THIN;
