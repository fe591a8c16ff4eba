import { describe, expect, it } from "vitest";
import { fronted, partsOf, peopleFilter, peopleOf, phonesOf, possible, STATUSES, totalsOf, viewOf } from "./model";

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

describe("the table of recipients, its first page read again", () => {
  const row = (id: string, step = 0, told = "") => ({ contact_id: id, step, due_at: "2026-06-01T12:00:00Z", told });
  const page = (cursor: string | null, ...data: ReturnType<typeof row>[]) => ({
    data,
    pagination: { next_cursor: cursor },
  });

  it("replaces what the page reaches to and keeps what is behind, once each", () => {
    const kept = [page("b", row("a"), row("b")), page("d", row("c"), row("d"))];
    const [first, second] = fronted(kept, page("b", row("a", 0, "sent"), row("b", 0, "sent")));
    expect(first?.data.map((r) => r.told)).toEqual(["sent", "sent"]);
    expect(second?.data.map((r) => r.contact_id)).toEqual(["c", "d"]);
    // Filtered rows that left the first page pull others up into it.
    const pulled = fronted(kept, page("c", row("b"), row("c")));
    expect(pulled.map((p) => p.data.map((r) => r.contact_id))).toEqual([["b", "c"], ["d"]]);
    // Others push rows out of it: they are there still, and the next page goes on where it went on.
    const pushed = fronted([page("b", row("a"), row("b"))], page("aa", row("a"), row("aa")));
    expect(pushed).toEqual([page("b", row("a"), row("aa"), row("b"))]);
  });

  it("is all there is when nothing is behind it", () => {
    expect(fronted([page("b", row("a"), row("b"))], page(null, row("a")))).toEqual([page(null, row("a"))]);
    expect(fronted([page(null)], page("a", row("a")))).toEqual([page("a", row("a"))]);
  });

  it("knows the steps of one person apart", () => {
    const kept = [page("a1", row("a"), row("a", 1)), page(null, row("a", 2))];
    expect(fronted(kept, page("a0", row("a", 0, "sent"))).flatMap((p) => p.data.map((r) => r.step))).toEqual([0, 1, 2]);
  });
});
