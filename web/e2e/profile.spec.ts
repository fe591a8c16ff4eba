import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { type Company, freshPhone, places } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";
import { conversationWith } from "./inbox";
import { codeOf } from "./totp";

async function person(company: Company, name: string) {
  const who = { email: `p-${randomUUID().slice(0, 8)}@provedor.example`, password: "uma-senha-bem-longa" };
  const { id } = await company.call<{ id: string }>("POST", "/api/v1/users", { ...who, name, role: "agent" });
  return { ...who, id, name };
}

const card = (page: Page, title: string) =>
  page.locator("section", { has: page.getByRole("heading", { level: 2, name: title }) });

test("name, language and keys are the person's own in every browser", async ({ page, company, browser }) => {
  await signIn(page, company, "/profile");
  await page.getByLabel("Nome").fill("Ana Maria");
  await card(page, "Dados").getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("button", { name: /Menu da pessoa/ }).first()).toContainText("Ana Maria");
  await page.getByText("Atalhos de uma tecla só").click();
  await expect(page.getByRole("switch", { name: "Atalhos de uma tecla só" })).not.toBeChecked();
  await page.keyboard.press("Shift+?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  await page.getByText("English", { exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "My profile" })).toBeVisible();
  await expect
    .poll(async () => {
      const { preferences } = await company.call<{ preferences: { language: string; shortcuts: boolean } }>(
        "GET",
        `/api/v1/users/${company.userId}`,
      );
      return [preferences.language, preferences.shortcuts];
    })
    .toEqual(["en", false]);
  const other = await (await browser.newContext({ locale: "pt-BR" })).newPage();
  await signIn(other, company, "/profile");
  await expect(other.getByRole("heading", { level: 1, name: "My profile" })).toBeVisible();
  await expect(other.getByRole("switch", { name: "Single-key shortcuts" })).not.toBeChecked();
  await other.context().close();
});

test("the password changes with the present one, and other sessions end", async ({ page, company, browser, watch }) => {
  watch.allow(/401|403|422/);
  const other = await (await browser.newContext({ locale: "pt-BR" })).newPage();
  await signIn(other, company, "/profile");
  await signIn(page, company, "/profile");
  await expect(page.getByText("esta sessão")).toBeVisible();
  await page.getByLabel("Senha atual").fill("errada-errada");
  await page.getByLabel("Senha nova").fill("curta");
  await page.getByRole("button", { name: "Trocar senha" }).click();
  await expect(page.locator("[aria-invalid=true], [aria-live] *").first()).toBeVisible();
  await page.getByLabel("Senha atual").fill(company.password);
  await page.getByLabel("Senha nova").fill("outra-senha-bem-longa");
  await page.getByRole("button", { name: "Trocar senha" }).click();
  await expect(page.getByText("Senha trocada.")).toBeVisible();
  await other.reload();
  await expect(other.getByLabel("E-mail")).toBeVisible();
  await signIn(other, { email: company.email, password: "outra-senha-bem-longa" }, "/profile");
  await page.reload();
  await page.getByRole("button", { name: "Encerrar todas as outras" }).click();
  await expect(page.getByRole("button", { name: "Encerrar todas as outras" })).toHaveCount(0);
  await other.reload();
  await expect(other.getByLabel("E-mail")).toBeVisible();
  await other.context().close();
});

test("two steps: on with the first right code, asked for at sign-in, codes shown once, off with the password", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/401|403|422/);
  test.slow();
  await signIn(page, company, "/profile");
  await card(page, "Verificação em duas etapas").getByRole("button", { name: "Ligar", exact: true }).click();
  const code = page.getByRole("img", { name: "Código QR da chave" });
  await expect.poll(() => code.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(100);
  const secret = await page.getByLabel("Chave", { exact: true }).inputValue();
  await page.getByLabel("Código de 6 dígitos").fill("000000");
  await page.getByRole("button", { name: "Confirmar" }).click();
  await expect(page.getByLabel("Código de 6 dígitos")).toHaveAttribute("aria-invalid", "true");
  await accessible(page);
  await page.getByLabel("Código de 6 dígitos").fill(codeOf(secret));
  await page.getByRole("button", { name: "Confirmar" }).click();
  const codes = page.getByRole("list", { name: "Códigos de recuperação" }).getByRole("listitem");
  await expect(codes).toHaveCount(10);
  const recovery = (await codes.first().textContent()) ?? "";
  await accessible(page);
  await page.getByRole("button", { name: "Já guardei" }).click();
  await page.reload();
  await expect(page.getByText("Ligada", { exact: true })).toBeVisible();
  expect(await page.content()).not.toContain(recovery);
  await page
    .getByRole("button", { name: /Menu da pessoa/ })
    .first()
    .click();
  await page.getByRole("menuitem", { name: "Sair" }).click();
  await page.getByLabel("E-mail").fill(company.email);
  await page.getByLabel("Senha", { exact: true }).fill(company.password);
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
  await page.getByLabel("Código").fill(recovery);
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeVisible();
  await page.goto(`${places().base}/app/profile`);
  await page.getByRole("button", { name: "Desligar" }).click();
  await page.getByRole("dialog").getByLabel("Senha").fill(company.password);
  await page.getByRole("dialog").getByRole("button", { name: "Desligar" }).click();
  await expect(
    card(page, "Verificação em duas etapas").getByRole("button", { name: "Ligar", exact: true }),
  ).toBeVisible();
});

test("the bell tells of a mention without a reload and leads to its conversation; presence is a press away", async ({
  page,
  company,
}) => {
  test.slow();
  const bia = await person(company, "Bia Agente");
  await company.says(freshPhone(), "oi", "Lia Cliente");
  const id = await conversationWith(company, "Lia Cliente");
  await company.call("POST", `/api/v1/conversations/${id}/assign`, { user_id: bia.id });
  await signIn(page, bia, "/profile");
  await company.call("POST", `/api/v1/conversations/${id}/notes`, { body: `veja isto @[${bia.id}]` });
  const bell = page.getByRole("button", { name: /^Avisos: / }).first();
  await expect(bell).toBeVisible({ timeout: 15_000 });
  await bell.click();
  await expect(page.getByRole("button", { name: /mencionou você/ })).toBeVisible();
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  await page.getByRole("button", { name: /mencionou você/ }).click();
  await expect(page).toHaveURL(new RegExp(`/inbox/${id}`));
  await page
    .getByRole("button", { name: /Menu da pessoa/ })
    .first()
    .click();
  await page.getByRole("menuitem", { name: "Disponível" }).click();
  await expect
    .poll(async () => {
      const { data } = await company.call<{ data: { user_id: string; presence: string }[] }>("GET", "/api/v1/agents");
      return data.find((one) => one.user_id === bia.id)?.presence;
    })
    .toBe("available");
});

test("the profile on a narrow screen", async ({ page, company }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, company, "/profile");
  await expect(page.getByText("esta sessão")).toBeVisible();
  await accessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});
