import type { Page } from "@playwright/test";
import { type Company, places } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";
import { sideways } from "./looks";
import { workbook } from "./xlsx";

type Contact = { id: string; name: string; phone: string; email: string | null; tags: string[]; opted_in: boolean };
type Import = { id: string; created: number; updated: number; unchanged: number; refused: number; seen: number };

const people = async (company: Company, query = "") =>
  (await company.call<{ data: Contact[] }>("GET", `/api/v1/contacts?limit=100&${query}`)).data;
const figure = (page: Page, label: string) =>
  page
    .locator("dl > div")
    .filter({ hasText: new RegExp(`^${label}`) })
    .locator("dd");
const give = (page: Page, name: string, content: string | Buffer) =>
  page.locator("input[type=file]").setInputFiles({
    name,
    mimeType: name.endsWith("csv") ? "text/csv" : "application/octet-stream",
    buffer: Buffer.from(content),
  });

const ROWS = [
  ["Nome", "Celular", "E-mail", "Plano"],
  ["Ana Arquivo", "11 98765-4321", "ana@exemplo.com", "Fibra"],
  ["Bia Arquivo", "sem telefone", "", ""],
  ["Caio Arquivo", "(21) 98765-4321", "nada", ""],
  ["Ana de novo", "11 8765-4321", "", ""],
  ["Eva Arquivo", "+55 31 98765-4321", "", "Rádio"],
];

