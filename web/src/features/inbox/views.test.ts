import { expect, it } from "vitest";
import type { View } from "./model";
import { filtersOf, midnight, viewOf } from "./views";

it("saves a view with its tab, its filters and its order, and finds it again", () => {
  const views: View[] = [
    { tab: "mine", unread: true, sort: "waiting" },
    { tab: "unassigned", queue: "q1", closing: true },
    { tab: "bot", tag: "pix" },
    { tab: "all", status: ["resolved", "archived"], days: 7 },
    { tab: "all", agent: "u1", number: "n1", since: "2026-06-01T03:00:00.000Z", until: "2026-06-04T03:00:00.000Z" },
    { tab: "all", snoozed: true, sort: "priority" },
  ];
  for (const view of views) {
    const found = viewOf(filtersOf(view));
    expect(Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))).toEqual(view);
  }
});

it("knows when a day begins where the company is, also on the day its clocks change", () => {
  expect(midnight("2026-06-03", "America/Sao_Paulo")).toBe("2026-06-03T03:00:00.000Z");
  expect(midnight("2026-06-03", "America/Sao_Paulo", 1)).toBe("2026-06-04T03:00:00.000Z");
  expect(midnight("2026-03-29", "Europe/Lisbon", 1)).toBe("2026-03-29T23:00:00.000Z");
  expect(midnight("2026-03-29", "Europe/Lisbon")).toBe("2026-03-29T00:00:00.000Z");
});
