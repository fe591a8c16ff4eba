import type { Page } from "@playwright/test";
import { freshPhone, places } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";
import {
  canvas,
  edges,
  inspector,
  MENU,
  MENU_EDGES,
  makeFlow,
  node,
  openFlow,
  readFlow,
  saved,
  shapeOf,
  step,
} from "./flows";

test.describe.configure({ timeout: 90_000 });

const BUILT = ["question:default>end", "start:default>question"];

/** Drags from one place to another, by steps as a hand does. */
async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 5 });
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await page.mouse.up();
}

async function middle(page: Page, selector: string): Promise<{ x: number; y: number }> {
  const box = await page.locator(selector).boundingBox();
  if (!box) throw new Error(`nothing is ${selector}`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test("a flow is built by mouse: dragged from the palette, wired, filled in, saved", async ({ page, company }) => {
  const flow = await makeFlow(company, [node("start", "start")], [], "Por mouse");
  await openFlow(page, company, flow.id);
  await expect(step(page, "Início")).toBeVisible();
  const pane = await canvas(page).boundingBox();
  if (!pane) throw new Error("no canvas");
  await page
    .getByRole("button", { name: "Pergunta", exact: true })
    .dragTo(canvas(page), { targetPosition: { x: pane.width * 0.62, y: pane.height * 0.35 } });
  await expect(step(page, "Pergunta")).toBeVisible();
  await inspector(page).getByLabel("Texto", { exact: true }).fill("Qual é o seu nome?");
  await expect(step(page, "Qual é o seu nome?")).toBeVisible();
  const out = await middle(page, '[data-nodeid="start"].source');
  await drag(page, out, await middle(page, '[data-nodeid="question"].target'));
  await expect(page.locator(".react-flow__edge")).toHaveCount(1);
  const next = await middle(page, '[data-nodeid="question"][data-handleid="default"]');
  await drag(page, next, { x: next.x - 60, y: next.y + 260 });
  await expect(page.getByRole("dialog", { name: "Adicionar bloco" })).toBeVisible();
  await page.keyboard.type("encerrar");
  await page.keyboard.press("Enter");
  await expect(step(page, "Encerrar")).toBeVisible();
  await inspector(page).getByLabel("Texto", { exact: true }).fill("Obrigado, {{ res");
  await expect(page.getByRole("option", { name: "resposta" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(inspector(page).getByLabel("Texto", { exact: true })).toHaveValue("Obrigado, {{ resposta }}");
  await saved(page);
  await expect.poll(async () => shapeOf(await readFlow(company, flow.id))).toEqual(BUILT);
});

test("the same flow is built by keyboard alone", async ({ page, company }) => {
  const flow = await makeFlow(company, [node("start", "start")], [], "Por teclado");
  await openFlow(page, company, flow.id);
  await canvas(page).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("n");
  await page.keyboard.type("pergunta");
  await page.keyboard.press("Enter");
  await expect(step(page, "Pergunta")).toBeVisible();
  await expect(canvas(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(inspector(page).locator(":focus")).toHaveCount(1);
  await inspector(page).getByLabel("Texto", { exact: true }).focus();
  await page.keyboard.type("Qual é o seu nome?");
  await canvas(page).focus();
  await page.keyboard.press("n");
  await page.keyboard.type("encerrar");
  await page.keyboard.press("Enter");
  await expect(step(page, "Encerrar")).toBeVisible();
  await page.keyboard.press("m");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowLeft");
  await expect(inspector(page).getByText("Pergunta · question")).toBeVisible();
  await page.keyboard.press("F2");
  await expect(inspector(page).getByLabel("Título do bloco")).toBeFocused();
  await page.keyboard.type("Nome");
  await saved(page);
  await expect.poll(async () => shapeOf(await readFlow(company, flow.id))).toEqual(BUILT);
  const made = await readFlow(company, flow.id);
  expect(made.nodes.find((n) => n.type === "question")?.data).toMatchObject({
    label: "Nome",
    text: "Qual é o seu nome?",
  });
});

test("blocks are connected from their menu, found, walked in the outline, switched off and deleted without a pointer", async ({
  page,
  company,
}) => {
  const flow = await makeFlow(company, MENU, MENU_EDGES);
  await openFlow(page, company, flow.id);
  await page.getByRole("tab", { name: "Estrutura" }).click();
  const tree = page.getByRole("tree");
  await expect(tree.getByRole("treeitem")).toHaveCount(4);
  await tree.getByRole("treeitem").first().focus();
  await page.keyboard.press("ArrowDown");
  await expect(inspector(page).getByText("Botões · menu")).toBeVisible();
  await inspector(page).getByRole("button", { name: "Ações do bloco" }).click();
  await page.getByRole("menuitem", { name: "Ligar a…" }).click();
  const dialog = page.getByRole("dialog", { name: "Ligar “Botões” a…" });
  await dialog.getByRole("combobox", { name: "Bloco de destino" }).fill("Transferir");
  await page.getByRole("option", { name: /Transferir/ }).click();
  await dialog.getByRole("button", { name: "Ligar", exact: true }).click();
  await saved(page);
  await expect.poll(async () => shapeOf(await readFlow(company, flow.id))).toContain("message:default>transfer");
  await canvas(page).focus();
  await page.keyboard.press("Control+f");
  await page.keyboard.type("aqui esta");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.press("d");
  await expect(step(page, "Desativado")).toBeVisible();
  await page.keyboard.press("Delete");
  await expect(step(page, "Encerrar")).toHaveCount(0);
  await expect(page.locator(".react-flow__edge")).toHaveCount(3);
  await page.keyboard.press("Control+z");
  await expect(step(page, "Encerrar")).toBeVisible();
  await expect(page.locator(".react-flow__edge")).toHaveCount(4);
});

test("opening changes nothing; ten steps back and ten on give the same document", async ({ page, company }) => {
  const flow = await makeFlow(company, MENU, MENU_EDGES);
  await openFlow(page, company, flow.id);
  await expect(step(page, "Botões")).toBeVisible();
  await canvas(page).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await saved(page);
  expect((await readFlow(company, flow.id)).draft_version).toBe(flow.draft_version);
  for (let n = 0; n < 10; n++) await page.keyboard.press("Control+d");
  await expect.poll(async () => (await readFlow(company, flow.id)).nodes.length).toBe(14);
  await saved(page);
  const last = await readFlow(company, flow.id);
  for (let n = 0; n < 10; n++) await page.keyboard.press("Control+z");
  await expect.poll(async () => (await readFlow(company, flow.id)).nodes).toEqual(flow.nodes);
  for (let n = 0; n < 10; n++) await page.keyboard.press("Control+Shift+z");
  await expect.poll(async () => (await readFlow(company, flow.id)).nodes).toEqual(last.nodes);
  expect((await readFlow(company, flow.id)).edges).toEqual(last.edges);
});

test("blocks are copied as text into another tab and another flow", async ({ page, context, company }) => {
  const [from, to] = await Promise.all([
    makeFlow(company, MENU, MENU_EDGES, "De"),
    makeFlow(company, [node("start", "start")], [], "Para"),
  ]);
  await openFlow(page, company, from.id);
  await canvas(page).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+c");
  await expect(page.getByText("3 blocos copiados")).toBeVisible();
  const second = await context.newPage();
  await second.goto(`${places().base}/app/flows/${to.id}`);
  await expect(step(second, "Início")).toBeVisible({ timeout: 20_000 });
  await canvas(second).focus();
  await second.keyboard.press("Control+v");
  await expect(step(second, "Botões")).toBeVisible();
  await saved(second);
  await expect
    .poll(async () => shapeOf(await readFlow(company, to.id)))
    .toEqual(["message:boleto>end", "message:pessoa>transfer"]);
});

test("what was typed is saved by itself and there after a reload", async ({ page, company }) => {
  const flow = await makeFlow(company, MENU, MENU_EDGES);
  await openFlow(page, company, flow.id);
  await step(page, "Botões").click();
  await inspector(page).getByLabel("Texto", { exact: true }).fill("Oi! O que você precisa?");
  await saved(page);
  await expect(page.locator("[data-save]")).toHaveText(/Salvo às/);
  await page.reload();
  await expect(step(page, "Oi! O que você precisa?")).toBeVisible({ timeout: 20_000 });
});

test("somebody else saved first: the difference is shown, and mine is kept as a copy", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/409/);
  const flow = await makeFlow(company, MENU, MENU_EDGES);
  await openFlow(page, company, flow.id);
  await step(page, "Botões").click();
  const theirs = MENU.map((n) => (n.id === "fim" ? { ...n, data: { text: "Escrito por outra pessoa" } } : n));
  await company.call("PUT", `/api/v1/flows/${flow.id}`, { draft_version: flow.draft_version, nodes: theirs });
  await inspector(page).getByLabel("Texto", { exact: true }).fill("Escrito por mim");
  const dialog = page.getByRole("alertdialog", { name: /alterou este fluxo às/ });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Ver a diferença" }).click();
  await expect(page.getByRole("button", { name: "Voltar à edição" })).toBeVisible();
  await page.getByRole("button", { name: "Voltar à edição" }).click();
  await dialog.getByRole("button", { name: "Guardar a minha como cópia" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Menu principal (minha cópia)");
  await expect(step(page, "Escrito por mim")).toBeVisible();
  const kept = await readFlow(company, flow.id);
  expect(kept.nodes.find((n) => n.id === "fim")?.data.text).toBe("Escrito por outra pessoa");
  expect(kept.nodes.find((n) => n.id === "menu")?.data.text).toBe("Olá! Como posso ajudar?");
});

test("every finding leads to its block and its field, with the way that leads to it", async ({ page, company }) => {
  const nodes = [
    node("start", "start"),
    node("q", "question", { text: "Qual?", variable: "1 ruim" }, 340),
    node("api", "api_call", { url: "https://api.example.com" }, 700),
    node("solto", "message", { text: "Ninguém chega aqui" }, 340, 300),
  ];
  const flow = await makeFlow(company, nodes, edges("start > q", "q > api"));
  await openFlow(page, company, flow.id);
  await page.getByRole("button", { name: /problema/ }).click();
  const panel = page.getByRole("complementary", { name: "Problemas" });
  const count = await panel.locator("[data-finding]").count();
  expect(count).toBeGreaterThan(2);
  await expect(page.getByRole("button", { name: "Publicar" })).toBeDisabled();
  for (let at = 0; at < count; at++) {
    const finding = panel.locator("[data-finding]").nth(at);
    const title = (await finding.locator("span > span").first().textContent()) ?? "";
    await finding.click();
    await expect(
      inspector(page)
        .getByRole("heading", { level: 2, name: title === "Fluxo inteiro" ? "Fluxo" : title, exact: true })
        .last(),
    ).toBeVisible();
    await page.getByRole("button", { name: /problema/ }).click();
  }
  await panel.locator("[data-finding]").filter({ hasText: "Pergunta" }).first().click();
  await expect(inspector(page).getByLabel("Guardar em")).toBeFocused();
  await expect(page.locator('[data-id="q"] [aria-label*="problema"]')).toBeVisible();
});

test("publish, change, compare, look, restore", async ({ page, company }) => {
  const flow = await makeFlow(company, MENU, MENU_EDGES);
  await openFlow(page, company, flow.id);
  await page.getByRole("button", { name: "Publicar" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publicar" }).click();
  await expect(page.getByText("Publicado · v1")).toBeVisible();
  await step(page, "Botões").click();
  // Published within the pause of the autosave: what was typed last is in it.
  await inspector(page).getByLabel("Texto", { exact: true }).fill("Versão dois");
  await page.getByRole("button", { name: "Publicar" }).click();
  const dialog = page.getByRole("dialog", { name: /Publicar/ });
  await expect(dialog.getByText("Versão dois")).toBeVisible();
  await expect(dialog.getByText("Ninguém está neste fluxo agora.")).toBeVisible();
  await dialog.getByLabel("Observação desta versão").fill("Saudação mais curta");
  await dialog.getByRole("button", { name: "Publicar" }).click();
  await expect(page.getByText("Publicado · v2")).toBeVisible();
  const two = await company.call<{ nodes: { id: string; data: { text?: string } }[] }>(
    "GET",
    `/api/v1/flows/${flow.id}/versions/2`,
  );
  expect(two.nodes.find((n) => n.id === "menu")?.data.text).toBe("Versão dois");
  await page.getByRole("button", { name: "Versões" }).click();
  const panel = page.getByRole("complementary", { name: "Versões" });
  await expect(panel.getByRole("listitem").filter({ hasText: "Versão 2" })).toContainText("Saudação mais curta");
  const first = panel.getByRole("listitem").filter({ hasText: "Versão 1" });
  await first.getByRole("button", { name: "Mais ações da versão 1" }).click();
  const file = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Exportar JSON" }).click();
  expect((await file).suggestedFilename()).toBe("Menu principal v1.json");
  await first.getByRole("button", { name: "Ver", exact: true }).click();
  await expect(page.getByText("Você está vendo a versão 1, só para leitura.")).toBeVisible();
  await expect(step(page, "Como posso ajudar?")).toBeVisible();
  await first.getByRole("button", { name: "Comparar com o rascunho" }).click();
  await expect(panel.getByText("Alterado")).toBeVisible();
  await expect(panel.getByText("Versão dois")).toBeVisible();
  await first.getByRole("button", { name: "Restaurar como rascunho" }).click();
  await expect(page.getByText("A versão 1 é o rascunho agora.")).toBeVisible();
  await expect(step(page, "Como posso ajudar?")).toBeVisible();
  await expect.poll(async () => (await readFlow(company, flow.id)).nodes).toEqual(flow.nodes);
});

test("the live figures are those of the analytics, and who waits at a block is listed", async ({ page, company }) => {
  const flow = await makeFlow(company, MENU, MENU_EDGES);
  await company.call("POST", `/api/v1/flows/${flow.id}/publish`);
  for (let n = 0; n < 3; n++) await company.says(freshPhone(), "oi", `Cliente ${n}`);
  type Left = { node: string; entered: number };
  const entered = async () => {
    const figures = await company.call<{ nodes: Left[] }>("GET", `/api/v1/flows/${flow.id}/analytics`);
    return figures.nodes.find((n) => n.node === "menu")?.entered ?? 0;
  };
  await expect.poll(entered, { timeout: 20_000 }).toBe(3);
  await openFlow(page, company, flow.id);
  await page.getByRole("button", { name: "Ao vivo" }).click();
  await expect(page.locator('[data-id="menu"]').getByText("3 passagens")).toBeVisible();
  await expect(page.locator('[data-id="start"]').getByText("3 passagens")).toBeVisible();
  await expect(page.locator('[data-id="fim"]').getByText("0 passagem")).toBeAttached();
  // The ways are as thick as the crowd that took them, and say how many it was.
  const way = (id: string) => page.locator(`[data-id="${id}"] .react-flow__edge-path`);
  await expect(way("e1")).toHaveCSS("stroke-width", "6px");
  await expect(way("e2")).toHaveCSS("stroke-width", "1.5px");
  await expect(page.locator(".react-flow__edgelabel-renderer").getByText("3", { exact: true })).toBeVisible();
  const asked = page.waitForRequest((request) => request.url().includes("node=menu"));
  await step(page, "Botões").click();
  await asked;
  const panel = page.getByRole("complementary", { name: "Ao vivo" });
  await expect(panel.getByRole("link", { name: /Abrir a conversa/ })).toHaveCount(3);
  await company.says(freshPhone(), "oi", "Cliente novo");
  await expect(page.locator('[data-id="menu"]').getByText("4 passagens")).toBeVisible({ timeout: 20_000 });
});

test("the list: three ready flows when there are none, a preview, a copy, an import, a deletion", async ({
  page,
  company,
}) => {
  await signIn(page, company, "/flows");
  await expect(page.getByText("Nenhum fluxo ainda")).toBeVisible();
  await expect(page.getByRole("button", { name: /Usar este fluxo/ })).toHaveCount(3);
  await accessible(page);
  await page.getByRole("button", { name: "Fluxos prontos" }).click();
  const gallery = page.getByRole("dialog", { name: "Fluxos prontos" });
  await gallery.getByRole("button", { name: /Usar este fluxo: Recepção/ }).click();
  await expect(page).toHaveURL(/\/flows\/[0-9a-f-]{36}$/);
  await expect(page.getByTestId("step").first()).toBeVisible();
  await page.getByRole("link", { name: "Todos os fluxos" }).click();
  const grid = page.getByRole("grid", { name: "Fluxos" });
  await expect(grid.getByRole("row")).toHaveCount(2);
  await grid.getByRole("button", { name: /Ações de/ }).click();
  await page.getByRole("menuitem", { name: "Duplicar" }).click();
  await expect(grid.getByRole("row")).toHaveCount(3);
  await accessible(page);
  await grid
    .getByRole("button", { name: /Ações de/ })
    .first()
    .click();
  await page.getByRole("menuitem", { name: "Excluir" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Excluir" }).click();
  await expect(grid.getByRole("row")).toHaveCount(2);
  await page.getByRole("button", { name: "Importar" }).click();
  const yaml = "name: Importado\nnodes:\n- id: start\n  type: start\nedges: []\n";
  await page.getByLabel("Ou cole o conteúdo aqui").fill(yaml);
  await page.getByRole("dialog").getByRole("button", { name: "Importar" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Importado" })).toBeVisible();
});

test("the builder has no barrier, in both themes and with each of its panels", async ({ page, company }) => {
  const flow = await makeFlow(company, [...MENU, node("solto", "tag", {}, 340, 320)], MENU_EDGES);
  await openFlow(page, company, flow.id);
  await step(page, "Botões").click();
  await expect(inspector(page).getByLabel("Título do bloco")).toBeVisible();
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  await page.getByRole("button", { name: /problema/ }).click();
  await expect(page.locator("[data-finding]").first()).toBeVisible();
  await accessible(page);
  await page.getByRole("tab", { name: "Estrutura" }).click();
  await page.getByRole("button", { name: "Versões" }).click();
  await accessible(page);
  await canvas(page).focus();
  await page.keyboard.press("n");
  await expect(page.getByRole("dialog", { name: "Adicionar bloco" })).toBeVisible();
  await accessible(page);
});
