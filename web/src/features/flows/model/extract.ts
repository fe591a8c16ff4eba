import {
  type Data,
  DEFAULT,
  type Doc,
  type FlowEdge,
  type FlowNode,
  freshId,
  handleOf,
  isDecoration,
  type Point,
  STEP,
} from "./document";
import { withMembers } from "./groups";
import { meant, outputsOf } from "./handles";
import { setBy } from "./variables";
import { reached } from "./walk";

/** Why blocks can't become a flow of their own. */
export type Refusal = "nothing" | "start" | "entries" | "loop";

/** A part of a flow as one of its own: what it is drawn with, and the drawing that calls it in its place. */
export type Extraction = {
  nodes: FlowNode[];
  edges: FlowEdge[];
  entry: string;
  blocks: number;
  /** Several ways lead out, so that the caller has to choose. */
  forks: boolean;
  passed: string[];
  results: string[];
  /** The drawing without the part, and the name of the block that calls it. */
  calling: (flowId: string, label: string) => [Doc, string];
};

const BARE = new Set(["variable", "comment_variable", "expression", "when", "all", "any", "not", "condition"]);
const WORDS = /[A-Za-z_]\w*/g;

/** Words of a value that may be names of variables: in braces, and where a bare name or an expression is written. */
function words(value: unknown, bare: boolean, found: Set<string>): void {
  if (typeof value === "string") {
    const parts = bare ? [value] : (value.match(/\{[{%][\s\S]*?[%}]\}/g) ?? []);
    for (const part of parts) for (const word of part.match(WORDS) ?? []) found.add(word);
  } else if (Array.isArray(value)) for (const one of value) words(one, bare, found);
  else if (value && typeof value === "object")
    for (const [key, one] of Object.entries(value)) words(one, BARE.has(key), found);
}

function mentioned(nodes: readonly FlowNode[], edges: readonly FlowEdge[]): Set<string> {
  const found = new Set<string>();
  for (const { data } of nodes) {
    words(data, false, found);
    // A list that is gone through may be named without braces.
    if (typeof data.items === "string") words(data.items, true, found);
  }
  for (const { condition } of edges) words(condition, true, found);
  return found;
}

const names = (nodes: readonly FlowNode[]): Set<string> =>
  new Set(nodes.flatMap(setBy).map((name) => name.replace(/^vars\./, "")));

/** Does a session that comes by here end, so that a flow that was called would return instead? */
function ends(node: FlowNode, edges: readonly FlowEdge[]): boolean {
  if (node.type === "transfer") return false;
  if (node.type === "end" || (node.type === "jump" && !node.data.returns)) return true;
  const led = new Set(edges.filter((e) => e.source === node.id).map((e) => meant(node, handleOf(e))));
  const goes = ["call", "jump"].includes(node.type);
  // A time-out that leads nowhere expires the session wherever it is, and a flow that can't be called fails it.
  return outputsOf(node).some((o) => !led.has(o.handle) && o.handle !== "timeout" && !(goes && o.handle === "error"));
}

/** A loop is taken with everything that comes back to it, or stays with it: a flow that is called anew begins its loop anew. */
function tearsLoop(doc: Doc, inside: ReadonlySet<string>): boolean {
  return doc.nodes.some((node) => {
    if (node.type !== "loop" || !inside.has(node.id)) return false;
    const each = doc.edges.filter((e) => e.source === node.id && handleOf(e) === "each").map((e) => e.target);
    const back = reached(doc, [node.id], "up");
    const cut = { ...doc, edges: doc.edges.filter((e) => e.source !== node.id) };
    return [...reached(cut, each, "down")].some((id) => back.has(id) && !inside.has(id));
  });
}

/** The one block by which the part is entered; null when there are several. */
function entryOf(steps: readonly FlowNode[], entering: readonly FlowEdge[], inner: readonly FlowEdge[]): string | null {
  const entries = new Set(entering.map((e) => e.target));
  if (entries.size === 0) {
    const led = new Set(inner.filter((e) => e.source !== e.target).map((e) => e.target));
    for (const { id } of steps) if (!led.has(id)) entries.add(id);
  }
  const [entry] = entries;
  return entries.size === 1 && entry !== undefined ? entry : null;
}

/**
 * The chosen blocks as a flow of their own. It knows the variables they read and gives back those that are read elsewhere; where
 * several ways lead out it says which one was taken, and the caller goes on by that.
 */
export function extraction(doc: Doc, ids: ReadonlySet<string>): Extraction | Refusal {
  const chosen = withMembers(doc, ids);
  const taken = doc.nodes.filter((n) => chosen.has(n.id));
  const steps = taken.filter((n) => !isDecoration(n));
  if (steps.length === 0) return "nothing";
  if (steps.some((n) => n.type === "start")) return "start";
  const inside = new Set(steps.map((n) => n.id));
  const inner = doc.edges.filter((e) => inside.has(e.source) && inside.has(e.target));
  const entering = doc.edges.filter((e) => !inside.has(e.source) && inside.has(e.target));
  const leaving = doc.edges.filter((e) => inside.has(e.source) && !inside.has(e.target));
  const entry = entryOf(steps, entering, inner);
  if (entry === null) return "entries";
  if (tearsLoop(doc, inside)) return "loop";

  const rest = doc.nodes.filter((n) => !inside.has(n.id));
  const others = doc.edges.filter((e) => !inside.has(e.source));
  const here = mentioned(steps, [...inner, ...leaving]);
  const elsewhere = mentioned(rest, others);
  const targets = [...new Set(leaving.map((e) => e.target))];
  // Whoever comes back to it must find what was set there before.
  const again = [...reached(doc, targets, "down")].some((id) => inside.has(id));
  const own = names(steps);
  const known = new Set([...names(rest), ...(again ? own : [])]);
  const results = [...own].filter((name) => elsewhere.has(name) || (again && here.has(name)));
  const passed = [...known].filter((name) => here.has(name) || results.includes(name));
  const stops = steps.some((node) => ends(node, doc.edges));
  const told = targets.length > 1 || (targets.length === 1 && stops);
  const exit = told ? fresh("saida", new Set([...own, ...known, ...here, ...elsewhere])) : null;
  const sub = drawn(taken, inner, leaving, { entry, passed, targets, exit });
  return {
    ...sub,
    entry,
    blocks: steps.length,
    forks: exit !== null,
    passed,
    results,
    calling: (flowId, label) =>
      called(doc, { taken, inside, entry, passed, results, targets, exit, stops, flowId, label }),
  };
}

