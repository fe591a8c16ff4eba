import { componentsOf, type Form, filled, kindOf, list, type Part, samplesOf, word } from "./model";

/** What the picture of a phone needs. */
export type Shown = {
  headerKind: string;
  header: string;
  body: string;
  footer: string;
  buttons: { kind: string; text: string }[];
  cards: Shown[];
  code: { security: boolean; minutes: number | null } | null;
};

function shownParts(parts: Part[], samples: Record<string, string>): Shown {
  const of = (kind: string) => parts.find((part) => kindOf(part) === kind);
  const header = of("HEADER");
  return {
    headerKind: header ? (word(header.format) || "text").toLowerCase() : "",
    header: filled(word(header?.text), samples, "header"),
    body: filled(word(of("BODY")?.text), samples, "body"),
    footer: word(of("FOOTER")?.text),
    buttons: list(of("BUTTONS")?.buttons).map((one) => ({ kind: kindOf(one), text: word(one.text) })),
    cards: list(of("CAROUSEL")?.cards).map((card) => shownCard(list(card.components))),
    code: null,
  };
}

function shownCard(parts: Part[]): Shown {
  const body = parts.find((part) => kindOf(part) === "BODY");
  return shownParts(parts, body ? samplesOf(body, "body") : {});
}

/** As the phone shows it, with its samples filled in. */
export function shownOf(form: Form, copyCode: string): Shown {
  const shown = shownParts(componentsOf(form, copyCode), form.samples);
  if (form.category !== "AUTHENTICATION") return shown;
  return { ...shown, code: { security: form.security, minutes: form.minutes.trim() ? Number(form.minutes) : null } };
}
