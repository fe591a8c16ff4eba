import { randomUUID } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import { taught, withEvaluation, withModel, withPrompt } from "./ai";
import { approved, drawn } from "./campaigns";
import { appoint, type Company, freshPhone } from "./company";
import { connected } from "./erp";
import { MENU, MENU_EDGES, makeFlow } from "./flows";
import { conversationWith } from "./inbox";

/** A page as the tables of tests know it: one line here, and every hard condition is asked of it. */
export type PageRow = {
  name: string;
  path: string | ((company: Company) => Promise<string>);
  /** What is there once the page is: tests wait for it in any language. */
  shown: (page: Page) => Locator;
  /** Requests without which the page, or a card of it, can't be what it is: their failure must show. */
  needs?: string;
  /** A page for whom nobody is signed in. */
  outside?: true;
};

const thread = (page: Page) => page.getByRole("log");
const canvas = (page: Page) => page.getByRole("application").first();
const titled = (page: Page) => page.locator("h1:visible").first();

const withFlow = (path: (id: string) => string) => async (company: Company) =>
  path((await makeFlow(company, MENU, MENU_EDGES)).id);

async function conversation(company: Company): Promise<string> {
  await company.says(freshPhone(), "Olá! Preciso da segunda via do boleto.", "Marina Tabela");
  return `/inbox/${await conversationWith(company, "Marina Tabela")}?tab=all`;
}

const firstRow = (page: Page) => page.getByRole("grid").getByRole("link").first();

async function somebody(company: Company): Promise<string> {
  const body = { phone: freshPhone(), name: "Clara Tabela", tags: ["norte"], opted_in: true };
  return (await company.call<{ id: string }>("POST", "/api/v1/contacts", body)).id;
}

async function listed(company: Company): Promise<string> {
  await somebody(company);
  return "/contacts";
}

const someone = async (company: Company): Promise<string> => `/contacts/${await somebody(company)}`;

const segment = (path?: string) => async (company: Company) => {
  const body = {
    name: `Norte ${randomUUID().slice(0, 6)}`,
    text: 'tag = "norte" and (vip or not last_seen since 30d)',
  };
  const made = await company.call<{ id: string }>("POST", "/api/v1/segments", body);
  return path ?? `/segments/${made.id}`;
};

