import { expect, it } from "vitest";
import { nextClosed } from "./hours";

const weekdays = Object.fromEntries(
  ["mon", "tue", "wed", "thu", "fri"].map((day) => [day, [{ start: "08:00", end: "18:00" }]]),
);
const hours = { time_zone: "America/Sao_Paulo", week: weekdays, exceptions: [] };
const told = (at: Date | null) => at?.toISOString() ?? null;

it("closes when the day's span ends, in the company's own zone", () => {
  // Wednesday, 14:30 in São Paulo.
  expect(told(nextClosed(hours, new Date("2026-11-25T17:30:00Z")))).toBe("2026-11-25T21:00:00.000Z");
  expect(told(nextClosed({ ...hours, time_zone: "America/Manaus" }, new Date("2026-11-25T17:30:00Z")))).toBe(
    "2026-11-25T22:00:00.000Z",
  );
});

it("is closed already at night, on Sunday and on a holiday", () => {
  for (const now of ["2026-11-25T23:10:05.500Z", "2026-11-29T15:00:00.000Z"])
    expect(told(nextClosed(hours, new Date(now)))).toBe(now);
  const holiday = { ...hours, exceptions: [{ date: "2026-11-25", name: "Feriado", spans: [] }] };
  expect(told(nextClosed(holiday, new Date("2026-11-25T17:30:00.000Z")))).toBe("2026-11-25T17:30:00.000Z");
});

it("goes over spans that touch and over midnight, and knows who never closes", () => {
  const split = {
    ...hours,
    week: {
      wed: [
        { start: "08:00", end: "12:00" },
        { start: "12:00", end: "24:00" },
      ],
      thu: [{ start: "00:00", end: "02:00" }],
    },
  };
  expect(told(nextClosed(split, new Date("2026-11-25T12:00:00Z")))).toBe("2026-11-26T05:00:00.000Z");
  const always = Object.fromEntries(
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, [{ start: "00:00", end: "24:00" }]]),
  );
  expect(nextClosed({ ...hours, week: always }, new Date("2026-11-25T12:00:00Z"))).toBeNull();
});

it("gives a moment that is closed even where summer time leaves out an hour", () => {
  const lisbon = { ...hours, time_zone: "Europe/Lisbon", week: { sun: [{ start: "00:30", end: "03:00" }] } };
  expect(told(nextClosed(lisbon, new Date("2026-03-29T00:40:00Z")))).toBe("2026-03-29T03:00:00.000Z");
});
