import { freshPhone, places } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";
import { composer, conversationWith, row, thread } from "./inbox";

test("a customer's message arrives without a reload, with its count and the title; the answer goes all the way to read", async ({
  page,
  company,
}) => {
  const phone = freshPhone();
  await signIn(page, company, "/inbox?tab=all");
  await expect(page.getByText("Nenhuma conversa aberta")).toBeVisible();
  await company.says(phone, "Minha internet caiu", "Bia Lima");
  await expect(row(page, "Bia Lima")).toContainText("Minha internet caiu");
  await expect(row(page, "Bia Lima")).toContainText("1 mensagem não lida");
  await expect(page).toHaveTitle(/\(1\) PyTake/);
  await row(page, "Bia Lima").click();
  await expect(thread(page)).toContainText("Minha internet caiu");
  await expect(row(page, "Bia Lima")).not.toContainText("não lida");
  await composer(page).fill("Já vou *verificar*, Bia.");
  await composer(page).press("Enter");
  await expect(thread(page).getByText("verificar")).toBeVisible();
  await expect(composer(page)).toHaveValue("");
  await expect(thread(page).getByRole("img", { name: "lida" })).toBeVisible();
  await expect(thread(page).getByText("Já vou")).toHaveCount(1);
  const seen = await company.phone(phone);
  expect(seen.filter((line) => !line.mine && line.text.includes("verificar"))).toHaveLength(1);
});

test("a failed message says why in plain words, and goes out when it is sent again", async ({ page, company }) => {
  const phone = freshPhone();
  await company.says(phone, "oi", "Caio Falha");
  const id = await conversationWith(company, "Caio Falha");
  await signIn(page, company, `/inbox/${id}`);
  await company.twin("POST", "/twin/faults", {
    kind: "error",
    code: 131026,
    count: 1,
    match: { path: company.phoneNumberId },
  });
  await composer(page).fill("Tudo certo?");
  await composer(page).press("Enter");
  await expect(thread(page).getByRole("button", { name: "Reenviar" })).toBeVisible();
  await thread(page).getByRole("button", { name: "Reenviar" }).click();
  await expect(thread(page).getByRole("img", { name: "lida" }).last()).toBeVisible();
});

test("a draft survives a reload, and belongs to its conversation", async ({ page, company }) => {
  await company.says(freshPhone(), "oi", "Dora Um");
  await company.says(freshPhone(), "olá", "Edu Dois");
  const first = await conversationWith(company, "Dora Um");
  await conversationWith(company, "Edu Dois");
  await signIn(page, company, `/inbox/${first}?tab=all`);
  await composer(page).fill("ainda não termin");
  await row(page, "Edu Dois").click();
  await expect(composer(page)).toHaveValue("");
  await row(page, "Dora Um").click();
  await expect(composer(page)).toHaveValue("ainda não termin");
  await page.reload();
  await expect(composer(page)).toHaveValue("ainda não termin");
});

