import type { Page } from "@playwright/test";
import { type Company, freshPhone } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";
import { sideways } from "./looks";

type Saved = {
  id: string;
  status: string;
  type: string;
  message: {
    template_id: string | null;
    variables: Record<string, string>;
    variants: { key: string; weight: number }[];
  };
  steps: { after: number; condition: object | null }[];
};

const summary = (page: Page) => page.getByRole("complementary", { name: "Resumo" });

async function choose(page: Page, label: string, option: string | RegExp, at = 0): Promise<void> {
  await page.getByRole("combobox", { name: label }).nth(at).click();
  await page.getByRole("option", { name: option }).first().click();
}

/** Two with a tag who agreed, one who did not; and a template that is approved. */
async function people(company: Company): Promise<void> {
  for (const name of ["Ana Norte", "Bia Norte", "Caio Norte"]) {
    const { id } = await company.call<{ id: string }>("POST", "/api/v1/contacts", {
      phone: freshPhone(),
      name,
      tags: ["norte"],
    });
    if (name !== "Caio Norte")
      await company.call("POST", `/api/v1/contacts/${id}/consents`, {
        purpose: "marketing",
        given: true,
        source: "test",
      });
  }
  const template = await company.call<{ id: string }>("POST", "/api/v1/templates", {
    name: "promo",
    language: "pt_BR",
    category: "MARKETING",
    components: [{ type: "BODY", text: "Olá {{1}}, temos novidades.", example: { body_text: [["Ana"]] } }],
  });
  await company.call("POST", `/api/v1/templates/${template.id}/submit`);
  await expect
    .poll(async () => (await company.call<{ status: string }>("GET", `/api/v1/templates/${template.id}`)).status)
    .toBe("approved");
}

const only = async (company: Company) =>
  (await company.call<{ data: Saved[] }>("GET", "/api/v1/campaigns")).data[0] as Saved;

test("a broadcast is drawn up by keyboard, counted, previewed and started", async ({ page, company }) => {
  await people(company);
  await signIn(page, company, "/campaigns/new");
  await page.getByLabel("Nome da campanha").focus();
  await page.keyboard.type("Novidades");
  await page.getByRole("combobox", { name: "Etiquetas" }).focus();
  await page.keyboard.type("norte");
  await page.keyboard.press("Enter");
  await expect(summary(page)).toContainText("de 3 pessoas no público");
  await expect(summary(page).getByRole("region", { name: "Quem fica de fora" })).toContainText(
    "Sem consentimento para a finalidade",
  );
  await page.getByRole("combobox", { name: "Modelo aprovado" }).focus();
  await page.keyboard.type("promo");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Variável 1" }).focus();
  await page.keyboard.type("{{ contact.fir");
  await page.getByRole("button", { name: "contact.first_name" }).press("Enter");
  await expect(page.getByRole("textbox", { name: "Variável 1" })).toHaveValue("{{ contact.first_name }}");
  await page.getByRole("button", { name: "Salvar e ver como três pessoas leem" }).press("Enter");
  await expect(page.getByRole("list", { name: "Revisão" })).toContainText("Olá Ana, temos novidades.");
  await expect(summary(page).getByText("Falta para iniciar")).toHaveCount(0);
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  await page.getByRole("button", { name: "Iniciar", exact: true }).press("Enter");
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText("2 pessoas recebem");
  await dialog.getByRole("button", { name: "Iniciar" }).press("Enter");
  await expect(page).toHaveURL(/\/campaigns\/[0-9a-f-]{36}$/);
  await expect.poll(async () => (await only(company)).status).toMatch(/running|completed/);
});

test("what is missing is said in the summary and leads to its field; leaving asks", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/422/);
  await people(company);
  await page.setViewportSize({ width: 390, height: 800 });
  await signIn(page, company, "/campaigns/new");
  await page.getByLabel("Mensagens por hora").fill("0");
  await expect(page.getByLabel("Mensagens por hora")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Mensagens por hora").fill("10");
  await page.getByRole("button", { name: "Iniciar", exact: true }).click();
  await expect(page.getByLabel("Nome da campanha")).toHaveAttribute("aria-invalid", "true");
  await summary(page)
    .getByRole("link", { name: /^Mensagem: / })
    .first()
    .click();
  await expect(page.getByRole("combobox", { name: "Modelo aprovado" })).toBeFocused();
  await expect(page.getByRole("combobox", { name: "Modelo aprovado" })).toHaveAttribute("aria-invalid", "true");
  await page.keyboard.press("Escape");
  expect(await sideways(page)).toEqual([]);
  await accessible(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("link", { name: "Contatos" }).first().click();
  await expect(page.getByRole("alertdialog")).toContainText("Sair sem salvar?");
});

