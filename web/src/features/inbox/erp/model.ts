import type { Tone } from "@/shared/ui";
import type { Contract, Facts, Line, Plan, SecondCopy } from "./api";

export const CONTRACTS = ["active", "reduced", "blocked", "pending", "inactive", "cancelled"] as const;
export const INVOICES = ["open", "overdue", "partial", "paid", "cancelled"] as const;
export const TICKETS = ["open", "scheduled", "in_progress", "resolved", "cancelled"] as const;
export const REFUSALS = ["not_blocked", "limit_reached", "not_found", "refused"] as const;
const DONE = ["resolved", "cancelled"];

/** The member that is meant, or nothing for a word that a newer server says. */
export function among<T extends string>(known: readonly T[], word: string | null): T | undefined {
  return known.find((one) => one === word);
}

export const pending = (status: string) => !DONE.includes(status);

export const CONTRACT_TONES: Record<(typeof CONTRACTS)[number], Tone> = {
  active: "brand",
  reduced: "warn",
  blocked: "danger",
  pending: "info",
  inactive: "plain",
  cancelled: "plain",
};

/** What a line's session says. Blocked is another thing: the company's doing, told apart. */
export function stateOf(line: Pick<Line, "online">): "up" | "down" | "unknown" {
  if (line.online === null) return "unknown";
  return line.online ? "up" : "down";
}

/** Digits alone, of a CPF or CNPJ as people type it; null when it can't be one. */
export function documentOf(typed: string): string | null {
  const digits = typed.replace(/\D/g, "");
  return digits.length === 11 || digits.length === 14 ? digits : null;
}

/** 529.982.247-25, as it is written on a card; what is masked stays as it is. */
export function written(document: string): string {
  if (/^\d{11}$/.test(document)) return document.replace(/(\d{3})(\d{3})(\d{3})(\d{2})/, "$1.$2.$3-$4");
  return document.replace(/^(\d{2})(\d{3})(\d{3})(\d{4})(\d{2})$/, "$1.$2.$3/$4-$5");
}

export type Part = "pdf" | "line" | "pix";

/** What a second copy consists of, in the order in which it is sent. */
export function partsOf(copy: SecondCopy): Part[] {
  const parts: [Part, unknown][] = [
    ["pdf", copy.pdf_media_id],
    ["line", copy.digitable_line],
    ["pix", copy.pix_code],
  ];
  return parts.filter(([, there]) => there).map(([part]) => part);
}

export const nameOf = (copy: SecondCopy) => `boleto-${copy.number || copy.invoice_id}.pdf`;

/** What the company did to the customer's line, where no line tells it by itself: some ERPs know it of the contract alone. */
export function stoppedBy(facts: Facts | null, lines: readonly Line[]): "blocked" | "reduced" | null {
  if (lines.some((line) => line.blocked || line.reduced)) return null;
  return among(["blocked", "reduced"] as const, facts?.contract_status ?? null) ?? null;
}

export type Light = "tooStrong" | "good" | "weak" | "tooWeak";
export const LIGHT_TONES: Record<Light, Tone> = { tooStrong: "danger", good: "brand", weak: "warn", tooWeak: "danger" };

/** What a customer's device makes of the light it receives: those of GPON are made for −8 to −27 dBm, its last two are a warning. */
export function lightOf(received: number): Light {
  if (received > -8) return "tooStrong";
  if (received >= -25) return "good";
  return received >= -27 ? "weak" : "tooWeak";
}

/** Contracts that can get another plan. */
export const changeable = (contracts: readonly Contract[]): Contract[] =>
  contracts.filter(({ status }) => status !== "cancelled");

/** What a contract can be changed to: plans that are sold, without its own, which some ERPs tell by its name alone. */
export const onSale = (plans: readonly Plan[], contract: Contract | undefined): Plan[] => {
  const own = (plan: Plan) => (contract?.plan_id ? plan.id === contract.plan_id : plan.name === contract?.plan);
  return plans.filter((plan) => plan.active !== false && !own(plan));
};
