import { expect, test } from "vitest";
import { LARGEST, refusal } from "./taught";

test("files that would be refused are known before a byte is sent", () => {
  expect(refusal({ name: "Manual.PDF", size: LARGEST })).toBeNull();
  expect(refusal({ name: "Manual.pdf", size: LARGEST + 1 })).toBe("tooLarge");
  expect(refusal({ name: "planos.xlsx", size: 10 })).toBe("wrongKind");
  expect(refusal({ name: "pdf", size: 10 })).toBe("wrongKind");
  expect(refusal({ name: "vazio.txt", size: 0 })).toBe("empty");
});
