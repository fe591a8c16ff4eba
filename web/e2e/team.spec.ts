import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { Company, places } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";

type Role = "admin" | "user" | "agent" | "viewer";

async function person(company: Company, role: Role, name: string) {
  const who = { email: `${role}-${randomUUID().slice(0, 8)}@provedor.example`, password: "uma-senha-bem-longa" };
  const { id } = await company.call<{ id: string }>("POST", "/api/v1/users", { ...who, name, role });
  return { ...who, id, name };
}

const sections = (page: Page) => page.getByRole("navigation", { name: "Seções" }).first();

test("somebody is invited, chooses a password with the link that is shown once, and is inside", async ({
  page,
  browser,
  watch,
}) => {
  watch.allow(/422|409/);
  const company = await Company.open({ number: false });
  await signIn(page, company, "/settings/team");
  await page.getByRole("button", { name: "Adicionar pessoa" }).click();
  await page.getByLabel("Nome").fill("Bruno Atendente");
  await page.getByLabel("E-mail").fill("bruno@sem-ponto");
  await page.getByRole("button", { name: "Adicionar", exact: true }).click();
  await expect(page.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  const email = `bruno-${randomUUID().slice(0, 8)}@provedor.example`;
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Adicionar", exact: true }).click();
  const link = await page.getByLabel("Link do convite", { exact: true }).inputValue();
  await accessible(page);
  await page.getByRole("button", { name: "Já entreguei" }).click();
  await expect(page.getByRole("row", { name: /Bruno Atendente/ })).toContainText("Convidada");
  await page.reload();
  await expect(page.getByRole("row", { name: /Bruno Atendente/ })).toBeVisible();
  expect(await page.content()).not.toContain(link.split("#")[1]);

  const other = await (await browser.newContext({ locale: "pt-BR" })).newPage();
  await other.goto(link);
  await other.getByLabel("Senha nova").fill("curta");
  await other.getByRole("button", { name: "Salvar e entrar" }).click();
  await expect(other.getByLabel("Senha nova")).toHaveAttribute("aria-invalid", "true");
  await accessible(other);
  await other.getByLabel("Senha nova").fill("outra-senha-longa");
  await other.getByRole("button", { name: "Salvar e entrar" }).click();
  await other.getByRole("link", { name: "Ir para a entrada" }).click();
  await signIn(other, { email, password: "outra-senha-longa" }, "/inbox");
  await expect(sections(other).getByRole("link", { name: "Conversas" })).toBeVisible();
  await other.context().close();
});

test("a permission is granted on top of the role, the matrix says where it comes from, and the person has it", async ({
  page,
  company,
}) => {
  const bia = await person(company, "user", "Bia Supervisora");
  await signIn(page, company, "/settings/team");
  await page.getByRole("link", { name: "Bia Supervisora" }).click();
  const row = page.getByRole("row", { name: /^Publicar fluxos/ });
  await expect(row).toContainText("de ninguém");
  await page.getByLabel("Ajuste: Publicar fluxos").selectOption("granted");
  await expect(row).toContainText("concedida");
  await page.getByLabel("Ajuste: Editar modelos").selectOption("denied");
  await expect(page.getByRole("row", { name: /^Editar modelos/ })).toContainText("negada");
  await page.reload();
  await expect(row).toContainText("concedida");
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  const { permissions } = await company.call<{ permissions: string[] }>("GET", `/api/v1/users/${bia.id}`);
  expect(permissions).toContain("publish:flows");
  expect(permissions).not.toContain("write:templates");
  await page.getByLabel("Nome").fill("Bia Chefe");
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Bia Chefe");
  await page.getByRole("button", { name: "Remover da equipe" }).click();
  await accessible(page);
  await page.getByRole("alertdialog").getByRole("button", { name: "Remover da equipe" }).click();
  await expect(page).toHaveURL(/\/settings\/team$/);
  await expect(page.getByRole("link", { name: "Bia Chefe" })).toHaveCount(0);
});

test("a session ended here is over there, and what somebody did is on record", async ({
  page,
  company,
  browser,
  watch,
}) => {
  watch.allow(/401/);
  const caio = await person(company, "agent", "Caio Agente");
  const theirs = await (await browser.newContext({ locale: "pt-BR" })).newPage();
  await signIn(theirs, caio, "/inbox");
  await signIn(page, company, `/settings/team/${caio.id}`);
  await page.getByRole("button", { name: /^Encerrar a sessão/ }).click();
  await expect(page.getByText("Não está conectada em lugar nenhum.")).toBeVisible();
  await theirs.reload();
  await expect(theirs.getByLabel("E-mail")).toBeVisible();
  await theirs.context().close();
  await page.goto(`${places().base}/app/settings/team/${company.userId}`);
  await expect(page.getByText("Adicionou uma pessoa").first()).toBeVisible();
});

test("each of the four roles sees only its own", async ({ page, company, browser }) => {
  test.slow();
  const seen: Record<Role, { has: string[]; lacks: string[] }> = {
    admin: { has: ["Visão geral", "Conversas", "Fluxos", "Modelos", "Configurações"], lacks: [] },
    user: { has: ["Visão geral", "Conversas", "Fluxos", "Modelos", "Configurações"], lacks: [] },
    agent: { has: ["Conversas", "Fluxos", "Modelos"], lacks: ["Visão geral"] },
    viewer: { has: ["Visão geral", "Conversas", "Fluxos", "Modelos"], lacks: [] },
  };
  for (const role of ["user", "agent", "viewer"] as const) {
    const who = await person(company, role, `Pessoa ${role}`);
    const theirs = await (await browser.newContext({ locale: "pt-BR" })).newPage();
    await signIn(theirs, who, "/settings");
    for (const name of seen[role].has) await expect(sections(theirs).getByRole("link", { name })).toBeVisible();
    for (const name of seen[role].lacks) await expect(sections(theirs).getByRole("link", { name })).toHaveCount(0);
    await expect(theirs.getByRole("link", { name: /^Chaves de API/ })).toHaveCount(0);
    await theirs.goto(`${places().base}/app/settings/api-keys`);
    await expect(theirs.getByText("manage:api_keys")).toBeVisible();
    if (role === "agent") await accessible(theirs);
    await theirs.goto(`${places().base}/app/settings/team`);
    await expect(theirs.getByRole("row", { name: /Ana Administradora/ })).toBeVisible();
    await expect(theirs.getByRole("button", { name: "Adicionar pessoa" })).toHaveCount(0);
    await theirs.context().close();
  }
  await signIn(page, company, "/settings");
  await expect(page.getByRole("link", { name: /^Chaves de API/ })).toBeVisible();
});

test("an API key works, is shown once, and is worth nothing once it is revoked", async ({ page, company, watch }) => {
  watch.allow(/422/);
  await signIn(page, company, "/settings/api-keys");
  await expect(page.getByText("Nenhuma chave de API")).toBeVisible();
  await page.getByRole("button", { name: "Criar chave" }).click();
  await page.getByLabel("Nome").fill("ERP");
  await page.getByRole("dialog").getByText("Ver fluxos").click();
  await accessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Criar chave" }).click();
  const secret = await page.getByLabel("Chave", { exact: true }).inputValue();
  expect(secret).toMatch(/^pk_/);
  await page.getByRole("button", { name: "Já guardei" }).click();
  const asked = () => fetch(`${places().base}/api/v1/flows`, { headers: { "x-api-key": secret } });
  expect((await asked()).status).toBe(200);
  await page.reload();
  await expect(page.getByText(`pk_…${secret.slice(-4)}`)).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  await page.getByRole("button", { name: "Revogar: ERP" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revogar" }).click();
  await expect(page.getByText("Revogada", { exact: true })).toBeVisible();
  await expect.poll(async () => (await asked()).status).toBe(401);
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
});

test("the team on a narrow screen, sorted by the address, and roles side by side", async ({ page, company, watch }) => {
  watch.allow(/404/);
  await page.setViewportSize({ width: 390, height: 844 });
  await person(company, "agent", "Zeca Último");
  await signIn(page, company, "/settings/team?sort=name&order=desc");
  await expect(page.getByRole("row").nth(1)).toContainText("Zeca Último");
  await accessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.getByRole("tab", { name: "Papéis" }).click();
  await expect(page.getByRole("row", { name: /^Publicar fluxos/ })).toBeVisible();
  await accessible(page);
  await page.goto(`${places().base}/app/settings/team/${randomUUID()}`);
  await expect(page.getByRole("alert")).toBeVisible();
  await accessible(page);
});
