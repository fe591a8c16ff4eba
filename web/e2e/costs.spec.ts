import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { approved, audience, drawn, seen, started } from "./campaigns";
import { type Company, calm, places, trouble } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";
import { sideways } from "./looks";

const card = (page: Page, title: string) =>
  page.locator("section").filter({ has: page.getByRole("heading", { level: 2, name: title }) });

async function inBothThemes(page: Page): Promise<void> {
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
}

/** A campaign that cost something; its costs are counted within half a minute. */
async function paid(company: Company, name: string): Promise<string> {
  await audience(company, 3);
  const { id } = await drawn(company, name, await approved(company));
  await started(company, id);
  await expect.poll(async () => (await seen(company, id)).status, { timeout: 20_000 }).toBe("completed");
  return id;
}

test("what messages cost is shown by everything that makes them, and a budget tells and stops", async ({
  page,
  company,
  watch,
}) => {
  test.setTimeout(120_000);
  watch.allow(/422/);
  const id = await paid(company, "Oferta cara");
  await signIn(page, company, "/costs");
  await expect(page.getByText("Nenhum limite definido.", { exact: false })).toBeVisible();
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("region", { name: "Totais do período" })).toContainText("3", { timeout: 8000 });
  }).toPass({ timeout: 60_000 });
  const costs = await company.call<{ totals: { amount: string; messages: number; currency: string }[] }>(
    "GET",
    "/api/v1/costs?period=30d",
  );
  const { amount, currency } = costs.totals[0] as (typeof costs.totals)[0];
  expect(costs.totals[0]?.messages).toBe(3);
  const said = new Intl.NumberFormat("pt-BR", {
    style: "currency",
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: 4,
  }).format(Number(amount));
  for (const title of ["Por categoria", "Por país", "Por número", "Por campanha"])
    await expect(card(page, title).getByRole("row").nth(1)).toContainText(said);
  await expect(card(page, "Por categoria")).toContainText("Marketing");
  await expect(card(page, "Por país")).toContainText("Brasil");
  await expect(card(page, "Por número")).toContainText("Atendimento");
  await expect(card(page, "Por fluxo")).toContainText("Nenhum fluxo teve custo no período.");
  // The chart says the same as a table, and to arrows.
  await expect(card(page, "Custo por dia").getByRole("table")).toContainText(said);
  await card(page, "Custo por dia").getByRole("img").press("End");
  await expect(card(page, "Custo por dia")).toContainText(said);
  await inBothThemes(page);

  await page.getByRole("button", { name: "Definir orçamento" }).click();
  const form = page.getByRole("dialog", { name: "Orçamento do mês" });
  await form.getByLabel(/^Limite da empresa/).fill("abc");
  await form.getByRole("button", { name: "Salvar" }).click();
  await expect(form.getByLabel(/^Limite da empresa/)).toHaveAccessibleDescription(/maior que zero/);
  await form.getByLabel(/^Limite da empresa/).fill("1.000,00");
  await form.getByLabel(/^Avisar/).fill("80, 300");
  await form.getByRole("button", { name: "Salvar" }).click();
  await expect(form.getByLabel(/^Avisar/)).toHaveAccessibleDescription("Use um número de 1 a 200.");
  await form.getByLabel(/^Avisar/).fill("80, 100");
  await form.getByText("Pausar campanhas quando o orçamento acabar").click();
  await form.getByRole("combobox", { name: "Adicionar campanha" }).fill("oferta");
  await page.getByRole("option", { name: "Oferta cara" }).click();
  await form.getByLabel(/^Limite da campanha 1/).fill("0,01");
  await inBothThemes(page);
  await form.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText("Orçamento salvo.")).toBeVisible();
  const budget = card(page, "Orçamento do mês");
  await expect(budget).toContainText("Pausa as campanhas ao esgotar");
  await expect(budget).toContainText("esgotado");
  await page.reload();
  await expect(budget).toContainText("1.000,00");
  await expect(budget.getByRole("meter", { name: "Orçamento da empresa" })).toBeVisible();
  await inBothThemes(page);
  await budget.getByRole("link", { name: "Oferta cara" }).click();
  await expect(page).toHaveURL(new RegExp(`/campaigns/${id}`));
});

test("costs of an empty period on a narrow screen; the period lives in the address; who may not set a budget reads it", async ({
  page,
  company,
  browser,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, company, "/dashboard");
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await expect(page.getByRole("heading", { level: 1, name: "Custos" })).toBeVisible();
  await expect(page.getByText("Nenhum custo no período")).toBeVisible();
  await page.getByRole("button", { name: "90 dias" }).click();
  await expect(page).toHaveURL(/period=90d/);
  await page.reload();
  await expect(page.getByRole("button", { name: "90 dias" })).toHaveAttribute("aria-pressed", "true");
  expect(await sideways(page)).toEqual([]);
  await inBothThemes(page);
  for (const [role, sees] of [
    ["viewer", "Nenhum limite definido."],
    ["agent", "read:metrics"],
  ] as const) {
    const who = { email: `${role}-${randomUUID().slice(0, 8)}@provedor.example`, password: "uma-senha-bem-longa" };
    await company.call("POST", "/api/v1/users", { ...who, name: `Pessoa ${role}`, role });
    const theirs = await (await browser.newContext({ locale: "pt-BR" })).newPage();
    await signIn(theirs, who, "/costs");
    await expect(theirs.getByText(sees)).toBeVisible();
    await expect(theirs.getByRole("button", { name: "Definir orçamento" })).toHaveCount(0);
    await theirs.context().close();
  }
});

test("costs that can't be read leave the budget, and are read again", async ({ page, context, company, watch }) => {
  const who = randomUUID();
  await context.setExtraHTTPHeaders({ "x-browser": who });
  watch.allow(/Failed to load resource/);
  await signIn(page, company, "/profile", places().door);
  await trouble({ browser: who, path: "/api/v1/costs\\?", status: 500 });
  await page.goto(`${places().door}/app/costs`);
  await expect(page.getByRole("alert")).toContainText("req-teste");
  await expect(page.getByRole("button", { name: "Definir orçamento" })).toBeVisible();
  await accessible(page);
  await calm(who);
  await page.getByRole("button", { name: "Tentar de novo" }).click();
  await expect(page.getByText("Nenhum custo no período")).toBeVisible();
});
