import type { Page } from "@playwright/test";
import { type Company, freshPhone, places } from "./company";
import { connected, JOAO, linked, MARIA } from "./erp";
import { accessible, expect, signIn, test, theme } from "./fixtures";
import { sideways } from "./looks";

const person = (company: Company, name: string, more: object = {}) =>
  company.call<{ id: string }>("POST", "/api/v1/contacts", { phone: freshPhone(), name, ...more });
const text = (page: Page) => page.getByLabel("Como texto");

async function people(company: Company): Promise<void> {
  await company.call("POST", "/api/v1/contact-attributes", { name: "saldo", label: "Saldo", type: "number" });
  await person(company, "Ana Norte", { tags: ["norte"], attributes: { saldo: 150 } });
  await person(company, "Bia Norte", { tags: ["norte"], attributes: { saldo: 10 } });
  await person(company, "Caio Sul", { tags: ["sul"], attributes: { saldo: 500 }, vip: true });
}

async function choose(page: Page, at: number, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole("combobox", { name: label }).nth(at).click();
  await page.getByRole("option", { name: option }).first().click();
}

test("a segment by form is the same as by text, with its count and why somebody is in", async ({ page, company }) => {
  await people(company);
  await signIn(page, company, "/segments");
  await expect(page.getByText("Nenhum segmento ainda")).toBeVisible();
  await page.getByRole("link", { name: "Novo segmento" }).click();
  await expect(page.getByText("3 contatos agora")).toBeVisible();
  await page.getByRole("button", { name: "Condição" }).click();
  await expect(page.getByText("Complete as condições para contar.")).toBeVisible();
  await choose(page, 0, "Valor", "norte");
  await expect(page.getByText("2 contatos agora")).toBeVisible();
  await expect(text(page)).toHaveValue('tag = "norte"');
  await page.getByRole("button", { name: "Grupo" }).click();
  await choose(page, 1, "O que se pergunta", /^Saldo/);
  await choose(page, 1, "Como se compara", ">=");
  await page.getByRole("textbox", { name: "Valor" }).fill("100");
  await expect(text(page)).toHaveValue('tag = "norte" and attr.saldo >= 100');
  await expect(page.getByText("1 contato agora")).toBeVisible();
  await choose(page, 0, "Como as condições se juntam", "Pelo menos uma condição vale");
  await expect(text(page)).toHaveValue('tag = "norte" or attr.saldo >= 100');
  await expect(page.getByText("3 contatos agora")).toBeVisible();
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }

  await text(page).fill('tag = "norte" and not (vip or attr.saldo < 100)');
  await expect(page.getByText("1 contato agora")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Como as condições se juntam" }).nth(1)).toContainText(
    "Nenhuma das condições vale",
  );
  await page.getByLabel("Nome", { exact: true }).fill("Norte com saldo");
  await page.getByRole("combobox", { name: "Contato", exact: true }).fill("Bia");
  await page.getByRole("option", { name: /Bia Norte/ }).click();
  await expect(page.getByText("Bia Norte não entra no segmento.")).toBeVisible();
  await expect(page.getByText("Visto: 10")).toBeVisible();
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("list", { name: "Segmentos" })).toContainText("Norte com saldo");
  const saved = await company.call<{ data: { text: string }[] }>("GET", "/api/v1/segments");
  expect(saved.data[0]?.text).toBe('tag = "norte" and not (vip or attr.saldo < 100)');
  await page.getByRole("link", { name: "1 contato", exact: true }).click();
  await expect(page.getByRole("row").filter({ hasText: "Ana Norte" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "Bia Norte" })).toHaveCount(0);
});

test("a mistake in a text is shown where it is, and the form stays", async ({ page, company, watch }) => {
  watch.allow(/422/);
  await people(company);
  await signIn(page, company, "/segments/new");
  await text(page).fill('tag = "norte" und vip');
  await expect(page.getByRole("alert").locator("mark")).toHaveText("und");
  await expect(page.getByRole("button", { name: "Salvar" })).toBeDisabled();
  await accessible(page);
  await text(page).fill("attr.cor = azul");
  await expect(page.getByRole("alert")).toContainText("saldo");
  await text(page).fill('tag = "norte" and vip');
  await expect(page.getByText("0 contato agora")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "O que se pergunta" }).nth(1)).toHaveValue("VIP");
});

