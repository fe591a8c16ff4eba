import { expect, it } from "vitest";
import { better, moved, queryOf, type Widget } from "./model";

it("asks for named days, or for a period, and for one number when it is chosen", () => {
  expect(queryOf({})).toEqual({ period: "7d" });
  expect(queryOf({ period: "30d", number: "n1" })).toEqual({ period: "30d", whatsapp_config_id: "n1" });
  expect(queryOf({ period: "30d", from: "2026-06-01", to: "2026-06-02" })).toEqual({
    from: "2026-06-01",
    to: "2026-06-02",
  });
});

it("knows that more failures are worse", () => {
  expect(better("messages_failed", 10)).toBe(false);
  expect(better("messages_received", 10)).toBe(true);
  expect(better("messages_received", 0)).toBeNull();
  expect(better("messages_received", null)).toBeNull();
});

it("moves a card by writing only those whose place changes", () => {
  const own = ["a", "b", "c"].map((id, y) => ({ id, place: { x: 0, y, width: 1, height: 1 } }) as Widget);
  expect(moved(own, 0, 1).map((w) => [w.id, w.place.y])).toEqual([
    ["b", 0],
    ["a", 1],
  ]);
  expect(moved(own, 2, 2)).toEqual([]);
});
