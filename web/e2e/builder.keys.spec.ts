import { expect, test } from "./fixtures";
import { canvas, edges, inspector, MENU, MENU_EDGES, makeFlow, node, openFlow, readFlow, saved, step } from "./flows";

test.describe.configure({ timeout: 60_000 });

test("arrows walk the graph, and with Shift they take everything that way", async ({ page, company }) => {
  const flow = await makeFlow(company, MENU, MENU_EDGES);
  await openFlow(page, company, flow.id);
  await canvas(page).focus();
  const at = (id: string) => expect(inspector(page).getByText(`· ${id}`)).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await at("start");
  await page.keyboard.press("ArrowRight");
  await at("menu");
  await page.keyboard.press("ArrowRight");
  await at("fim");
  await page.keyboard.press("ArrowDown");
  await at("gente");
  await page.keyboard.press("ArrowLeft");
  await at("menu");
  await page.keyboard.press("Shift+ArrowRight");
  await expect(inspector(page).getByText("3 blocos selecionados")).toBeVisible();
  await expect(page.locator('[data-id="start"].selected')).toHaveCount(0);
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowLeft");
  await expect(inspector(page).getByText("3 blocos selecionados")).toBeVisible();
  await expect(page.locator('[data-id="gente"].selected')).toHaveCount(0);
  await saved(page);
  expect((await readFlow(company, flow.id)).draft_version).toBe(flow.draft_version);
});

test("a note is written, coloured, copied, found, and never run", async ({ page, company }) => {
  const flow = await makeFlow(company, MENU, MENU_EDGES);
  await openFlow(page, company, flow.id);
  await canvas(page).focus();
  await page.keyboard.press("Shift+s");
  await expect(inspector(page).getByRole("heading", { name: "Anotação" })).toBeVisible();
  await expect(inspector(page).getByLabel("Texto", { exact: true })).toBeFocused();
  await page.keyboard.type("Rever com a Marina");
  await inspector(page).getByRole("combobox", { name: "Cor" }).click();
  await page.getByRole("option", { name: "Azul" }).click();
  await expect(step(page, "Rever com a Marina")).toBeVisible();
  await canvas(page).focus();
  await page.keyboard.press("Control+d");
  await expect(step(page, "Rever com a Marina")).toHaveCount(2);
  await page.keyboard.press("Delete");
  await expect(step(page, "Rever com a Marina")).toHaveCount(1);
  await page.keyboard.press("Control+f");
  await page.keyboard.type("marina");
  await expect(page.getByText("1 de 1")).toBeVisible();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(inspector(page).getByRole("heading", { name: "Anotação" })).toBeVisible();
  await saved(page);
  await expect(page.getByRole("button", { name: "Sem problemas" })).toBeVisible();
  const note = (await readFlow(company, flow.id)).nodes.find((n) => n.type === "sticky");
  expect(note?.data).toMatchObject({ text: "Rever com a Marina", color: "info" });
});

