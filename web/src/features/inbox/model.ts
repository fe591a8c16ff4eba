import type { Schema } from "@/shared/api";

export type Conversation = Schema<"ConversationOut">;
export type Message = Schema<"MessageOut">;
export type Entry = Schema<"TimelineOut">;
export type Status = Schema<"ConversationStatus">;

export const TABS = ["mine", "unassigned", "bot", "all"] as const;
export type Tab = (typeof TABS)[number];
const OPEN: Status[] = ["bot", "queued", "active", "waiting"];

/** The view of the list as the address keeps it. */
export type View = {
  tab?: Tab;
  status?: Status[];
  queue?: string;
  agent?: string;
  tag?: string;
  number?: string;
  snoozed?: boolean;
  unread?: boolean;
  /** The window ends within three hours. */
  closing?: boolean;
  /** The last message came within so many times 24 hours. */
  days?: number;
  since?: string;
  until?: string;
  sort?: Sort;
};

/** What a list is sorted by; without one, by the last message. */
export const SORTS = ["waiting", "priority", "window"] as const;
export type Sort = (typeof SORTS)[number];

export const FILTERS = [
  "status",
  "queue",
  "agent",
  "tag",
  "number",
  "snoozed",
  "unread",
  "closing",
  "days",
  "since",
  "until",
] as const;

const HOUR_MS = 3_600_000;
export const CLOSING_MS = 3 * HOUR_MS;

/** Since when the last message may have come. By the hour: a list that was read is the same list a moment later. */
function since(view: View, now: number): string | undefined {
  if (!view.days) return view.since;
  return new Date(Math.floor(now / HOUR_MS) * HOUR_MS - view.days * 24 * HOUR_MS).toISOString();
}

/** What the API is asked for. */
export function queryOf(view: View, me: string, now = Date.now()): Record<string, unknown> {
  const tab = view.tab ?? "mine";
  const statuses: Record<Tab, Status[]> = {
    mine: ["active", "waiting"],
    unassigned: ["queued"],
    bot: ["bot"],
    all: OPEN,
  };
  const query: Record<string, unknown> = { status: view.status?.length ? view.status : statuses[tab] };
  if (tab === "mine") query.assigned_to = me;
  if (view.agent) query.assigned_to = view.agent;
  if (view.queue) query.queue_id = view.queue;
  if (view.tag) query.tags = [view.tag];
  if (view.number) query.whatsapp_config_id = view.number;
  if (view.snoozed) query.snoozed = true;
  if (view.unread) query.unread = true;
  if (view.closing) query.window_closing = true;
  const from = since(view, now);
  if (from) query.from = from;
  if (view.until) query.to = view.until;
  if (view.sort) query.sort = view.sort;
  return query;
}

/** Tells whether a conversation belongs to the view, as the API would say. */
export function sieve(view: View, me: string, now = Date.now()): (it: Conversation) => boolean {
  const query = queryOf(view, me, now) as {
    status: Status[];
    assigned_to?: string;
    queue_id?: string;
    tags?: string[];
    whatsapp_config_id?: string;
    from?: string;
    to?: string;
  };
  const [from, to] = [Date.parse(query.from ?? ""), Date.parse(query.to ?? "")];
  const asleep = (it: Conversation) => it.snoozed_until !== null && Date.parse(it.snoozed_until) > now;
  return (it) =>
    query.status.includes(it.status as Status) &&
    (!query.assigned_to || it.assigned_to === query.assigned_to) &&
    (!query.queue_id || it.queue_id === query.queue_id) &&
    (!query.tags || query.tags.every((tag) => it.tags.includes(tag))) &&
    (!query.whatsapp_config_id || it.whatsapp_config_id === query.whatsapp_config_id) &&
    (!view.unread || it.unread_count > 0) &&
    (!view.closing || (windowLeft(it, now) ?? CLOSING_MS) < CLOSING_MS) &&
    (!query.from || moment(it) >= from) &&
    (!query.to || moment(it) < to) &&
    asleep(it) === Boolean(view.snoozed);
}

/** Thousands are put in order at each event: the time of each is read once. */
const moments = new WeakMap<Conversation, number>();

function moment(it: Conversation): number {
  let at = moments.get(it);
  if (at === undefined) {
    at = Date.parse(it.last_message_at ?? it.created_at);
    moments.set(it, at);
  }
  return at;
}

const newest = (a: Conversation, b: Conversation) => moment(b) - moment(a) || (a.id < b.id ? 1 : -1);

/** Smallest first: what the list is sorted by; those without it come last. */
const MEASURES: Record<Sort, (it: Conversation) => number> = {
  waiting: (it) => (it.awaits_since ? Date.parse(it.awaits_since) : Number.MAX_VALUE),
  priority: (it) => -Math.max(0, it.priority),
  // When a closed one closed is the server's knowledge: those stay as it gave them.
  window: (it) => (it.window_expires_at ? Date.parse(it.window_expires_at) : Number.MAX_VALUE),
};

function inOrder(items: Conversation[], sort?: Sort): Conversation[] {
  if (!sort) return items.toSorted(newest);
  const measures = new Map(items.map((it) => [it, MEASURES[sort](it)]));
  const of = (it: Conversation) => measures.get(it) as number;
  return items.toSorted((a, b) => of(a) - of(b) || (sort === "window" ? 0 : newest(a, b)));
}

/**
 * The order in which rows stand. At the top of the list the newest is first; further down nothing moves under the pointer:
 * known rows stay where they are, older ones join at the end, and the number of those held back is told.
 */
