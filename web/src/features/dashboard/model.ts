import type { Page, Schema } from "@/shared/api";

/** The period and number that the page looks at, as the address keeps them. */
export type View = { period?: string; from?: string; to?: string; number?: string };

export const PERIODS = ["today", "7d", "30d", "90d"] as const;

/** What the API is asked for. Without a word it is the last seven days. */
export function queryOf(view: View): Record<string, string> {
  const query: Record<string, string> = {};
  if (view.from && view.to) {
    query.from = view.from;
    query.to = view.to;
  } else query.period = view.period ?? "7d";
  if (view.number) query.whatsapp_config_id = view.number;
  return query;
}

/** More is not always better: more failures are worse. */
export function better(metric: string, trend: number | null): boolean | null {
  if (trend === null || trend === 0) return null;
  return metric === "messages_failed" ? trend < 0 : trend > 0;
}

/** The four figures of the first row, in order. */
export const FIRST = [
  "conversations_opened",
  "conversations_resolved",
  "messages_received",
  "messages_failed",
] as const;

export const METRICS = [
  "messages_received",
  "messages_sent",
  "messages_delivered",
  "messages_read",
  "messages_failed",
  "conversations_opened",
  "conversations_resolved",
] as const satisfies readonly Schema<"Metric">[];

export type Widget = Schema<"WidgetOut">;
export type Widgets = Page<Widget>;

/** The cards that change when one moves from a place in the order to another: their rows are counted anew. */
export function moved(own: Widget[], from: number, to: number): Widget[] {
  const order = [...own];
  const [one] = order.splice(from, 1);
  if (!one) return [];
  order.splice(to, 0, one);
  return order.flatMap((w, y) =>
    w.place.y === y && w.place.x === 0 ? [] : [{ ...w, place: { ...w.place, x: 0, y } }],
  );
}
