/** The days that a page of figures looks at, as the address keeps them. */
export type Period = { period?: string; from?: string; to?: string };

export const PERIODS = ["today", "7d", "30d", "90d"] as const;

/** What the API is asked for: named days, or those chosen. */
export function periodQuery({ period, from, to }: Period, usual: string): Record<string, string> {
  return from && to ? { from, to } : { period: period ?? usual };
}