test("hits are gone through one after the other, forwards and back", async ({ page, company }) => {
  const flow = await makeFlow(company, MENU, MENU_EDGES);
  await openFlow(page, company, flow.id);
  await canvas(page).focus();
  await page.keyboard.press("Control+f");
  await page.keyboard.type("a");
  const bar = page.getByRole("search");
  await expect(bar.getByText(/1 de \d/)).toBeVisible();
  await page.keyboard.press("Enter");
  const first = await page.locator(".react-flow__node.selected").getAttribute("data-id");
  await page.keyboard.press("Enter");
  await expect(bar.getByText(/2 de \d/)).toBeVisible();
  await page.keyboard.press("Shift+Enter");
  await expect(page.locator(".react-flow__node.selected")).toHaveAttribute("data-id", first ?? "");
  await page.keyboard.type("zzz");
  await expect(bar.getByText("Nada encontrado")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(canvas(page)).toBeFocused();
});

test("what is switched off is passed by in the play, and on again it speaks", async ({ page, company }) => {
  const nodes = [
    node("start", "start"),
    node("oi", "message", { text: "Primeiro" }, 340),
    node("fim", "end", { text: "Depois" }, 700),
  ];
  const flow = await makeFlow(company, nodes, edges("start > oi", "oi > fim"));
  await openFlow(page, company, flow.id);
  await step(page, "Primeiro").click();
  await page.keyboard.press("d");
  await expect(step(page, "Desativado")).toBeVisible();
  await page.getByRole("button", { name: "Testar" }).click();
  await page.getByLabel("Mensagem do contato").fill("oi");
  await page.keyboard.press("Enter");
  const chat = page.getByRole("log", { name: "Conversa simulada" });
  await expect(chat.getByText("Depois")).toBeVisible();
  await expect(chat.getByText("Primeiro")).toHaveCount(0);
  await step(page, "Primeiro").click();
  await page.keyboard.press("d");
  await expect(step(page, "Desativado")).toHaveCount(0);
  await page.getByRole("button", { name: "Recomeçar" }).click();
  await expect(chat.getByText("Primeiro")).toBeVisible();
});

test("a copy from another company says which queue is not known here", async ({ page, company }) => {
  const flow = await makeFlow(company, MENU, MENU_EDGES);
  await openFlow(page, company, flow.id);
  const copy = {
    pytake: "pytake/flow-nodes",
    version: 1,
    nodes: [node("fila", "transfer", { queue_id: "Suporte deles", text: "Vou chamar alguém" })],
    edges: [],
  };
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document
      .querySelector(".react-flow")
      ?.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
  }, JSON.stringify(copy));
  await expect(step(page, "Transferir")).toHaveCount(2);
  await saved(page);
  const finding = page.getByRole("button", { name: /problema/ });
  await finding.click();
  const panel = page.getByRole("complementary", { name: "Problemas" });
  await expect(panel.locator('[data-finding="unknown_queue"]')).toBeVisible();
  await panel.locator('[data-finding="unknown_queue"]').click();
  await expect(inspector(page).getByText("· fila")).toBeVisible();
});

test("a whole flow is drawn, wired and published by keyboard alone", async ({ page, company }) => {
  const flow = await makeFlow(company, [node("start", "start")], [], "Só teclado");
  await openFlow(page, company, flow.id);
  await canvas(page).focus();
  await page.keyboard.press("ArrowRight");
  for (const [kind, text] of [
    ["botoes", "Escolha"],
    ["encerrar", "Até logo"],
  ] as const) {
    await page.keyboard.press("n");
    await page.keyboard.type(kind);
    await page.keyboard.press("Enter");
    await expect(canvas(page)).toBeFocused();
    await page.keyboard.press("Enter");
    const field = inspector(page).getByLabel("Texto", { exact: true });
    for (let n = 0; n < 12 && !(await field.evaluate((el) => el === document.activeElement)); n++)
      await page.keyboard.press("Tab");
    await expect(field).toBeFocused();
    await page.keyboard.type(text);
    await canvas(page).focus();
    if (kind === "botoes") {
      // The first option gets its words by the same way.
      await page.keyboard.press("Enter");
      for (const [at, title] of [
        [1, "Sim"],
        [2, "Não"],
      ] as const) {
        const option = inspector(page).getByLabel(`Opção ${at}`, { exact: true });
        for (let n = 0; n < 60 && !(await option.evaluate((el) => el === document.activeElement)); n++)
          await page.keyboard.press("Tab");
        await page.keyboard.type(title);
      }
      await canvas(page).focus();
    }
  }
  await saved(page);
  await expect
    .poll(async () => (await readFlow(company, flow.id)).edges.map((e) => `${e.source}>${e.target}`))
    .toEqual(["start>message", "message>end"]);
  // The other option leads to the block that is there already.
  await page.keyboard.press("ArrowLeft");
  await expect(inspector(page).getByText("· message")).toBeVisible();
  await page.keyboard.press("n");
  await page.keyboard.type("encerrar");
  await expect(page.getByText("Ligar a um bloco que já existe")).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await saved(page);
  await expect.poll(async () => (await readFlow(company, flow.id)).edges.length).toBe(3);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("Publicar");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: /Publicar “Só teclado”/ })).toBeVisible();
  const publish = page.getByRole("dialog").getByRole("button", { name: "Publicar" });
  for (let n = 0; n < 8 && !(await publish.evaluate((el) => el === document.activeElement)); n++)
    await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Publicado · v1")).toBeVisible();
});
