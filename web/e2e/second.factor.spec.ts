import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { type Company, places } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";
import { outside, sideways } from "./looks";
import { codeOf } from "./totp";

const MISSING = "Falta a segunda etapa";

async function person(company: Company) {
  const who = { email: `bia-${randomUUID().slice(0, 8)}@provedor.example`, password: "uma-senha-bem-longa" };
  await company.call("POST", "/api/v1/users", { ...who, name: "Bia Agente", role: "agent" });
  return who;
}

async function withCodes(company: Company) {
  const { secret } = await company.call<{ secret: string }>("POST", "/api/v1/auth/mfa/totp", {});
  await company.call("POST", "/api/v1/auth/mfa/totp", { code: codeOf(secret) });
}

async function seen(page: Page, name: string) {
  for (const [width, height] of [
    [375, 812],
    [1280, 800],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const look of ["light", "dark"] as const) {
      await theme(page, look);
      expect(await sideways(page)).toEqual([]);
      expect(await outside(page)).toEqual([]);
      await accessible(page);
      await page.screenshot({ path: test.info().outputPath(`${name}-${look}-${width}.png`), fullPage: true });
    }
  }
}

test("a company asks everybody for a second step, and who has one themselves may ask it", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/404|409/);
  await signIn(page, company, "/settings/sign-on");
  const demanded = page.getByRole("switch", { name: "Pedir a todos uma segunda etapa" });
  await expect(demanded).not.toBeChecked();
  await demanded.click({ force: true });
  const dialog = page.getByRole("alertdialog").or(page.getByRole("dialog"));
  await expect(dialog).toContainText("mesmo que já esteja trabalhando agora");
  await accessible(page);
  await dialog.getByRole("button", { name: "Pedir a todos" }).click();
  await expect(page.getByRole("alert")).toContainText("Configure primeiro a segunda etapa");
  await expect(demanded).not.toBeChecked();
  await seen(page, "rules");
  await withCodes(company);
  await demanded.click({ force: true });
  await dialog.getByRole("button", { name: "Pedir a todos" }).click();
  await expect(demanded).toBeChecked();
  await demanded.click({ force: true });
  await expect(demanded).not.toBeChecked();
});

test("who owes a second step sets one up before anything else is read, and goes on where they wanted", async ({
  page,
  company,
  browser,
  watch,
}) => {
  watch.allow(/403/);
  test.slow();
  const bia = await person(company);
  const working = await (await browser.newContext({ locale: "pt-BR" })).newPage();
  await signIn(working, bia, "/inbox");
  await withCodes(company);
  await company.call("PUT", "/api/v1/sign-in-rules", { second_factor_demanded: true });

  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await signIn(page, bia, "/profile");
  await expect(page.getByRole("heading", { level: 1, name: MISSING })).toBeVisible();
  await expect(page.getByText(`${company.name} pede a todos`)).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Seções" })).toHaveCount(0);
  await seen(page, "owing");
  await page.goto(`${places().base}/app/inbox`);
  await expect(page.getByRole("heading", { level: 1, name: MISSING })).toBeVisible();
  const read = asked.filter((path) => path.startsWith("/api/") && !/^\/api\/v1\/(auth|branding)\b/.test(path));
  expect([...read, ...asked.filter((path) => path === "/ws")]).toEqual([]);

  await page.getByRole("button", { name: "Ligar", exact: true }).click();
  const secret = await page.getByLabel("Chave", { exact: true }).inputValue();
  await page.getByLabel("Código de 6 dígitos").fill(codeOf(secret));
  await page.getByRole("button", { name: "Confirmar" }).click();
  await expect(page.getByRole("list", { name: "Códigos de recuperação" }).getByRole("listitem")).toHaveCount(10);
  await accessible(page);
  await page.getByRole("button", { name: "Já guardei" }).click();
  await expect(page).toHaveURL(/\/app\/inbox/);
  await expect(page.getByRole("navigation", { name: "Seções" }).first()).toBeVisible();

  // Whoever was at work meanwhile has it set up now, and nothing is asked there.
  await working.reload();
  await expect(working.getByRole("navigation", { name: "Seções" }).first()).toBeVisible();
  await working.context().close();
});

test("who is at work when it is asked for is led there by the next thing they do, and may leave", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/403|WebSocket/);
  test.slow();
  const bia = await person(company);
  await signIn(page, bia, "/inbox");
  await withCodes(company);
  await company.call("PUT", "/api/v1/sign-in-rules", { second_factor_demanded: true });
  const led = page.getByRole("heading", { level: 1, name: MISSING });
  // Another process remembers for some seconds that nothing was owed.
  let turn = 0;
  await expect(async () => {
    const next = page.getByRole("link", { name: turn++ % 2 ? "Conversas" : "Contatos" }).first();
    if (!(await led.isVisible())) await next.click({ timeout: 1000 });
    await expect(led).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 20_000 });
  // Nothing is asked any more: whoever leaves meanwhile is told 401, which is another story.
  await expect(page.getByText("Nenhuma chave de acesso ainda.")).toBeVisible();
  await page.waitForLoadState("networkidle");
  await page.getByRole("button", { name: "Sair" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Entrar no PyTake" })).toBeVisible();
});
