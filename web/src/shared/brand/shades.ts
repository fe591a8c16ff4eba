/** A company's colour as the tokens that stand for it, in both themes; every text on them reads, whatever the colour is. */

type Rgb = readonly [number, number, number];

export interface Shades {
  brand: string;
  "brand-hover": string;
  "on-brand": string;
  "brand-soft": string;
  "brand-fg": string;
}

/** What lies under and over them (see styles.css; a test compares). */
const GROUND = {
  light: { surfaces: ["#ffffff", "#f6f7f7", "#f0f3f2"], bubble: "#d8f5dd", texts: ["#0f1715", "#45524f", "#62706c"] },
  dark: { surfaces: ["#121817", "#0b100f", "#19211f"], bubble: "#0f4a3a", texts: ["#e9eeec", "#aeb9b6", "#8b9794"] },
} as const;
const TEXT = 4.5;
const EDGE = 3;
const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
const STEP = 0.02;

function rgb(hex: string): Rgb {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
}

function hex(colour: Rgb): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function mixed(from: Rgb, to: Rgb, share: number): Rgb {
  return from.map((part, at) => part + ((to[at] ?? 0) - part) * share) as unknown as Rgb;
}

function luminance(colour: string): number {
  const [r, g, b] = rgb(colour).map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The first on the way to `to` that reads on all of these. */
function until(from: Rgb, to: Rgb, reads: (colour: string) => boolean): string {
  for (let share = 0; share < 1; share += STEP) {
    const colour = hex(mixed(from, to, share));
    if (reads(colour)) return colour;
  }
  return hex(to);
}

const on = (grounds: readonly string[], least: number) => (colour: string) =>
  grounds.every((ground) => contrast(colour, ground) >= least);

function light(primary: Rgb): Shades {
  const { surfaces, bubble, texts } = GROUND.light;
  const brand = until(primary, BLACK, on(["#ffffff"], TEXT));
  const soft = until(mixed(rgb(brand), WHITE, 0.86), WHITE, on(texts, TEXT));
  return {
    brand,
    "brand-hover": hex(mixed(rgb(brand), BLACK, 0.18)),
    "on-brand": "#ffffff",
    "brand-soft": soft,
    "brand-fg": until(rgb(brand), BLACK, on([...surfaces, bubble, soft], TEXT)),
  };
}

function dark(primary: Rgb): Shades {
  const { surfaces, bubble, texts } = GROUND.dark;
  const ink = hex(mixed(primary, BLACK, 0.84));
  const brand = until(primary, WHITE, (colour) => on(surfaces, EDGE)(colour) && contrast(colour, ink) >= TEXT);
  const soft = until(mixed(primary, rgb(surfaces[0]), 0.8), BLACK, on(texts, TEXT));
  return {
    brand,
    "brand-hover": hex(mixed(rgb(brand), WHITE, 0.18)),
    "on-brand": ink,
    "brand-soft": soft,
    "brand-fg": until(rgb(brand), WHITE, on([...surfaces, bubble, soft], TEXT)),
  };
}

export function shadesOf(primary: string): { light: Shades; dark: Shades } {
  const colour = rgb(primary);
  return { light: light(colour), dark: dark(colour) };
}

const block = (selector: string, shades: Shades) =>
  `${selector}{${Object.entries(shades)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(";")}}`;

export function sheetOf(primary: string): string {
  const shades = shadesOf(primary);
  return block(":root", shades.light) + block('[data-theme="dark"]', shades.dark);
}
