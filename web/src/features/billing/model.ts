import type { Template } from "@/shared/templates";
import type { Body, Rule } from "./api";

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export const SPANS_MOST = 6;
export const WHEN = ["before", "on", "after"] as const;
export type When = (typeof WHEN)[number];

/** What texts may name, in the order in which they are mostly needed. */
export const NAMES = [
  "customer.first_name",
  "invoice.amount",
  "invoice.due_on",
  "invoice.days",
  "invoice.pix",
  "invoice.line",
  "invoice.link",
  "customer.plan",
  "company.name",
] as const;

/** Why somebody is not written to, as the API tells it. A newer server may know more. */
const REASONS = [
  "PAID",
  "NO_PHONE",
  "OPTED_OUT",
  "BLOCKED",
  "UNREACHABLE",
  "FREQUENCY_CAP",
  "VARIABLE",
  "WINDOW_CLOSED",
  "ERP_UNAVAILABLE",
  "OUTAGE",
] as const;
export type Reason = (typeof REASONS)[number] | "OTHER";
export const reasonOf = (told: string): Reason => REASONS.find((one) => one === told) ?? "OTHER";

const whenOf = (days: number): When => (days < 0 ? "before" : days > 0 ? "after" : "on");

/** What a person types, all of it text where it is typed. */
export type Form = {
  name: string;
  when: When;
  days: string;
  templateId: string;
  variables: Record<string, string>;
  mediaId: string | null;
  times: { start: string; end: string }[];
  weekDays: string[];
  skipHolidays: boolean;
  numberId: string;
  erpType: string;
  least: string;
  perWeek: string;
  active: boolean;
};

const NEW: Form = {
  name: "",
  when: "before",
  days: "3",
  templateId: "",
  variables: {},
  mediaId: null,
  times: [{ start: "08:00", end: "20:00" }],
  weekDays: [...DAYS],
  skipHolidays: true,
  numberId: "",
  erpType: "",
  least: "",
  perWeek: "3",
  active: false,
};

export function formOf(rule: Rule | null): Form {
  if (!rule) return NEW;
  return {
    name: rule.name,
    when: whenOf(rule.days),
    days: String(Math.abs(rule.days) || 1),
    templateId: rule.template_id ?? "",
    variables: { ...rule.variables },
    mediaId: rule.header_media_id,
    times: rule.send_times,
    weekDays: rule.week_days,
    skipHolidays: rule.holidays === "skip",
    numberId: rule.whatsapp_config_id ?? "",
    erpType: rule.erp_type ?? "",
    least: rule.least?.replace(".", ",") ?? "",
    perWeek: String(rule.per_week),
    active: rule.active,
  };
}

/** "R$ 1.234,50", "1234.5" and "30" as the API takes an amount; null when it is none. */
export function amountOf(typed: string): string | null {
  const bare = typed.replace(/[R$\s]/g, "");
  const plain = bare.includes(",")
    ? bare.replaceAll(".", "").replace(",", ".")
    : bare.replace(/\.(?=\d{3}(\D|$))/g, "");
  return /^\d{1,9}(\.\d{1,2})?$/.test(plain) ? plain : null;
}

const whole = (typed: string): boolean => /^\d{1,3}$/.test(typed.trim());

/** What is not a number where one belongs. */
export function wrongIn(form: Form): ("days" | "least" | "per_week")[] {
  return [
    ...(form.when !== "on" && !(whole(form.days) && Number(form.days) > 0) ? (["days"] as const) : []),
    ...(form.least.trim() && amountOf(form.least) === null ? (["least"] as const) : []),
    ...(whole(form.perWeek) ? [] : (["per_week"] as const)),
  ];
}

export function bodyOf(form: Form): Body {
  const away = form.when === "on" ? 0 : Number(form.days);
  return {
    name: form.name.trim(),
    days: form.when === "before" ? -away : away,
    template_id: form.templateId || null,
    // Those left blank are not sent, so that the server names them.
    variables: Object.fromEntries(Object.entries(form.variables).filter(([, text]) => text.trim())),
    header_media_id: form.mediaId,
    send_times: form.times,
    week_days: form.weekDays,
    holidays: form.skipHolidays ? "skip" : "send",
    whatsapp_config_id: form.numberId || null,
    erp_type: form.erpType || null,
    least: form.least.trim() ? amountOf(form.least) : null,
    per_week: Number(form.perWeek),
    active: form.active,
  };
}

export const byDays = (rules: Rule[]): Rule[] =>
  rules.toSorted((a, b) => a.days - b.days || a.name.localeCompare(b.name));

type Part = { type?: string; format?: string; text?: string; buttons?: { type?: string; url?: string }[] };
const HOLES = /\{\{\s*([\w.]+)\s*\}\}/g;
const partsOf = (template: Template) => template.components as Part[];
const isA = (told: string | undefined, kind: string) => told?.toUpperCase() === kind;

/** The places of a template that want a text, as a rule names them: "1", "header.1", "button.0". */
export function placesOf(template: Template): string[] {
  const found = new Set<string>();
  for (const { type, text, buttons } of partsOf(template)) {
    const prefix = isA(type, "HEADER") ? "header." : isA(type, "BODY") ? "" : null;
    if (prefix !== null) for (const [, name] of (text ?? "").matchAll(HOLES)) found.add(prefix + name);
    buttons?.forEach((button, at) => {
      if (isA(button.type, "COPY_CODE") || button.url?.includes("{{")) found.add(`button.${at}`);
    });
  }
  return [...found];
}

/** Does a picture, film or document stand above its text? */
export const wantsMedia = (template: Template): boolean =>
  partsOf(template).some(
    ({ type, format }) => isA(type, "HEADER") && ["IMAGE", "VIDEO", "DOCUMENT"].includes(format?.toUpperCase() ?? ""),
  );

/** The body as it reads so far: what a place says, or its number where it says nothing yet. */
export const bodyText = (template: Template, variables: Record<string, string>): string =>
  (partsOf(template).find(({ type }) => isA(type, "BODY"))?.text ?? "").replace(
    HOLES,
    (hole, name: string) => variables[name]?.trim() || hole,
  );
