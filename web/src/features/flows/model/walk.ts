import { type Doc, type FlowNode, nodeOf, type Point } from "./document";

type Side = "up" | "down";

function neighbours(doc: Doc): Record<Side, Map<string, string[]>> {
  const up = new Map<string, string[]>();
  const down = new Map<string, string[]>();
  for (const { source, target } of doc.edges) {
    down.set(source, [...(down.get(source) ?? []), target]);
    up.set(target, [...(up.get(target) ?? []), source]);
  }
  return { up, down };
}

/** Everything that leads to these nodes, or that they lead to; they themselves as well. */
export function reached(doc: Doc, from: Iterable<string>, side: Side): Set<string> {
  const next = neighbours(doc)[side];
  const seen = new Set(from);
  const waiting = [...seen];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
    for (const to of next.get(id) ?? [])
      if (!seen.has(to)) {
        seen.add(to);
        waiting.push(to);
      }
  return seen;
}

export type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

function distance(from: Point, to: Point, direction: Direction): number {
  const across = direction === "ArrowLeft" || direction === "ArrowRight";
  const sign = direction === "ArrowLeft" || direction === "ArrowUp" ? -1 : 1;
  const ahead = sign * (across ? to.x - from.x : to.y - from.y);
  const aside = Math.abs(across ? to.y - from.y : to.x - from.x);
  return ahead > 0 ? ahead + 2 * aside : Number.POSITIVE_INFINITY;
}

/** Where an arrow leads: along the edges to the right and to the left, else to the nearest node on that side. */
export function stepTo(doc: Doc, from: string | null, direction: Direction): string | null {
  const node = nodeOf(doc, from);
  if (!node) return doc.nodes.find((n) => n.type === "start")?.id ?? doc.nodes[0]?.id ?? null;
  const along = direction === "ArrowRight" ? "down" : direction === "ArrowLeft" ? "up" : null;
  const linked = along ? (neighbours(doc)[along].get(node.id) ?? []).filter((id) => id !== node.id) : [];
  const nearest = (ids: FlowNode[], fall: boolean) => {
    let best: [number, string] | null = null;
    for (const one of ids) {
      const away = distance(node.position, one.position, direction);
      const far = Number.isFinite(away) ? away : fall ? 1e6 + Math.abs(one.position.y - node.position.y) : away;
      if (Number.isFinite(far) && (!best || far < best[0])) best = [far, one.id];
    }
    return best?.[1] ?? null;
  };
  const others = doc.nodes.filter((n) => n.id !== node.id);
  return (
    nearest(
      others.filter((n) => linked.includes(n.id)),
      true,
    ) ?? nearest(others, false)
  );
}

/** The nodes in the order in which a person reads them: along the edges from the beginning, what is cut off last, with depth. */
export function outline(doc: Doc): { id: string; depth: number; via: string }[] {
  const known = new Map(doc.nodes.map((n) => [n.id, n]));
  const leaving = new Map<string, { target: string; via: string }[]>();
  for (const edge of doc.edges)
    leaving.set(edge.source, [
      ...(leaving.get(edge.source) ?? []),
      { target: edge.target, via: edge.source_handle ?? "" },
    ]);
  const seen = new Set<string>();
  const lines: { id: string; depth: number; via: string }[] = [];
  const visit = (root: string) => {
    const waiting: [string, number, string][] = [[root, 0, ""]];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const [id, depth, via] = next;
      if (seen.has(id) || !known.has(id)) continue;
      seen.add(id);
      lines.push({ id, depth, via });
      const ways = leaving.get(id) ?? [];
      // A single way goes on at the same depth: a long script reads straight down.
      for (const way of [...ways].reverse()) waiting.push([way.target, ways.length > 1 ? depth + 1 : depth, way.via]);
    }
  };
  for (const node of doc.nodes) if (node.type === "start") visit(node.id);
  for (const node of doc.nodes) visit(node.id);
  return lines;
}
