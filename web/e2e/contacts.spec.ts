import type { Page } from "@playwright/test";
import { type Company, freshPhone, places } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";
import { sideways } from "./looks";

type Contact = { id: string; name: string; tags: string[]; opted_in: boolean; attributes: Record<string, unknown> };

const person = (company: Company, name: string, more: object = {}) =>
  company.call<Contact>("POST", "/api/v1/contacts", { phone: freshPhone(), name, ...more });
const row = (page: Page, name: string) => page.getByRole("row").filter({ hasText: name });
const table = (page: Page) => page.getByRole("grid", { name: "Contatos" });
const listed = async (company: Company, query: string) =>
  (await company.call<{ data: Contact[] }>("GET", `/api/v1/contacts?limit=100&${query}`)).data;

async function inBothThemes(page: Page): Promise<void> {
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
}

test("contacts are found, filtered and sorted, and the view is in the address", async ({ page, company }) => {
  await person(company, "Amélia Souza", { tags: ["norte"] });
  await person(company, "Bento Rocha", { tags: ["sul"], email: "bento@exemplo.com" });
  await person(company, "Zilda Prado", { tags: ["norte"] });
  await signIn(page, company, "/contacts");
  await expect(row(page, "Bento Rocha")).toBeVisible();
  await inBothThemes(page);
  await page.getByRole("searchbox", { name: "Buscar por nome, telefone ou e-mail" }).fill("amelia");
  await expect(row(page, "Bento Rocha")).toHaveCount(0);
  await expect(row(page, "Amélia Souza")).toBeVisible();
  await expect(page).toHaveURL(/q=amelia/);
  await page.getByRole("button", { name: "Limpar filtros" }).click();
  const tags = page.getByRole("combobox", { name: "Etiqueta" });
  await tags.fill("nor");
  await page.getByRole("option", { name: /norte/ }).click();
  await expect(row(page, "Bento Rocha")).toHaveCount(0);
  await page.getByRole("columnheader", { name: "Nome" }).getByRole("button").click();
  await expect(page).toHaveURL(/sort=name/);
  await expect(table(page).getByRole("row").nth(1)).toContainText("Amélia");
  await page.getByRole("columnheader", { name: "Nome" }).getByRole("button").click();
  await expect(table(page).getByRole("row").nth(1)).toContainText("Zilda");
  await page.reload();
  await expect(table(page).getByRole("row").nth(1)).toContainText("Zilda");
  await expect(row(page, "Bento Rocha")).toHaveCount(0);
});

test("the table is walked, chosen from and opened by keys alone", async ({ page, company }) => {
  for (const name of ["Um Contato", "Dois Contatos", "Três Contatos"]) await person(company, name);
  await signIn(page, company, "/contacts?sort=name&order=asc");
  await row(page, "Dois Contatos").getByRole("gridcell").nth(1).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await expect(page.getByRole("toolbar", { name: "Ações com os selecionados" })).toContainText("1 selecionado");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await expect(page.getByRole("toolbar", { name: "Ações com os selecionados" })).toContainText("2 selecionados");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Três Contatos");
  await page.keyboard.press("g");
  await page.keyboard.press("c");
  await expect(page.getByRole("heading", { level: 1, name: "Contatos" })).toBeVisible();
});

