import { describe, expect, it } from "vitest";
import { cheapProblems } from "./checks";
import { type FlowEdge, type FlowNode, graphDoc } from "./document";
import { foundIn } from "./find";
import { drawnOutputs, freeHandle, meant, outputsOf, wayOn } from "./handles";
import { laidOut } from "./layout";
import { completed, setBy, typedName, variablesOf } from "./variables";
import { outline, reached, stepTo } from "./walk";

const node = (id: string, type: string, data: Record<string, unknown> = {}, x = 0, y = 0): FlowNode => ({
  id,
  type,
  data,
  position: { x, y },
});
const edge = (source: string, target: string, handle: string | null = null): FlowEdge => ({
  id: `${source}${handle}${target}`,
  source,
  target,
  source_handle: handle,
});
const menu = node("menu", "message", { text: "Olá", buttons: [{ id: "sim", title: "Sim" }, "Não"] }, 300, 0);
const doc = graphDoc(
  [
    node("start", "start"),
    menu,
    node("fim", "end", { text: "Até logo" }, 600, -100),
    node("gente", "transfer", {}, 600, 100),
  ],
  [edge("start", "menu"), edge("menu", "fim", "sim"), edge("menu", "gente", "2")],
);

describe("ways out", () => {
  it("are the engine's own", () => {
    expect(outputsOf(menu).map((o) => o.handle)).toEqual(["sim", "2", "default"]);
    const asked = node("q", "question", { options: ["a"], timeout: 60 });
    expect(outputsOf(asked).map((o) => o.handle)).toEqual(["1", "default", "timeout", "invalid"]);
    expect(outputsOf(node("c", "condition", { branches: [{ id: "x" }] })).map((o) => o.handle)).toEqual(["x", "else"]);
    expect(outputsOf(node("c", "condition", { variable: "n" })).map((o) => o.handle)).toEqual(["true", "else"]);
    expect(outputsOf(node("e", "end"))).toEqual([]);
    expect(outputsOf(node("x", "a type of tomorrow")).map((o) => o.handle)).toEqual(["default"]);
  });

  it("know the other words editors have for them, and show what they don't know", () => {
    expect(meant(node("h", "business_hours"), "true")).toBe("open");
    expect(meant(node("t", "tag"), "whatever")).toBe("default");
    expect(drawnOutputs(menu, ["sim", "gone"]).at(-1)).toMatchObject({ handle: "gone", lost: true });
  });

  it("go on by the plain one, and offer a free one first where it is needed", () => {
    expect(wayOn(menu)).toBe("default");
    expect(wayOn(node("e", "end"))).toBeNull();
    expect(freeHandle(doc, menu)).toBe("default");
    expect(freeHandle(doc, node("api", "api_call"))).toBe("default");
  });
});

describe("walking", () => {
  it("goes along the edges, and aside to the nearest", () => {
    expect(stepTo(doc, null, "ArrowRight")).toBe("start");
    expect(stepTo(doc, "start", "ArrowRight")).toBe("menu");
    expect(stepTo(doc, "fim", "ArrowDown")).toBe("gente");
    expect(stepTo(doc, "gente", "ArrowLeft")).toBe("menu");
    expect(stepTo(doc, "gente", "ArrowDown")).toBeNull();
  });

  it("reaches everything down and up, and ends in circles", () => {
    const round = { ...doc, edges: [...doc.edges, edge("fim", "menu")] };
    expect(reached(round, ["menu"], "down")).toEqual(new Set(["menu", "fim", "gente"]));
    expect(reached(round, ["menu"], "up")).toEqual(new Set(["menu", "start", "fim"]));
  });

  it("reads as an outline that has every node once", () => {
    expect(outline(doc).map((l) => [l.id, l.depth])).toEqual([
      ["start", 0],
      ["menu", 0],
      ["fim", 1],
      ["gente", 1],
    ]);
  });
});

describe("variables", () => {
  it("are those that nodes set and those that are always there", () => {
    expect(setBy(node("a", "api_call", { variable: "answer", save: { plan: "$.plan" } }))).toEqual(["answer", "plan"]);
    expect(setBy(node("c", "condition", { variable: "age" }))).toEqual([]);
    expect(variablesOf(doc)).toContain("contact.name");
  });

  it("are completed inside their braces", () => {
    expect(typedName("Oi {{ con", 9)).toEqual({ from: 3, word: "con" });
    expect(typedName("Oi {{ a }} b", 12)).toBeNull();
    expect(completed("Oi {{ con }}!", 9, "contact.name")).toEqual({ text: "Oi {{ contact.name }}!", cursor: 21 });
  });
});

it("finds by title, text and id, without regard to accents", () => {
  expect(foundIn(doc, "ate logo", (n) => n.type)).toEqual(["fim"]);
  expect(foundIn(doc, "TRANSFER", (n) => n.type)).toEqual(["gente"]);
  expect(foundIn(doc, " ", (n) => n.type)).toEqual([]);
});

it("knows at once what leads nowhere and what is cut off", () => {
  const cut = { ...doc, nodes: [...doc.nodes, node("api", "api_call")], edges: doc.edges.slice(1) };
  expect(cheapProblems(doc)).toEqual([]);
  expect(cheapProblems(cut).map((p) => `${p.node_id} ${p.code} ${p.handle ?? ""}`.trim())).toEqual([
    "start missing_branch default",
    "menu unreachable",
    "api unreachable",
    "api missing_branch default",
    "api missing_branch error",
  ]);
});

it("lays out from left to right without one node on another", () => {
  const places = new Map(laidOut({ nodes: doc.nodes.map((n) => ({ id: n.id, height: 100 })), edges: [...doc.edges] }));
  const x = (id: string) => places.get(id)?.x ?? 0;
  expect(x("start")).toBeLessThan(x("menu"));
  expect(x("fim")).toBe(x("gente"));
  expect(Math.abs((places.get("fim")?.y ?? 0) - (places.get("gente")?.y ?? 0))).toBeGreaterThanOrEqual(100);
});
