import type { Page } from "@playwright/test";
import { approved, audience, crowd, drawn, failing, seen, started } from "./campaigns";
import { type Company, freshPhone } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";

const title = (page: Page) => page.getByRole("heading", { level: 1 });
const people = (page: Page) => page.getByRole("grid", { name: "Tabela de destinatários" });
const progress = async (company: Company, id: string) => (await seen(company, id)).progress;

async function inBothThemes(page: Page): Promise<void> {
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
}

test("a campaign that fails too often pauses by itself, and says why and what to do", async ({ page, company }) => {
  test.setTimeout(90_000);
  const template = await approved(company);
  await crowd(company, 200);
  const { id } = await drawn(company, "Com falhas", template, { limits: { per_second: 12 } });
  await failing(company, 60, 131026);
  await signIn(page, company, `/campaigns/${id}`);
  await started(company, id);
  await expect(title(page)).toContainText("Pausada", { timeout: 45_000 });
  await expect(page.getByRole("status").filter({ hasText: "muitas mensagens estão falhando" })).toContainText(
    "Veja abaixo por que as mensagens falham, corrija a causa e retome.",
  );
  await inBothThemes(page);
  await page.getByRole("link", { name: "Ver as falhas" }).click();
  await expect(page).toHaveURL(/outcome=failed/);
  await expect(people(page).getByRole("row").nth(1)).toContainText("Falhou");
  const { sent } = await progress(company, id);
  expect(sent).toBeLessThan(140);
  await company.twin("DELETE", "/twin/faults");
  await page.getByRole("button", { name: "Retomar" }).click();
  await expect(page.getByText("Campanha retomada.")).toBeVisible();
});

test("what failed for a reason that passes is tried again, and arrives", async ({ page, company }) => {
  test.setTimeout(60_000);
  const template = await approved(company);
  await audience(company, 3);
  const { id } = await drawn(company, "De novo", template);
  // A medium that can't be used now: final for the message, not for the campaign.
  await failing(company, 2, 131052);
  await signIn(page, company, `/campaigns/${id}`);
  await started(company, id);
  await expect(title(page)).toContainText("Concluída", { timeout: 30_000 });
  const bar = page.getByRole("figure", { name: "Progresso de De novo" });
  await expect(bar).toContainText("Falhas2");
  await page.getByRole("button", { name: "Mais ações" }).click();
  await page.getByRole("menuitem", { name: "Tentar as falhas de novo" }).click();
  await expect(page.getByText("As falhas que podem ser resolvidas serão tentadas de novo.")).toBeVisible();
  await expect.poll(async () => (await progress(company, id)).sent, { timeout: 20_000 }).toBe(3);
  await expect(bar).toContainText("Enviadas3", { timeout: 15_000 });
  await expect(bar).not.toContainText("Falhas");
});

test("of two variants the better one is named, with how sure that is", async ({ page, company }) => {
  test.setTimeout(90_000);
  const template = await approved(company);
  const phones = await crowd(company, 100);
  const said = (key: string, name: string) => ({ key, template_id: template, variables: { "1": name } });
  const { id } = await drawn(company, "Qual é melhor", null, {
    message: { variants: [said("A", "vizinho"), said("B", "cliente")], metric: "replied" },
  });
  await signIn(page, company, `/campaigns/${id}`);
  await started(company, id);
  await expect.poll(async () => (await seen(company, id)).status, { timeout: 45_000 }).toBe("completed");
  const card = page.locator("section").filter({ has: page.getByRole("heading", { level: 2, name: "Variantes" }) });
  await expect(card).toContainText("Ainda é cedo para dizer qual é melhor.");
  // Whoever was called a neighbour answers.
  for (let at = 0; at < phones.length; at += 10)
    await Promise.all(
      phones.slice(at, at + 10).map(async (phone) => {
        const heard = await company.phone(phone);
        if (heard.some((message) => message.text.includes("vizinho"))) await company.says(phone, "quero", "Vizinha");
      }),
    );
  await expect(card).toContainText(/A venceu por \d/, { timeout: 30_000 });
  await expect(card.getByRole("row", { name: /^A/ })).toContainText("Vencedora");
  await expect(card.getByRole("row", { name: /^B/ })).not.toContainText("Vencedora");
  await inBothThemes(page);
});

test("a trigger made in the wizard is tried on a phone, has an address from its first save, and goes out when it happens", async ({
  page,
  company,
}) => {
  test.setTimeout(60_000);
  await approved(company);
  await audience(company, 1);
  const phone = freshPhone();
  await signIn(page, company, "/campaigns/new");
  await page.getByLabel("Nome da campanha").fill("Boas-vindas");
  await page.getByRole("radio", { name: /^Por evento/ }).check({ force: true });
  await expect(page.getByRole("combobox", { name: "O que dispara" })).toContainText("Contato criado");
  await page.getByRole("combobox", { name: "Modelo aprovado" }).click();
  await page.getByRole("option", { name: /oferta/ }).click();
  await page.getByRole("textbox", { name: "Variável 1" }).fill("vizinha");
  await page.getByLabel("Telefones de teste").fill(phone);
  await page.getByRole("button", { name: "Salvar e enviar teste" }).click();
  await expect(page.getByText("1 teste enviado")).toBeVisible();
  await expect.poll(async () => (await company.phone(phone)).length, { timeout: 15_000 }).toBe(1);
  // The draft has its address now; what was written beside is still there, and a reload finds the rest.
  await expect(page).toHaveURL(/\/campaigns\/[0-9a-f-]{36}\/edit$/);
  await expect(page.getByLabel("Telefones de teste")).toHaveValue(phone);
  await expect(title(page)).toContainText("Boas-vindas");
  await page.reload();
  await expect(page.getByLabel("Nome da campanha")).toHaveValue("Boas-vindas");
  await inBothThemes(page);
  await page.getByRole("button", { name: "Iniciar", exact: true }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText("Sai para cada pessoa quando o evento acontecer.");
  await dialog.getByRole("button", { name: "Iniciar" }).click();
  await expect(title(page)).toContainText("Em andamento");
  const later = freshPhone();
  await company.call("POST", "/api/v1/contacts", { phone: later, name: "Nova Pessoa", opted_in: true });
  await expect.poll(async () => (await company.phone(later)).length, { timeout: 20_000 }).toBe(1);
  await expect(people(page)).toContainText("Nova Pessoa", { timeout: 10_000 });
  // Another one begins empty.
  await page.goto(page.url().replace(/\/campaigns\/.*/, "/campaigns/new"));
  await expect(page.getByLabel("Nome da campanha")).toHaveValue("");
});
