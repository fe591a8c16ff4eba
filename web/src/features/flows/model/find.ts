import type { Doc, FlowNode } from "./document";

const bare = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function textOf(value: unknown, depth = 0): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (depth > 5 || value === null || typeof value !== "object") return "";
  return Object.values(value)
    .map((one) => textOf(one, depth + 1))
    .join(" ");
}

/** The nodes whose title, text, variable or id has these words, in the order of the document. */
export function foundIn(doc: Doc, words: string, titleOf: (node: FlowNode) => string): string[] {
  const wanted = bare(words.trim());
  if (!wanted) return [];
  return doc.nodes
    .filter((node) => bare(`${titleOf(node)} ${node.id} ${textOf(node.data)}`).includes(wanted))
    .map((n) => n.id);
}

export { bare };
