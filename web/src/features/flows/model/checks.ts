import { type Doc, handleOf, isDecoration } from "./document";
import { meant, outputsOf } from "./handles";

/** One thing wrong or doubtful, as the server tells it; the cheap ones are found here as well, before it answers. */
export type Problem = {
  code: string;
  severity: string;
  node_id: string | null;
  field: string;
  message: string;
  path: string[];
  handle?: string;
};

/** Rules that need no server: every node can be reached, every way that must lead on does. */
export function cheapProblems(doc: Doc): Pick<Problem, "code" | "node_id" | "handle">[] {
  const led = new Map<string, Set<string>>();
  const entered = new Set<string>();
  const nodes = new Map(doc.nodes.map((n) => [n.id, n]));
  for (const edge of doc.edges) {
    const source = nodes.get(edge.source);
    if (!source) continue;
    entered.add(edge.target);
    const handles = led.get(edge.source) ?? new Set();
    led.set(edge.source, handles.add(meant(source, handleOf(edge))));
  }
  const found: Pick<Problem, "code" | "node_id" | "handle">[] = [];
  for (const node of doc.nodes) {
    if (isDecoration(node)) continue;
    if (node.type !== "start" && !entered.has(node.id)) found.push({ code: "unreachable", node_id: node.id });
    const ways = led.get(node.id) ?? new Set();
    const outputs = outputsOf(node);
    const options = outputs.filter((o) => o.named && !o.required);
    const all = options.length > 0 && options.every((o) => ways.has(o.handle));
    for (const output of outputs) {
      if (!output.required || ways.has(output.handle)) continue;
      if (output.handle === "default" && (all || node.data.disabled)) continue;
      found.push({ code: "missing_branch", node_id: node.id, handle: output.handle });
    }
  }
  return found;
}

/** The first word of a problem's field that is a field of the node's data. */
export function fieldOf(problem: Pick<Problem, "field">): string {
  return problem.field.replace(/^data\./, "").split(".")[0] ?? "";
}
