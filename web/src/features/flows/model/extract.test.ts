import { describe, expect, it } from "vitest";
import { type Doc, type FlowEdge, type FlowNode, graphDoc, handleOf } from "./document";
import { type Extraction, extraction } from "./extract";

const node = (id: string, type: string, data: Record<string, unknown> = {}): FlowNode => ({
  id,
  type,
  data,
  position: { x: 0, y: 0 },
});
const ways = (...drawn: string[]): FlowEdge[] =>
  drawn.map((way, at) => {
    const [from = "", target = ""] = way.split(" > ");
    const [source = "", handle = null] = from.split(":");
    return { id: `e${at + 1}`, source, target, source_handle: handle };
  });
const FLOW = "0191f000-0000-7000-8000-000000000001";
const taken = (doc: Doc, ...ids: string[]): Extraction => {
  const found = extraction(doc, new Set(ids));
  if (typeof found === "string") throw new Error(found);
  return found;
};
const typed = (nodes: readonly FlowNode[], type: string) => nodes.filter((n) => n.type === type);

/** Where a handle leads, past the block that calls: the blocks a person would meet, and null at an end. */
function led(doc: Doc, sub: Extraction, call: string, from: string, handle: string): string | null {
  const within = from !== "start" && sub.nodes.some((n) => n.id === from);
  const graph = within ? sub : doc;
  const edge = graph.edges.find((e) => e.source === from && handleOf(e) === handle);
  let at = edge?.target ?? null;
  const values: Record<string, unknown> = {};
  let inside = within;
  for (let hops = 0; at !== null && hops < 10; hops++) {
    const here: readonly FlowNode[] = inside ? sub.nodes : doc.nodes;
    const now = here.find((n) => n.id === at) as FlowNode;
    const out: (way: string) => string | null = (way) =>
      (inside ? sub.edges : doc.edges).find((e) => e.source === now.id && handleOf(e) === way)?.target ?? null;
    if (!inside && now.id === call) {
      inside = true;
      at = sub.edges.find((e) => e.source === typed(sub.nodes, "start")[0]?.id)?.target ?? null;
    } else if (inside && now.type === "set_variable") {
      for (const one of now.data.assignments as { variable: string; value: unknown }[])
        values[one.variable] = one.value;
      at = out("default");
    } else if (inside && now.type === "end" && now.data.text === undefined) {
      inside = false;
      at = doc.edges.find((e) => e.source === call)?.target ?? null;
    } else if (!inside && now.type === "switch" && now.data.value === "{{ saida }}") {
      const cases = now.data.cases as { id: string; value: unknown }[];
      at = out(cases.find((one) => one.value === values.saida)?.id ?? "default");
    } else return at;
  }
  return at;
}

