import type { Schema } from "@/shared/api";
import { type Period, periodQuery } from "@/shared/period";

export type Costs = Schema<"CostsOut">;
export type Budget = Schema<"BudgetOut">;
export type Sum = Schema<"SumOut">;

/** What the page looks at, as the address keeps it. */
export type View = Period & { number?: string; currency?: string };

export const USUAL = "30d";

/** What the API is asked for. */
export function queryOf(view: View): Record<string, string> {
  return { ...periodQuery(view, USUAL), ...(view.number ? { whatsapp_config_id: view.number } : {}) };
}

/** The currency that is shown: amounts of two never mix. The chosen one, else the one most was paid in. */
export function currencyOf(costs: Costs, chosen: string | undefined): string | null {
  const known = costs.totals.toSorted((a, b) => Number(b.amount) - Number(a.amount)).map((sum) => sum.currency);
  return known.find((currency) => currency === chosen) ?? known[0] ?? null;
}

/** A part of the whole: `id` names it, `share` is of the amounts of all parts. */
export type Part = { id: string; messages: number; amount: string; share: number };

/** The parts in one currency, the dearest first. */
export function partsOf<Row extends Sum>(rows: Row[], currency: string, id: (row: Row) => string): Part[] {
  const own = rows.filter((row) => row.currency === currency);
  const whole = own.reduce((sum, row) => sum + Number(row.amount), 0);
  return own
    .map((row) => ({
      id: id(row),
      messages: row.messages,
      amount: row.amount,
      share: whole > 0 ? Number(row.amount) / whole : 0,
    }))
    .toSorted((a, b) => Number(b.amount) - Number(a.amount) || b.messages - a.messages);
}

const CATEGORIES = ["marketing", "utility", "authentication", "service"] as const;
export type Category = (typeof CATEGORIES)[number] | "other";

/** A category that has a word here. */
export const categoryOf = (named: string): Category => CATEGORIES.find((known) => known === named) ?? "other";

/** How much of a budget is spent, and how far that is: from 1 on it is all gone. */
export const spentShare = (spent: string, amount: string): number => Number(spent) / Number(amount);

export type Level = "calm" | "near" | "gone";

/** Near from the first alert on that leaves something. */
export function levelOf(share: number, alerts: number[]): Level {
  if (share >= 1) return "gone";
  const first = Math.min(...alerts.filter((percent) => percent >= 50), 80);
  return share * 100 >= first ? "near" : "calm";
}

/** An amount as people type it, as the API takes it; null when it is none. `comma`: the language's decimals come after one. */
export function amountOf(typed: string, comma: boolean): string | null {
  const bare = typed.replace(/[\s\u00a0]/g, "");
  const plain = comma
    ? bare.replace(/\.(?=\d{3}(\D|$))/g, "").replace(",", ".")
    : bare.replace(/,(?=\d{3}(\D|$))/g, "");
  return /^\d{1,10}(\.\d{1,6})?$/.test(plain) && Number(plain) > 0 ? plain : null;
}

/** Per cents as people list them, each once, the least first; null when one is none. */
export function percentsOf(typed: string): number[] | null {
  const words = typed.split(/[\s,;%]+/).filter(Boolean);
  if (words.some((word) => !/^\d{1,3}$/.test(word))) return null;
  return [...new Set(words.map(Number))].toSorted((a, b) => a - b);
}
