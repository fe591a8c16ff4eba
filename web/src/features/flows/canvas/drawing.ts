import { type Edge, MarkerType, Position } from "@xyflow/react";
import { CHIP, isCollapsed } from "../model/decorations";
import { DEFAULT, type Doc, type FlowNode, handleOf, isDecoration } from "../model/document";
import { drawnOutputs, meant } from "../model/handles";
import { geometryOf, HEAD, handleTop } from "../model/summary";
import type { StepNode } from "./Step";

/** The handles that edges leave each node by. */
function leavingOf(doc: Doc, nodes: ReadonlyMap<string, FlowNode>): Map<string, string> {
  const found = new Map<string, Set<string>>();
  for (const edge of doc.edges) {
    const source = nodes.get(edge.source);
    if (source) found.set(edge.source, (found.get(edge.source) ?? new Set()).add(meant(source, handleOf(edge))));
  }
  return new Map([...found].map(([id, handles]) => [id, [...handles].join("\n")]));
}

const DOT = 12;
/** Under what is drawn otherwise; frames lie below even that. */
const BEHIND = -1;

/** Where a node's handles are: an edge to a node out of sight has its end all the same. */
function handlesOf(node: FlowNode, ways: readonly string[]) {
  const geometry = geometryOf(node, ways);
  const chip = isCollapsed(node);
  const { width, height } = chip ? CHIP : geometry;
  // Said to be measured: those out of sight never are, and nothing could be fitted into view without them.
  const size = { width, height, measured: { width, height } };
  const dot = { width: DOT, height: DOT };
  if (chip) {
    const y = (height - DOT) / 2;
    const handles = [
      { ...dot, type: "target" as const, position: Position.Left, x: -DOT / 2, y },
      { ...dot, id: DEFAULT, type: "source" as const, position: Position.Right, x: width - DOT / 2, y },
    ];
    return { ...size, handles, connectable: false };
  }
  if (isDecoration(node)) return { ...size, handles: [], connectable: false };
  const entry = { ...dot, type: "target" as const, position: Position.Left, x: -DOT / 2, y: (HEAD - DOT) / 2 };
  const exits = drawnOutputs(node, ways).map((output, at) => ({
    ...dot,
    id: output.handle,
    type: "source" as const,
    position: Position.Right,
    x: geometry.width - DOT / 2,
    y: handleTop(geometry, at) - DOT / 2,
  }));
  return { ...size, handles: node.type === "start" ? exits : [entry, ...exits] };
}

/** What the canvas draws: of a node that has not changed the very same object, so that nothing of it is drawn again. */
export function drawnNodes(doc: Doc, before: readonly StepNode[], selected: ReadonlySet<string>): StepNode[] {
  const kept = new Map(before.map((node) => [node.id, node]));
  const leaving = leavingOf(doc, new Map(doc.nodes.map((n) => [n.id, n])));
  return doc.nodes.map((node) => {
    const old = kept.get(node.id);
    const ways = leaving.get(node.id) ?? "";
    const chosen = selected.has(node.id);
    const same = old?.data.node === node && old.data.leaving === ways;
    if (old && same && (old.selected ?? false) === chosen) return old;
    if (old && same) return { ...old, selected: chosen };
    const moved = !old || old.data.node.position !== node.position;
    return {
      ...(old ?? { deletable: false }),
      id: node.id,
      type: isDecoration(node) ? (node.type as "sticky" | "frame") : "step",
      zIndex: node.type === "frame" && !isCollapsed(node) ? BEHIND - 1 : 0,
      position: moved || !old ? node.position : old.position,
      data: { node, leaving: ways },
      selected: chosen,
      ...handlesOf(node, ways ? ways.split("\n") : []),
    };
  });
}

type Marks = {
  path: ReadonlySet<string>;
  walked: ReadonlySet<string>;
  selected: ReadonlySet<string>;
  /** How many went each way, while that is shown. */
  ways?: ReadonlyMap<string, number>;
};

/** Edges as drawn; the very same object for one that looks the same. */
export function drawnEdges(doc: Doc, before: readonly Edge[], { path, walked, selected, ways }: Marks): Edge[] {
  const kept = new Map(before.map((edge) => [edge.id, edge]));
  const nodes = new Map(doc.nodes.map((n) => [n.id, n]));
  return doc.edges.flatMap((edge) => {
    const source = nodes.get(edge.source);
    if (!source || !nodes.has(edge.target)) return [];
    const sourceHandle = meant(source, handleOf(edge));
    const lit = path.has(edge.source) && path.has(edge.target);
    const gone = walked.has(edge.source) && walked.has(edge.target);
    const className = lit ? "on-path" : gone ? "walked" : "";
    const old = kept.get(edge.id);
    const chosen = selected.has(edge.id);
    // A way that nobody went is not drawn over one that many did.
    const zIndex = ways && !ways.get(edge.id) ? BEHIND : 0;
    if (
      old?.zIndex === zIndex &&
      old.source === edge.source &&
      old.target === edge.target &&
      old.sourceHandle === sourceHandle &&
      old.className === className &&
      old.selected === chosen
    )
      return [old];
    return [
      {
        id: edge.id,
        source: edge.source,
        target: edge.target,
        sourceHandle,
        className,
        zIndex,
        selected: chosen,
        selectable: !edge.id.startsWith("group:"),
        type: "way",
        deletable: false,
        markerEnd: {
          type: MarkerType.ArrowClosed,
          markerUnits: "userSpaceOnUse",
          width: 18,
          height: 18,
          color: "var(--edge)",
        },
      },
    ];
  });
}