test("many are tagged, put on a list, opted out and deleted at once", async ({ page, company }) => {
  for (const name of ["Ana Lote", "Bia Lote", "Caio Lote"]) await person(company, name);
  await company.call("POST", "/api/v1/contact-lists", { name: "Feira" });
  await signIn(page, company, "/contacts");
  const bar = page.getByRole("toolbar", { name: "Ações com os selecionados" });
  await expect(row(page, "Ana Lote")).toBeVisible();
  await page.getByRole("checkbox", { name: "Selecionar todas as linhas" }).check();
  await expect(bar).toContainText("3 selecionados");
  await bar.getByRole("button", { name: "Etiquetas" }).click();
  await page.getByRole("menuitem", { name: "Adicionar etiquetas" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Etiquetas" }).fill("lote");
  await page.getByRole("option", { name: "Criar “lote”" }).click();
  await accessible(page);
  await dialog.getByRole("button", { name: "Aplicar" }).click();
  await expect(page.getByText("3 contatos alterados.")).toBeVisible();
  await expect(row(page, "Caio Lote")).toContainText("lote");
  expect((await listed(company, "tags=lote")).length).toBe(3);

  await bar.getByRole("button", { name: "Listas" }).click();
  await page.getByRole("menuitem", { name: "Colocar em uma lista" }).click();
  await dialog.getByRole("combobox", { name: "Lista" }).click();
  await page.getByRole("option", { name: /Feira/ }).click();
  await dialog.getByRole("button", { name: "Aplicar" }).click();
  await expect(page.getByRole("navigation", { name: "Segmentos e listas" })).toContainText("Feira3");

  await bar.getByRole("button", { name: "Consentimento" }).click();
  await page.getByRole("menuitem", { name: "Registrar recusa de marketing" }).click();
  await dialog.getByLabel("Onde foi dito").fill("pedido por telefone");
  await dialog.getByRole("button", { name: "Aplicar" }).click();
  await expect(dialog).toHaveCount(0);
  const refused = await listed(company, `text=${encodeURIComponent("opted_out")}`);
  expect(refused.length).toBe(3);

  await bar.getByRole("button", { name: "Excluir" }).click();
  await accessible(page);
  await page.getByRole("alertdialog").getByRole("button", { name: "Excluir" }).click();
  await expect(page.getByText("Nenhum contato ainda")).toBeVisible();
  expect(await listed(company, "")).toEqual([]);
});

test("all of a filter are changed, not only those that are loaded", async ({ page, company }) => {
  const form = new FormData();
  const lines = Array.from({ length: 130 }, (_, at) => `Pessoa ${at};1198${String(1_000_000 + at)}`);
  form.append("file", new Blob([["Nome;Telefone", ...lines].join("\n")]), "muitos.csv");
  const headers = { authorization: `Bearer ${company.token}` };
  await fetch(`${places().base}/api/v1/contacts/import`, { method: "POST", body: form, headers });
  const count = async () =>
    (await company.call<{ count: number }>("POST", "/api/v1/segments/count", { text: "everybody" })).count;
  await expect.poll(count).toBe(130);
  await signIn(page, company, "/contacts?q=Pessoa");
  await expect(page.getByText("130 contatos")).toBeVisible();
  await page.getByRole("checkbox", { name: "Selecionar todas as linhas" }).check();
  await page.getByRole("button", { name: "Selecionar todos os 130 contatos" }).click();
  const bar = page.getByRole("toolbar", { name: "Ações com os selecionados" });
  await expect(bar).toContainText("130 selecionados");
  await bar.getByRole("button", { name: "Etiquetas" }).click();
  await page.getByRole("menuitem", { name: "Adicionar etiquetas" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Etiquetas" }).fill("todos");
  await page.getByRole("option", { name: "Criar “todos”" }).click();
  await dialog.getByRole("button", { name: "Aplicar" }).click();
  await expect(page.getByText("130 contatos alterados.")).toBeVisible();
  const download = page.waitForEvent("download");
  await bar.getByRole("button", { name: "Exportar" }).click();
  await page.getByRole("menuitem", { name: "CSV" }).click();
  expect((await download).suggestedFilename()).toBe("contatos.csv");
});

test("a new contact is added, and one who is there already is led to", async ({ page, company, watch }) => {
  watch.allow(/409/);
  const phone = freshPhone();
  await company.call("POST", "/api/v1/contacts", { phone, name: "Ana Primeira" });
  await signIn(page, company, "/contacts");
  await expect(row(page, "Ana Primeira")).toBeVisible();
  await page.keyboard.press("n");
  const dialog = page.getByRole("dialog", { name: "Novo contato" });
  await dialog.getByLabel("Telefone").fill("123");
  await dialog.getByRole("button", { name: "Adicionar" }).click();
  await expect(dialog.getByText("Isto não parece um número de telefone.")).toBeVisible();
  await accessible(page);
  await dialog.getByLabel("Telefone").fill(phone);
  await dialog.getByRole("button", { name: "Adicionar" }).click();
  await expect(dialog.getByRole("link", { name: "Abrir o contato que já existe" })).toBeVisible();
  await dialog.getByLabel("Telefone").fill(freshPhone());
  await dialog.getByLabel("Nome").fill("Bia Segunda");
  await dialog.getByRole("button", { name: "Adicionar" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Bia Segunda");
});

test("a person is changed in place, with what the server refuses at its field", async ({ page, company, watch }) => {
  watch.allow(/422/);
  await company.call("POST", "/api/v1/contact-attributes", { name: "saldo", label: "Saldo", type: "number" });
  const options = ["Fibra", "Rádio"];
  await company.call("POST", "/api/v1/contact-attributes", { name: "plano", label: "Plano", type: "choice", options });
  const { id } = await person(company, "Ana Dados");
  await signIn(page, company, `/contacts/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Ana Dados");
  await inBothThemes(page);
  await page.getByRole("button", { name: "Editar: Saldo" }).click();
  await page.getByLabel("Saldo").fill("muito");
  await page.getByLabel("Saldo").press("Enter");
  await expect(page.getByLabel("Saldo")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Saldo").fill("1.234,50");
  await page.getByLabel("Saldo").press("Enter");
  await expect(page.getByText("1.234,5", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Editar: Saldo" })).toBeFocused();
  await page.getByRole("button", { name: "Editar: Plano" }).click();
  await page.getByRole("combobox", { name: "Plano" }).click();
  await page.getByRole("option", { name: "Rádio" }).click();
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("combobox", { name: "Plano" })).toHaveCount(0);
  const kept = await company.call<Contact>("GET", `/api/v1/contacts/${id}`);
  expect(kept.attributes).toEqual({ saldo: 1234.5, plano: "Rádio" });

  await page.getByRole("combobox", { name: "Adicionar etiqueta" }).fill("vistoria");
  await page.getByRole("option", { name: "Criar “vistoria”" }).click();
  await expect(page.getByRole("button", { name: "Remover vistoria" })).toBeVisible();
  await page.getByRole("button", { name: "Registrar" }).click();
  const dialog = page.getByRole("dialog", { name: "Registrar" });
  await dialog.getByLabel("Onde foi dito").fill("balcão da loja");
  await dialog.getByLabel("Texto mostrado à pessoa").fill("Aceito receber ofertas.");
  await accessible(page);
  await dialog.getByRole("button", { name: "Registrar" }).click();
  await expect(page.getByText("Aceitou: balcão da loja")).toBeVisible();
  await expect(page.getByText("registrado por Ana Administradora").first()).toBeVisible();
  expect((await company.call<Contact>("GET", `/api/v1/contacts/${id}`)).opted_in).toBe(true);
  await page.getByRole("tab", { name: "Consentimentos" }).click();
  await expect(page.getByText("Consentimento dado: marketing")).toBeVisible();
  await expect(page.getByText("Contato criado")).toHaveCount(0);
});

test("two contacts become one after a look at what is kept, and two again", async ({ page, company }) => {
  const one = await person(company, "Ana Nova", { tags: ["a"] });
  const two = await person(company, "Ana Antiga", { tags: ["b"], email: "ana@exemplo.com" });
  await signIn(page, company, `/contacts/${one.id}`);
  const merge = async () => {
    await page.getByRole("button", { name: "Mais ações com o contato" }).click();
    await page.getByRole("menuitem", { name: "Unir com outro contato" }).click();
    const dialog = page.getByRole("dialog", { name: "Unir com outro contato" });
    await dialog.getByRole("combobox", { name: "O outro contato" }).fill("Ana Antiga");
    await page.getByRole("option", { name: /Ana Antiga/ }).click();
    await expect(dialog.getByText("ana@exemplo.com")).toBeVisible();
    await dialog.getByLabel("Motivo").fill("mesma pessoa");
    return dialog;
  };
  const dialog = await merge();
  await accessible(page);
  await dialog.getByRole("button", { name: "Unir", exact: true }).click();
  await expect(page.getByText("Ana Antiga agora faz parte deste contato")).toBeVisible();
  const other = await page.context().newPage();
  await other.goto(`${places().base}/app/contacts/${two.id}`);
  await expect(other).toHaveURL(new RegExp(one.id));
  await other.close();
  await expect(page.getByRole("button", { name: "Remover b" })).toBeVisible();
  await page.getByRole("button", { name: "Desfazer", exact: true }).click();
  await expect(page.getByRole("button", { name: "Remover b" })).toHaveCount(0);
  expect((await company.call<Contact>("GET", `/api/v1/contacts/${two.id}`)).name).toBe("Ana Antiga");
  await expect(page.getByText("A união foi desfeita").first()).toBeVisible();
});

test("the inbox leads to the person, and the person back into the conversation", async ({ page, company }) => {
  await company.says(freshPhone(), "Oi, tudo bem?", "Olívia Ponte");
  await signIn(page, company, "/inbox?tab=all");
  await page.getByRole("option").filter({ hasText: "Olívia Ponte" }).click();
  await page.getByRole("link", { name: "Abrir a página do contato" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Olívia Ponte");
  await page.getByRole("button", { name: "Conversar" }).click();
  await page.getByRole("dialog").getByRole("link", { name: "Abrir a conversa" }).click();
  await expect(page.getByRole("log")).toContainText("Oi, tudo bem?");
});

test("lists are kept in order, and columns are chosen for good", async ({ page, company, watch }) => {
  watch.allow(/409/);
  await company.call("POST", "/api/v1/contact-attributes", { name: "cidade", label: "Cidade", type: "text" });
  await person(company, "Ana Colunas", { attributes: { cidade: "Campinas" } });
  await signIn(page, company, "/contacts");
  await page.getByRole("button", { name: "Gerenciar listas" }).click();
  const dialog = page.getByRole("dialog", { name: "Gerenciar listas" });
  for (const name of ["Feira", "Bairro"]) {
    await dialog.getByLabel("Nova lista").fill(name);
    await dialog.getByRole("button", { name: "Criar" }).click();
    await expect(dialog.getByRole("listitem").filter({ hasText: name })).toBeVisible();
  }
  await accessible(page);
  await dialog.getByRole("button", { name: "Renomear a lista Bairro" }).click();
  await dialog.getByLabel("Nome da lista").fill("Feira");
  await dialog.getByRole("button", { name: "Renomear", exact: true }).click();
  await expect(dialog.getByLabel("Nome da lista")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Nome da lista").fill("Bairro novo");
  await dialog.getByRole("button", { name: "Renomear", exact: true }).click();
  await dialog.getByRole("button", { name: "Excluir a lista Feira" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Excluir lista" }).click();
  await expect(dialog.getByRole("listitem").filter({ hasText: "Feira" })).toHaveCount(0);
  await page.keyboard.press("Escape");
  const side = page.getByRole("navigation", { name: "Segmentos e listas" });
  await expect(side.getByRole("button", { name: /Bairro novo/ })).toBeVisible();
  await page.getByRole("button", { name: "Colunas" }).click();
  await page.getByRole("checkbox", { name: "Cidade" }).check();
  await page.getByRole("checkbox", { name: "Telefone" }).uncheck();
  await page.getByRole("button", { name: "Pronto" }).click();
  await page.reload();
  await expect(row(page, "Ana Colunas")).toContainText("Campinas");
  await expect(page.getByRole("columnheader", { name: "Telefone" })).toHaveCount(0);
});

test("somebody is marked, blocked and deleted after it was said what is lost", async ({ page, company }) => {
  const { id } = await person(company, "Ana Saída");
  await signIn(page, company, `/contacts/${id}`);
  const choose = async (name: string) => {
    await page.getByRole("button", { name: "Mais ações com o contato" }).click();
    await page.getByRole("menuitem", { name, exact: true }).click();
  };
  await choose("Marcar como VIP");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("VIP");
  await choose("Bloquear");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Bloqueado");
  await expect(page.getByRole("button", { name: "Conversar" })).toHaveCount(0);
  await choose("Excluir contato");
  const asked = page.getByRole("alertdialog", { name: "Excluir Ana Saída?" });
  await asked.getByLabel("Motivo (opcional)").fill("a pedido");
  await accessible(page);
  await asked.getByRole("button", { name: "Excluir contato" }).click();
  await expect(page).toHaveURL(/\/contacts$/);
  expect(await listed(company, "")).toEqual([]);
});

test("the first message to who has not written yet leaves as a template", async ({ page, company }) => {
  await company.twin("POST", "/twin/templates", {
    waba_id: company.wabaId,
    name: "boas_vindas",
    language: "pt_BR",
    category: "UTILITY",
    status: "APPROVED",
    components: [{ type: "BODY", text: "Olá {{1}}, seja bem-vinda!", example: { body_text: [["Ana"]] } }],
  });
  await company.call("POST", "/api/v1/templates/sync", {});
  const { id } = await person(company, "Ana Primeira Vez");
  await signIn(page, company, `/contacts/${id}`);
  await page.getByRole("button", { name: "Conversar" }).click();
  const dialog = page.getByRole("dialog", { name: "Conversar" });
  await dialog.getByRole("combobox", { name: "Modelo" }).click();
  await page.getByRole("option", { name: /boas_vindas/ }).click();
  await dialog.getByLabel("Variável 1").fill("Ana");
  await expect(dialog.getByText("Olá Ana, seja bem-vinda!")).toBeVisible();
  await accessible(page);
  await dialog.getByRole("button", { name: "Enviar" }).click();
  await expect(page.getByRole("log")).toContainText("Olá Ana, seja bem-vinda!");
});

test("a reader sees masked numbers and nothing to change; without the right the page is refused", async ({
  page,
  company,
}) => {
  const { id } = await person(company, "Ana Segredo");
  const email = `leitor-${company.tenantId.slice(-8)}@provedor.example`;
  const viewer = { email, name: "Leo Leitor", role: "viewer", password: company.password };
  const made = await company.call<{ id: string }>("POST", "/api/v1/users", viewer);
  await signIn(page, { email, password: company.password }, "/contacts");
  await expect(row(page, "Ana Segredo")).toContainText("•");
  await expect(page.getByRole("button", { name: "Novo contato" })).toHaveCount(0);
  await page.goto(`${places().base}/app/contacts/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Ana Segredo");
  await expect(page.getByRole("button", { name: /^Editar/ })).toHaveCount(0);
  await accessible(page);
  await page.goto(`${places().base}/app/contacts/import`);
  await expect(page.getByText("write:contacts")).toBeVisible();
  await company.call("PUT", `/api/v1/users/${made.id}/permissions`, { grants: [], denials: ["read:contacts"] });
  await page.goto(`${places().base}/app/contacts`);
  await expect(page.getByText("Você não tem acesso a esta página")).toBeVisible();
  await accessible(page);
});

test("the palette finds a person and leads to their page", async ({ page, company }) => {
  await person(company, "Quitéria Rara");
  await signIn(page, company, "/segments");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("quiteria");
  await expect(page.getByRole("option", { name: /Quitéria Rara/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Quitéria Rara");
});

test("contacts on a narrow screen", async ({ page, company }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const { id } = await person(company, "Ana Estreita", { tags: ["a", "b", "c"] });
  await signIn(page, company, "/contacts");
  await expect(row(page, "Ana Estreita")).toBeVisible();
  expect(await sideways(page)).toEqual([]);
  await page.getByRole("button", { name: "Segmentos e listas" }).click();
  await expect(page.getByRole("dialog", { name: "Segmentos e listas" })).toBeVisible();
  await accessible(page);
  await page.keyboard.press("Escape");
  await page.goto(`${places().base}/app/contacts/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Ana Estreita");
  expect(await sideways(page)).toEqual([]);
  await accessible(page);
});
