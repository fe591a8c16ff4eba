import { freshPhone } from "./company";
import { accessible, expect, signIn, test } from "./fixtures";
import { composer, conversationWith, row, thread } from "./inbox";

/** A colour of the tokens, as a computed style tells it. */
const rgb = (hex: string) => {
  const value = Number.parseInt(hex.trim().slice(1), 16);
  return `rgb(${value >> 16}, ${(value >> 8) & 255}, ${value & 255})`;
};

test("a list is sorted and narrowed by what the address keeps, each chip takes its own away", async ({
  page,
  company,
}) => {
  const patient = freshPhone();
  await company.says(patient, { text: "cheguei primeiro", ago: 600 }, "Ana Espera");
  const first = await conversationWith(company, "Ana Espera");
  await company.says(freshPhone(), { text: "fecha logo", ago: 22 * 3600 }, "Beto Fecha");
  await company.says(freshPhone(), { text: "cheguei depois", ago: 300 }, "Caio Novo");
  await conversationWith(company, "Caio Novo");
  await conversationWith(company, "Beto Fecha");
  await company.call("POST", `/api/v1/conversations/${first}/read`);
  await company.says(patient, "ainda aqui", "Ana Espera");
  await signIn(page, company, "/inbox?tab=all");
  const rows = page.getByRole("option");
  await expect(rows).toHaveCount(3);
  await expect(rows.first()).toContainText("Ana Espera");
  await page.getByRole("button", { name: "Ordenar" }).click();
  await page.getByRole("menuitem", { name: "Janela fechando" }).click();
  await expect(rows.first()).toContainText("Beto Fecha");
  await expect(page).toHaveURL(/sort=window/);
  await page.getByRole("button", { name: "Ordenar" }).click();
  await page.getByRole("menuitem", { name: "Esperando há mais tempo" }).click();
  await expect(rows.nth(1)).toContainText("Ana Espera");
  await page.getByRole("button", { name: "Filtros", exact: true }).click();
  await page.getByText("Janela fecha em até 3 h").click();
  await expect(rows).toHaveCount(1);
  await expect(rows.first()).toContainText("Beto Fecha");
  await expect(page.getByRole("tab", { name: /Todas/ })).toContainText("1");
  await accessible(page);
  await page.getByRole("button", { name: "Janela fecha em até 3 h" }).click();
  await expect(rows).toHaveCount(3);
  await page.getByRole("combobox", { name: "Última mensagem" }).click();
  await page.getByRole("option", { name: "Últimas 24 horas" }).click();
  await expect(page).toHaveURL(/days=1/);
  await page.reload();
  await expect(page.getByRole("button", { name: "Últimas 24 horas" })).toBeVisible();
  await expect(rows).toHaveCount(3);
});

test("muted by M: said in the row, kept by the server, and taken back", async ({ page, company }) => {
  await company.says(freshPhone(), "oi", "Duda Quieta");
  const id = await conversationWith(company, "Duda Quieta");
  await signIn(page, company, `/inbox/${id}?tab=all`);
  await expect(thread(page)).toContainText("oi");
  await page.keyboard.press("m");
  await expect(row(page, "Duda Quieta").getByLabel("Silenciada")).toBeVisible();
  await page.reload();
  await expect(row(page, "Duda Quieta").getByLabel("Silenciada")).toBeVisible();
  await page.getByRole("button", { name: "Mais ações" }).click();
  await page.getByRole("menuitem", { name: "Voltar a avisar" }).click();
  await expect(row(page, "Duda Quieta").getByLabel("Silenciada")).toHaveCount(0);
});

