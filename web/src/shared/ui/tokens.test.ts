import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { contrast } from "../brand/shades";

const css = readFileSync("src/styles.css", "utf8");

function tokens(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`), css.indexOf("}", css.indexOf(`${selector} {`)));
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]));
}

const THEMES = { light: tokens(":root"), dark: { ...tokens(":root"), ...tokens('[data-theme="dark"]') } };

const TEXT: [text: string, on: string][] = [
  ...["fg", "fg-2", "fg-3"].flatMap((text) => ["bg", "surface", "surface-2"].map((on): [string, string] => [text, on])),
  ["fg", "surface-3"],
  ["fg-2", "surface-3"],
  ["on-brand", "brand"],
  ["on-brand", "brand-hover"],
  ["brand-fg", "brand-soft"],
  ["brand-fg", "surface"],
  ["brand-fg", "surface-2"],
  ["fg", "brand-soft"],
  ["fg-2", "brand-soft"],
  ["fg-3", "brand-soft"],
  ["on-danger", "danger"],
  ...["info", "warn", "danger", "violet"].flatMap((text): [string, string][] => [
    [text, `${text}-soft`],
    [text, "surface"],
    [text, "surface-2"],
  ]),
  ["fg", "warn-soft"],
  ["fg", "chat-in"],
  ["fg", "chat-out"],
  ["chat-meta", "chat-in"],
  ["chat-meta", "chat-out"],
  ["chat-meta", "surface"],
  ["chat-meta", "warn-soft"],
  ["brand-fg", "chat-out"],
  ["info", "chat-in"],
  ["on-phone-bar", "phone-bar"],
];
const EDGES: [edge: string, on: string][] = [
  ["control", "surface"],
  ["control", "bg"],
  ["edge", "bg"],
  ["brand", "surface"],
  ["brand", "bg"],
  ["tick-read", "chat-out"],
];

it.each(Object.keys(THEMES) as (keyof typeof THEMES)[])("%s: every text reads, every edge is seen", (theme) => {
  const colours = THEMES[theme];
  const weak = (pairs: [string, string][], least: number) =>
    pairs
      .map(([over, under]) => [over, under, contrast(colours[over] ?? "", colours[under] ?? "")] as const)
      .filter(([, , value]) => !(value >= least))
      .map(([over, under, value]) => `${over} on ${under}: ${value.toFixed(2)}`);
  expect(weak(TEXT, 4.5)).toEqual([]);
  expect(weak(EDGES, 3)).toEqual([]);
});
