import { randomInt, randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { type Company, freshPhone, places } from "./company";

export type Campaign = { id: string; status: string; progress: Record<string, number> };

/** A template that WhatsApp approved. */
export async function approved(company: Company): Promise<string> {
  const { id } = await company.call<{ id: string }>("POST", "/api/v1/templates", {
    name: `oferta_${company.tenantId.slice(-6)}`,
    language: "pt_BR",
    category: "MARKETING",
    components: [{ type: "BODY", text: "Olá {{1}}, a fibra chegou.", example: { body_text: [["Ana"]] } }],
  });
  await company.call("POST", `/api/v1/templates/${id}/submit`);
  const status = async () => (await company.call<{ status: string }>("GET", `/api/v1/templates/${id}`)).status;
  await expect.poll(status, { timeout: 15_000 }).toBe("approved");
  return id;
}

/** Who agreed to marketing, and `out` who said no; at any hour of the day. */
export async function audience(company: Company, count: number, out = 0): Promise<void> {
  const rules = await company.call<object>("GET", "/api/v1/campaigns/policy");
  await company.call("PUT", "/api/v1/campaigns/policy", { ...rules, quiet_hours: null });
  const add = (name: string, opted_in: boolean) =>
    company.call("POST", "/api/v1/contacts", { phone: freshPhone(), name, opted_in });
  for (let at = 1; at <= count; at++) await add(`Cliente ${at}`, true);
  for (let at = 1; at <= out; at++) await add(`De fora ${at}`, false);
}

export const drawn = (company: Company, name: string, template_id: string | null, more: object = {}) =>
  company.call<Campaign>("POST", "/api/v1/campaigns", {
    name,
    targeting: { conditions: { kind: "all", of: [] } },
    message: template_id ? { template_id, variables: { "1": "{{ contact.first_name }}" } } : {},
    ...more,
  });

export const started = (company: Company, id: string) =>
  company.call<Campaign>("POST", `/api/v1/campaigns/${id}/start`);

export const seen = (company: Company, id: string) => company.call<Campaign>("GET", `/api/v1/campaigns/${id}`);

/** Many who agreed to marketing, by a file; their numbers. */
export async function crowd(company: Company, count: number): Promise<string[]> {
  const rules = await company.call<object>("GET", "/api/v1/campaigns/policy");
  await company.call("PUT", "/api/v1/campaigns/policy", { ...rules, quiet_hours: null });
  const first = randomInt(10 ** 7, 10 ** 8 - count);
  const phones = Array.from({ length: count }, (_, at) => `+55129${first + at}`);
  const form = new FormData();
  const consent = { purpose: "marketing", given: true, source: "feira", at: null, text: "" };
  form.append("options", JSON.stringify({ columns: ["phone", "name"], header: false, separator: ";", consent }));
  form.append("file", new Blob([phones.map((phone, at) => `${phone};Pessoa ${at}`).join("\n")]), "feira.csv");
  const headers = { authorization: `Bearer ${company.token}`, "idempotency-key": randomUUID() };
  const answer = await fetch(`${places().base}/api/v1/contacts/import`, { method: "POST", headers, body: form });
  const { id } = (await answer.json()) as { id: string };
  const state = async () => (await company.call<{ state: string }>("GET", `/api/v1/contacts/imports/${id}`)).state;
  await expect.poll(state, { timeout: 15_000 }).toBe("done");
  return phones;
}

/** The next so many messages of the company's number fail with a code of the provider. */
export const failing = (company: Company, count: number, code: number) =>
  company.twin("POST", "/twin/faults", {
    kind: "error",
    count,
    code,
    match: { path: `${company.phoneNumberId}/messages` },
  });
