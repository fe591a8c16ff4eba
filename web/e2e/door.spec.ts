import { Company, places } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";

test("a wrong password and an unknown address look the same, and the right one leads to the page asked for", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/401/);
  await page.goto(`${places().base}/app/flows`);
  await page.getByLabel("E-mail").fill(company.email);
  await page.getByLabel("Senha", { exact: true }).fill("errada-errada");
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
  const wrong = await page.getByRole("alert").textContent();
  await page.getByLabel("E-mail").fill("ninguem@provedor.example");
  await page.getByLabel("Senha", { exact: true }).fill("errada-errada");
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
  await expect(page.getByRole("alert")).toHaveText(wrong ?? "");
  await page.getByLabel("E-mail").fill(company.email);
  await page.getByLabel("Senha", { exact: true }).fill(company.password);
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
  await expect(page).toHaveURL(/\/app\/flows/);
});

test("five failures lock the pair, and the page says until when", async ({ page, watch }) => {
  watch.allow(/401|429|423/);
  const company = await Company.open({ number: false });
  await page.goto(`${places().base}/app/sign-in`);
  for (let n = 0; n < 6; n++) {
    await page.getByLabel("E-mail").fill(company.email);
    await page.getByLabel("Senha", { exact: true }).fill(`errada-${n}`);
    const answered = page.waitForResponse((r) => r.url().endsWith("/auth/login"));
    await page.getByRole("button", { name: "Entrar", exact: true }).click();
    await answered;
  }
  await expect(page.getByRole("alert")).toContainText(/tente|aguarde|bloquead/i);
});

test("the session survives a reload and two tabs that refresh at once, and ends everywhere", async ({
  page,
  context,
  company,
}) => {
  await signIn(page, company, "/inbox");
  await page.reload();
  await expect(page).toHaveURL(/\/app\/inbox/);
  const second = await context.newPage();
  await Promise.all([page.reload(), second.goto(`${places().base}/app/inbox`)]);
  await expect(second.getByRole("navigation", { name: "Seções" }).first()).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Seções" }).first()).toBeVisible();
  await page.getByRole("button", { name: "Menu da pessoa" }).first().click();
  await page.getByRole("menuitem", { name: "Sair" }).click();
  await expect(page.getByLabel("E-mail")).toBeVisible();
  await expect(second.getByLabel("E-mail")).toBeVisible();
});

test("a page that is left while its session is being refreshed does not sign anybody out", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/Failed to fetch|Failed to load resource|net::ERR_ABORTED/);
  await signIn(page, company, "/inbox");
  for (let n = 0; n < 12; n++) {
    const asked = page.waitForRequest(/auth\/refresh$/);
    // Left as soon as the request is out, or a moment later, so that its answer finds nobody.
    await page.goto(`${places().base}/app/inbox`, { waitUntil: "commit" });
    await asked;
    await page.evaluate((ms) => new Promise((done) => setTimeout(done, ms)), n * 2);
  }
  await page.goto(`${places().base}/app/inbox`);
  await expect(page.getByRole("navigation", { name: "Seções" }).first()).toBeVisible();
});

test("the door has no barrier, in both themes", async ({ page }) => {
  await page.goto(`${places().base}/app/sign-in`);
  await expect(page.getByLabel("E-mail")).toBeVisible();
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
});

test("a company registers and is inside at once", async ({ page, watch }) => {
  watch.allow(/422/);
  await page.goto(`${places().base}/app/register`);
  await page.getByLabel("Nome da empresa").fill("Provedor Novo");
  await page.getByLabel("Seu nome").fill("Caio Dono");
  await page.getByLabel("E-mail").fill(`caio-${Date.now()}@provedor.example`);
  await page.getByLabel("Senha", { exact: true }).fill("curta");
  await page.getByRole("button", { name: "Criar e entrar" }).click();
  await expect(page.getByLabel("Senha", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Senha", { exact: true }).fill("uma-senha-bem-longa");
  await page.getByRole("button", { name: "Criar e entrar" }).click();
  await expect(page.getByRole("navigation", { name: "Seções" }).first()).toBeVisible();
});

test("the palette takes every letter from the first, goes where it is told, and keys do the same", async ({
  page,
  company,
}) => {
  await signIn(page, company, "/inbox");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("visão");
  await expect(page.getByRole("option", { name: /Visão geral/ })).toBeVisible();
  await expect(page.getByRole("combobox")).toHaveValue("visão");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/app\/dashboard/);
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await expect(page).toHaveURL(/\/app\/inbox/);
  await page.keyboard.press("Shift+?");
  await expect(page.getByRole("dialog", { name: "Atalhos do teclado" })).toBeVisible();
  await accessible(page);
});

test("who forgot the password is told to look at their mail, whoever they are", async ({ page, company }) => {
  for (const email of [company.email, "ninguem@provedor.example"]) {
    await page.goto(`${places().base}/app/sign-in`);
    await page.getByRole("link", { name: "Esqueci a senha" }).click();
    await page.getByLabel("E-mail").fill(email);
    await accessible(page);
    await page.getByRole("button", { name: "Enviar o link" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Veja o seu e-mail");
  }
  await page.getByRole("link", { name: "Voltar para a entrada" }).click();
  await expect(page.getByLabel("Senha", { exact: true })).toBeVisible();
});

test("a link to confirm an address that is worth nothing says so", async ({ page, watch }) => {
  watch.allow(/401/);
  await page.goto(`${places().base}/app/verify-email#${"0".repeat(32)}.1.nada`);
  await accessible(page);
  await page.getByRole("button", { name: "Confirmar" }).click();
  await expect(page.getByRole("alert")).toContainText("já foi usado");
  await page.goto(`${places().base}/app/verify-email`);
  await page.reload();
  await expect(page.getByText("Este link está incompleto")).toBeVisible();
});

test("a link to get less mail asks for a press, and one that is worth nothing says so", async ({ page, watch }) => {
  watch.allow(/401/);
  await page.goto(`${places().base}/app/less-mail#${"0".repeat(32)}.1.nada`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Menos e-mails");
  await accessible(page);
  await page.getByRole("button", { name: "Não quero mais receber" }).click();
  await expect(page.getByRole("alert")).toContainText("já foi usado");
});