function fresh(stem: string, known: ReadonlySet<string>): string {
  let name = stem;
  for (let n = 2; known.has(name); n++) name = `${stem}_${n}`;
  return name;
}

/** What says which way was taken: the name of the block it leads to where that is one of a kind, else a number. */
function signs(targets: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const target of targets) {
    const plain = /^[a-z][a-z0-9_]*$/.test(target) && target !== DEFAULT;
    found.set(target, fresh(plain ? target : "saida_1", new Set(found.values())));
  }
  return found;
}

type Ways = { entry: string; passed: string[]; targets: string[]; exit: string | null };

/** The new flow: its beginning leads to the entry, and each way out to an end that says which way it was. */
function drawn(
  taken: readonly FlowNode[],
  inner: readonly FlowEdge[],
  leaving: readonly FlowEdge[],
  { entry, passed, targets, exit }: Ways,
): Pick<Extraction, "nodes" | "edges"> {
  const nodes = [...taken];
  const put = (type: string, data: Data, position: Point): string => {
    const id = type === "start" && !nodes.some((n) => n.id === "start") ? "start" : freshId({ nodes }, type);
    nodes.push({ id, type, data, position });
    return id;
  };
  const at = taken.find((n) => n.id === entry)?.position ?? { x: 0, y: 0 };
  const right = Math.max(...taken.map((n) => n.position.x)) + STEP.x;
  const given = passed.length > 0 ? { variables: Object.fromEntries(passed.map((name) => [name, ""])) } : {};
  const start = put("start", given, { x: at.x - STEP.x, y: at.y });
  const ways: Omit<FlowEdge, "id">[] = [{ source: start, target: entry, source_handle: null }, ...inner];
  const outs = new Map<string, string>();
  const sign = signs(targets);
  targets.forEach((target, place) => {
    const y = at.y + place * 160;
    const end = put("end", {}, { x: exit ? right + STEP.x : right, y });
    const said =
      exit && put("set_variable", { assignments: [{ variable: exit, value: sign.get(target) }] }, { x: right, y });
    if (said) ways.push({ source: said, target: end, source_handle: null });
    outs.set(target, said || end);
  });
  for (const edge of leaving) ways.push({ ...edge, target: outs.get(edge.target) as string });
  return { nodes, edges: ways.map((way, place) => ({ ...way, id: `e${place + 1}` })) };
}

type Calling = Ways & {
  taken: readonly FlowNode[];
  inside: ReadonlySet<string>;
  results: string[];
  stops: boolean;
  flowId: string;
  label: string;
};

function called(doc: Doc, calling: Calling): [Doc, string] {
  const { taken, inside, entry, passed, results, targets, exit, stops, flowId, label } = calling;
  const gone = new Set(taken.map((n) => n.id));
  const at = taken.find((n) => n.id === entry)?.position ?? { x: 0, y: 0 };
  const nodes = doc.nodes.filter((n) => !gone.has(n.id));
  const edges = doc.edges.flatMap((edge) => {
    if (inside.has(edge.source)) return [];
    return [inside.has(edge.target) ? { ...edge, target: "" } : edge];
  });
  const put = (type: string, data: Data, position: Point): string => {
    const id = freshId({ nodes }, type);
    nodes.push({ id, type, data, position });
    return id;
  };
  const ids = new Set(edges.map((e) => e.id));
  const lead = (source: string, handle: string, target: string): void => {
    let number = edges.length + 1;
    while (ids.has(`e${number}`)) number += 1;
    ids.add(`e${number}`);
    edges.push({ id: `e${number}`, source, target, source_handle: handle === DEFAULT ? null : handle });
  };
  const brought = [...results, ...(exit ? [exit] : [])];
  const call = put(
    "call",
    {
      label,
      flow_id: flowId,
      ...(passed.length > 0 ? { arguments: Object.fromEntries(passed.map((name) => [name, `{{ ${name} }}`])) } : {}),
      ...(brought.length > 0 ? { results: Object.fromEntries(brought.map((name) => [name, name])) } : {}),
    },
    at,
  );
  const beside = (steps: number, y = 0): Point => ({ x: at.x + STEP.x * steps, y: at.y + y });
  const done = () => put("end", {}, beside(exit ? 2 : 1, exit ? 160 : 0));
  if (exit) {
    // Without an end inside, the last way is what is left when it was none of the others.
    const cased = stops ? targets : targets.slice(0, -1);
    const sign = signs(targets);
    const cases = cased.map((target) => ({ id: sign.get(target), value: sign.get(target) }));
    const fork = put("switch", { value: `{{ ${exit} }}`, cases }, beside(1));
    lead(call, DEFAULT, fork);
    for (const target of cased) lead(fork, sign.get(target) as string, target);
    lead(fork, DEFAULT, stops ? done() : (targets[targets.length - 1] as string));
  } else lead(call, DEFAULT, targets[0] ?? done());
  return [{ ...doc, nodes, edges: edges.map((e) => (e.target === "" ? { ...e, target: call } : e)) }, call];
}
