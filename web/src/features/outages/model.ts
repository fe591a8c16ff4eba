import type { Body, Outage } from "./api";

export const SCOPES = ["all", "region", "city", "district"] as const;
export type Scope = (typeof SCOPES)[number];
export const scopeOf = (told: string): Scope => SCOPES.find((one) => one === told) ?? "all";

const LONGEST_MS = 7 * 86_400_000;

export type State = "active" | "over" | "expired";

/** One that nobody ended within seven days is over. */
export function stateOf({ started_at, ended_at }: Pick<Outage, "started_at" | "ended_at">, now: number): State {
  if (ended_at) return "over";
  return now < Date.parse(started_at) + LONGEST_MS ? "active" : "expired";
}

export type Form = { scope: Scope; names: string; message: string; ended: string; until: string };

export const formOf = (outage: Outage | null, zone: string): Form => ({
  scope: scopeOf(outage?.scope ?? "district"),
  names: (outage?.names ?? []).join("\n"),
  message: outage?.message ?? "",
  ended: outage?.ended_message ?? "",
  until: outage?.expected_until ? localOf(outage.expected_until, zone) : "",
});

export const bodyOf = (form: Form, zone: string): Body => ({
  scope: form.scope,
  names: form.scope === "all" ? [] : namesOf(form.names),
  message: form.message.trim(),
  ended_message: form.ended.trim(),
  expected_until: form.until ? momentOf(form.until, zone) : null,
});

const namesOf = (typed: string): string[] =>
  typed
    .split("\n")
    .map((name) => name.trim())
    .filter(Boolean);

/** How far a zone's clock is ahead of UTC at a moment. */
function ahead(zone: string, at: number): number {
  const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(
    at,
  );
  return Date.parse(`${shown.replace(" ", "T")}Z`) - Math.floor(at / 1000) * 1000;
}

/** As a field for date and time has it, by the company's clock. */
export function localOf(moment: string, zone: string): string {
  const at = Date.parse(moment);
  return new Date(at + ahead(zone, at)).toISOString().slice(0, 16);
}

/** The moment at which the company's clock says so. */
export function momentOf(local: string, zone: string): string {
  const said = Date.parse(`${local}Z`);
  const near = said - ahead(zone, said);
  // Asked again there: the clock may have been changed in between.
  return new Date(said - ahead(zone, near)).toISOString();
}
