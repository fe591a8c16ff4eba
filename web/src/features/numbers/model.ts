import { e164 } from "@/shared/i18n/format";
import type { Tone } from "@/shared/ui";
import type { Draft, Offer, WhatsAppNumber } from "./api";

export const STATUSES = ["pending", "connected", "disconnected", "restricted", "banned", "credentials_broken"] as const;
export const QUALITIES = ["GREEN", "YELLOW", "RED", "UNKNOWN"] as const;
export const REASONS = [
  "link_lost",
  "codes_used_up",
  "outage",
  "unstable",
  "no_answer",
  "disconnected_here",
  "logged_out",
  "restricted",
  "banned",
  "first_contacts_failing",
] as const;
export const CONNECTIONS = ["unpaired", "pairing", "connecting", "connected", "unstable", "disconnected"] as const;

/** The member that is meant, or nothing for a word that a newer server says. */
export function among<T extends string>(known: readonly T[], word: string | null): T | undefined {
  return known.find((one) => one === word);
}

export function toneOf(number: Pick<WhatsAppNumber, "status" | "is_active">): Tone {
  if (!number.is_active) return "plain";
  if (number.status === "connected") return "brand";
  return number.status === "pending" || number.status === "restricted" ? "warn" : "danger";
}

export const QUALITY_TONES = { GREEN: "brand", YELLOW: "warn", RED: "danger", UNKNOWN: "plain" } as const;

/** Is it linked like a phone? */
export const linked = (number: Pick<WhatsAppNumber, "api_type">): boolean => number.api_type !== "official";

/** What a form holds: everything is text until it is sent. */
export type Form = Record<Name, string>;
export type Name = (typeof NAMES)[number];
export const NAMES = [
  "name",
  "phone_number",
  "phone_number_id",
  "business_account_id",
  "base_url",
  "evolution_instance",
  "access_token",
  "app_secret",
  "evolution_api_key",
  "messages_per_second",
  "rate_limit_per_minute",
  "daily_limit",
] as const;
const FIGURES: readonly Name[] = ["messages_per_second", "rate_limit_per_minute", "daily_limit"];
const SECRETS: readonly Name[] = ["access_token", "app_secret", "evolution_api_key"];

export const EMPTY = Object.fromEntries(NAMES.map((name) => [name, ""])) as Form;

export function formOf(number: WhatsAppNumber): Form {
  const told = number as unknown as Record<string, unknown>;
  return Object.fromEntries(
    NAMES.map((name) => [name, SECRETS.includes(name) || told[name] == null ? "" : String(told[name])]),
  ) as Form;
}

/** What differs from `before`, as the API takes it; what is wrong already here, by its field. */
export function draftOf(form: Form, before: Form): { draft: Draft; wrong: Partial<Record<Name, "phone" | "figure">> } {
  const draft: Record<string, string | number> = {};
  const wrong: Partial<Record<Name, "phone" | "figure">> = {};
  for (const name of NAMES) {
    const value = form[name].trim();
    if (value === before[name] || value === "") continue;
    if (FIGURES.includes(name)) {
      if (/^\d+$/.test(value)) draft[name] = Number(value);
      else wrong[name] = "figure";
    } else if (name === "phone_number") {
      const phone = e164(value);
      if (phone) draft[name] = phone;
      else wrong[name] = "phone";
    } else draft[name] = value;
  }
  return { draft: draft as Draft, wrong };
}

/** What an event of the channel `pairing` says, as the offer that is on the screen. */
export function offered(data: Record<string, unknown>): { offer: Offer; ended: boolean } {
  const word = (value: unknown) => (typeof value === "string" ? value : null);
  return {
    ended: data.ended === true,
    offer: {
      connected: false,
      code: word(data.code),
      qr_png: word(data.qr_png),
      pairing_code: word(data.pairing_code),
      expires_at: word(data.expires_at),
    },
  };
}
