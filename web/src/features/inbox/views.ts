import type { Schema } from "@/shared/api";
import type { Status, View } from "./model";

type Filters = Schema<"FiltersIO">;

const OF_TAB: Partial<Record<NonNullable<View["tab"]>, Status[]>> = { unassigned: ["queued"], bot: ["bot"] };

/** A view of the address as it is saved: its tab too. */
export function filtersOf(view: View): Filters {
  const tab = view.tab ?? "mine";
  return {
    status: view.status?.length ? view.status : (OF_TAB[tab] ?? []),
    mine: tab === "mine" && !view.agent,
    assigned_to: view.agent ?? null,
    queue_id: view.queue ?? null,
    whatsapp_config_id: view.number ?? null,
    tags: view.tag ? [view.tag] : [],
    snoozed: view.snoozed ?? null,
    unread: view.unread ?? false,
    window_closing: view.closing ?? false,
    days: view.days ?? null,
    from: view.since ?? null,
    to: view.until ?? null,
    sort: view.sort ?? "last_message_at",
  };
}

/** What was saved, as the address keeps it. */
export function viewOf(saved: Filters): View {
  const status = saved.status?.length ? saved.status : undefined;
  const tab = saved.mine
    ? "mine"
    : status?.join() === "queued"
      ? "unassigned"
      : status?.join() === "bot"
        ? "bot"
        : "all";
  return {
    tab,
    status: tab === "unassigned" || tab === "bot" ? undefined : status,
    agent: saved.assigned_to ?? undefined,
    queue: saved.queue_id ?? undefined,
    number: saved.whatsapp_config_id ?? undefined,
    tag: saved.tags?.[0],
    snoozed: saved.snoozed ?? undefined,
    unread: saved.unread || undefined,
    closing: saved.window_closing || undefined,
    days: saved.days ?? undefined,
    since: saved.from ?? undefined,
    until: saved.to ?? undefined,
    sort: saved.sort && saved.sort !== "last_message_at" ? saved.sort : undefined,
  };
}

/** The moment a calendar day (2026-06-03) begins in a time zone. */
export function midnight(day: string, zone: string, add = 0): string {
  const guess = Date.parse(`${day}T00:00:00Z`) + add * 86_400_000;
  const clock = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const away = (at: number) => {
    const part = Object.fromEntries(clock.formatToParts(at).map((p) => [p.type, p.value]));
    return Date.parse(`${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}Z`) - at;
  };
  // Once more with what was found: the clocks may have changed between.
  const near = guess - away(guess);
  return new Date(guess - away(near)).toISOString();
}
