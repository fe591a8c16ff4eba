import { expect, it } from "vitest";
import { duplicated } from "./clipboard";
import { grouped } from "./decorations";
import { type Doc, type FlowEdge, type FlowNode, filled, graphDoc, nodeOf, removed, shifted } from "./document";
import { folded, hiddenIn, seen, withMembers } from "./groups";

const node = (id: string, type: string, x: number, y: number): FlowNode => ({ id, type, data: {}, position: { x, y } });
const edge = (source: string, target: string, handle: string | null = null): FlowEdge => ({
  id: `${source}${handle ?? ""}-${target}`,
  source,
  target,
  source_handle: handle,
});
const doc = graphDoc(
  [
    node("start", "start", 0, 0),
    node("a", "business_hours", 400, 0),
    node("b", "tag", 800, 0),
    node("z", "end", 1300, 0),
  ],
  [edge("start", "a"), edge("a", "b", "open"), edge("a", "z", "closed"), edge("b", "z")],
);
const [framed, frame] = grouped(doc, new Set(["a", "b"]), "Meio") as [Doc, string];
const closed = folded(framed, frame, true);

it("a closed group hides its blocks, and what leads there leads to it, once each way", () => {
  expect([...hiddenIn(closed)]).toEqual([
    ["a", frame],
    ["b", frame],
  ]);
  const view = seen(closed);
  expect(view.nodes.map((n) => n.id)).toEqual(["start", "z", frame]);
  expect(view.edges.map((e) => `${e.source}>${e.target}`)).toEqual([`start>${frame}`, `${frame}>z`]);
  expect(seen(framed)).toBe(framed);
  expect(hiddenIn(closed)).toBe(hiddenIn(closed));
});

it("opening gives back the very same drawing, wherever it was moved to", () => {
  expect(folded(closed, frame, false).nodes).toEqual(framed.nodes);
  expect(folded(closed, frame, true)).toBe(closed);
  const away = shifted(closed, withMembers(closed, [frame]), { x: 50, y: 900 });
  expect(nodeOf(away, "a")?.position).toEqual({ x: 450, y: 900 });
  expect(folded(away, frame, false).nodes.map((n) => n.position.y)).toEqual([0, 900, 900, 0, 900 - 72]);
});

it("who is in it is known by name: what is drawn in its place stays in sight, what is deleted is not missed", () => {
  const more = { ...closed, nodes: [...closed.nodes, node("c", "tag", 600, 10)] };
  expect(hiddenIn(more).has("c")).toBe(false);
  expect(hiddenIn(removed(closed, ["a"])).size).toBe(1);
  expect(hiddenIn(removed(closed, [frame])).size).toBe(0);
});

it("is copied with what stands in it", () => {
  const [next, ids] = duplicated(closed, new Set([frame]));
  expect(ids).toHaveLength(3);
  const copy = next.nodes.find((n) => n.type === "frame" && n.id !== frame);
  expect(copy?.data.members).toEqual(["a_2", "b_2"]);
});

it("groups in groups are one chip, and two that hold each other never vanish both", () => {
  const outer = grouped(framed, new Set(["start", "a", "b", "z"]), "Tudo") as [Doc, string];
  const both = folded(folded(outer[0], frame, true), outer[1], true);
  expect(seen(both).nodes.map((n) => n.id)).toEqual([outer[1]]);
  expect(seen(folded(both, outer[1], false)).nodes.some((n) => n.id === frame)).toBe(true);
  const held = filled(filled(both, frame, { members: [outer[1]] }), outer[1], { members: [frame] });
  expect(seen(held).nodes.filter((n) => n.type === "frame")).toHaveLength(1);
});