test("a closed window offers templates in place of the box", async ({ page, company }) => {
  const phone = freshPhone();
  await company.says(phone, { text: "bom dia", ago: 25 * 3600 }, "Fábio Ontem");
  const id = await conversationWith(company, "Fábio Ontem");
  await signIn(page, company, `/inbox/${id}`);
  await expect(page.getByRole("button", { name: "Escolher modelo" })).toBeVisible();
  await expect(composer(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Escolher modelo" }).click();
  await expect(page.getByRole("dialog", { name: "Enviar um modelo" })).toBeVisible();
  await accessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Nota interna" }).click();
  await expect(page.getByLabel("Nota interna, só para a equipe")).toBeVisible();
});

test("a note is for colleagues alone: the provider never sees it", async ({ page, company }) => {
  const phone = freshPhone();
  await company.says(phone, "oi", "Gil Nota");
  const id = await conversationWith(company, "Gil Nota");
  await signIn(page, company, `/inbox/${id}`);
  await page.getByRole("tab", { name: "Nota interna" }).click();
  await page.getByLabel("Nota interna, só para a equipe").fill("OLT do bairro com alarme");
  await page.getByRole("button", { name: "Guardar nota" }).click();
  await expect(thread(page).getByText("OLT do bairro com alarme")).toBeVisible();
  await expect(page.getByRole("tab", { name: "Resposta" })).toHaveAttribute("aria-selected", "true");
  expect((await company.phone(phone)).filter((line) => !line.mine)).toHaveLength(0);
});

test("what is assigned in one tab shows in the other", async ({ page, context, company }) => {
  await company.says(freshPhone(), "oi", "Hugo Dono");
  const id = await conversationWith(company, "Hugo Dono");
  await signIn(page, company, `/inbox/${id}`);
  const other = await context.newPage();
  await other.goto(`${places().base}/app/inbox?tab=mine`);
  await expect(other.getByText("Nenhuma conversa é sua agora")).toBeVisible();
  await expect(page.getByRole("button", { name: "Resolver" })).toBeVisible();
  await page.keyboard.press("i");
  await expect(other.getByRole("option", { name: /Hugo Dono/ })).toBeVisible();
});

test("resolved by a key, taken back by Undo", async ({ page, company }) => {
  await company.says(freshPhone(), "oi", "Ivo Pronto");
  const id = await conversationWith(company, "Ivo Pronto");
  await signIn(page, company, `/inbox/${id}?tab=all`);
  await expect(page.getByRole("button", { name: "Resolver" })).toBeVisible();
  await page.keyboard.press("e");
  await expect(page.getByText("Conversa resolvida")).toBeVisible();
  await expect(row(page, "Ivo Pronto")).toHaveCount(0);
  await page.getByRole("button", { name: "Desfazer" }).click();
  await expect(row(page, "Ivo Pronto")).toBeVisible();
});

test("nothing jumps under the pointer: new ones wait behind a pill", async ({ page, company }) => {
  for (let n = 0; n < 14; n++)
    await company.says(freshPhone(), `mensagem ${n}`, `Cliente ${String.fromCharCode(65 + n)}`);
  await conversationWith(company, "Cliente N");
  await signIn(page, company, "/inbox?tab=all");
  await expect(page.getByRole("option")).not.toHaveCount(0);
  const list = page.getByRole("listbox", { name: "Conversas" });
  await list.evaluate((el) => el.scrollTo({ top: 200 }));
  await company.says(freshPhone(), "sou nova", "Zeca Novo");
  const pill = page.getByRole("button", { name: "1 nova" });
  await expect(pill).toBeVisible();
  expect(await list.evaluate((el) => el.scrollTop)).toBe(200);
  await pill.click();
  await expect(row(page, "Zeca Novo")).toBeVisible();
});

test("no barrier in both themes: list, thread, empty", async ({ page, company }) => {
  await signIn(page, company, "/inbox?tab=all");
  await expect(page.getByText("Nenhuma conversa aberta")).toBeVisible();
  await accessible(page);
  await company.says(freshPhone(), "Olá! Preciso da *segunda via*", "Lia Acesso");
  await row(page, "Lia Acesso").click();
  await expect(thread(page)).toContainText("segunda via");
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
});

test("on a narrow screen: list, then thread, then contact", async ({ page, company }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await company.says(freshPhone(), "oi do celular", "Nara Fone");
  await conversationWith(company, "Nara Fone");
  await signIn(page, company, "/inbox?tab=all");
  await row(page, "Nara Fone").click();
  await expect(thread(page)).toContainText("oi do celular");
  await expect(page.getByRole("listbox", { name: "Conversas" })).toBeHidden();
  await page.getByRole("button", { name: "Painel do contato" }).click();
  await expect(page.getByRole("complementary", { name: "Contato" })).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Fechar o painel" }).click();
  await page.getByRole("button", { name: "Voltar à lista" }).click();
  await expect(row(page, "Nara Fone")).toBeVisible();
});

test("what is known of the customer is changed in place, and a wrong address says so on its field", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/422/);
  await company.says(freshPhone(), "oi", "Olga Dados");
  const id = await conversationWith(company, "Olga Dados");
  await signIn(page, company, `/inbox/${id}`);
  const pane = page.getByRole("complementary", { name: "Contato" });
  await pane.getByRole("button", { name: "Editar E-mail" }).click();
  await pane.getByLabel("E-mail").fill("sem arroba");
  await pane.getByLabel("E-mail").press("Enter");
  await expect(pane.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
  await pane.getByLabel("E-mail").fill("olga@exemplo.com.br");
  await pane.getByLabel("E-mail").press("Enter");
  await expect(pane.getByText("olga@exemplo.com.br")).toBeVisible();
  await pane.getByRole("button", { name: "Adicionar atributo" }).click();
  await pane.getByLabel("Nome do atributo").fill("Plano contratado");
  await pane.getByLabel("Valor").fill("Fibra 500");
  await pane.getByLabel("Valor").press("Enter");
  await expect(pane.getByText("Fibra 500")).toBeVisible();
  await pane.getByRole("button", { name: "Adicionar atributo" }).click();
  await pane.getByLabel("Nome do atributo").fill("Cliente desde");
  await pane.getByRole("combobox", { name: "Tipo" }).click();
  await page.getByRole("option", { name: "Data" }).click();
  await pane.getByLabel("Valor").fill("qualquer dia");
  await pane.getByLabel("Valor").press("Enter");
  await expect(pane.getByLabel("Valor")).toHaveAttribute("aria-invalid", "true");
  await pane.getByLabel("Valor").fill("31/12/2025");
  await pane.getByLabel("Valor").press("Enter");
  await expect(pane.getByLabel("Valor")).toHaveCount(0);
  await page.reload();
  await expect(pane.getByText("Fibra 500")).toBeVisible();
  await expect(pane.getByText("Plano contratado")).toBeVisible();
  await expect(pane.getByText("Cliente desde")).toBeVisible();
});

test("buttons reach the customer's phone and come back pressed; a planned message can be stopped", async ({
  page,
  company,
}) => {
  const phone = freshPhone();
  await company.says(phone, "oi", "Pia Botões");
  const id = await conversationWith(company, "Pia Botões");
  await signIn(page, company, `/inbox/${id}`);
  await page.getByRole("button", { name: "Mais tipos de mensagem" }).click();
  await page.getByRole("menuitem", { name: "Botões de resposta" }).click();
  const dialog = page.getByRole("dialog", { name: "Botões de resposta" });
  await dialog.getByLabel("Texto").fill("Resolveu?");
  await dialog.getByLabel("Opção 1", { exact: true }).fill("Sim");
  await accessible(page);
  await dialog.getByRole("button", { name: "Enviar" }).click();
  await expect(thread(page).getByText("Resolveu?")).toBeVisible();
  await expect(async () =>
    expect((await company.phone(phone)).some((line) => line.text.includes("Resolveu?"))).toBe(true),
  ).toPass();
  await company.says(phone, { button: "Sim" }, "Pia Botões");
  await expect(thread(page).getByText("Sim", { exact: true }).last()).toBeVisible();
  await page.getByRole("button", { name: "Mais tipos de mensagem" }).click();
  await page.getByRole("menuitem", { name: "Agendar mensagem" }).click();
  const plan = page.getByRole("dialog", { name: "Agendar mensagem" });
  await plan.getByLabel("Texto").fill("Passando para saber se está tudo bem");
  await plan.getByLabel("Quando").fill(new Date(Date.now() + 3 * 3_600_000).toISOString().slice(0, 16));
  await plan.getByRole("button", { name: "Agendar" }).click();
  const planned = page.getByRole("list", { name: "Mensagens agendadas" });
  await expect(planned).toContainText("Passando para saber");
  await planned.getByRole("button", { name: "Cancelar o agendamento" }).click();
  await expect(planned).toHaveCount(0);
});

test("a picture is shown, opened in large, and a file too large is refused before it is sent", async ({
  page,
  company,
}) => {
  const phone = freshPhone();
  await company.says(phone, "oi", "Rui Foto");
  const id = await conversationWith(company, "Rui Foto");
  await signIn(page, company, `/inbox/${id}`);
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC",
    "base64",
  );
  await page.locator("input[type=file]").setInputFiles({ name: "foto.png", mimeType: "image/png", buffer: png });
  await expect(thread(page).locator("img")).toBeVisible();
  await thread(page).locator("button:has(img)").click();
  await expect(page.getByRole("dialog", { name: "Imagens da conversa" }).locator("img")).toBeVisible();
  await page.keyboard.press("Escape");
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "grande.png", mimeType: "image/png", buffer: Buffer.alloc(6_000_000) });
  await expect(page.getByText(/grande\.png é grande demais/)).toBeVisible();
});

