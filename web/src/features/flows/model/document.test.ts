import { describe, expect, it } from "vitest";
import { copied, duplicated, pasted, readCopy } from "./clipboard";
import * as d from "./document";
import { begun, redone, stepped, undone } from "./history";

const node = (id: string, type = "message", x = 0, y = 0): d.FlowNode => ({ id, type, data: {}, position: { x, y } });
const edge = (source: string, target: string, handle: string | null = null): d.FlowEdge => ({
  id: `${source}-${target}`,
  source,
  target,
  source_handle: handle,
});
const doc: d.Doc = {
  ...d.graphDoc([node("start", "start"), node("a", "message", 400), node("b", "end", 800)], []),
  edges: [edge("start", "a"), edge("a", "b")],
};

describe("operations", () => {
  it("give back the same document when they change nothing", () => {
    expect(d.moved(doc, new Map([["a", { x: 400, y: 0 }]]))).toBe(doc);
    expect(d.removed(doc, ["start", "nobody"])).toBe(doc);
    expect(d.filled(doc, "a", { text: undefined })).toBe(doc);
    expect(d.connected(doc, "start", "default", "a")).toBe(doc);
    expect(d.renamed(doc, "a", "  ")).toBe(doc);
    expect(d.described(doc, { name: doc.name })).toBe(doc);
  });

  it("add a node under a fresh name, beside what is there", () => {
    const [next, id] = d.added(doc, { type: "message", data: {}, position: { x: 400, y: 0 } });
    expect(id).toBe("message");
    expect(d.nodeOf(next, id)?.position).toEqual({ x: 400, y: 132 });
    expect(d.added(next, { type: "message", data: {}, position: { x: 0, y: 900 } })[1]).toBe("message_2");
    expect(next.nodes[1]).toBe(doc.nodes[1]);
  });

  it("lead a handle to one place only, never to the beginning", () => {
    const next = d.connected(doc, "start", "default", "b");
    expect(next.edges.filter((e) => e.source === "start").map((e) => e.target)).toEqual(["b"]);
    expect(d.connected(doc, "a", "default", "start")).toBe(doc);
  });

  it("insert between: behind a handle, and in the middle of an edge", () => {
    const fresh = { type: "delay", data: {}, position: { x: 200, y: 300 } };
    for (const made of [
      d.addedAfter(doc, "start", "default", fresh, "default"),
      d.addedBetween(doc, "start-a", fresh, "default"),
    ]) {
      const [next, id] = made as [d.Doc, string];
      const ways = next.edges.map((e) => `${e.source}>${e.target}`).sort();
      expect(ways).toEqual(["a>b", `${id}>a`, `start>${id}`].sort());
    }
    const [last] = d.addedBetween(doc, "a-b", { ...fresh, type: "end" }, null) as [d.Doc, string];
    expect(last.edges.map((e) => `${e.source}>${e.target}`)).toEqual(["start>a", "a>end"]);
  });

  it("delete nodes with their edges, edges alone, and never the beginning", () => {
    const next = d.removed(doc, ["a", "start"]);
    expect(next.nodes.map((n) => n.id)).toEqual(["start", "b"]);
    expect(next.edges).toEqual([]);
    expect(d.removed(doc, [], ["a-b"]).edges.map((e) => e.id)).toEqual(["start-a"]);
  });

  it("keep edges with the options they leave by", () => {
    const drawn = { ...doc, edges: [edge("a", "b", "yes"), edge("a", "start", "no")] };
    const next = d.rehandled(
      drawn,
      "a",
      new Map([
        ["yes", "sim"],
        ["no", null],
      ]),
    );
    expect(next.edges).toEqual([{ ...drawn.edges[0], source_handle: "sim" }]);
  });

  it("switch nodes off and on", () => {
    const off = d.switched(doc, ["a", "start"]);
    expect(d.nodeOf(off, "a")?.data).toEqual({ disabled: true });
    expect(d.nodeOf(off, "start")?.data).toEqual({});
    expect(d.switched(off, ["a"]).nodes).toEqual(doc.nodes);
  });
});

describe("the clipboard", () => {
  it("carries nodes with the edges between them as text, and renews their names", () => {
    const text = copied(doc, new Set(["start", "a", "b"])) as string;
    const copy = readCopy(text);
    expect(copy?.nodes.map((n) => n.id)).toEqual(["a", "b"]);
    const [next, ids] = pasted(doc, copy as NonNullable<typeof copy>, { x: 0, y: 500 });
    expect(ids).toEqual(["a_2", "b_2"]);
    expect(next.edges.at(-1)).toMatchObject({ source: "a_2", target: "b_2" });
    expect(new Set(next.edges.map((e) => e.id)).size).toBe(next.edges.length);
    expect(d.nodeOf(next, "b_2")?.position).toEqual({ x: 400, y: 500 });
  });

  it("takes nothing that is not ours", () => {
    for (const text of ["", "olá", "{}", '{"pytake":"pytake/flow-nodes","nodes":[{"id":1}]}'])
      expect(readCopy(text)).toBeNull();
    expect(copied(doc, new Set(["start"]))).toBeNull();
  });

  it("duplicates beside the originals", () => {
    const [next, ids] = duplicated(doc, new Set(["a"]));
    expect(ids).toEqual(["a_2"]);
    expect(next.nodes).toHaveLength(4);
  });
});

describe("undo and redo", () => {
  it("ten back and ten on is the very same document", () => {
    let history = begun(doc);
    for (let n = 1; n <= 10; n++)
      history = stepped(history, d.shifted(history.present, new Set(["a"]), { x: n, y: 0 }));
    const last = history.present;
    for (let n = 0; n < 10; n++) history = undone(history);
    expect(history.present).toBe(doc);
    expect(undone(history)).toBe(history);
    for (let n = 0; n < 10; n++) history = redone(history);
    expect(history.present).toBe(last);
    expect(redone(history)).toBe(history);
  });

  it("keeps 200 steps", () => {
    let history = begun(doc);
    for (let n = 1; n <= 250; n++) history = stepped(history, d.described(history.present, { name: String(n) }));
    expect(history.past).toHaveLength(200);
    expect(history.past[0]?.name).toBe("50");
  });

  it("takes typing in one field as one step until the hand rests, and no change as none", () => {
    const typed = (name: string) => d.described(doc, { name });
    let history = stepped(begun(doc), typed("a"), "name", 1000);
    history = stepped(history, typed("ab"), "name", 1500);
    expect(history.past).toHaveLength(1);
    history = stepped(history, typed("abc"), "name", 9000);
    expect(history.past).toHaveLength(2);
    expect(stepped(history, history.present, "name", 9001)).toBe(history);
    expect(undone(history).present.name).toBe("ab");
  });
});
