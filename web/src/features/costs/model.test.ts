import { describe, expect, it } from "vitest";
import { amountOf, categoryOf, currencyOf, levelOf, partsOf, percentsOf, queryOf } from "./model";

const sum = (currency: string, amount: string, messages = 1) => ({ currency, amount, messages, estimated: "0" });
const costs = (...totals: ReturnType<typeof sum>[]) => ({ totals }) as unknown as Parameters<typeof currencyOf>[0];

it("asks for thirty days, for one number when it is chosen, and never for a currency", () => {
  expect(queryOf({})).toEqual({ period: "30d" });
  expect(queryOf({ from: "2026-06-01", to: "2026-06-02", number: "n1", currency: "BRL" })).toEqual({
    from: "2026-06-01",
    to: "2026-06-02",
    whatsapp_config_id: "n1",
  });
});

it("shows one currency at a time", () => {
  const both = costs(sum("BRL", "2.5"), sum("USD", "10"));
  expect(currencyOf(both, undefined)).toBe("USD");
  expect(currencyOf(both, "BRL")).toBe("BRL");
  expect(currencyOf(both, "EUR")).toBe("USD");
  expect(currencyOf(costs(), undefined)).toBeNull();
});

it("cuts the whole into parts of one currency, the dearest first", () => {
  const rows = [
    { ...sum("USD", "1", 4), category: "utility" },
    { ...sum("BRL", "99", 9), category: "utility" },
    { ...sum("USD", "3", 2), category: "marketing" },
  ];
  const parts = partsOf(rows, "USD", (row) => row.category);
  expect(parts.map(({ id, share }) => [id, share])).toEqual([
    ["marketing", 0.75],
    ["utility", 0.25],
  ]);
  expect(partsOf([{ ...sum("USD", "0"), category: "service" }], "USD", (row) => row.category)[0]?.share).toBe(0);
});

it("has a word for each category", () => {
  expect(categoryOf("utility")).toBe("utility");
  expect(categoryOf("referral_conversion")).toBe("other");
});

describe("a budget", () => {
  it("is near from the first of its alerts on, and gone at the whole", () => {
    expect(levelOf(0.49, [50, 80])).toBe("calm");
    expect(levelOf(0.5, [50, 80])).toBe("near");
    expect(levelOf(0.3, [10])).toBe("calm");
    expect(levelOf(0.85, [])).toBe("near");
    expect(levelOf(1, [50])).toBe("gone");
  });

  it("takes amounts as people type them", () => {
    expect(amountOf("1.234,56", true)).toBe("1234.56");
    expect(amountOf("1.234", true)).toBe("1234");
    expect(amountOf("12.5", true)).toBe("12.5");
    expect(amountOf("1,234.5", false)).toBe("1234.5");
    expect(amountOf("1 000", false)).toBe("1000");
    for (const wrong of ["", "0", "-1", "abc", "1,2,3", "1.2345678"]) expect(amountOf(wrong, true)).toBeNull();
  });

  it("takes alerts as a list", () => {
    expect(percentsOf("100, 50 80%;80")).toEqual([50, 80, 100]);
    expect(percentsOf("")).toEqual([]);
    expect(percentsOf("50, metade")).toBeNull();
  });
});
