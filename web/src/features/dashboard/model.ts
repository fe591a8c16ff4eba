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