test("a drip with variants is saved and read back", async ({ page, company }) => {
  await people(company);
  await signIn(page, company, "/campaigns/new");
  await page.getByLabel("Nome da campanha").fill("Em dois passos");
  await page.getByRole("radio", { name: /^Sequência/ }).check({ force: true });
  await choose(page, "Etiquetas", "norte");
  await page.getByRole("switch", { name: "Testar variantes (A/B)" }).check({ force: true });
  await choose(page, "Modelo aprovado", /promo/, 0);
  await page.getByRole("textbox", { name: "Variável 1" }).fill("amiga");
  await page.getByRole("textbox", { name: "Peso" }).nth(1).fill("3");
  await page.getByRole("button", { name: "Adicionar mensagem" }).click();
  await page.getByLabel("Quanto depois da anterior").fill("2");
  await page.getByRole("button", { name: "Salvar rascunho" }).click();
  await expect(page).toHaveURL(/\/edit$/);
  const saved = await only(company);
  expect(saved.type).toBe("drip");
  expect(saved.message.variants.map(({ key, weight }) => [key, weight])).toEqual([
    ["A", 1],
    ["B", 3],
  ]);
  expect(saved.steps.map((step) => step.after)).toEqual([172_800]);
  await page.reload();
  await expect(page.getByLabel("Quanto depois da anterior")).toHaveValue("2");
  await expect(page.getByRole("textbox", { name: "Variável 1" })).toHaveValue("amiga");
  await expect(page.getByRole("button", { name: "Salvar rascunho" })).toBeDisabled();
});

test("people come from a file, and the message says what the file says of each", async ({ page, company, watch }) => {
  test.setTimeout(60_000);
  watch.allow(/422/);
  await people(company);
  const rules = await company.call<object>("GET", "/api/v1/campaigns/policy");
  await company.call("PUT", "/api/v1/campaigns/policy", { ...rules, quiet_hours: null });
  const phones = [freshPhone(), freshPhone()];
  const rows = [
    "Nome;Celular;Plano",
    `Davi Arquivo;${phones[0]};600 mega`,
    `Eva Arquivo;${phones[1]};1 giga`,
    "Sem;nada;x",
  ];
  await signIn(page, company, "/campaigns/new");
  await page.getByLabel("Nome da campanha").fill("Do arquivo");
  await page
    .locator("#at-targeting-file input[type=file]")
    .setInputFiles({ name: "clientes.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) });
  const dialog = page.getByRole("dialog", { name: "Pessoas de um arquivo" });
  await expect(dialog).toContainText("Linhas: 3 · contatos novos: 2 · já existem: 0 · recusadas: 1");
  await expect(dialog.getByRole("combobox", { name: "Coluna do telefone" })).toContainText("Celular");
  await dialog.getByText("Estas pessoas deram consentimento").click();
  await expect(dialog.getByRole("button", { name: "Usar este arquivo" })).toBeDisabled();
  await dialog.getByLabel("Onde foi dito").fill("formulário da feira");
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  await dialog.getByRole("button", { name: "Usar este arquivo" }).click();
  const place = page.locator("#at-targeting-file");
  await expect(place).toContainText("Pessoas lidas: 2 · linhas recusadas: 1", { timeout: 15_000 });
  await expect(page).toHaveURL(/\/edit$/);
  await expect(summary(page)).toContainText("de 2 pessoas no público", { timeout: 15_000 });
  await choose(page, "Modelo aprovado", /promo/);
  await page.getByRole("textbox", { name: "Variável 1" }).fill("{{ file.");
  await page.getByRole("button", { name: "file.plano" }).click();
  await page.getByRole("button", { name: "Salvar e ver como três pessoas leem" }).click();
  await expect(page.getByRole("list", { name: "Revisão" })).toContainText("Olá 600 mega, temos novidades.");
  await accessible(page);
  await page.reload();
  await expect(place).toContainText("O público vem de um arquivo.");
  await page.getByRole("button", { name: "Iniciar", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Iniciar" }).click();
  await expect
    .poll(async () => (await company.phone(phones[1] as string)).map((one) => one.text).join(), { timeout: 20_000 })
    .toContain("Olá 1 giga, temos novidades.");
});
