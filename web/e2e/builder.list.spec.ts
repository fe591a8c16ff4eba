import { accessible, expect, signIn, test, theme } from "./fixtures";
import { makeFlow, node } from "./flows";

test("flows are put into folders by menu and by choice; the folder stands in the address", async ({
  page,
  company,
}) => {
  for (const name of ["Boleto", "Segunda via", "Recepção"]) await makeFlow(company, [node("start", "start")], [], name);
  await signIn(page, company, "/flows");
  const grid = page.getByRole("grid", { name: "Fluxos" });
  await expect(grid.getByRole("row")).toHaveCount(4);
  await grid.getByRole("button", { name: "Ações de Boleto" }).click();
  await page.getByRole("menuitem", { name: "Mover para uma pasta" }).click();
  const dialog = page.getByRole("dialog", { name: "Mover 1 fluxo" });
  await dialog.getByRole("radio", { name: "Nova pasta" }).check();
  await dialog.getByLabel("Nome da pasta").fill("Cobrança");
  await accessible(page);
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 fluxo movido")).toBeVisible();
  await expect(grid.getByRole("row").filter({ hasText: "Boleto" })).toContainText("Cobrança");
  await grid.getByRole("row").filter({ hasText: "Segunda via" }).getByRole("checkbox").check();
  await grid.getByRole("row").filter({ hasText: "Recepção" }).getByRole("checkbox").check();
  await page.getByRole("toolbar", { name: "2 selecionados" }).getByRole("button", { name: "Mover" }).click();
  await page.getByRole("dialog").getByRole("radio", { name: "Cobrança" }).check();
  await page.getByRole("dialog").getByRole("button", { name: "Mover", exact: true }).click();
  await expect(page.getByText("2 fluxos movidos")).toBeVisible();
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  await page.getByRole("combobox", { name: "Pasta" }).click();
  await page.getByRole("option", { name: "Cobrança (3)" }).click();
  await expect(page).toHaveURL(/folder=Cobran/);
  await page.reload();
  await expect(grid.getByRole("row")).toHaveCount(4);
  await page.getByRole("combobox", { name: "Pasta" }).click();
  await page.getByRole("option", { name: "Sem pasta" }).click();
  await expect(page.getByText("Nenhum fluxo com este filtro")).toBeVisible();
  await page.getByRole("button", { name: "Limpar o filtro" }).click();
  await expect(grid.getByRole("row")).toHaveCount(4);
  const found = await company.call<{ data: { name: string; count: number }[] }>("GET", "/api/v1/flows/folders");
  expect(found.data).toEqual([{ name: "Cobrança", count: 3 }]);
});
