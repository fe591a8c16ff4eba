import type { Page } from "@playwright/test";
import type { Company } from "./company";
import { places } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";

const BODY = {
  type: "BODY",
  text: "Olá {{1}}, sua fatura de {{2}} chegou.",
  example: { body_text: [["Ana", "R$ 10"]] },
};

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC",
  "base64",
);

const draft = (company: Company, name: string, more: object = {}) =>
  company.call<{ id: string }>("POST", "/api/v1/templates", {
    name,
    language: "pt_BR",
    category: "UTILITY",
    components: [BODY],
    ...more,
  });

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label }).click();
  await page.getByRole("option", { name: option }).first().click();
}

test("a template from the first letter to approved, and then stopped with the provider's reason", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/422/);
  await signIn(page, company, "/templates");
  await expect(page.getByText("Nenhum modelo ainda")).toBeVisible();
  await accessible(page);
  await page.getByRole("link", { name: "Novo modelo" }).click();
  await page.getByLabel("Nome").fill("Aviso de Visita");
  await expect(page.getByLabel("Nome")).toHaveValue("aviso_de_visita");
  await page.getByLabel("Texto", { exact: true }).fill("Oi! O técnico chega dia");
  await page.getByRole("button", { name: "Inserir variável" }).click();
  await page.getByRole("button", { name: "Salvar rascunho" }).click();
  await expect(page.getByRole("alert")).toContainText("Corrija antes de enviar");
  await expect(page.getByLabel("Texto", { exact: true })).toHaveAttribute("aria-invalid", "true");
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  await page.getByLabel("Texto", { exact: true }).fill("Oi! O técnico chega dia {{1}}, *combinado*?");
  await page.getByLabel("Variável 1").fill("5 de maio");
  await page.getByRole("button", { name: "Adicionar botão" }).click();
  await page.getByRole("menuitem", { name: "Resposta rápida" }).click();
  await page.getByLabel("Texto do botão").fill("Combinado");
  await expect(page.getByText("O técnico chega dia 5 de maio,")).toBeVisible();
  await page.getByRole("button", { name: "Salvar rascunho" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "aviso_de_visita" })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Variável 1")).toHaveValue("5 de maio");
  await expect(page.getByLabel("Texto do botão")).toHaveValue("Combinado");
  await page.getByRole("button", { name: "Enviar para aprovação" }).click();
  await expect(page.getByText("Status: Aprovado")).toBeVisible({ timeout: 15_000 });
  const id = page.url().split("/").pop()?.split("?")[0];
  const { provider_id } = await company.call<{ provider_id: string }>("GET", `/api/v1/templates/${id}`);
  await company.twin("POST", `/twin/templates/${provider_id}/review`, {
    event: "REJECTED",
    reason: "INCORRECT_CATEGORY",
  });
  await expect
    .poll(
      async () => {
        await page.reload();
        await page.getByRole("heading", { level: 1 }).waitFor();
        return page.getByText("A categoria não combina com o conteúdo.").count();
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThan(0);
  await accessible(page);
});

