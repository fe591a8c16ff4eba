import { kill, start } from "./company";
import { expect, signIn, test } from "./fixtures";
import { inspector, MENU, MENU_EDGES, makeFlow, readFlow, saved, step } from "./flows";

test("the server goes away while a flow is edited: it is kept here, survives a reload, and is saved once the server is back", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/Failed to load resource|WebSocket connection|ERR_CONNECTION|net::/);
  const flow = await makeFlow(company, MENU, MENU_EDGES);
  await signIn(page, company, `/flows/${flow.id}`);
  await step(page, "Botões").click();
  await kill("serve");
  try {
    await inspector(page).getByLabel("Texto", { exact: true }).fill("Escrito durante a queda");
    await expect(page.locator('[data-save="kept"]')).toHaveText("Sem conexão – guardado aqui");
  } finally {
    await start("serve");
  }
  await expect(page.locator('[data-save="saved"]')).toBeVisible({ timeout: 25_000 });
  await expect
    .poll(async () => (await readFlow(company, flow.id)).nodes.find((n) => n.id === "menu")?.data.text)
    .toBe("Escrito durante a queda");
  await page.reload();
  await expect(step(page, "Escrito durante a queda")).toBeVisible();
  await saved(page);
});
