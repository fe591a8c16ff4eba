import type { Schema } from "@/shared/api/types";

/** A question about people, as the API knows it. */
export type Query =
  | { kind: "all" | "any"; of: Query[] }
  | { kind: "not"; of: Query }
  | { kind: "tag"; tag: string }
  | { kind: "list"; list: string }
  | { kind: "segment"; segment: string }
  | { kind: "attribute"; name: string; op: string; value?: string | number | boolean | null }
  | { kind: "consent"; purpose: string }
  | { kind: "language"; language: string }
  | { kind: "flag"; flag: Flag }
  | { kind: "activity"; what: What; before?: boolean; at?: string | null; days?: number | null }
  | { kind: "campaign"; what: Result; campaign?: string | null; days?: number | null }
  | { kind: "erp"; what: string; op: string; value?: string | number | boolean | null };
export type Leaf = Exclude<Query, { kind: "all" | "any" | "not" }>;
export type Group = { kind: "all" | "any"; of: Query[] };

export const FLAGS = ["vip", "blocked", "opted_in", "opted_out", "in_flow", "open_conversation"] as const;
type Flag = (typeof FLAGS)[number];
export const WHATS = ["created", "last_seen", "last_replied"] as const;
type What = (typeof WHATS)[number];
/** What became of a campaign's message, as fields name it: `got_` and the API's word. */
export const GOTS = ["got_received", "got_read", "got_replied", "got_failed"] as const;
type Got = (typeof GOTS)[number];
type Result = Got extends `got_${infer R}` ? R : never;
export const LANGUAGES = ["pt-BR", "en", "es"] as const;

type Type = Schema<"AttributeType">;

/** What the company's ERP knows of somebody, each with the type of its values and how it is asked first. */
export const FACTS = {
  customer: { type: "boolean", op: "=" },
  plan: { type: "text", op: "~" },
  contract: { type: "choice", op: "=" },
  blocked: { type: "boolean", op: "=" },
  owed: { type: "number", op: ">" },
  owed_count: { type: "number", op: ">" },
  overdue_days: { type: "number", op: ">=" },
  due_in_days: { type: "number", op: "<=" },
  city: { type: "text", op: "=" },
  district: { type: "text", op: "=" },
  region: { type: "text", op: "=" },
  online: { type: "boolean", op: "=" },
} as const satisfies Record<string, { type: Type; op: string }>;
export type Fact = keyof typeof FACTS;
/** How the contract that counts most may stand. */
export const CONTRACTS = ["active", "reduced", "blocked", "pending", "inactive", "cancelled"] as const;

/** The type of a fact; none of one that a newer server knows. */
export const factType = (what: string): Type | null => (Object.hasOwn(FACTS, what) ? FACTS[what as Fact].type : null);

/** What the company has that a question may name. */
export type Has = {
  attributes: Schema<"AttributeOut">[];
  tags: string[];
  lists: { id: string; name: string }[];
  segments: { id: string; name: string }[];
  /** Is an ERP connected, so that there is something to ask about? */
  erp: boolean;
};

export const EVERYBODY: Query = { kind: "all", of: [] };

export const isGroup = (query: Query): query is Group => query.kind === "all" || query.kind === "any";

/** A part without its "not", and whether it had one; two of them are none. */
export function bare(query: Query): { negated: boolean; inner: Exclude<Query, { kind: "not" }> } {
  let negated = false;
  let inner = query;
  while (inner.kind === "not") {
    negated = !negated;
    inner = inner.of;
  }
  return { negated, inner };
}

export const negate = (query: Query, negated: boolean): Query => (negated ? { kind: "not", of: query } : query);

/** How the parts of a group are joined, as the form says it. */
export type Joining = "all" | "any" | "none" | "notAll";
export const JOININGS: readonly Joining[] = ["all", "any", "none", "notAll"];

export function joiningOf(query: Query): Joining {
  const { negated, inner } = bare(query);
  if (inner.kind === "any") return negated ? "none" : "any";
  return negated ? "notAll" : "all";
}

export function join(joining: Joining, of: Query[]): Query {
  const group: Query = { kind: joining === "any" || joining === "none" ? "any" : "all", of };
  return negate(group, joining === "none" || joining === "notAll");
}

/** As the form draws it: a group outermost. */
export function asGroup(query: Query): Query {
  return isGroup(bare(query).inner) ? query : { kind: "all", of: [query] };
}

/** As it is asked: no group of one, no "not" of a "not". */
export function tidy(query: Query): Query {
  const { negated, inner } = bare(query);
  if (!isGroup(inner)) return negate(inner, negated);
  const of = inner.of.map(tidy);
  const only = of.length === 1 ? of[0] : undefined;
  if (!only) return negate({ kind: inner.kind, of }, negated);
  return negated ? tidy({ kind: "not", of: only }) : only;
}

/** Can it be asked? Everything that a condition needs is given; of an inner group something is. */
export function complete(query: Query, outermost = true): boolean {
  const { inner } = bare(query);
  if (isGroup(inner)) return (outermost || inner.of.length > 0) && inner.of.every((part) => complete(part, false));
  switch (inner.kind) {
    case "tag":
      return inner.tag.trim() !== "";
    case "list":
      return inner.list !== "";
    case "segment":
      return inner.segment !== "";
    case "consent":
      return inner.purpose.trim() !== "";
    case "attribute":
    case "erp":
      return inner.op === "set" || (inner.value !== null && inner.value !== undefined && inner.value !== "");
    case "activity":
      return typeof inner.days === "number" ? inner.days >= 0 : Boolean(inner.at);
    case "campaign":
      return typeof inner.days !== "number" || inner.days >= 0;
    default:
      return true;
  }
}