export function ordered(
  items: Conversation[],
  before: string[],
  free: boolean,
  sort?: Sort,
): { order: string[]; held: number } {
  const sorted = inOrder(items, sort).map((it) => it.id);
  if (free || before.length === 0) return { order: sorted, held: 0 };
  const there = new Set(sorted);
  const kept = before.filter((id) => there.has(id));
  const known = new Set(kept);
  const last = kept.length > 0 ? sorted.indexOf(kept[kept.length - 1] as string) : -1;
  const older = sorted.filter((id, at) => !known.has(id) && at > last);
  const order = [...kept, ...older];
  const fresh = sorted.filter((id) => !known.has(id) && !older.includes(id)).length;
  const first = sorted.indexOf(kept[0] ?? "");
  const moved = sorted.slice(0, Math.max(0, first)).filter((id) => known.has(id)).length;
  return { order, held: fresh + moved };
}

/**
 * The first rows of a list as they are now, before all that is kept of it, each once. Null when the two do not meet: more has
 * changed than one page tells.
 */
export function fronted(kept: Conversation[][], fresh: Conversation[], whole: boolean): Conversation[][] | null {
  const news = new Map(fresh.map((it) => [it.id, it]));
  const known = kept.some((page) => page.some((it) => news.has(it.id)));
  if (!known && !whole && kept.some((page) => page.length > 0)) return null;
  const [first = [], ...rest] = kept;
  const others = (page: Conversation[]) =>
    page.some((it) => news.has(it.id)) ? page.filter((it) => !news.has(it.id)) : page;
  return [[...fresh, ...others(first)], ...rest.map(others)];
}

/** Hours left in the 24 h window; null when it is closed. */
export function windowLeft(it: Pick<Conversation, "window_expires_at">, now = Date.now()): number | null {
  if (!it.window_expires_at) return null;
  const left = Date.parse(it.window_expires_at) - now;
  return left > 0 ? left : null;
}

export type Owed = { state: "late" | "soon" | "due"; ms: number };

/** How it stands with the first answer that was promised: how long it is late, or how long there is. */
export function owed(it: Pick<Conversation, "answer_due">, now = Date.now()): Owed | null {
  if (!it.answer_due) return null;
  const left = Date.parse(it.answer_due.due_at) - now;
  if (left <= 0) return { state: "late", ms: -left };
  return { state: Date.parse(it.answer_due.warn_at) <= now ? "soon" : "due", ms: left };
}

const RANK: Record<string, number> = { queued: 0, sent: 1, delivered: 2, read: 3, played: 4, failed: 5, cancelled: 5 };

/** A status only moves forward; what comes late is let go. */
export function forward(before: string, told: string): string {
  return (RANK[told] ?? -1) > (RANK[before] ?? -1) ? told : before;
}

/** Entries newest first, each once; the fresh ones win. */
export function merged(known: Entry[], fresh: Entry[]): Entry[] {
  const byId = new Map(known.map((entry) => [entry.id, entry]));
  for (const entry of fresh) {
    const before = byId.get(entry.id);
    if (before?.message && entry.message) {
      const status = forward(entry.message.status, before.message.status);
      byId.set(entry.id, { ...entry, message: { ...entry.message, status } });
    } else byId.set(entry.id, entry);
  }
  return [...byId.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** Do the two meet? When they do not, something between them was missed. */
export function meets(known: Entry[], fresh: Entry[]): boolean {
  if (known.length === 0) return false;
  const ids = new Set(known.map((entry) => entry.id));
  return fresh.some((entry) => ids.has(entry.id));
}

export type Line = { entry: Entry; first: boolean; day: string | null; news: boolean };

const TOGETHER_MS = 2 * 60_000;

function speaker(entry: Entry): string {
  if (entry.message)
    return entry.message.direction === "inbound"
      ? "contact"
      : `${entry.message.sent_by.kind}:${entry.message.sent_by.id}`;
  return entry.note ? `note:${entry.note.author_id}` : `event:${entry.id}`;
}

/**
 * The thread as it is drawn, oldest first: where a day begins, where somebody else speaks, and where the unread ones begin.
 * `unread`: how many of the customer's newest messages nobody had read when the thread was opened.
 */
export function lines(entries: Entry[], dayOf: (at: string) => string, unread = 0): Line[] {
  const oldest = entries.toReversed();
  let left = unread;
  let newsAt = -1;
  for (let at = oldest.length - 1; at >= 0 && left > 0; at--) {
    if (oldest[at]?.message?.direction !== "inbound") continue;
    left -= 1;
    newsAt = at;
  }
  return oldest.map((entry, at) => {
    const before = oldest[at - 1];
    const day = dayOf(entry.at);
    const newDay = !before || dayOf(before.at) !== day;
    const apart = !before || Date.parse(entry.at) - Date.parse(before.at) > TOGETHER_MS;
    return {
      entry,
      day: newDay ? day : null,
      first: newDay || apart || at === newsAt || speaker(before) !== speaker(entry),
      news: at === newsAt,
    };
  });
}

/** A reaction belongs on the message it speaks of; the newest of each side counts, an empty one takes it back. */
export function reactions(entries: Entry[]): Map<string, string[]> {
  const bySide = new Map<string, Map<string, string>>();
  for (const { message } of entries.toReversed()) {
    if (message?.type !== "reaction") continue;
    const { message_id: about, emoji } = message.content as { message_id?: string; emoji?: string | null };
    if (!about) continue;
    const sides = bySide.get(about) ?? new Map<string, string>();
    if (emoji) sides.set(message.direction, emoji);
    else sides.delete(message.direction);
    bySide.set(about, sides);
  }
  return new Map([...bySide].map(([about, sides]) => [about, [...sides.values()]]));
}
