import type { Tone } from "@/shared/ui";
import type { Kind, Known, Request, Retention } from "./api";

export const KINDS = ["access", "correction", "export", "erasure", "anonymisation"] as const satisfies readonly Kind[];
export const STATES = ["open", "running", "done", "refused"] as const;
export const ACTIONS = ["read", "change", "export", "erase", "anonymise", "retention"] as const;
export const TONE_OF: Record<(typeof STATES)[number], Tone> = {
  open: "warn",
  running: "info",
  done: "brand",
  refused: "danger",
};

/** One of a closed list, as far as it is known here. */
export const among = <T extends string>(known: readonly T[], told: string | undefined): T | undefined =>
  known.find((one) => one === told);

const DAY_MS = 86_400_000;
const NEAR_DAYS = 3;

export type Urgency = "late" | "near" | "calm" | "ended";

/** How near a deadline is; what was answered has none. */
export function urgencyOf(request: Pick<Request, "status" | "due_at" | "overdue">, now: number): Urgency {
  if (request.status === "done" || request.status === "refused") return "ended";
  const left = Date.parse(request.due_at) - now;
  if (request.overdue || left <= 0) return "late";
  return left <= NEAR_DAYS * DAY_MS ? "near" : "calm";
}

/** Names of stores that have a word here; the rest comes under one. */
const STORES = [
  "contacts",
  "contact_addresses",
  "contact_consents",
  "contact_list_members",
  "conversations",
  "messages",
  "files",
  "conversation_notes",
  "scheduled_messages",
  "assignments",
  "flow_sessions",
  "flow_traces",
  "surveys",
  "campaign_recipients",
  "reminders",
  "outage_told",
  "event_log",
  "erp_customers",
  "erp_contracts",
  "erp_invoices",
  "erp_links",
  "erp_facts",
  "user_sessions",
  "users",
] as const;
export type Store = (typeof STORES)[number] | "other";

/** What there is, in the order it is told; what has no word of its own is added up. A store's part may stand behind a dot. */
export function countsOf(counts: Record<string, number>): [Store, number][] {
  const sums = new Map<Store, number>();
  for (const [name, many] of Object.entries(counts)) {
    if (many <= 0) continue;
    const store = among(STORES, name) ?? among(STORES, name.split(".").at(-1)) ?? "other";
    sums.set(store, (sums.get(store) ?? 0) + many);
  }
  return [...STORES, "other" as const].flatMap((store): [Store, number][] => {
    const many = sums.get(store);
    return many ? [[store, many]] : [];
  });
}

/** What has to be typed: their name, or a word for who has none. */
export const proofWord = (known: Pick<Known, "name">, word: string): string => known.name.trim() || word;
export const typedRight = (typed: string, wanted: string): boolean =>
  typed.trim().replace(/\s+/g, " ") === wanted.trim().replace(/\s+/g, " ");

export const DATA_KINDS = ["messages", "media", "notes", "traces", "events", "erp", "audit"] as const;
export type DataKind = (typeof DATA_KINDS)[number];
export const leastOf = (kind: DataKind): number => (kind === "audit" ? 365 : 1);
const MOST_DAYS = 36_500;

export type DaysForm = Record<DataKind, string>;
export const daysForm = (days: Retention["days"]): DaysForm =>
  Object.fromEntries(DATA_KINDS.map((kind) => [kind, days[kind] ? String(days[kind]) : ""])) as DaysForm;

/** Days by kind; a word that is none is left out and named. */
export function daysOf(form: DaysForm): { days: Retention["days"]; wrong: DataKind[] } {
  const days: Partial<Record<DataKind, number>> = {};
  const wrong: DataKind[] = [];
  for (const kind of DATA_KINDS) {
    const typed = form[kind].trim();
    if (!typed) continue;
    const number = Number(typed);
    if (/^\d+$/.test(typed) && number >= leastOf(kind) && number <= MOST_DAYS) days[kind] = number;
    else wrong.push(kind);
  }
  return { days: days as Retention["days"], wrong };
}

export const wouldGo = (retention: Pick<Retention, "would_go">): number =>
  Object.values(retention.would_go ?? {}).reduce((sum, many) => sum + (many ?? 0), 0);

/** The moment at which a day begins in a time zone, and the next one for its end. */
export function startOf(day: string, zone: string, after = 0): string {
  const wall = Date.parse(`${day}T00:00:00Z`) + after * DAY_MS;
  const shown = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const offsetAt = (at: number) => {
    const part = Object.fromEntries(shown.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day: date = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, date, hour, minute, second) - at;
  };
  const near = wall - offsetAt(wall);
  return new Date(wall - offsetAt(near)).toISOString();
}

export const shortId = (id: string): string => id.slice(-6);
export const isDay = (value: string | undefined): value is string => /^\d{4}-\d{2}-\d{2}$/.test(value ?? "");