/** The field of a condition, as the list of fields names it. */
export function fieldOf(leaf: Leaf): string {
  if (leaf.kind === "attribute") return `attr.${leaf.name}`;
  if (leaf.kind === "flag") return leaf.flag;
  if (leaf.kind === "campaign") return `got_${leaf.what}`;
  if (leaf.kind === "erp") return `erp.${leaf.what}`;
  return leaf.kind === "activity" ? leaf.what : leaf.kind;
}

/** A new condition about a field. */
export function about(field: string, has: Has): Leaf {
  if (field.startsWith("attr.")) {
    const name = field.slice("attr.".length);
    const type = has.attributes.find((one) => one.name === name)?.type;
    return { kind: "attribute", name, op: "=", value: type === "boolean" ? true : "" };
  }
  if (field.startsWith("erp.")) {
    const what = field.slice("erp.".length) as Fact;
    return { kind: "erp", what, op: FACTS[what].op, value: FACTS[what].type === "boolean" ? true : "" };
  }
  if ((FLAGS as readonly string[]).includes(field)) return { kind: "flag", flag: field as Flag };
  if ((WHATS as readonly string[]).includes(field)) return { kind: "activity", what: field as What, days: 30 };
  if ((GOTS as readonly string[]).includes(field))
    return { kind: "campaign", what: field.slice("got_".length) as Result, days: 30 };
  switch (field) {
    case "list":
      return { kind: "list", list: "" };
    case "segment":
      return { kind: "segment", segment: "" };
    case "consent":
      return { kind: "consent", purpose: "marketing" };
    case "language":
      return { kind: "language", language: "pt-BR" };
    default:
      return { kind: "tag", tag: "" };
  }
}

const COMPARED: Record<Type, string[]> = {
  text: ["=", "!=", "~", "!~", "set", "!set"],
  number: ["=", "!=", "<", "<=", ">", ">=", "set", "!set"],
  date: ["=", "!=", "<", "<=", ">", ">=", "set", "!set"],
  boolean: ["=", "set", "!set"],
  choice: ["=", "!=", "set", "!set"],
};

/** The ways a condition can be asked, each with "!" before it when turned round; the present one is always among them. */
export function waysOf(leaf: Leaf, negated: boolean, has: Has): string[] {
  const now = wayOf(leaf, negated);
  const usual = (): string[] => {
    if (leaf.kind === "activity") return ["within", "!within", "older", "since", "before"];
    if (leaf.kind === "campaign") return ["within", "!within", "=", "!="];
    // Of everybody it is known whether they are a customer.
    if (leaf.kind === "erp") return leaf.what === "customer" ? ["="] : COMPARED[factType(leaf.what) ?? "text"];
    if (leaf.kind !== "attribute") return ["=", "!="];
    return COMPARED[has.attributes.find((one) => one.name === leaf.name)?.type ?? "text"];
  };
  const all = usual();
  return all.includes(now) ? all : [...all, now];
}

export function wayOf(leaf: Leaf, negated: boolean): string {
  const plain = (): string => {
    if (leaf.kind === "attribute" || leaf.kind === "erp") return leaf.op;
    if (leaf.kind === "campaign") return typeof leaf.days === "number" ? "within" : "=";
    if (leaf.kind !== "activity") return "=";
    if (typeof leaf.days === "number") return leaf.before ? "older" : "within";
    return leaf.before ? "before" : "since";
  };
  return `${negated ? "!" : ""}${plain()}`;
}

/** The same condition asked another way. */
export function inWay(leaf: Leaf, way: string): Query {
  const negated = way.startsWith("!");
  const plain = negated ? way.slice(1) : way;
  if (leaf.kind === "attribute" || leaf.kind === "erp") {
    const value = plain === "set" ? null : (leaf.value ?? "");
    return negate({ ...leaf, op: plain, value }, negated);
  }
  if (leaf.kind === "campaign")
    return negate({ ...leaf, days: plain === "within" ? (leaf.days ?? 30) : null }, negated);
  if (leaf.kind !== "activity") return negate(leaf, negated);
  const before = plain === "older" || plain === "before";
  const byDays = plain === "within" || plain === "older";
  const moment = byDays ? { days: leaf.days ?? 30, at: null } : { days: null, at: leaf.at ?? null };
  return negate({ kind: "activity", what: leaf.what, before, ...moment }, negated);
}

/** The question with the part at a path (places in groups, from outside in) changed; `undefined` takes it out. */
export function changed(query: Query, path: readonly number[], to: (part: Query) => Query | undefined): Query {
  const [place, ...rest] = path;
  if (place === undefined) return to(query) ?? EVERYBODY;
  const { negated, inner } = bare(query);
  if (!isGroup(inner)) return query;
  const of = inner.of.flatMap((part, at) => {
    if (at !== place) return [part];
    if (rest.length > 0) return [changed(part, rest, to)];
    const next = to(part);
    return next ? [next] : [];
  });
  return negate({ kind: inner.kind, of }, negated);
}

/** Where a text stops making sense: the API tells the place (from 1) as the first number of its sentence. */
export function mistakeIn(text: string, message: string): { before: string; wrong: string; after: string } | null {
  const place = Number(/\d+/.exec(message)?.[0] ?? 0);
  if (place < 1 || place > text.length + 1) return null;
  const at = place - 1;
  const wrong = /^("(?:[^"\\]|\\.)*"?|<=|>=|!=|[=<>~(),]|[^\s"=<>~!(),]+|\S)/.exec(text.slice(at))?.[0] ?? "";
  return { before: text.slice(0, at), wrong, after: text.slice(at + wrong.length) };
}
