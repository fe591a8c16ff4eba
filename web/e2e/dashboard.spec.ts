import { randomUUID } from "node:crypto";
import { calm, freshPhone, places, trouble } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";
import { conversationWith } from "./inbox";

test("figures count what happened, explain themselves and lead to their list", async ({ page, company }) => {
  test.slow();
  await company.says(freshPhone(), "oi", "Bia Lima");
  await conversationWith(company, "Bia Lima");
  await signIn(page, company, "/dashboard?period=today");
  const figures = page.getByRole("region", { name: "Indicadores" });
  const received = figures.getByRole("article").filter({ hasText: "Mensagens recebidas" });
  await expect(async () => {
    await page.reload();
    await expect(received).toContainText("1", { timeout: 8000 });
  }).toPass({ timeout: 60_000 });
  await received.getByRole("link").focus();
  await expect(received.getByText("Mensagens que clientes escreveram no período.")).toBeVisible();
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  await received.getByRole("link").click();
  await expect(page).toHaveURL(/\/inbox/);
  await expect(page.getByRole("option", { name: /Bia Lima/ })).toBeVisible();
});

test("the period lives in the address and survives a reload", async ({ page, company }) => {
  await signIn(page, company, "/dashboard");
  await page.getByRole("button", { name: "30 dias" }).click();
  await expect(page).toHaveURL(/period=30d/);
  await page.reload();
  await expect(page.getByRole("button", { name: "30 dias" })).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: "Escolher" }).click();
  await page.getByLabel("De", { exact: true }).fill("2026-01-02");
  await expect(page).toHaveURL(/from=2026-01-02/);
  await page.reload();
  await expect(page.getByLabel("De", { exact: true })).toHaveValue("2026-01-02");
});

test("a card that can't be read does not take the page with it, and is read again", async ({
  page,
  context,
  company,
  watch,
}) => {
  const browser = randomUUID();
  await context.setExtraHTTPHeaders({ "x-browser": browser });
  watch.allow(/Failed to load resource/);
  await signIn(page, company, "/profile", places().door);
  await trouble({ browser, path: "/api/v1/dashboard/heat", status: 500 });
  await page.goto(`${places().door}/app/dashboard`);
  await expect(page.getByRole("alert")).toContainText("req-teste");
  await expect(page.getByRole("heading", { name: "Funil de entrega" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Indicadores" })).toContainText("Mensagens recebidas");
  await accessible(page);
  await calm(browser);
  await page.getByRole("button", { name: "Tentar de novo" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("cards are put in order by their grip, and figures are taken away as a workbook", async ({ page, company }) => {
  const place = { x: 0, width: 1, height: 1 };
  for (const [y, title] of ["Primeiro", "Segundo", "Terceiro"].entries())
    await company.call("POST", "/api/v1/dashboard/widgets", {
      kind: "kpi",
      title,
      metric: "messages_sent",
      period: "7d",
      place: { ...place, y },
    });
  await signIn(page, company, "/dashboard");
  const titles = page.getByRole("region", { name: "Meus cartões" }).getByRole("heading", { level: 2 });
  await expect(titles).toHaveText(["Primeiro", "Segundo", "Terceiro"]);
  const card = (title: string) => page.locator("[data-place]").filter({ hasText: title });
  await card("Primeiro").scrollIntoViewIfNeeded();
  await card("Primeiro").locator("[data-grip]").hover();
  await page.mouse.down();
  await card("Terceiro").hover();
  await page.mouse.up();
  await expect(titles).toHaveText(["Segundo", "Terceiro", "Primeiro"]);
  await expect(async () => {
    const { data } = await company.call<{ data: { title: string; place: { y: number } }[] }>(
      "GET",
      "/api/v1/dashboard/widgets",
    );
    expect(data.find((one) => one.title === "Primeiro")?.place.y).toBe(2);
  }).toPass();
  await page.reload();
  await expect(titles).toHaveText(["Segundo", "Terceiro", "Primeiro"]);
  await page.getByRole("button", { name: "Mais opções" }).click();
  const taken = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Exportar em XLSX" }).click();
  expect((await taken).suggestedFilename()).toMatch(/^figures-.*\.xlsx$/);
});

test("the dashboard on a narrow screen, and a new company's first steps", async ({ page, company }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, company, "/dashboard");
  await expect(page.getByRole("heading", { level: 1, name: "Visão geral" })).toBeVisible();
  await expect(page.getByText("Primeiros passos")).toBeVisible();
  await accessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.getByRole("link", { name: /Convidar a equipe/ }).click();
  await expect(page).toHaveURL(`${places().base}/app/settings/team`);
});
