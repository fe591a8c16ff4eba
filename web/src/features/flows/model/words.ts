import { i18next } from "@/shared/i18n";

/** A text of the author's that may be one, or one a language: the one for whoever reads, else the first. */
export function wording(value: unknown): string {
  if (typeof value === "string") return value;
  if (value && typeof value === "object" && !Array.isArray(value)) {
    const texts = value as Record<string, unknown>;
    const own = texts[i18next.language] ?? texts["pt-BR"] ?? Object.values(texts)[0];
    return typeof own === "string" ? own : "";
  }
  return "";
}

/** How a condition compares, in the reader's words. */
export function comparison(op: unknown): string {
  const words = i18next.t(($) => $.condition.ops, { ns: "flows", returnObjects: true }) as Record<string, string>;
  return words[String(op ?? "equals")] ?? String(op);
}