test("a CSV is mapped, checked and imported, and the report says what is stored", async ({ page, company }) => {
  // Known already, by the number without its ninth digit.
  await company.call("POST", "/api/v1/contacts", { phone: "+553187654321", name: "Eva Conhecida", opted_in: false });
  await company.call("POST", "/api/v1/contact-lists", { name: "Feira" });
  await signIn(page, company, "/contacts/import");
  await expect(page.getByRole("button", { name: "Escolher arquivo" })).toBeVisible();
  await accessible(page);
  await give(page, "clientes.csv", ROWS.map((row) => row.join(";")).join("\n"));
  await expect(page.getByText("O que é cada coluna")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Separador" })).toContainText("Ponto e vírgula");
  await expect(page.getByRole("combobox", { name: "A coluna Celular é" })).toContainText("Telefone");
  await page.getByRole("combobox", { name: "A coluna Plano é" }).click();
  await page.getByRole("option", { name: "Novo atributo…" }).click();
  await expect(page.getByLabel("Nome para as pessoas")).toHaveValue("Plano");
  await page.getByRole("dialog").getByRole("button", { name: "Criar" }).click();
  await expect(page.getByRole("combobox", { name: "A coluna Plano é" })).toContainText("Plano");
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  await page.getByRole("button", { name: "Conferir" }).click();
  await expect(figure(page, "linhas")).toHaveText("5");
  await expect(figure(page, "contatos novos")).toHaveText("1");
  await expect(figure(page, "já existem")).toHaveText("1");
  await expect(figure(page, "recusadas")).toHaveText("3");
  await expect(page.getByLabel("Linha 3, Celular")).toHaveValue("sem telefone");
  expect(await people(company)).toHaveLength(1);
  await page.getByRole("combobox", { name: "Etiquetas" }).fill("feira");
  await page.getByRole("option", { name: "Criar “feira”" }).click();
  await page.getByRole("combobox", { name: "Lista" }).click();
  await page.getByRole("option", { name: "Feira" }).click();
  await page.getByText("Estas pessoas deram consentimento").click();
  await page.getByLabel("Onde foi dito").fill("formulário da feira");
  await page.getByLabel("Texto mostrado às pessoas").fill("Aceito receber ofertas.");
  await accessible(page);
  await page.getByRole("button", { name: "Importar 2 contatos" }).click();
  await expect(page.getByText("concluída").first()).toBeVisible();
  const id = new URL(page.url()).searchParams.get("id")?.replaceAll('"', "") ?? "";
  const told = await company.call<Import>("GET", `/api/v1/contacts/imports/${id}`);
  expect([told.created, told.updated, told.refused, told.seen]).toEqual([1, 1, 3, 5]);
  await expect(figure(page, "criados")).toHaveText(String(told.created));
  await expect(figure(page, "atualizados")).toHaveText(String(told.updated));
  await expect(figure(page, "linhas recusadas")).toHaveText(String(told.refused));
  await accessible(page);
  const stored = await people(company, "tags=feira");
  expect(stored.map((one) => [one.name, one.opted_in]).sort()).toEqual([
    ["Ana Arquivo", true],
    ["Eva Arquivo", false],
  ]);
  const lists = await company.call<{ data: { members: number }[] }>("GET", "/api/v1/contact-lists");
  expect(lists.data[0]?.members).toBe(2);
  const ana = stored.find((one) => one.name === "Ana Arquivo") as Contact;
  const proofs = await company.call<{ data: { source: string; text: string }[] }>(
    "GET",
    `/api/v1/contacts/${ana.id}/consents`,
  );
  expect(proofs.data[0]).toMatchObject({ source: "formulário da feira", text: "Aceito receber ofertas." });
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Baixar linhas recusadas" }).click();
  expect((await download).suggestedFilename()).toBe("linhas-recusadas.csv");
});

test("refused rows are put right where they are shown, and imported as they were written", async ({
  page,
  company,
}) => {
  await signIn(page, company, "/contacts/import");
  const wrong = [
    ["Bia Arquivo", "sem telefone", "bia@exemplo.com"],
    ["Caio Arquivo", "(21) 98765-4321", "nada"],
    ["Linha demais", "", ""],
  ];
  const rows = [["Nome", "Celular", "E-mail"], ["Ana Arquivo", "11 98765-4321", ""], ...wrong];
  // A workbook as well as a text: the server puts the cells right.
  await give(page, "clientes.xlsx", workbook(rows));
  await page.getByRole("button", { name: "Conferir" }).click();
  await expect(figure(page, "recusadas")).toHaveText("3");
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  await expect(page.getByRole("button", { name: "Conferir de novo" })).toBeDisabled();
  await expect(page.getByLabel("Linha 3, Celular")).toHaveAccessibleDescription(/telefone/i);
  await page.getByLabel("Linha 3, Celular").fill("31 98765-4321");
  await page.getByLabel("Linha 4, E-mail").fill("caio@exemplo");
  await page.getByLabel("Linha 5, Nome").fill("");
  await expect(page.getByText("3 linhas corrigidas, ainda não conferidas.")).toBeVisible();
  await page.getByRole("button", { name: "Conferir de novo" }).click();
  await expect(figure(page, "recusadas")).toHaveText("1");
  await expect(figure(page, "linhas")).toHaveText("3");
  await expect(page.getByLabel("Linha 4, E-mail")).toHaveValue("caio@exemplo");
  await page.getByLabel("Linha 4, E-mail").fill("caio@exemplo.com");
  await page.getByRole("button", { name: "Conferir de novo" }).click();
  await expect(figure(page, "recusadas")).toHaveText("0");
  await expect(page.getByText("3 linhas corrigidas aqui entram como você escreveu.")).toBeVisible();
  await page.getByRole("button", { name: "Importar 3 contatos" }).click();
  await expect(page.getByText("concluída").first()).toBeVisible();
  expect((await people(company)).map((one) => [one.name, one.phone, one.email]).sort()).toEqual([
    ["Ana Arquivo", "+5511987654321", null],
    ["Bia Arquivo", "+5531987654321", "bia@exemplo.com"],
    ["Caio Arquivo", "+5521987654321", "caio@exemplo.com"],
  ]);
});

test("an XLSX is imported, and what a running import does is there after leaving the page", async ({
  page,
  company,
}) => {
  await signIn(page, company, "/contacts/import");
  const many = Array.from({ length: 1500 }, (_, at) => [`Pessoa ${at}`, `1199${String(1_000_000 + at)}`]);
  const twice = [["Pessoa 0 outra vez", "1191000000"]];
  await give(page, "planilha.xlsx", workbook([["Nome", "Telefone"], ...many, ...twice, ["Sem nada", ""]]));
  await expect(page.getByText("Planilha Excel, primeira aba")).toBeVisible();
  await page.getByRole("button", { name: "Conferir" }).click();
  await expect(figure(page, "contatos novos")).toHaveText("1.500");
  await expect(figure(page, "recusadas")).toHaveText("2");
  await page.getByRole("button", { name: "Importar 1.500 contatos" }).click();
  await expect(page).toHaveURL(/id=/);
  await page.goto(`${places().base}/app/contacts`);
  await page.goto(`${places().base}/app/contacts/import`);
  await page.getByRole("link", { name: /planilha\.xlsx/ }).click();
  await expect(page.getByText("concluída").first()).toBeVisible({ timeout: 15_000 });
  await expect(figure(page, "criados")).toHaveText("1.500");
  await expect(figure(page, "linhas recusadas")).toHaveText("2");
  const counted = await company.call<{ count: number }>("POST", "/api/v1/segments/count", { text: "everybody" });
  expect(counted.count).toBe(1500);
});

test("rows are pasted, and a file that is none is said to be so", async ({ page, company, watch }) => {
  watch.allow(/422/);
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, company, "/contacts/import");
  await give(page, "nada.xlsx", Buffer.from("PK\x03\x04isto não é uma planilha"));
  await expect(page.getByRole("alert")).toBeVisible();
  expect(await sideways(page)).toEqual([]);
  await page.getByRole("button", { name: "Colar tabela" }).click();
  await page.getByLabel("Cole as linhas aqui").fill("Ana Colada\t11987654321\nBia Colada\t21987654321");
  await page.getByRole("button", { name: "Usar" }).click();
  await expect(page.getByRole("combobox", { name: "Separador" })).toContainText("Tabulação");
  await page.getByRole("combobox", { name: "A coluna Coluna 1 é" }).click();
  await page.getByRole("option", { name: "Nome", exact: true }).click();
  expect(await sideways(page)).toEqual([]);
  await accessible(page);
  await page.getByRole("link", { name: "Contatos" }).first().click();
  await expect(page.getByRole("alertdialog", { name: "Sair sem salvar?" })).toBeVisible();
  await page.getByRole("button", { name: "Cancelar" }).click();
  await page.getByRole("button", { name: "Conferir" }).click();
  await page.getByRole("button", { name: "Importar 2 contatos" }).click();
  await expect(figure(page, "criados")).toHaveText("2");
  expect(await sideways(page)).toEqual([]);
  expect((await people(company)).map((one) => one.name).sort()).toEqual(["Ana Colada", "Bia Colada"]);
});