const PAGES: PageRow[] = [
  { name: "sign in", path: "/sign-in", shown: (page) => page.locator("form"), outside: true },
  { name: "register", path: "/register", shown: (page) => page.locator("form"), outside: true },
  {
    name: "dashboard",
    path: "/dashboard",
    shown: (page) => page.locator("main svg[role=img], main figure, main [role=group]").first(),
    needs: "/api/v1/dashboard/",
  },
  {
    name: "inbox",
    path: async (company) => {
      await conversation(company);
      return "/inbox?tab=all";
    },
    shown: (page) => page.getByRole("option").first(),
    needs: "/api/v1/conversations\\?.*limit=40",
  },
  { name: "conversation", path: conversation, shown: thread, needs: "/api/v1/conversations/[^/]+/timeline" },
  { name: "flows", path: withFlow(() => "/flows"), shown: titled, needs: "/api/v1/flows\\?" },
  { name: "builder", path: withFlow((id) => `/flows/${id}`), shown: canvas, needs: "/api/v1/flows/[0-9a-f-]{36}$" },
  {
    name: "simulator",
    path: withFlow((id) => `/flows/${id}/simulator`),
    shown: titled,
    needs: "/api/v1/flows/[0-9a-f-]{36}$",
  },
  {
    name: "campaigns",
    path: async (company) => {
      await drawn(company, `Oferta ${crypto.randomUUID()}`, null);
      return "/campaigns";
    },
    shown: (page) => page.locator("main").getByRole("listitem").first(),
    needs: "/api/v1/campaigns\\?",
  },
  {
    name: "campaign",
    path: async (company) => `/campaigns/${(await drawn(company, `Oferta ${crypto.randomUUID()}`, null)).id}`,
    shown: titled,
    needs: "/api/v1/campaigns/[0-9a-f-]{36}$",
  },
  { name: "campaign rules", path: "/settings/campaigns", shown: titled, needs: "/api/v1/campaigns/policy" },
  { name: "contacts", path: listed, shown: firstRow, needs: "/api/v1/contacts\\?" },
  { name: "contact", path: someone, shown: titled, needs: "/api/v1/contacts/[0-9a-f-]{36}$" },
  { name: "import", path: "/contacts/import", shown: titled, needs: "/api/v1/contacts/imports" },
  { name: "segments", path: segment("/segments"), shown: titled, needs: "/api/v1/segments\\?" },
  {
    name: "segment",
    path: segment(),
    shown: (page) => page.getByRole("textbox").first(),
    needs: "/api/v1/segments\\?",
  },
  {
    name: "costs",
    path: "/costs",
    shown: (page) => page.getByRole("heading", { level: 2 }).first(),
    needs: "/api/v1/costs",
  },
  { name: "templates", path: "/templates", shown: titled, needs: "/api/v1/templates" },
  { name: "new template", path: "/templates/new", shown: titled },
  { name: "settings", path: "/settings", shown: titled },
  { name: "numbers", path: "/settings/numbers", shown: titled, needs: "/api/v1/whatsapp-configs\\?" },
  { name: "new number", path: "/settings/numbers/new", shown: titled },
  {
    name: "number",
    path: async (company) => `/settings/numbers/${company.numberId}`,
    shown: titled,
    needs: "/api/v1/whatsapp-configs/[0-9a-f-]{36}$",
  },
  { name: "ERPs", path: "/settings/erps", shown: titled, needs: "/api/v1/erp\\?|/api/v1/erp$" },
  {
    name: "new ERP",
    path: "/settings/erps/hubsoft",
    shown: (page) => page.locator("main form"),
    needs: "/api/v1/erp$",
  },
  {
    name: "ERP",
    path: async (company) => {
      await connected(company);
      return "/settings/erps/ixcsoft";
    },
    shown: titled,
    needs: "/api/v1/erp$",
  },
  {
    name: "reminders",
    path: async (company) => {
      const { data } = await company.call<{ data: unknown[] }>("GET", "/api/v1/billing/rules");
      if (data.length > 0) return "/settings/billing";
      await company.call("POST", "/api/v1/billing/rules", {
        name: "Três dias antes",
        days: -3,
        template_id: await approved(company),
        variables: { "1": "{{ customer.first_name }}" },
      });
      return "/settings/billing";
    },
    shown: titled,
    needs: "/api/v1/billing/rules",
  },
  {
    name: "outages",
    path: async (company) => {
      const body = { scope: "district", names: ["Centro"], message: "Estamos sem sinal no Centro." };
      await company.call("POST", "/api/v1/outages", body);
      return "/settings/outages";
    },
    shown: titled,
    needs: "/api/v1/outages",
  },
  {
    name: "webhooks",
    path: async (company) => {
      const body = { url: "http://127.0.0.1:9/crm", events: ["message.*"], description: "CRM" };
      await company.call("POST", "/api/v1/webhooks", body);
      return "/settings/webhooks";
    },
    shown: titled,
    needs: "/api/v1/webhooks",
  },
  {
    name: "sign-on",
    path: async (company) => {
      const body = {
        issuer: "http://127.0.0.1:9",
        client_id: "pytake",
        client_secret: "x",
        domains: ["norte.example"],
      };
      await company.call("PUT", "/api/v1/single-sign-on", body);
      return "/settings/sign-on";
    },
    shown: titled,
    needs: "/api/v1/single-sign-on",
  },
  {
    name: "AI",
    path: async (company) => {
      await withModel(company);
      return "/settings/ai";
    },
    shown: titled,
    needs: "/api/v1/ai/settings",
  },
  {
    name: "prompts",
    path: async (company) => {
      await withPrompt(company);
      return "/settings/ai/prompts";
    },
    shown: titled,
    needs: "/api/v1/ai/prompts",
  },
  {
    name: "prompt",
    path: async (company) => `/settings/ai/prompts/${await withPrompt(company)}`,
    shown: (page) => page.locator("main form"),
    needs: "/api/v1/ai/prompts",
  },
  {
    name: "evaluations",
    path: async (company) => {
      await withEvaluation(company);
      return "/settings/ai/evaluations";
    },
    shown: titled,
    needs: "/api/v1/ai/evaluations",
  },
  {
    name: "knowledge",
    path: async (company) => {
      await taught(company);
      return "/settings/knowledge";
    },
    shown: titled,
    needs: "/api/v1/ai/knowledge",
  },
  {
    name: "privacy",
    path: async (company) => {
      const body = { user_id: await somebody(company), kind: "access" };
      await company.call("POST", "/api/v1/privacy/requests", body);
      return "/settings/privacy";
    },
    shown: titled,
    needs: "/api/v1/privacy/requests",
  },
  {
    name: "consents",
    path: async (company) => `/settings/privacy/consents?user_id=${await somebody(company)}`,
    shown: titled,
    needs: "/api/v1/privacy/consent/",
  },
  { name: "retention", path: "/settings/privacy/retention", shown: titled, needs: "/api/v1/privacy/retention" },
  { name: "audit", path: "/settings/audit", shown: titled, needs: "/api/v1/privacy/audit" },
  { name: "compliance", path: "/settings/privacy/compliance", shown: titled, needs: "/api/v1/privacy/compliance" },
  { name: "team", path: "/settings/team", shown: titled, needs: "/api/v1/users\\?" },
  {
    name: "person",
    path: async (company) => `/settings/team/${company.userId}`,
    shown: titled,
    needs: "/api/v1/users/[0-9a-f-]{36}$",
  },
  { name: "queues", path: "/settings/queues", shown: titled, needs: "/api/v1/queues" },
  { name: "hours", path: "/settings/hours", shown: titled, needs: "/api/v1/business-hours" },
  { name: "replies", path: "/settings/replies", shown: titled, needs: "/api/v1/canned-replies" },
  { name: "tags", path: "/settings/tags", shown: titled, needs: "/api/v1/tags" },
  { name: "attributes", path: "/settings/attributes", shown: titled, needs: "/api/v1/contact-attributes" },
  { name: "API keys", path: "/settings/api-keys", shown: titled, needs: "/api/v1/api-keys" },
  {
    name: "roles",
    path: "/settings/team?tab=roles",
    shown: (page) => page.locator("main").getByRole("listitem").first(),
    needs: "/api/v1/roles",
  },
  {
    name: "companies",
    path: async (company) => {
      await appoint(company);
      return "/platform/companies";
    },
    shown: (page) => page.getByRole("grid").getByRole("link").first(),
    needs: "/api/v1/tenants\\?",
  },
  {
    name: "company",
    path: async (company) => {
      await appoint(company);
      return `/platform/companies/${company.tenantId}`;
    },
    shown: (page) => page.locator("main form").first(),
    needs: "/api/v1/tenants/[0-9a-f-]{36}$",
  },
  { name: "plan", path: "/settings/plan", shown: titled, needs: "/api/v1/tenants/[0-9a-f-]{36}/usage" },
  { name: "profile", path: "/profile", shown: titled },
];

/**
 * One page of each layout: a form, cards, a thread, a canvas, a table, settings. `PAGES=layouts` asks the hard
 * conditions of these alone, where time is short; without it every page is asked.
 */
const LAYOUTS = ["sign in", "dashboard", "conversation", "builder", "contacts", "ERP"];

export const LOOKED_AT = process.env.PAGES === "layouts" ? PAGES.filter((row) => LAYOUTS.includes(row.name)) : PAGES;
export const INSIDE = LOOKED_AT.filter((row) => !row.outside);

export const pathOf = async (row: PageRow, company: Company): Promise<string> =>
  typeof row.path === "string" ? row.path : row.path(company);
