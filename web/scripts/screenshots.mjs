// Every page in both themes, wide and narrow, from a running demo:
//   BASE=http://127.0.0.1:8080 PASSWORD=… node scripts/screenshots.mjs FOLDER [PAGE …]   then   python scripts/shrink.py FOLDER ../docs/screenshots
import { mkdirSync } from "node:fs";
import { chromium } from "@playwright/test";

const [folder = "shots", ...only] = process.argv.slice(2);
const base = process.env.BASE ?? "http://127.0.0.1:8080";
const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
mkdirSync(folder, { recursive: true });

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });

async function signIn(page) {
  await page.goto(`${base}/app/sign-in`);
  await page.getByLabel("E-mail").fill(process.env.EMAIL ?? "demo@provedor.example");
  await page.getByLabel("Senha", { exact: true }).fill(process.env.PASSWORD);
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
  await page.locator("#main").waitFor();
}

const read = async (page, path) =>
  page.evaluate(async (route) => {
    const renewed = await fetch("/api/v1/auth/refresh", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    const { token } = await renewed.json();
    return (await fetch(route, { headers: { authorization: `Bearer ${token}` } })).json();
  }, path);
const firstOf = async (page, path) => (await read(page, path)).data[0]?.id;

/** A conversation with somebody who is a customer of the ERP. */
async function customerOf(page) {
  const { data } = await read(page, "/api/v1/conversations?limit=40");
  for (const { id, contact } of data)
    if ((await read(page, `/api/v1/contacts/${contact.id}/erp`)).customer_id) return id;
}

/** Beside their conversation, on a narrow screen behind a button of it. */
async function card(page, width) {
  if (width < 900) await page.getByRole("button", { name: "Contato" }).click();
  await page.getByRole("region", { name: "Faturas em aberto" }).getByRole("time").waitFor();
  await page
    .getByRole("heading", { name: /^Cliente no/ })
    .evaluate((title) => title.scrollIntoView({ block: "start" }));
}

const open = await browser.newPage({ locale: "pt-BR", timezoneId: "America/Sao_Paulo" });
await signIn(open);
const ids = {
  conversation: await firstOf(open, "/api/v1/conversations?limit=1"),
  flow: await firstOf(open, "/api/v1/flows?limit=1"),
  number: await firstOf(open, "/api/v1/whatsapp-configs?limit=1"),
  user: await firstOf(open, "/api/v1/users?limit=1"),
  template: await firstOf(open, "/api/v1/templates?limit=1"),
  contact: await firstOf(open, "/api/v1/contacts?limit=1"),
  campaign: await firstOf(open, "/api/v1/campaigns?limit=1"),
  segment: await firstOf(open, "/api/v1/segments?limit=1"),
  customer: await customerOf(open),
};
await open.context().close();

const PAGES = [
  ["sign-in", "/sign-in"],
  ["register", "/register"],
  ["dashboard", "/dashboard"],
  ["inbox", `/inbox/${ids.conversation}?tab=all`],
  ["flows", "/flows"],
  ["builder", `/flows/${ids.flow}`],
  ["simulator", `/flows/${ids.flow}/simulator`],
  ["contacts", "/contacts"],
  ["contact", `/contacts/${ids.contact}`],
  ["import", "/contacts/import"],
  ["segments", "/segments"],
  ["segment", `/segments/${ids.segment ?? "new"}`],
  ["campaigns", "/campaigns"],
  ["campaign", `/campaigns/${ids.campaign ?? "new"}`],
  ["new-campaign", "/campaigns/new"],
  ["costs", "/costs"],
  ["templates", "/templates"],
  ["template", `/templates/${ids.template ?? "new"}`],
  ["settings", "/settings"],
  ["numbers", "/settings/numbers"],
  ["new-number", "/settings/numbers/new"],
  ["number", `/settings/numbers/${ids.number}`],
  ["team", "/settings/team"],
  ["person", `/settings/team/${ids.user}`],
  ["queues", "/settings/queues"],
  ["hours", "/settings/hours"],
  ["replies", "/settings/replies"],
  ["tags", "/settings/tags"],
  ["attributes", "/settings/attributes"],
  ["api-keys", "/settings/api-keys"],
  ["erps", "/settings/erps"],
  ["erp", "/settings/erps/ixcsoft"],
  ["erp-card", `/inbox/${ids.customer}?tab=all`, card],
  ["reminders", "/settings/billing"],
  ["outages", "/settings/outages"],
  ["profile", "/profile"],
];

for (const theme of ["light", "dark"])
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ]) {
    const context = await browser.newContext({
      viewport: { width, height },
      locale: "pt-BR",
      timezoneId: "America/Sao_Paulo",
    });
    await context.addInitScript((name) => localStorage.setItem("pytake.theme", name), theme);
    const page = await context.newPage();
    let signed = false;
    for (const [name, path, prepare] of PAGES) {
      if (only.length > 0 && !only.includes(name)) continue;
      if (!signed && name !== "sign-in" && name !== "register") await signIn(page);
      signed ||= name !== "sign-in" && name !== "register";
      await page.goto(`${base}/app${path}`);
      await page.waitForLoadState("networkidle").catch(() => undefined);
      await page.waitForTimeout(900);
      await prepare?.(page, width);
      await page.screenshot({ path: `${folder}/${name}-${theme}-${width}.png` });
    }
    await context.close();
  }
await browser.close();
