import { expect, test } from "vitest";
import type { Settings } from "./api";
import { amountOf, bodyOf, failureOf, formOf, keyMoved, levelOf, spentShare } from "./model";

const settings: Settings = {
  connected: true,
  primary: { provider: "openai", model: "m-1", base_url: "https://m.example/v1", has_key: true, key_tail: "2026" },
  fallback: null,
  embedding_model: "e-1",
  currency: "BRL",
  budget: "120.500000",
  masking: true,
  threshold: 0.65,
  tools: ["tag"],
  prices: { "m-1": { read: "0.5", written: "1.5" } },
  seconds: 30,
  version: 3,
  providers: ["anthropic", "openai"],
  unpriced_models: [],
  use: {
    month: "2026-11-01",
    calls: 1,
    failed: 0,
    tokens_read: 1,
    tokens_written: 1,
    cost: "96.4",
    held: "0",
    left: "24.1",
    unpriced: 0,
  },
  checked: [],
};

test("settings that nobody touched go back as they came, without a key", () => {
  expect(bodyOf(formOf(settings), 3, false)).toEqual({
    primary: { provider: "openai", model: "m-1", base_url: "https://m.example/v1", key: null },
    fallback: null,
    version: 3,
    embedding_model: "e-1",
    currency: "BRL",
    budget: "120.5",
    masking: true,
    threshold: 0.65,
    tools: ["tag"],
    prices: { "m-1": { read: "0.5", written: "1.5" } },
    seconds: 30,
    check: false,
  });
});

test("amounts are read as people of each language type them", () => {
  expect(["50", "50,5", "1.000,50", "1,000.50", " 0,15 "].map(amountOf)).toEqual([
    "50",
    "50.5",
    "1000.50",
    "1000.50",
    "0.15",
  ]);
  expect(amountOf("muito")).toBe("muito");
});

test("a key that is stored holds for its server alone", () => {
  const { primary } = formOf(settings);
  expect(keyMoved(primary, settings.primary)).toBe(false);
  expect(keyMoved({ ...primary, base_url: "" }, settings.primary)).toBe(true);
  expect(keyMoved({ ...primary, provider: "anthropic" }, settings.primary)).toBe(true);
  expect(keyMoved(primary, null)).toBe(false);
});

test("near from 80 per cent on, gone from 100", () => {
  expect(spentShare(settings)).toBeCloseTo(0.8);
  expect(spentShare({ ...settings, budget: null })).toBeNull();
  expect([0.79, 0.8, 0.99, 1].map(levelOf)).toEqual(["calm", "near", "near", "gone"]);
});

test("what a newer server tells has a word", () => expect(failureOf("melted")).toBe("other"));
