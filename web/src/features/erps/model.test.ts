import { describe, expect, it } from "vitest";
import type { Connection, Customer, Field, Invoice } from "./api";
import { draftOf, factsOf, formOf } from "./model";

const FIELDS: Field[] = [
  { name: "token", kind: "secret", required: true, default: "" },
  { name: "ticket_kind", kind: "number", required: false, default: "1" },
];
const connection = {
  base_url: "https://erp.example",
  settings: { options: { ticket_kind: "7" }, mapping: [{ fact: "plan", attribute: "plano" }], proof: "phone" },
} as unknown as Connection;

describe("a connection's form", () => {
  it("keeps what else was chosen, and credentials that are left empty", () => {
    const form = formOf(FIELDS, connection);
    expect(form.credentials).toEqual({ token: "" });
    const draft = draftOf({ ...form, base_url: " https://other.example " }, connection);
    expect(draft.base_url).toBe("https://other.example");
    expect(draft.credentials).toEqual({});
    expect(draft.settings).toMatchObject({ options: { ticket_kind: "7" }, proof: "phone", plain_http: false });
    expect(draft.settings?.mapping).toHaveLength(1);
  });
});

describe("facts", () => {
  const contract = (id: string, status: string, plan: string) => ({ id, status, plan, address: { district: "Vila" } });
  const customer = {
    name: "JOÃO",
    document: "11144477735",
    address: { city: "Cidade", district: "Centro" },
    contracts: [contract("2", "cancelled", "RÁDIO"), contract("9", "active", "A"), contract("3", "blocked", "FIBRA")],
  } as unknown as Customer;
  const bill = (status: string, amount: string, due_on: string | null, paid_on: string | null = null) =>
    ({ status, amount, amount_due: null, due_on, paid_on }) as unknown as Invoice;

  it("are of the contract with trouble, and of everything that is owed", () => {
    const pending = [
      bill("overdue", "79.90", "2026-10-01"),
      bill("open", "0.10", "2026-12-01"),
      bill("unknown", "9", null),
    ];
    const paid = [bill("paid", "1", "2026-01-01", "2026-01-03"), bill("paid", "1", "2026-02-01", "2026-02-02")];
    expect(factsOf(customer, pending, paid, "2026-11-01")).toMatchObject({
      plan: "FIBRA",
      contract_status: "blocked",
      city: "Cidade",
      district: "Vila",
      owed_count: 2,
      owed_amount: "80.00",
      oldest_due_on: "2026-10-01",
      next_due_on: "2026-12-01",
      last_paid_on: "2026-02-02",
    });
  });

  it("are nothing where nothing is told", () => {
    const bare = { ...customer, contracts: [], address: null } as unknown as Customer;
    expect(factsOf(bare, [], [], "2026-11-01")).toMatchObject({ plan: null, city: null, oldest_due_on: null });
  });
});
