import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contrast, type Shades, shadesOf, sheetOf } from "./shades";

const css = readFileSync("src/styles.css", "utf8");

function tokens(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`), css.indexOf("}", css.indexOf(`${selector} {`)));
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]));
}

const THEMES = { light: tokens(":root"), dark: { ...tokens(":root"), ...tokens('[data-theme="dark"]') } };
const TEXT: [string, string][] = [
  ["on-brand", "brand"],
  ["on-brand", "brand-hover"],
  ...["brand-soft", "surface", "surface-2", "chat-out"].map((under): [string, string] => ["brand-fg", under]),
  ...["fg", "fg-2", "fg-3"].map((over): [string, string] => [over, "brand-soft"]),
];
const EDGES: [string, string][] = [
  ["brand", "surface"],
  ["brand", "bg"],
];
const LEVELS = ["00", "3c", "80", "c4", "ff"];
const COLOURS = LEVELS.flatMap((r) => LEVELS.flatMap((g) => LEVELS.map((b) => `#${r}${g}${b}`)));

describe.each(["light", "dark"] as const)("in %s", (theme) => {
  it("every text reads and every edge is seen, whatever the colour is", () => {
    const weak = COLOURS.flatMap((primary) => {
      const all = { ...THEMES[theme], ...shadesOf(primary)[theme] } as Record<string, string>;
      const read = (pairs: [string, string][], least: number) =>
        pairs.filter(([over, under]) => contrast(all[over] ?? "", all[under] ?? "") < least);
      return [...read(TEXT, 4.5), ...read(EDGES, 3)].map((pair) => `${primary}: ${pair.join(" on ")}`);
    });
    expect(weak).toEqual([]);
  });
});

it("keeps a colour that reads as it is", () => {
  expect(shadesOf("#0b7a5b").light.brand).toBe("#0b7a5b");
});

it("writes both themes, and nothing but colours", () => {
  const shades: Shades = shadesOf("#6b3fc9").light;
  expect(Object.keys(shades)).toHaveLength(5);
  expect(sheetOf("#6b3fc9")).toMatch(
    /^:root\{(--[a-z-]+:#[0-9a-f]{6};?){5}\}\[data-theme="dark"\]\{(--[a-z-]+:#[0-9a-f]{6};?){5}\}$/,
  );
});
