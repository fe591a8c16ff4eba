import type { Schema } from "@/shared/api";
import type { Tone } from "@/shared/ui";

type Progress = Schema<"ProgressOut">;
export type Status = Schema<"CampaignStatus">;
export type Kind = Schema<"CampaignType">;
/** What the list shows, as the address says it. */
export type View = { status?: Status; type?: Kind; q?: string };
/** Which recipients the page of one shows. */
export type PeopleView = { outcome?: Outcome; reason?: string; variant?: string; replied?: boolean };

export const STATUSES: Status[] = [
  "draft",
  "scheduled",
  "running",
  "paused",
  "stopping",
  "stopped",
  "completed",
  "failed",
];
export const KINDS: Kind[] = ["broadcast", "drip", "trigger"];
export const OUTCOMES = ["pending", "queued", "sent", "delivered", "read", "failed", "skipped", "cancelled"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const TONE: Record<Status, Tone> = {
  draft: "plain",
  scheduled: "info",
  running: "brand",
  paused: "warn",
  stopping: "warn",
  stopped: "plain",
  completed: "brand",
  failed: "danger",
};

export const OUTCOME_TONE: Record<Outcome, Tone> = {
  pending: "plain",
  queued: "info",
  sent: "info",
  delivered: "violet",
  read: "brand",
  failed: "danger",
  skipped: "warn",
  cancelled: "plain",
};

type Rows = { data: Row[]; pagination: { next_cursor: string | null } };
type Row = Pick<Schema<"RecipientOut">, "contact_id" | "step" | "due_at">;

const placeOf = (row: Row) => `${row.contact_id} ${String(row.step).padStart(4, "0")} ${row.due_at}`;

/** The pages of the table with the first read again. Rows keep their order, so what it reaches to is replaced, the rest stays. */
export function fronted<Page extends Rows>(pages: Page[], fresh: Page): Page[] {
  const last = fresh.data.at(-1);
  if (!last || !fresh.pagination.next_cursor) return [fresh];
  const end = placeOf(last);
  return pages.map((page, at) => {
    const behind = page.data.filter((row) => placeOf(row) > end);
    if (at > 0) return { ...page, data: behind };
    return behind.length > 0 ? { ...page, data: [...fresh.data, ...behind] } : fresh;
  });
}

/** What can be done in a status; the server decides, this only leaves out what it would refuse. */
export function possible(status: Status) {
  const over = ["stopped", "completed", "failed"].includes(status);
  return {
    start: status === "draft",
    resume: status === "paused",
    pause: status === "scheduled" || status === "running",
    stop: ["scheduled", "running", "paused"].includes(status),
    edit: ["draft", "scheduled", "paused"].includes(status),
    retry: ["running", "paused", "completed"].includes(status),
    remove: status === "draft" || over,
    test: !over && status !== "stopping",
  };
}

const known = <T extends string>(value: unknown, choices: readonly T[]): T | undefined =>
  choices.find((choice) => choice === value);
const text = (value: unknown): string | undefined => (value === undefined || value === "" ? undefined : String(value));

export function viewOf(search: Record<string, unknown>): View {
  const [status, type, q] = [known(search.status, STATUSES), known(search.type, KINDS), text(search.q)];
  return { ...(status && { status }), ...(type && { type }), ...(q && { q }) };
}

export function peopleOf(search: Record<string, unknown>): PeopleView {
  return {
    outcome: known(search.outcome, OUTCOMES),
    reason: text(search.reason),
    variant: text(search.variant),
    replied: search.replied === true ? true : undefined,
  };
}

/** Only what is chosen. */
export function peopleFilter(view: PeopleView): PeopleView {
  return Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined));
}

export type Part = "read" | "delivered" | "sent" | "failed" | "skipped" | "waiting";

/** Everybody once: who read it is no part of those it was only delivered to. */
export function partsOf(p: Progress): { id: Part; value: number }[] {
  return [
    { id: "read", value: p.read },
    { id: "delivered", value: Math.max(0, p.delivered - p.read) },
    { id: "sent", value: Math.max(0, p.sent - p.delivered) },
    { id: "failed", value: p.failed },
    { id: "skipped", value: p.skipped + p.cancelled },
    { id: "waiting", value: p.pending + p.queued },
  ];
}

/** Phones as people paste them: one a line, or with commas. */
export const phonesOf = (typed: string): string[] =>
  typed
    .split(/[\n,;]+/)
    .map((each) => each.trim())
    .filter(Boolean);

type Spent = Pick<Schema<"SpentOut">, "currency" | "amount" | "estimated">;

/** By currency; to a hundred-thousandth. */
export function totalsOf(spent: Spent[]): { currency: string; amount: number; estimated: number }[] {
  const sums = new Map<string, { amount: number; estimated: number }>();
  for (const { currency, amount, estimated } of spent) {
    const sum = sums.get(currency) ?? { amount: 0, estimated: 0 };
    sums.set(currency, { amount: sum.amount + Number(amount), estimated: sum.estimated + Number(estimated) });
  }
  const round = (value: number) => Math.round(value * 1e5) / 1e5;
  return [...sums].map(([currency, sum]) => ({
    currency,
    amount: round(sum.amount),
    estimated: round(sum.estimated),
  }));
}

/** When something last happened with somebody. */
export function lastMoment(row: Schema<"RecipientOut">): string | null {
  return row.replied_at ?? row.read_at ?? row.delivered_at ?? row.failed_at ?? row.sent_at ?? row.queued_at;
}
