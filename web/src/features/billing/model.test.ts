import { describe, expect, it } from "vitest";
import type { Template } from "@/shared/templates";
import { amountOf, bodyOf, bodyText, formOf, placesOf, reasonOf, wantsMedia, wrongIn } from "./model";

const NEW = formOf(null);

describe("a rule", () => {
  it("counts days before the due date below nothing", () => {
    expect(bodyOf({ ...NEW, when: "before", days: "3" }).days).toBe(-3);
    expect(bodyOf({ ...NEW, when: "on", days: "3" }).days).toBe(0);
    expect(bodyOf({ ...NEW, when: "after", days: "10" }).days).toBe(10);
  });

  it("leaves blank variables to the server to name", () => {
    expect(bodyOf({ ...NEW, variables: { "1": "{{ invoice.pix }}", "2": " " } }).variables).toEqual({
      "1": "{{ invoice.pix }}",
    });
  });

  it.each([
    ["30", "30"],
    ["R$ 1.234,50", "1234.50"],
    ["1234.5", "1234.5"],
    ["1.234", "1234"],
    ["trinta", null],
    ["1,234", null],
  ])("takes %s as the amount %s", (typed, amount) => expect(amountOf(typed)).toBe(amount));

  it("says where a number is missing", () => {
    expect(wrongIn(NEW)).toEqual([]);
    expect(wrongIn({ ...NEW, days: "0", least: "x", perWeek: "" })).toEqual(["days", "least", "per_week"]);
    expect(wrongIn({ ...NEW, when: "on", days: "" })).toEqual([]);
  });

  it("knows a reason that a newer server tells as another one", () => {
    expect([reasonOf("PAID"), reasonOf("MOON")]).toEqual(["PAID", "OTHER"]);
  });
});

describe("a template", () => {
  const of = (...parts: object[]) => ({ components: parts }) as unknown as Template;
  const body = { type: "BODY", text: "Olá {{1}}, {{2}} e {{1}}." };

  it("has places in its header, body and buttons", () => {
    const button = { type: "URL", url: "https://example.com/{{1}}" };
    const all = of({ type: "HEADER", format: "TEXT", text: "{{1}}" }, body, {
      type: "BUTTONS",
      buttons: [{ type: "QUICK_REPLY" }, button],
    });
    expect(placesOf(all)).toEqual(["header.1", "1", "2", "button.1"]);
    expect([wantsMedia(all), wantsMedia(of({ type: "HEADER", format: "IMAGE" }, body))]).toEqual([false, true]);
  });

  it("reads as far as its places say something", () => {
    expect(bodyText(of(body), { "1": "Ana" })).toBe("Olá Ana, {{2}} e Ana.");
  });
});