test("a conversation that was left shows what came meanwhile, and how far its messages got", async ({
  page,
  company,
}) => {
  const phone = freshPhone();
  await company.says(phone, "primeira de Otávio", "Otávio Volta");
  await company.says(freshPhone(), "oi", "Paula Outra");
  const id = await conversationWith(company, "Otávio Volta");
  await conversationWith(company, "Paula Outra");
  await signIn(page, company, `/inbox/${id}?tab=all`);
  await expect(thread(page)).toContainText("primeira de Otávio");
  await composer(page).fill("já respondo");
  await composer(page).press("Enter");
  await row(page, "Paula Outra").click();
  await expect(thread(page)).toContainText("oi");
  await company.says(phone, "segunda de Otávio", "Otávio Volta");
  await expect(row(page, "Otávio Volta")).toContainText("segunda de Otávio");
  await row(page, "Otávio Volta").click();
  await expect(thread(page).getByText("segunda de Otávio")).toHaveCount(1);
  await expect(thread(page).getByRole("img", { name: "lida" })).toBeVisible();
});

test("what is read in one tab is unread in no other", async ({ page, context, company }) => {
  await company.says(freshPhone(), "oi", "Quitéria Lida");
  const id = await conversationWith(company, "Quitéria Lida");
  await signIn(page, company, "/inbox?tab=all");
  await expect(row(page, "Quitéria Lida")).toContainText("1 mensagem não lida");
  const other = await context.newPage();
  await other.goto(`${places().base}/app/inbox/${id}?tab=all`);
  await expect(thread(other)).toContainText("oi");
  await expect(row(page, "Quitéria Lida")).not.toContainText("não lida");
});