test("a promised answer is told in the row, and that it is late by colour and word", async ({ page, company }) => {
  for (const [name, seconds] of [
    ["Elis Prazo", 600],
    ["Fred Tarde", 1],
  ] as const) {
    const queue = await company.call<{ id: string }>("POST", "/api/v1/queues", {
      name: `Fila de ${name}`,
      strategy: "manual",
      service_level: { first_answer: seconds },
    });
    await company.says(freshPhone(), "socorro", name);
    const id = await conversationWith(company, name);
    await company.call("POST", `/api/v1/conversations/${id}/transfer`, { queue_id: queue.id, reason: "prazo" });
  }
  await signIn(page, company, "/inbox?tab=all");
  await expect(row(page, "Elis Prazo")).toContainText("Responder em");
  const late = row(page, "Fred Tarde").getByText(/Atrasada/);
  await expect(late).toBeVisible();
  const danger = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--danger"));
  await expect(late).toHaveCSS("color", rgb(danger));
  await accessible(page);
});

test("views are saved with the present filters, renamed, updated, put in order and let go", async ({
  page,
  company,
}) => {
  await signIn(page, company, "/inbox?tab=all&unread=true&sort=waiting");
  await page.getByRole("button", { name: "Filtros", exact: true }).click();
  const name = page.getByLabel("Salvar esta visão como");
  for (const one of ["Não lidas", "Segunda"]) {
    await name.fill(one);
    await name.press("Enter");
    await expect(page.getByRole("button", { name: one, exact: true })).toBeVisible();
    await expect(name).toHaveValue("");
  }
  const act = async (view: string, deed: string) => {
    await page.getByRole("button", { name: `Ações da visão ${view}` }).click();
    await page.getByRole("menuitem", { name: deed }).click();
  };
  await act("Segunda", "Renomear");
  await page.getByRole("dialog").getByLabel("Nome da visão").fill("Urgentes");
  await page.getByRole("dialog").getByRole("button", { name: "Salvar" }).click();
  await act("Urgentes", "Subir");
  const listed = page.getByRole("region", { name: "Visões salvas" }).getByRole("listitem");
  await expect(listed.first()).toContainText("Urgentes");
  await page.getByText("Janela fecha em até 3 h").click();
  await act("Urgentes", "Atualizar com os filtros de agora");
  await expect(page.getByText("Urgentes tem agora estes filtros")).toBeVisible();
  await listed.last().getByRole("button", { name: "Não lidas", exact: true }).click();
  await expect(page).not.toHaveURL(/closing/);
  await listed.first().getByRole("button", { name: "Urgentes", exact: true }).click();
  await expect(page).toHaveURL(/closing=true/);
  await expect(page).toHaveURL(/sort=waiting/);
  await accessible(page);
  await act("Urgentes", "Excluir");
  await page.getByRole("alertdialog").getByRole("button", { name: "Excluir" }).click();
  await expect(listed).toHaveCount(1);
});

test("words are looked for inside a thread, up and down, also far back", async ({ page, company }) => {
  const phone = freshPhone();
  await company.says(phone, "o contrato antigo", "Gabi Busca");
  const id = await conversationWith(company, "Gabi Busca");
  const notes = `/api/v1/conversations/${id}/notes`;
  for (let n = 0; n < 120; n++) await company.call("POST", notes, { body: `linha ${n}` });
  await company.says(phone, "o contrato novo", "Gabi Busca");
  await signIn(page, company, `/inbox/${id}?tab=all`);
  await expect(thread(page).getByText("o contrato novo")).toBeVisible();
  await expect(thread(page).getByText("o contrato antigo")).toHaveCount(0);
  await thread(page).click();
  await page.keyboard.press("Control+f");
  const search = page.getByRole("search", { name: "Buscar nesta conversa" });
  await search.getByRole("searchbox").fill("contrato");
  await expect(search).toContainText("1 de 2");
  await search.getByRole("button", { name: "Resultado anterior" }).click();
  await expect(thread(page).getByText("o contrato antigo")).toBeInViewport();
  await expect(search).toContainText("2 de 2");
  await accessible(page);
  await search.getByRole("searchbox").press("ArrowDown");
  await expect(thread(page).getByText("o contrato novo")).toBeInViewport();
  await page.keyboard.press("Escape");
  await expect(search).toHaveCount(0);
  await page.getByRole("button", { name: "Mais ações" }).click();
  await page.getByRole("menuitem", { name: "Buscar nesta conversa" }).click();
  await search.getByRole("searchbox").fill("inexistente");
  await expect(search).toContainText("Nada encontrado");
});

