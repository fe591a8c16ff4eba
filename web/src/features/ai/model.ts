import type { Choice, Settings, SettingsBody } from "./api";

/** What looks something up, and what changes something: the server's closed list. */
export const READING = [
  "identify",
  "find_customers",
  "list_contracts",
  "list_invoices",
  "payment_options",
  "connection_status",
  "signal",
  "list_tickets",
  "list_plans",
] as const;
export const CHANGING = ["open_ticket", "update_ticket", "change_plan", "trust_unlock", "tag", "transfer"] as const;

const FAILURES = [
  "key_refused",
  "refused",
  "too_long",
  "rate_limited",
  "unavailable",
  "unexpected_response",
  "budget",
  "unsure",
  "not_connected",
] as const;
export type Failure = (typeof FAILURES)[number] | "other";
/** What a newer server tells comes under one word. */
export const failureOf = (told: string): Failure => FAILURES.find((one) => one === told) ?? "other";

export type ChoiceForm = { provider: string; model: string; base_url: string; key: string };
export type PriceRow = { id: number; model: string; read: string; written: string };
export type Form = {
  primary: ChoiceForm;
  fallback: ChoiceForm | null;
  embedding_model: string;
  currency: string;
  budget: string;
  masking: boolean;
  /** Per cent, as typed. */
  threshold: string;
  seconds: string;
  tools: string[];
  prices: PriceRow[];
};

export const emptyChoice = (provider: string): ChoiceForm => ({ provider, model: "", base_url: "", key: "" });

const choiceForm = (choice: Choice): ChoiceForm => ({
  provider: choice.provider,
  model: choice.model,
  base_url: choice.base_url ?? "",
  key: "",
});

export function formOf(settings: Settings): Form {
  return {
    primary: settings.primary ? choiceForm(settings.primary) : emptyChoice(settings.providers[0] ?? "openai"),
    fallback: settings.fallback ? choiceForm(settings.fallback) : null,
    embedding_model: settings.embedding_model,
    currency: settings.currency,
    budget: settings.budget === null ? "" : String(Number(settings.budget)),
    masking: settings.masking,
    threshold: String(Math.round(settings.threshold * 100)),
    seconds: String(settings.seconds),
    tools: settings.tools,
    prices: Object.entries(settings.prices).map(([model, price], id) => ({
      id,
      model,
      read: price.read,
      written: price.written ?? "0",
    })),
  };
}

/** An amount as people type it, as the API takes it: what is none is left for the server to refuse at its field. */
export function amountOf(typed: string): string {
  const bare = typed.replace(/[\s\u00a0]/g, "");
  const last = Math.max(bare.lastIndexOf(","), bare.lastIndexOf("."));
  if (last < 0) return bare;
  return `${bare.slice(0, last).replace(/[.,]/g, "")}.${bare.slice(last + 1)}`;
}

const choiceBody = ({ provider, model, base_url, key }: ChoiceForm) => ({
  provider,
  model: model.trim(),
  base_url: base_url.trim() || null,
  key: key.trim() || null,
});

export function bodyOf(form: Form, version: number, check: boolean): SettingsBody {
  return {
    primary: choiceBody(form.primary),
    fallback: form.fallback && choiceBody(form.fallback),
    version,
    embedding_model: form.embedding_model.trim(),
    currency: form.currency.trim().toUpperCase(),
    budget: form.budget.trim() ? amountOf(form.budget) : null,
    masking: form.masking,
    threshold: Number(form.threshold.replace(",", ".")) / 100,
    tools: form.tools,
    prices: Object.fromEntries(
      form.prices
        .filter((row) => row.model.trim())
        .map(({ model, read, written }) => [
          model.trim(),
          { read: amountOf(read) || "0", written: amountOf(written) || "0" },
        ]),
    ),
    seconds: Math.round(Number(form.seconds)),
    check,
  };
}

/** Would the key that is stored go to another server than it was given for? */
export const keyMoved = (form: ChoiceForm, stored: Choice | null): boolean =>
  stored !== null && (form.provider !== stored.provider || form.base_url.trim() !== (stored.base_url ?? ""));

/** From 0 on; above 1 more was spent than there was. None without a budget. */
export const spentShare = (settings: Pick<Settings, "budget" | "use">): number | null =>
  settings.budget === null ? null : Number(settings.use.cost) / Number(settings.budget);

export const levelOf = (share: number): "calm" | "near" | "gone" =>
  share >= 1 ? "gone" : share >= 0.8 ? "near" : "calm";
