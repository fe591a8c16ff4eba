import type { Tone } from "@/shared/ui";
import type { Connection, Customer, Draft, Field, Invoice, Settings } from "./api";

export const STATUSES = ["connected", "unchecked", "failing"] as const;
/** Kinds of failure, the same for each ERP. */
export const KINDS = [
  "auth",
  "permission",
  "ip_not_allowed",
  "validation",
  "not_found",
  "business",
  "not_supported",
  "rate_limited",
  "unavailable",
  "unexpected_response",
] as const;
/** What our own side says of an address that was refused. */
export const DETAILS = ["certificate", "fingerprint", "address", "plain_http", "private_address"] as const;
export const CAPABILITIES = [
  "find_customers",
  "list_contracts",
  "list_invoices",
  "payment_options",
  "connection_status",
  "signal",
  "open_ticket",
  "list_tickets",
  "update_ticket",
  "list_plans",
  "change_plan",
  "trust_unlock",
] as const;
/** Steps of a check beside the capabilities. */
export const STEPS = ["address", "credentials", "all_contracts", "paid_invoices", ...CAPABILITIES] as const;
/** Facts that may be kept in an attribute, in the order in which they are shown. */
export const FACTS = [
  "name",
  "document",
  "plan",
  "contract_id",
  "contract_status",
  "due_day",
  "city",
  "district",
  "region",
  "owed_count",
  "owed_amount",
  "oldest_due_on",
  "next_due_on",
  "last_paid_on",
] as const;
export type Fact = (typeof FACTS)[number];
export const CONTRACT_STATUSES = [
  "active",
  "reduced",
  "blocked",
  "pending",
  "inactive",
  "cancelled",
  "unknown",
] as const;
export const PROOFS = ["document", "birth_date", "phone"] as const;
export const REGIONS = ["district", "city", "region"] as const;

/** The member that is meant, or nothing for a word that a newer server says. */
export function among<T extends string>(known: readonly T[], word: string | null): T | undefined {
  return known.find((one) => one === word);
}

export function toneOf(connection: Connection | null): Tone {
  if (!connection) return "plain";
  if (connection.status === "connected") return "brand";
  return connection.status === "failing" ? "danger" : "warn";
}

/** Capabilities as people ask for them; those without a word here come last. */
export function inOrder(names: readonly string[]): string[] {
  const known = CAPABILITIES.filter((one) => names.includes(one));
  return [...known, ...names.filter((name) => !among(CAPABILITIES, name))];
}

/** What a form of the connection holds: everything is text until it is sent. */
export type Form = {
  base_url: string;
  credentials: Record<string, string>;
  options: Record<string, string>;
  certificates: string;
  fingerprint: string;
  plain_http: boolean;
};

export const isSecret = (field: Field) => field.kind === "secret";

export function formOf(fields: readonly Field[], connection: Connection | null): Form {
  const options = connection?.settings.options ?? {};
  return {
    base_url: connection?.base_url ?? "",
    credentials: Object.fromEntries(fields.filter(isSecret).map((field) => [field.name, ""])),
    options: Object.fromEntries(
      fields.filter((field) => !isSecret(field)).map((field) => [field.name, options[field.name] ?? ""]),
    ),
    certificates: connection?.settings.certificates ?? "",
    fingerprint: connection?.settings.fingerprint ?? "",
    plain_http: connection?.settings.plain_http ?? false,
  };
}

/** What is chosen for a company that chose nothing. */
const UNCHOSEN: Settings = {
  options: {},
  certificates: "",
  fingerprint: "",
  plain_http: false,
  mapping: [],
  sync: true,
  sync_minutes: 30,
  region: "district",
  plan_change_by_api: false,
  proof: "document",
};

const filled = (values: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(values)
      .map(([name, value]) => [name, value.trim()])
      .filter(([, value]) => value),
  );

/** As the API takes it; what else was chosen of the connection stays, and so do credentials that are left empty. */
export function draftOf(form: Form, connection: Connection | null): Draft {
  return {
    base_url: form.base_url.trim(),
    credentials: filled(form.credentials),
    settings: {
      ...(connection?.settings ?? UNCHOSEN),
      options: filled(form.options),
      certificates: form.certificates,
      fingerprint: form.fingerprint,
      plain_http: form.plain_http,
    },
  };
}

/** The connection with something else chosen, as the API takes it. */
export function changed(connection: Connection, change: Partial<Settings>): Draft {
  return { base_url: connection.base_url, settings: { ...connection.settings, ...change } };
}

/** Fields that come first: without them nothing is reached. */
export const needed = (field: Field) => isSecret(field) || (field.required && !field.default);

/** Trouble before none, what runs before what is over: the contract whose facts are told. */
const RANK = ["blocked", "reduced", "active", "pending", "inactive", "unknown", "cancelled"];
const OWED = ["open", "overdue", "partial"];

const earliest = (days: (string | null)[]) => days.filter((day): day is string => day !== null).sort()[0] ?? null;

/** What each fact of a customer would be; nothing where the ERP does not tell it. `today` is a day of the calendar. */
export function factsOf(
  customer: Customer,
  pending: readonly Invoice[],
  paid: readonly Invoice[],
  today: string,
): Record<Fact, string | number | null> {
  const rank = (status: string) => (RANK.includes(status) ? RANK.indexOf(status) : RANK.length);
  const [main] = customer.contracts.toSorted((a, b) => rank(a.status) - rank(b.status) || (a.id < b.id ? -1 : 1));
  const owed = pending.filter((invoice) => OWED.includes(invoice.status));
  const cents = owed.reduce((sum, i) => sum + Math.round(Number(i.amount_due ?? i.amount) * 100), 0);
  return {
    name: customer.name,
    document: customer.document,
    plan: main?.plan ?? null,
    contract_id: main?.id ?? null,
    contract_status: main?.status ?? null,
    due_day: main?.due_day ?? null,
    city: main?.address?.city ?? customer.address?.city ?? null,
    district: main?.address?.district ?? customer.address?.district ?? null,
    region: main?.region ?? null,
    owed_count: owed.length,
    owed_amount: (cents / 100).toFixed(2),
    oldest_due_on: earliest(owed.map((i) => i.due_on)),
    next_due_on: earliest(owed.map((i) => (i.due_on && i.due_on >= today ? i.due_on : null))),
    last_paid_on:
      paid
        .map((i) => i.paid_on)
        .filter((day): day is string => day !== null)
        .sort()
        .at(-1) ?? null,
  };
}
