import { expect, it } from "vitest";
import { completion, triggerWords } from "./model";

it("tells how many came to a proper end", () => {
  expect(completion(undefined)).toBeNull();
  expect(completion({ ended: {} })).toBeNull();
  expect(completion({ ended: { completed: 2, transferred: 1, expired: 1 } })).toBe(0.75);
});

it("tells what starts a flow", () => {
  expect(triggerWords({ trigger: { kind: "keyword", keywords: ["oi", "olá"] } })).toBe("oi, olá");
  expect(triggerWords({ trigger: { kind: "default" } })).toBe("");
});
