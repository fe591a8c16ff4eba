import { expect, it } from "vitest";
import type { Figures } from "../api";
import { grouped } from "./decorations";
import { type Doc, type FlowEdge, type FlowNode, graphDoc } from "./document";
import { folded } from "./groups";
import { dropOff, thickness, trafficOn } from "./traffic";

const node = (id: string, type: string, x: number, y = 0): FlowNode => ({ id, type, data: {}, position: { x, y } });
const edge = (id: string, source: string, target: string, handle: string | null = null): FlowEdge => ({
  id,
  source,
  target,
  source_handle: handle,
});
const doc = graphDoc(
  [node("start", "start", 0), node("h", "business_hours", 400), node("a", "end", 900), node("b", "end", 900, 300)],
  [edge("e1", "start", "h"), edge("e2", "h", "a", "true"), edge("e3", "h", "b", "closed")],
);
const figures: Figures = {
  version: 1,
  started: 10,
  ended: {},
  nodes: [
    { node: "start", entered: 10, dropped: 0, seconds: 0, left: [{ handle: "default", target: "h", count: 10 }] },
    {
      node: "h",
      entered: 10,
      dropped: 2,
      seconds: 1,
      left: [
        { handle: "open", target: "a", count: 5 },
        { handle: "closed", target: "b", count: 3 },
        { handle: "closed", target: "gone", count: 9 },
      ],
    },
  ],
};

it("counts each way that is drawn, by whatever word it leaves", () => {
  const found = trafficOn(doc, figures);
  expect([...found.ways]).toEqual([
    ["e1", 10],
    ["e2", 5],
    ["e3", 3],
  ]);
  expect(found.most).toBe(10);
  expect(dropOff(found.nodes.get("h"))).toBe(0.2);
  expect(dropOff(found.nodes.get("start"))).toBeNull();
  expect(dropOff(undefined)).toBeNull();
});

it("sums up what leads into a closed group", () => {
  const [framed, id] = grouped(doc, new Set(["a", "b"]), "") as [Doc, string];
  const { ways } = trafficOn(folded(framed, id, true), figures);
  expect([...ways.values()]).toEqual([10, 5, 3]);
  const [around, outer] = grouped(doc, new Set(["h", "a", "b"]), "") as [Doc, string];
  expect([...trafficOn(folded(around, outer, true), figures).ways]).toEqual([[`group:start:default:${outer}`, 10]]);
});

it("draws nobody thin and most thick", () => {
  expect(thickness(0, 10)).toBe(1.5);
  expect(thickness(10, 10)).toBe(6);
  expect(thickness(1, 0)).toBe(1.5);
});
