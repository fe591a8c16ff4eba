import { expect, it } from "vitest";
import { stretched } from "./pseudo";

it("makes a text two fifths longer, its marks counted, and leaves tags alone", () => {
  expect(stretched("Inbox <b>a</b>")).toBe("⟦Îñbõx <b>á</b>~~~~⟧");
  expect([...stretched("Conversas")].length).toBe(9 + 4);
});
