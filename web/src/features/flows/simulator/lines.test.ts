import { describe, expect, it } from "vitest";
import type { Simulation } from "../api";
import { about, afterHours, changedNames, drawnLine, openAt, sampleOf, sectionsOf } from "./lines";

const line = (from_contact: boolean, content: Record<string, unknown> = { kind: "text" }) => ({
  text: "oi",
  at: "2026-01-01T00:00:00Z",
  move: 0,
  node: "",
  from_contact,
  content,
});

describe("lines", () => {
  it("are drawn as the phone shows them", () => {
    expect(drawnLine(line(false, { kind: "buttons", body: "?" }))).toEqual({
      type: "interactive",
      content: { kind: "button", body: "?" },
    });
    expect(drawnLine(line(false)).content).toEqual({ body: "oi" });
    expect(drawnLine(line(false, { kind: "order" })).type).toBe("other");
    expect(sectionsOf({ kind: "list", sections: [{ rows: [] }] })).toHaveLength(1);
    expect(sectionsOf({ kind: "buttons" })).toEqual([]);
  });

  it("can be answered only while the last one of ours waits", () => {
    const made = (lines: ReturnType<typeof line>[], status = "running") => ({ lines, status }) as Simulation;
    expect(openAt(made([line(true), line(false)]))).toBe(1);
    expect(openAt(made([line(false), line(true)]))).toBe(-1);
    expect(openAt(made([line(false)], "completed"))).toBe(-1);
  });
});

it("marks the variables that changed", () => {
  expect(changedNames({ a: 1, b: [1] }, { a: 2, b: [1], c: 0 })).toEqual(new Set(["a", "c"]));
});

it("tells what an effect is about and begins an answer to it", () => {
  expect(about({ effect: "CallApi", method: "POST", url: "https://x" })).toBe("POST https://x");
  expect(about({ effect: "AddTag", tag: "vip" })).toBe("vip");
  expect(JSON.parse(sampleOf({ effect: "AskErp", capability: "find_customers" }))).toHaveLength(1);
  expect(JSON.parse(sampleOf({ effect: "AskAi", task: { kind: "classify", labels: [{ name: "x" }] } }))).toEqual({
    label: "x",
  });
});

it("knows a moment at which nobody works", () => {
  const at = new Date(afterHours(new Date(2026, 0, 4, 12)));
  expect([at.getDay(), at.getHours()]).toEqual([0, 3]);
  expect(at.getTime()).toBeGreaterThan(new Date(2026, 0, 4, 12).getTime());
});
