import { expect, it } from "vitest";
import { cheapProblems } from "./checks";
import { colourOf, framed, grouped, noted, reframed } from "./decorations";
import { connected, type FlowNode, graphDoc, moved, nodeOf, shifted } from "./document";
import { geometryOf } from "./summary";

const node = (id: string, type: string, x: number, y: number): FlowNode => ({ id, type, data: {}, position: { x, y } });
const doc = graphDoc([node("start", "start", 0, 0), node("a", "tag", 400, 0), node("b", "end", 800, 300)], []);

it("frames stand around their blocks, and know them", () => {
  const [next, id] = grouped(doc, new Set(["a", "b"]), "Saída") as [typeof doc, string];
  const frame = nodeOf(next, id) as FlowNode;
  expect(framed(next, frame).map((n) => n.id)).toEqual(["a", "b"]);
  expect(frame.data.label).toBe("Saída");
  expect(grouped(doc, new Set(), "")).toBeNull();
});

it("frames follow blocks that were put in order", () => {
  const [next, id] = grouped(doc, new Set(["b"]), "") as [typeof doc, string];
  const far = reframed(next, moved(next, new Map([["b", { x: 5000, y: 0 }]])));
  expect(framed(far, nodeOf(far, id) as FlowNode).map((n) => n.id)).toEqual(["b"]);
});

it("notes are no steps: nothing leads to them and nobody misses a way", () => {
  const [next, id] = noted(doc, { x: 0, y: 900 });
  expect(connected(next, "start", "default", id)).toBe(next);
  expect(cheapProblems(next).some((p) => p.node_id === id)).toBe(false);
  expect(geometryOf(nodeOf(next, id) as FlowNode, [])).toMatchObject({ width: 220, height: 140, outputs: 0 });
  expect(colourOf(nodeOf(next, id) as FlowNode)).toBe("warn");
  expect(nodeOf(shifted(next, new Set([id]), { x: 5, y: 0 }), id)?.position.x).toBe(5);
});
