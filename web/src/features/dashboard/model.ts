import type { Page, Schema } from "@/shared/api";
import { type Period, periodQuery } from "@/shared/period";

/** The period and number that the page looks at, as the address keeps them. */
export type View = Period & { number?: string };

/** Without a word it is the last seven days. */
export const USUAL = "7d";

/** What the API is asked for. */
export function queryOf(view: View): Record<string, string> {
  return { ...periodQuery(view, USUAL), ...(view.number ? { whatsapp_config_id: view.number } : {}) };
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
