import type { Schema } from "@/shared/api";

type Contact = Schema<"ContactShort">;

/** What the list shows, as the address keeps it. */
export type View = {
  q?: string;
  tags?: string[];
  list?: string;
  segment?: string;
  /** A question in the language of segments. */
  text?: string;
  sort?: Sort;
  order?: "asc" | "desc";
};
const SORTS = ["name", "last_seen", "created_at"] as const;
export type Sort = (typeof SORTS)[number];

const some = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** A view of an address that anybody may have written. A search of nothing but digits comes as a number. */
export function viewOf(search: Record<string, unknown>): View {
  const tags = [search.tags].flat().flatMap((tag) => (tag === undefined || tag === "" ? [] : [String(tag)]));
  const q = typeof search.q === "number" ? String(search.q) : some(search.q);
  return {
    ...(q ? { q } : {}),
    ...(tags.length > 0 ? { tags } : {}),
    ...(some(search.list) ? { list: some(search.list) } : {}),
    ...(some(search.segment) ? { segment: some(search.segment) } : {}),
    ...(some(search.text) ? { text: some(search.text) } : {}),
    ...(SORTS.includes(search.sort as Sort) ? { sort: search.sort as Sort } : {}),
    ...(search.order === "asc" || search.order === "desc" ? { order: search.order } : {}),
  };
}

/** The filter of a view, as the API has it. */
export function filterOf({ q, tags, list, segment, text }: View): Schema<"WantedIn"> & { q: string; text: string } {
  return {
    q: q ?? "",
    text: text ?? "",
    ...(tags?.length ? { tags } : {}),
    ...(list ? { list_id: list } : {}),
    ...(segment ? { segment_id: segment } : {}),
  };
}

export const filtered = ({ q, tags, list, segment, text }: View): boolean =>
  Boolean(q || tags?.length || list || segment || text);

export const USUAL = ["phone", "tags", "last_seen", "created_at"];
export const OFFERED = ["phone", "email", "tags", "language", "marketing", "last_seen", "created_at"] as const;
const KEPT = "pytake.contacts.columns";

/** The columns that the person chose in this browser. */
export function keptColumns(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    return Array.isArray(kept) ? kept.filter((id): id is string => typeof id === "string") : USUAL;
  } catch {
    return USUAL;
  }
}

export function keepColumns(columns: string[]): void {
  localStorage.setItem(KEPT, JSON.stringify(columns));
}

/** Marketing: yes, no, or nothing said. */
export function marketing(contact: Contact): "yes" | "no" | "unsaid" {
  const said = contact.consents?.find((one) => one.purpose === "marketing");
  return said ? (said.given ? "yes" : "no") : "unsaid";
}

type Value = string | number | boolean | null;
export type Kept = { field: string; value: Value | string[]; from: "mine" | "theirs" | "both" };

/** What would be kept if `other` became part of `into`, as the server merges: what is known stays, the stricter answer holds. */
export function mergePreview(into: Contact, other: Contact): Kept[] {
  const rows: Kept[] = [];
  for (const field of ["name", "email", "language", "time_zone"] as const) {
    const mine = into[field] ?? null;
    const theirs = other[field] ?? null;
    if (mine || theirs) rows.push({ field, value: mine ?? theirs, from: mine ? "mine" : "theirs" });
  }
  const tags = [...new Set([...(into.tags ?? []), ...(other.tags ?? [])])];
  if (tags.length > 0) rows.push({ field: "tags", value: tags, from: "both" });
  const addresses = [...new Set([...(into.addresses ?? []), ...(other.addresses ?? [])].map((one) => one.value))];
  rows.push({ field: "addresses", value: addresses, from: "both" });
  const mine = into.attributes ?? {};
  for (const [name, value] of Object.entries({ ...(other.attributes ?? {}), ...mine }))
    rows.push({ field: `attr.${name}`, value, from: name in mine ? "mine" : "theirs" });
  for (const flag of ["vip", "blocked"] as const)
    if (into[flag] || other[flag]) rows.push({ field: flag, value: true, from: into[flag] ? "mine" : "theirs" });
  const said = [marketing(into), marketing(other)];
  // A yes of the other alone is not taken over: nobody knows that it was this person's.
  const kept = said.includes("no") ? "no" : said[0];
  if (kept !== "unsaid" && kept)
    rows.push({ field: "marketing", value: kept, from: said[0] === kept ? "mine" : "theirs" });
  return rows;
}

type Moment = Schema<"MomentOut">;

export const MOMENTS = ["all", "conversations", "changes", "consents"] as const;
export type MomentFilter = (typeof MOMENTS)[number];

const CONSENTS = new Set(["ConsentRecorded", "MarketingOptedIn", "MarketingOptedOut"]);

export function momentKind(type: string): Exclude<MomentFilter, "all"> {
  if (type === "Conversation") return "conversations";
  return CONSENTS.has(type) ? "consents" : "changes";
}

/** Moments under the day they happened on, in their order. */
export function byDay(moments: Moment[], dayOf: (at: string) => string): { day: string; moments: Moment[] }[] {
  const days: { day: string; moments: Moment[] }[] = [];
  for (const moment of moments) {
    const day = dayOf(moment.at);
    const last = days[days.length - 1];
    if (last?.day === day) last.moments.push(moment);
    else days.push({ day, moments: [moment] });
  }
  return days;
}

/** The name that texts and questions use for what people call so: letters, digits and _. */
export const nameOf = (label: string): string =>
  label
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^[_\p{N}]+|_+$/gu, "")
    .slice(0, 64);

/** A day that somebody picked as a moment; today is now, since nobody said anything later than that. */
export function momentOf(day: string, now = new Date()): string | null {
  if (!day) return null;
  const noon = new Date(`${day}T12:00:00`);
  return (noon > now ? now : noon).toISOString();
}