describe("a part of a flow becomes a flow of its own", () => {
  const menu = node("menu", "message", { text: "Oi {{ nome }}", buttons: [{ id: "a" }, { id: "b" }] });
  const doc = graphDoc(
    [
      node("start", "start", { variables: { nome: "", plano: "" } }),
      menu,
      node("pede", "question", { text: "E-mail?", variable: "email" }),
      node("fim", "end", { text: "Guardei {{ email }}" }),
      node("gente", "transfer"),
    ],
    ways("start > menu", "menu:a > pede", "menu:b > gente", "menu > gente", "pede > fim", "pede:invalid > gente"),
  );

  it("with its edges, the variables it reads and those that are read elsewhere", () => {
    const found = taken(doc, "menu", "pede");
    expect([found.entry, found.blocks, found.forks]).toEqual(["menu", 2, true]);
    expect([found.passed, found.results]).toEqual([["nome"], ["email"]]);
    const [next, call] = found.calling(FLOW, "Cadastro");
    const block = next.nodes.find((n) => n.id === call);
    expect(block?.data).toEqual({
      label: "Cadastro",
      flow_id: FLOW,
      arguments: { nome: "{{ nome }}" },
      results: { email: "email", saida: "saida" },
    });
    expect(next.nodes.some((n) => ["menu", "pede"].includes(n.id))).toBe(false);
    expect(led(next, found, call, "start", "default")).toBe("menu");
    expect(led(next, found, call, "menu", "b")).toBe("gente");
    expect(led(next, found, call, "pede", "default")).toBe("fim");
    expect(next.nodes).not.toContain(menu);
  });

  it("goes straight on where one way leads out, and ends where none does", () => {
    const one = taken(doc, "fim");
    const [after, call] = one.calling(FLOW, "");
    expect(after.edges.filter((e) => e.target === call)).toHaveLength(1);
    const end = after.edges.find((e) => e.source === call)?.target;
    expect(after.nodes.find((n) => n.id === end)?.type).toBe("end");
    const line = graphDoc(
      [node("start", "start"), node("a", "tag"), node("b", "tag"), node("z", "end", { text: "x" })],
      ways("start > a", "a > b", "b > z"),
    );
    const through = taken(line, "a", "b");
    const [next, id] = through.calling(FLOW, "");
    expect(next.edges.map((e) => `${e.source}>${e.target}`).sort()).toEqual([`${id}>z`, `start>${id}`].sort());
    expect(typed(through.nodes, "set_variable")).toHaveLength(0);
  });

  it("tells an end inside from a way out", () => {
    const line = graphDoc(
      [
        node("start", "start"),
        node("a", "condition", { branches: [{ id: "x", when: "n > 1" }] }),
        node("f", "end", { text: "fim" }),
        node("z", "end", { text: "depois" }),
      ],
      ways("start > a", "a:x > f", "a:else > z"),
    );
    const found = taken(line, "a", "f");
    const [next, call] = found.calling(FLOW, "");
    expect(led(next, found, call, "a", "else")).toBe("z");
    const fork = typed(next.nodes, "switch")[0] as FlowNode;
    const otherwise = next.edges.find((e) => e.source === fork.id && handleOf(e) === "default")?.target;
    expect(next.nodes.find((n) => n.id === otherwise)?.data).toEqual({});
  });

  it("is refused with the beginning, with two entries, in the middle of a loop, and with nothing", () => {
    expect(extraction(doc, new Set(["start", "menu"]))).toBe("start");
    expect(extraction(doc, new Set(["fim", "gente"]))).toBe("entries");
    expect(extraction(doc, new Set())).toBe("nothing");
    const round = graphDoc(
      [node("start", "start"), node("l", "loop"), node("a", "tag"), node("z", "end")],
      ways("start > l", "l:each > a", "a > l", "l:done > z"),
    );
    expect(extraction(round, new Set(["l"]))).toBe("loop");
    expect(typeof extraction(round, new Set(["a"]))).toBe("object");
    expect(typeof extraction(round, new Set(["l", "a"]))).toBe("object");
  });
});

/** The same numbers in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed * 2654435761;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % below;
  };
}

it("no way is lost, whatever is drawn and whatever is chosen", () => {
  let done = 0;
  for (let seed = 1; seed <= 1500; seed++) {
    const roll = dice(seed);
    const count = 3 + roll(7);
    const nodes = [node("start", "start")];
    for (let n = 1; n < count; n++) {
      const branches = Array.from({ length: 1 + roll(3) }, (_, at) => ({ id: `w${at}`, when: "x > 1" }));
      nodes.push(roll(5) === 0 ? node(`N${n}`, "end", { text: "x" }) : node(`N${n}`, "condition", { branches }));
    }
    const drawn: string[] = [`start > N${1 + roll(count - 1)}`];
    for (const one of nodes.slice(1))
      for (const { id } of (one.data.branches as { id: string }[] | undefined) ?? [])
        if (roll(8) > 0) drawn.push(`${one.id}:${id} > N${1 + roll(count - 1)}`);
    const doc = graphDoc(nodes, ways(...drawn));
    const chosen = new Set(nodes.slice(1).flatMap((n) => (roll(2) ? [n.id] : [])));
    const found = extraction(doc, chosen);
    if (typeof found === "string") continue;
    done += 1;
    const [next, call] = found.calling(FLOW, "");
    for (const edge of doc.edges) {
      const where = `${seed}: ${edge.source}:${handleOf(edge)} > ${edge.target}`;
      expect(`${where} = ${led(next, found, call, edge.source, handleOf(edge))}`).toBe(`${where} = ${edge.target}`);
    }
    const known = new Set(next.nodes.map((n) => n.id));
    expect(next.edges.every((e) => known.has(e.source) && known.has(e.target))).toBe(true);
    expect(new Set(next.edges.map((e) => e.id)).size).toBe(next.edges.length);
    expect(new Set(found.nodes.map((n) => n.id)).size).toBe(found.nodes.length);
  }
  expect(done).toBeGreaterThan(200);
});
