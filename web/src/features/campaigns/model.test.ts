import { describe, expect, it } from "vitest";
import { partsOf, peopleFilter, peopleOf, phonesOf, possible, STATUSES, totalsOf, viewOf } from "./model";

const progress = {
  total: 20,
  pending: 2,
  queued: 1,
  sent: 12,
  delivered: 9,
  read: 4,
  replied: 2,
  clicked: 0,
  converted: 0,
  opted_out: 0,
  failed: 2,
  skipped: 2,
  cancelled: 1,
};

describe("campaigns", () => {
  it("counts everybody once in the bar", () => {
    expect(Object.fromEntries(partsOf(progress).map(({ id, value }) => [id, value]))).toEqual({
      read: 4,
      delivered: 5,
      sent: 3,
      failed: 2,
      skipped: 3,
      waiting: 3,
    });
    expect(partsOf(progress).reduce((sum, { value }) => sum + value, 0)).toBe(progress.total);
  });

  it("takes from the address only what it knows", () => {
    expect(viewOf({ status: "running", type: "nothing", q: "" })).toEqual({ status: "running" });
    expect(peopleFilter(peopleOf({ outcome: "skipped", reason: "NO_CONSENT", variant: 1, replied: "no" }))).toEqual({
      outcome: "skipped",
      reason: "NO_CONSENT",
      variant: "1",
    });
  });

  it("offers what the server allows", () => {
    const when = (what: keyof ReturnType<typeof possible>) => STATUSES.filter((status) => possible(status)[what]);
    expect(when("pause")).toEqual(["scheduled", "running"]);
    expect(when("stop")).toEqual(["scheduled", "running", "paused"]);
    expect(when("edit")).toEqual(["draft", "scheduled", "paused"]);
    expect(when("retry")).toEqual(["running", "paused", "completed"]);
    expect(when("remove")).toEqual(["draft", "stopped", "completed", "failed"]);
  });

  it("adds money by currency without the dust of fractions", () => {
    const line = (currency: string, amount: string, estimated = "0") => ({ currency, amount, estimated });
    expect(totalsOf([line("BRL", "0.1"), line("BRL", "0.2", "0.2"), line("USD", "1.5")])).toEqual([
      { currency: "BRL", amount: 0.3, estimated: 0.2 },
      { currency: "USD", amount: 1.5, estimated: 0 },
    ]);
  });

  it("reads phones as they are pasted", () => {
    expect(phonesOf(" (11) 98765-4321\n\n+5511911112222; 11 93333-4444,")).toEqual([
      "(11) 98765-4321",
      "+5511911112222",
      "11 93333-4444",
    ]);
  });
});