test("a carousel is written card by card, with a picture for each, and approved", async ({ page, company }) => {
  await signIn(page, company, "/templates/new");
  await page.getByLabel("Nome").fill("ofertas_do_mes");
  await choose(page, "Categoria", "Marketing");
  await page.getByLabel("Texto", { exact: true }).fill("Veja os planos deste mês:");
  await page.getByRole("button", { name: "Adicionar carrossel" }).click();
  const cards = page
    .getByRole("region", { name: "Carrossel" })
    .getByRole("listitem")
    .filter({ hasText: /^Cartão/ });
  await expect(cards).toHaveCount(2);
  const plans = ["500 mega por R$ 99 ao mês", "900 mega por R$ 129 ao mês"];
  for (const [at, plan] of plans.entries()) {
    const card = cards.nth(at);
    const chosen = page.waitForEvent("filechooser");
    await card.getByRole("button", { name: "Escolher arquivo" }).click();
    await (await chosen).setFiles({ name: `plano-${at}.png`, mimeType: "image/png", buffer: PIXEL });
    await expect(card.getByText(`Exemplo enviado: plano-${at}.png`)).toBeVisible();
    await card.getByLabel("Texto", { exact: true }).fill(plan);
    await card.getByRole("button", { name: "Adicionar botão" }).click();
    await page.getByRole("menuitem", { name: "Resposta rápida" }).click();
    await card.getByLabel("Texto do botão").fill("Quero este");
  }
  await expect(page.getByRole("list", { name: "Carrossel" }).getByText(plans[1] as string)).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Enviar para aprovação" }).click();
  await expect(page.getByText("Status: Aprovado")).toBeVisible({ timeout: 15_000 });
  await page.reload();
  await expect(cards.nth(1).getByLabel("Texto", { exact: true })).toHaveValue(plans[1] as string);
});

test("cards are filtered by the address, and another language is written beside the first", async ({
  page,
  company,
}) => {
  await draft(company, "fatura");
  await draft(company, "oferta", { category: "MARKETING" });
  await signIn(page, company, "/templates");
  await expect(page.getByRole("link", { name: /oferta/ })).toContainText("Olá Ana, sua fatura de R$ 10 chegou.");
  await choose(page, "Categoria", "Marketing");
  await expect(page).toHaveURL(/category=MARKETING/);
  await expect(page.getByRole("link", { name: /fatura/ })).toHaveCount(1);
  await page.getByLabel("Buscar pelo nome").fill("nada");
  await expect(page.getByText("Nenhum modelo com esses filtros")).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: "Limpar filtros" }).click();
  await page.getByRole("link", { name: /^fatura/ }).click();
  await page.getByRole("link", { name: "Adicionar idioma" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Novo modelo" })).toBeVisible();
  await page.getByLabel("Texto", { exact: true }).fill("Hello {{1}}, your bill of {{2}} is here now.");
  await page.getByRole("link", { name: "Modelos" }).first().click();
  await expect(page.getByRole("alertdialog", { name: "Sair sem salvar?" })).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Cancelar" }).click();
  await page.getByRole("button", { name: "Salvar rascunho" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "fatura" })).toBeVisible();
  await expect(page.getByText("Olá Ana, sua fatura de R$ 10 chegou.")).toBeVisible();
  await expect(page.getByText("Hello Ana, your bill of R$ 10 is here now.")).toBeVisible();
});

test("what the provider has already is brought, and a template is deleted after it was asked about", async ({
  page,
  company,
}) => {
  await company.twin("POST", "/twin/templates", {
    waba_id: company.wabaId,
    name: "boas_vindas",
    language: "pt_BR",
    category: "MARKETING",
    status: "APPROVED",
    components: [{ type: "BODY", text: "Seja bem-vindo ao provedor!" }],
  });
  await signIn(page, company, "/templates");
  await page.getByRole("button", { name: "Sincronizar com o WhatsApp" }).click();
  await page.getByRole("link", { name: /boas_vindas/ }).click();
  await page.getByRole("button", { name: "Excluir" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await accessible(page);
  await page.getByRole("alertdialog").getByRole("button", { name: "Excluir" }).click();
  await expect(page).toHaveURL(/\/app\/templates$/);
  await expect(page.getByRole("link", { name: /boas_vindas/ })).toHaveCount(0);
});

test("templates on a narrow screen, and when they can't be read", async ({ page, company, watch }) => {
  watch.allow(/404/);
  await page.setViewportSize({ width: 390, height: 844 });
  const { id } = await draft(company, "fatura");
  await signIn(page, company, `/templates/${id}`);
  await expect(page.getByLabel("Texto", { exact: true })).toBeVisible();
  await accessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.goto(`${places().base}/app/templates/${company.tenantId}`);
  await expect(page.getByRole("alert")).toBeVisible();
  await accessible(page);
});
