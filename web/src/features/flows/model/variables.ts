import type { Doc, FlowNode } from "./document";

const ALWAYS = [
  "contact.name",
  "contact.phone",
  "contact.email",
  "contact.language",
  "contact.tags",
  "contact.attributes",
  // What the company's ERP told of whoever showed that they are its customer; nothing without.
  ...["plan", "contract", "blocked", "owed", "owed_count", "due_on", "overdue_days", "next_due_on", "due_in_days"].map(
    (name) => `contact.erp.${name}`,
  ),
  ...["customer_id", "contract_id", "city", "district", "region", "online"].map((name) => `contact.erp.${name}`),
  "conversation.id",
  "company.name",
  "last_message",
  "language",
  "now",
  "today",
];

const names = (value: unknown): string[] => (value && typeof value === "object" ? Object.keys(value) : []);
const each = (value: unknown, field: string): string[] =>
  (Array.isArray(value) ? value : []).map((one) => String((one as Record<string, unknown>)?.[field] ?? ""));

/** The variables that a node sets. */
export function setBy({ type, data }: FlowNode): string[] {
  const found = [
    data.variable,
    data.comment_variable,
    type === "loop" ? (data.item ?? "item") : null,
    type === "loop" ? data.index : null,
  ];
  const more: Record<string, string[]> = {
    start: names(data.variables),
    api_call: names(data.save),
    call: names(data.results),
    ai: each(data.fields, "name"),
    set_variable: each(data.assignments, "variable"),
  };
  if (type === "condition" || type === "switch") return [];
  return [...found.map((name) => (typeof name === "string" ? name : "")), ...(more[type] ?? [])].filter(
    (name) => name && !name.startsWith("contact."),
  );
}

/** What a text may have in `{{ }}`: what the flow's nodes set, and what is always there. */
export function variablesOf(doc: Doc): string[] {
  const own = new Set(doc.nodes.flatMap(setBy));
  return [...[...own].sort(), ...ALWAYS];
}

/** The word after `{{` that is being typed before the cursor; null outside of one. */
export function typedName(text: string, cursor: number): { from: number; word: string } | null {
  const open = text.lastIndexOf("{{", cursor - 1);
  if (open < 0 || text.slice(open, cursor).includes("}}")) return null;
  const word = text.slice(open + 2, cursor);
  return /^\s*[\w.]*$/.test(word) ? { from: open, word: word.trim() } : null;
}

/** The text with the name in its braces, and where the cursor is then. */
export function completed(text: string, cursor: number, name: string): { text: string; cursor: number } {
  const at = typedName(text, cursor);
  const from = at?.from ?? cursor;
  const closing = /^\s*\}\}/.exec(text.slice(cursor))?.[0].length ?? 0;
  const put = `{{ ${name} }}`;
  return { text: text.slice(0, from) + put + text.slice(cursor + closing), cursor: from + put.length };
}
