import { expect, test } from "./fixtures";

const MEASURED = "measured";
export type Measured = { what: string; budget: number; got: number; unit: string; note?: string };

/** Writes a figure into the table of budgets, and fails the bench at its end when it is above. */
export function measured(what: string, got: number, budget: number, unit = "ms", note?: string): void {
  const line: Measured = { what, budget, got: Math.round(got * 10) / 10, unit, note };
  test.info().annotations.push({ type: MEASURED, description: JSON.stringify(line) });
  expect.soft(got, `${what} (${unit})`).toBeLessThanOrEqual(budget);
}

/** The value that a share of all stay below. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) throw new Error("nothing was measured");
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] as number;
}
