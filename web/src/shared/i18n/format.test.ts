import { expect, it } from "vitest";
import { e164, Formats, nationalPhone } from "./format";

const at = new Formats("pt-BR", "America/Sao_Paulo");

it("tells times of the company, not of the browser", () => {
  expect(at.time("2026-06-03T02:30:00Z")).toBe("23:30");
  expect(at.dayKey("2026-06-03T02:30:00Z")).toBe("2026-06-02");
  expect(at.date("2026-06-03T02:30:00Z")).toBe("02/06/2026");
});

it("tells a moment shortly: the time today, the weekday this week, then the date", () => {
  const now = Date.parse("2026-06-10T15:00:00Z");
  expect(at.short("2026-06-10T12:05:00Z", now)).toBe("09:05");
  expect(at.short("2026-06-08T12:00:00Z", now)).toMatch(/^seg/);
  expect(at.short("2026-05-01T12:00:00Z", now)).toBe("01/05");
});

it("tells lengths of time by their two largest units, and money with its digits", () => {
  expect(at.length(21 * 3_600_000 + 12 * 60_000)).toMatch(/21\s?h.*12\s?min/);
  expect(at.length(0)).toMatch(/^0/);
  expect(at.money("0.0625", "USD")).toContain("0,0625");
  expect(at.bytes(5_300_000)).toMatch(/5,3\s?MB/);
});

it.each([
  ["(11) 98877-6655", "+5511988776655"],
  ["11 3322-1100", "+551133221100"],
  ["5511988776655", "+5511988776655"],
  ["+1 202 555 0143", "+12025550143"],
  ["123", null],
])("reads the number %s in any form", (typed, wanted) => {
  expect(e164(typed)).toBe(wanted);
});

it("writes Brazilian numbers as people here do, others as they are", () => {
  expect(nationalPhone("+5511988776655")).toBe("(11) 98877-6655");
  expect(nationalPhone("+12025550143")).toBe("+12025550143");
});

it("makes each of Intl's formatters once", () => {
  const real = Intl.DateTimeFormat;
  let made = 0;
  Intl.DateTimeFormat = class extends real {
    constructor(...given: ConstructorParameters<typeof real>) {
      super(...given);
      made += 1;
    }
  } as typeof real;
  try {
    const format = new Formats("en", "UTC");
    for (let n = 0; n < 100; n++) format.short(n * 3_600_000, 100 * 3_600_000);
  } finally {
    Intl.DateTimeFormat = real;
  }
  expect(made).toBe(3);
});