test("variables are completed, shown filled in, and what is unknown is refused before it is sent", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/422/);
  const phone = freshPhone();
  await company.says(phone, "oi", "Hilda Nome");
  const id = await conversationWith(company, "Hilda Nome");
  await signIn(page, company, `/inbox/${id}?tab=all`);
  await composer(page).pressSequentially("Olá, {{first");
  const offered = page.getByRole("listbox", { name: "Variáveis" });
  await expect(offered.getByRole("option", { name: /contact\.first_name/ })).toContainText("Hilda");
  await composer(page).press("Enter");
  await expect(composer(page)).toHaveValue("Olá, {{contact.first_name}}");
  await composer(page).press("End");
  await composer(page).pressSequentially("!");
  await expect(page.getByText("O cliente vai ler:")).toBeVisible();
  await expect(page.getByText("Olá, Hilda!")).toBeVisible();
  await accessible(page);
  await composer(page).press("Enter");
  await expect(composer(page)).toHaveValue("");
  await expect(thread(page).getByText("Olá, Hilda!")).toBeVisible();
  await composer(page).fill("Oi, {{contact.apelido}}");
  await expect(page.getByRole("alert").filter({ hasText: "contact.apelido" })).toBeVisible();
  await composer(page).press("Enter");
  await expect(composer(page)).toHaveValue("Oi, {{contact.apelido}}");
  await expect(async () => {
    const lines = (await company.phone(phone)).filter((line) => !line.mine).map((line) => line.text);
    expect(lines).toEqual(["Olá, Hilda!"]);
  }).toPass();
});

test("the contact's pane is widened by keys and by the pointer, and holds notes, pictures and what was before", async ({
  page,
  company,
}) => {
  const phone = freshPhone();
  await company.says(phone, "primeira conversa", "Iara Painel");
  const before = await conversationWith(company, "Iara Painel");
  await company.call("POST", `/api/v1/conversations/${before}/archive`, { reason: "" });
  await company.says(phone, "segunda conversa", "Iara Painel");
  let id = before;
  await expect(async () => {
    id = await conversationWith(company, "Iara Painel");
    expect(id).not.toBe(before);
  }).toPass();
  await company.call("POST", `/api/v1/conversations/${id}/notes`, { body: "cliente *antiga*" });
  await signIn(page, company, `/inbox/${id}?tab=all`);
  const pane = page.getByRole("complementary", { name: "Contato" });
  await expect(pane.getByRole("heading", { name: "Notas" })).toBeVisible();
  await expect(pane.getByText("antiga")).toBeVisible();
  await expect(pane.getByText("primeira conversa")).toBeVisible();
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGP4z8CAB+GTG8HSALfKY52fTcuYAAAAAElFTkSuQmCC",
    "base64",
  );
  await page.locator("input[type=file]").setInputFiles({ name: "foto.png", mimeType: "image/png", buffer: png });
  await expect(thread(page).locator("img")).toBeVisible();
  await expect(pane.getByRole("button", { name: "Abrir a imagem 1" })).toBeVisible();
  await pane.getByRole("button", { name: "Abrir a imagem 1" }).click();
  await expect(page.getByRole("dialog", { name: "Imagens da conversa" }).locator("img")).toBeVisible();
  await page.keyboard.press("Escape");
  await accessible(page);
  const edge = page.getByRole("separator", { name: "Largura do painel do contato" });
  await edge.focus();
  await edge.press("ArrowLeft");
  await expect(edge).toHaveAttribute("aria-valuenow", "316");
  const from = (await edge.boundingBox()) as { x: number; y: number };
  await page.mouse.move(from.x + 4, from.y + 200);
  await page.mouse.down();
  await page.mouse.move(from.x - 96, from.y + 200);
  await page.mouse.up();
  await expect(edge).toHaveAttribute("aria-valuenow", "416");
  await page.reload();
  await expect(edge).toHaveAttribute("aria-valuenow", "416");
  await expect(pane).toHaveCSS("width", "415px");
});