test("a segment that another asks for is not removed, and says by what it is used", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/409/);
  await company.call("POST", "/api/v1/segments", { name: "Base", text: "vip" });
  await company.call("POST", "/api/v1/segments", { name: "Usa a base", text: "segment = Base" });
  await signIn(page, company, "/segments");
  await page.getByRole("button", { name: "Excluir o segmento Base" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Excluir segmento" }).click();
  await expect(page.getByRole("alertdialog", { name: "Este segmento está em uso" })).toContainText("Usa a base");
  await accessible(page);
  await page.getByRole("button", { name: "Fechar" }).click();
  await page.getByRole("button", { name: "Excluir o segmento Usa a base" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Excluir segmento" }).click();
  await expect(page.getByRole("list", { name: "Segmentos" })).not.toContainText("Usa a base");
});

test("contacts are narrowed by a question, which is kept as a segment", async ({ page, company }) => {
  await people(company);
  await signIn(page, company, "/contacts");
  await page.getByRole("button", { name: "Filtro avançado" }).click();
  const dialog = page.getByRole("dialog", { name: "Filtro avançado" });
  await dialog.getByLabel("Como texto").fill("attr.saldo > 100");
  await expect(dialog.getByText("2 contatos agora")).toBeVisible();
  await accessible(page);
  await dialog.getByRole("button", { name: "Aplicar" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Bia Norte" })).toHaveCount(0);
  await expect(page.getByRole("row").filter({ hasText: "Caio Sul" })).toBeVisible();
  await page.getByRole("button", { name: "attr.saldo > 100", exact: true }).click();
  await expect(dialog.getByRole("combobox", { name: "O que se pergunta" })).toHaveValue("Saldo");
  await dialog.getByLabel("Salvar como segmento").fill("Devedores");
  await dialog.getByRole("button", { name: "Salvar", exact: true }).click();
  const side = page.getByRole("navigation", { name: "Segmentos e listas" });
  await expect(side.getByRole("button", { name: /Devedores/ })).toHaveAttribute("aria-current", "true");
  await expect(side.getByRole("button", { name: /Devedores/ })).toContainText("2");
});

test("attributes are defined, changed and removed with what that means", async ({ page, company, watch }) => {
  watch.allow(/4(09|22)/);
  await signIn(page, company, "/settings/attributes");
  await page.getByRole("button", { name: "Novo atributo" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Nome para as pessoas").fill("Plano contratado");
  await expect(dialog.getByLabel("Nome em textos e perguntas")).toHaveValue("plano_contratado");
  await dialog.getByText(/^Escolha/).click();
  await accessible(page);
  await dialog.getByRole("button", { name: "Criar" }).click();
  await expect(dialog.getByLabel("Opções, uma por linha")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Opções, uma por linha").fill("Fibra\nRádio");
  await dialog.getByRole("button", { name: "Criar" }).click();
  const list = page.getByRole("list", { name: "Atributos dos contatos" });
  await expect(list).toContainText("Fibra, Rádio");
  await company.call("POST", "/api/v1/segments", { name: "Com fibra", text: "attr.plano_contratado = fibra" });
  await page.getByRole("button", { name: "Excluir o atributo Plano contratado" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Excluir atributo" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("Com fibra");
  await accessible(page);
});

test("segments on a narrow screen", async ({ page, company }) => {
  await people(company);
  const made = await company.call<{ id: string }>("POST", "/api/v1/segments", {
    name: "Aninhado",
    text: 'tag = "norte" and (vip or (attr.saldo > 3 and not last_seen since 30d))',
  });
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, company, `/segments/${made.id}`);
  await expect(page.getByText("2 contatos agora")).toBeVisible();
  expect(await sideways(page)).toEqual([]);
  await accessible(page);
  await page.goto(`${places().base}/app/segments`);
  await expect(page.getByRole("link", { name: "Aninhado", exact: true })).toBeVisible();
  expect(await sideways(page)).toEqual([]);
});

test("people are asked for by what they got of one campaign, or of any", async ({ page, company }) => {
  const named = `Oferta ${company.tenantId.slice(-6)}`;
  const { id } = await company.call<{ id: string }>("POST", "/api/v1/campaigns", {
    name: named,
    targeting: { conditions: { kind: "all", of: [] } },
  });
  await signIn(page, company, "/segments/new");
  await page.getByRole("button", { name: "Condição", exact: true }).click();
  await page.getByRole("combobox", { name: "O que se pergunta" }).fill("leu");
  await page.getByRole("option", { name: "Leu uma campanha" }).click();
  await expect(page.getByRole("combobox", { name: "Campanha" })).toHaveValue("Qualquer campanha");
  await page.getByRole("combobox", { name: "Campanha" }).fill("oferta");
  await page.getByRole("option", { name: named }).click();
  await expect(page.getByLabel("Como texto")).toHaveValue(new RegExp(id));
  await page.getByRole("spinbutton", { name: "Dias", exact: true }).fill("7");
  await expect(page.getByLabel("Como texto")).toHaveValue(/7d/);
  await accessible(page);
});

test("what the ERP knows is asked by form and as text, once one is connected", async ({ page, company, watch }) => {
  watch.allow(/422/);
  const maria = await person(company, "Maria Fibra");
  const joao = await person(company, "João Bloqueado");
  await signIn(page, company, "/segments/new");
  await page.getByRole("button", { name: "Condição", exact: true }).click();
  await page.getByRole("combobox", { name: "O que se pergunta" }).fill("ERP:");
  await expect(page.getByRole("option", { name: /^ERP:/ })).toHaveCount(0);

  await connected(company);
  await linked(company, maria.id, MARIA);
  await linked(company, joao.id, JOAO);
  await page.goto(`${places().base}/app/segments/new`);
  await page.getByRole("button", { name: "Condição", exact: true }).click();
  await choose(page, 0, "O que se pergunta", "ERP: plano");
  await page.getByRole("textbox", { name: "Valor" }).fill("500 mega");
  await expect(text(page)).toHaveValue('erp.plan ~ "500 mega"');
  await expect(page.getByText("1 contato agora")).toBeVisible();
  await page.getByRole("button", { name: "Condição", exact: true }).click();
  await choose(page, 1, "O que se pergunta", "ERP: situação do contrato");
  await choose(page, 1, "Como se compara", "não é");
  await choose(page, 0, "Valor", "Bloqueado");
  await expect(text(page)).toHaveValue('erp.plan ~ "500 mega" and not erp.contract = "blocked"');
  await expect(page.getByText("1 contato agora")).toBeVisible();
  await accessible(page);

  await text(page).fill("erp.contract = blocked and erp.overdue_days >= 0 and erp.plan is set");
  await expect(page.getByText("1 contato agora")).toBeVisible();
  const fields = page.getByRole("combobox", { name: "O que se pergunta" });
  await expect(fields.nth(0)).toHaveValue("ERP: situação do contrato");
  await expect(page.getByRole("combobox", { name: "Valor" })).toHaveValue("Bloqueado");
  await expect(fields.nth(1)).toHaveValue("ERP: dias em atraso");
  await expect(page.getByRole("combobox", { name: "Como se compara" }).nth(2)).toContainText("o ERP informa");
  await page.getByLabel("Nome", { exact: true }).fill("Bloqueados");
  await page.getByRole("combobox", { name: "Contato", exact: true }).fill("Maria");
  await page.getByRole("option", { name: /Maria Fibra/ }).click();
  await expect(page.getByText("Maria Fibra não entra no segmento.")).toBeVisible();
  await expect(page.getByText("Visto: Ativo")).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await sideways(page)).toEqual([]);
});
