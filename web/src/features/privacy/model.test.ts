import { expect, test } from "vitest";
import { countsOf, daysForm, daysOf, proofWord, startOf, typedRight, urgencyOf, wouldGo } from "./model";

const NOW = Date.parse("2026-11-10T12:00:00Z");
const request = (due_at: string, status = "open", overdue = false) => ({ due_at, status, overdue });

test("a deadline is near three days before it, and late behind it", () => {
  expect(urgencyOf(request("2026-11-14T12:00:00Z"), NOW)).toBe("calm");
  expect(urgencyOf(request("2026-11-13T12:00:00Z"), NOW)).toBe("near");
  expect(urgencyOf(request("2026-11-10T11:59:59Z"), NOW)).toBe("late");
  expect(urgencyOf(request("2026-12-01T00:00:00Z", "open", true), NOW)).toBe("late");
  expect(urgencyOf(request("2026-11-01T00:00:00Z", "done"), NOW)).toBe("ended");
});

test("what has no word of its own is added up, and nothing is lost", () => {
  const counts = { "database.messages": 3, files: 2, sla_clocks: 1, outgoing: 4, contacts: 1, notes: 0 };
  const told = countsOf(counts);
  expect(told).toEqual([
    ["contacts", 1],
    ["messages", 3],
    ["files", 2],
    ["other", 5],
  ]);
  expect(told.reduce((sum, [, many]) => sum + many, 0)).toBe(11);
});

test("the name has to be typed as it is", () => {
  expect(typedRight(" Maria  Souza ", "Maria Souza")).toBe(true);
  expect(typedRight("maria souza", "Maria Souza")).toBe(false);
  expect(typedRight("", "Maria")).toBe(false);
  expect(proofWord({ name: " " }, "apagar")).toBe("apagar");
});

test("days are whole, within their bounds, or none at all", () => {
  const form = { ...daysForm({ messages: 90 } as never), notes: "0", audit: "364", events: "1.5", erp: " 30 " };
  expect(daysOf(form)).toEqual({ days: { messages: 90, erp: 30 }, wrong: ["notes", "events", "audit"] });
  expect(wouldGo({ would_go: { messages: 3, notes: 4 } as never })).toBe(7);
  expect(wouldGo({ would_go: null })).toBe(0);
});

test("a day begins where the company is", () => {
  expect(startOf("2026-11-10", "America/Sao_Paulo")).toBe("2026-11-10T03:00:00.000Z");
  expect(startOf("2026-11-10", "America/Sao_Paulo", 1)).toBe("2026-11-11T03:00:00.000Z");
  expect(startOf("2026-03-29", "Europe/Lisbon", 1)).toBe("2026-03-29T23:00:00.000Z");
  expect(startOf("2026-11-10", "UTC")).toBe("2026-11-10T00:00:00.000Z");
});
