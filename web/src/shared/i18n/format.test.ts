import { expect, it } from "vitest";
import { Formats } from "./format";

it("tells a moment in the company's zone, whatever the browser's", () => {
  const format = new Formats("pt-BR", "America/Sao_Paulo");
  expect(format.time("2026-06-03T02:30:00Z")).toBe("23:30");
  expect(format.dayKey("2026-06-03T02:30:00Z")).toBe("2026-06-02");
  expect(format.dateTime("2026-06-03T02:30:00Z")).toBe("02/06/2026, 23:30");
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
