import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { places } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A provider that runs as long as the test, with one person. */
async function provider(email: string) {
  const running: ChildProcess = spawn(
    process.env.PYTHON ?? `${ROOT}.venv/bin/python`,
    ["-m", "tests.browser.openid", email, `${places().base}/api/v1/auth/oidc/callback`],
    { cwd: ROOT, env: { ...process.env, PYTHONPATH: `${ROOT}src:${ROOT}` }, stdio: ["pipe", "pipe", "ignore"] },
  );
  const out = running.stdout as NonNullable<typeof running.stdout>;
  const line = await new Promise<string>((resolve) => createInterface(out).once("line", resolve));
  const told = JSON.parse(line) as { issuer: string; client_id: string; client_secret: string };
  return { ...told, end: () => running.stdin?.end() };
}

test("a company sets its sign-on up, and somebody of it comes by it", async ({ page, company, browser, watch }) => {
  watch.allow(/404|401|422/);
  const bia = `bia-${randomUUID().slice(0, 8)}@norte.example`;
  const there = await provider(bia);
  watch.allow(new RegExp(`^foreign request: ${there.issuer}/`));
  await signIn(page, company, "/settings/sign-on");
  await page.getByLabel("Emissor").fill(there.issuer);
  await page.getByLabel("Identificador do cliente").fill(there.client_id);
  await page.getByLabel("Domínios de e-mail").fill("norte.example");
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText("Preencha este campo.")).toBeVisible();
  await page.getByLabel("Segredo do cliente").fill(there.client_secret);
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("textbox", { name: "Link para a equipe entrar" })).toBeVisible();
  await page.getByRole("button", { name: "Testar o provedor" }).click();
  await expect(page.getByText("O provedor respondeu como deveria.")).toBeVisible();
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  const { tenant } = await company.call<{ tenant: { slug: string } }>("GET", "/api/v1/auth/me");

  const other = await (await browser.newContext({ locale: "pt-BR" })).newPage();
  await other.goto(`${places().base}/app/sign-in`);
  await other.getByRole("link", { name: "Entrar com a conta da empresa" }).click();
  await accessible(other);
  await other.getByLabel("Nome curto da empresa").fill("nao-existe");
  await other.getByRole("button", { name: "Continuar" }).click();
  await expect(other.getByRole("alert")).toContainText("não tem acesso único");
  await accessible(other);
  await other.getByRole("link", { name: "Voltar para a entrada" }).click();
  await other.getByRole("link", { name: "Entrar com a conta da empresa" }).click();
  await other.getByLabel("Nome curto da empresa").fill(tenant.slug);
  await other.getByRole("button", { name: "Continuar" }).click();
  await expect(other.getByRole("button", { name: /Menu da pessoa/ }).first()).toContainText("Bia Souza");
  await expect(other).not.toHaveURL(/#/);
  await other.reload();
  await expect(other.getByRole("button", { name: /Menu da pessoa/ }).first()).toContainText("Bia Souza");
  await other.context().close();

  await page.getByRole("button", { name: "Remover" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remover" }).click();
  await expect(page.getByRole("textbox", { name: "Link para a equipe entrar" })).toHaveCount(0);
  there.end();
});
