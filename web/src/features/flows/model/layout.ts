import { graphlib, layout } from "@dagrejs/dagre";
import { NODE_WIDTH, type Point } from "./document";

export type Drawing = {
  nodes: { id: string; height: number }[];
  edges: { source: string; target: string }[];
};

/** What a helper beside the page is asked, and answers; each answer says to which question. */
export type Question = { asked: number; drawing: Drawing };
export type Answer = { asked: number; places: [string, Point][] };

/** Places from left to right, by the edges. */
export function laidOut({ nodes, edges }: Drawing): [string, Point][] {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "LR", ranksep: 110, nodesep: 36 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, height } of nodes) graph.setNode(id, { width: NODE_WIDTH, height });
  for (const { source, target } of edges) if (source !== target) graph.setEdge(source, target);
  layout(graph);
  return nodes.map(({ id, height }) => {
    const { x, y } = graph.node(id) as Point;
    return [id, { x: Math.round(x - NODE_WIDTH / 2), y: Math.round(y - height / 2) }];
  });
}
