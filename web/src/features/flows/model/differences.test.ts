import { expect, it } from "vitest";
import { differences } from "./differences";
import { added, filled, graphDoc, removed, shifted } from "./document";

it("tells what was added, removed, changed and only moved", () => {
  const node = (id: string) => ({ id, type: "tag", data: { add: ["x"] }, position: { x: 0, y: 0 } });
  const doc = graphDoc([node("a"), node("b"), node("c")], []);
  let next = filled(doc, "a", { add: ["y"] });
  next = shifted(next, new Set(["b"]), { x: 9, y: 0 });
  next = removed(next, ["c"]);
  const [last, id] = added(next, { type: "end", data: {}, position: { x: 900, y: 0 } });
  expect([...differences(doc, last)]).toEqual([
    ["a", "changed"],
    ["b", "moved"],
    [id, "added"],
    ["c", "removed"],
  ]);
  expect(differences(doc, filled(doc, "a", { add: ["x"] })).size).toBe(0);
});
