import { randomUUID } from "node:crypto";
import { appoint, Company, freshPhone, places } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";

const SHOTS = process.env.SHOTS;

test("companies: found, made with an invitation, given limits, suspended, deleted by their short name", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/402|409|422|429/);
  await appoint(company);
  const other = await Company.open({ number: false });
  const second = { email: `rui-${randomUUID().slice(0, 8)}@provedor.example`, name: "Rui Segundo" };
  await other.call("POST", "/api/v1/users", { ...second, role: "agent", password: "uma-senha-bem-longa" });
  await signIn(page, company, `/platform/companies?q=${encodeURIComponent(other.name)}`);
  const row = page.getByRole("row").filter({ hasText: other.name });
  await expect(row).toContainText("2 de 10");
  await expect(row).toContainText("0 de 10.000");
  await accessible(page);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/list-light.png` });
  await row.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(other.name);
  await expect(page.getByRole("meter", { name: "Pessoas" })).toHaveAttribute("aria-valuenow", "20");
  await accessible(page);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/one-light.png`, fullPage: true });

  const limits = page.locator("form").filter({ hasText: "Combinado além do plano" });
  await limits.getByRole("combobox", { name: "Pessoas" }).click();
  await page.getByRole("option", { name: "Número próprio" }).click();
  await limits.getByLabel("Número próprio: Pessoas").fill("1");
  await limits.getByRole("button", { name: "Salvar" }).click();
  await expect(limits).toContainText("Há 2 em uso; seriam permitidos 1.");
  await accessible(page);
  await limits.getByLabel("Número próprio: Pessoas").fill("5");
  await limits.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("meter", { name: "Pessoas" })).toHaveAttribute("aria-valuenow", "40");
  await expect(page.getByText("combinado à parte")).toBeVisible();

  await page.getByRole("button", { name: "Suspender" }).click();
  const holding = page.getByRole("alertdialog");
  await holding.getByLabel("Motivo").fill("Fatura em aberto");
  await holding.getByRole("button", { name: "Suspender" }).click();
  await expect(page.getByText("Suspensa: Fatura em aberto")).toBeVisible();
  await page.getByRole("button", { name: "Reativar" }).click();
  await expect(page.getByText("Suspensa: Fatura em aberto")).toHaveCount(0);

  await page.getByRole("button", { name: "Excluir" }).click();
  const losing = page.getByRole("alertdialog");
  const go = losing.getByRole("button", { name: "Excluir para sempre" });
  await expect(losing).toContainText("Pessoas: 2");
  await expect(go).toBeDisabled();
  const { slug } = await company.call<{ slug: string }>("GET", `/api/v1/tenants/${other.tenantId}`);
  await losing.getByRole("textbox").fill(slug);
  await accessible(page);
  await go.click();
  await expect(page).toHaveURL(/\/platform\/companies$/);

  const name = `Rede ${randomUUID().slice(0, 6)}`;
  await page.getByRole("button", { name: "Nova empresa" }).click();
  const making = page.getByRole("dialog", { name: "Nova empresa" });
  await making.getByLabel("Nome da empresa").fill(name);
  await making.getByLabel("Nome", { exact: true }).fill("Caio Primeiro");
  await making.getByLabel("E-mail").fill(company.email);
  await making.getByRole("button", { name: "Criar empresa" }).click();
  await expect(making.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
  await making.getByLabel("E-mail").fill(`caio-${randomUUID().slice(0, 8)}@provedor.example`);
  await making.getByRole("button", { name: "Criar empresa" }).click();
  const handed = page.getByRole("alertdialog", { name: "Entregue este convite" });
  await expect(handed.getByRole("textbox", { name: "Link do convite" })).toHaveValue(/\/app\/invitation#/);
  await handed.getByRole("button", { name: "Já entreguei" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
  if (SHOTS) {
    await page.setViewportSize({ width: 375, height: 800 });
    await page.screenshot({ path: `${SHOTS}/one-375.png`, fullPage: true });
    await theme(page, "dark");
    await page.screenshot({ path: `${SHOTS}/one-375-dark.png` });
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.screenshot({ path: `${SHOTS}/one-dark.png` });
    await page.goto(`${places().base}/app/platform/companies`);
    await page.waitForTimeout(800);
    await page.screenshot({ path: `${SHOTS}/list-dark.png` });
    await page.setViewportSize({ width: 375, height: 800 });
    await page.screenshot({ path: `${SHOTS}/list-375-dark.png` });
  }
});

test("who does not administer the platform sees no companies and is told who appoints", async ({ page, company }) => {
  await signIn(page, company, "/platform/companies");
  await expect(page.getByText("pytake admin platform-admin")).toBeVisible();
  await page.goto(`${places().base}/app/settings`);
  await page.getByRole("link", { name: /Plano e uso/ }).click();
  await expect(page.getByRole("meter", { name: "Números" })).toHaveAttribute("aria-valuenow", "33");
  await expect(page.getByText("nada mais sai até o mês acabar")).toBeVisible();
  await accessible(page);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/plan.png` });
  await expect(page.getByRole("navigation").getByRole("link", { name: "Empresas" })).toHaveCount(0);
});

test("a role of one's own: made, given, explained, taken away with another in its place", async ({ page, company }) => {
  await signIn(page, company, "/settings/team?tab=roles");
  const roles = page.getByRole("list", { name: "Papéis" });
  await expect(roles.getByRole("listitem")).toHaveCount(4);
  await page.getByRole("button", { name: "Novo papel" }).click();
  const form = page.getByRole("dialog", { name: "Novo papel" });
  await form.getByLabel("Nome", { exact: true }).fill("Vendas");
  await form.getByLabel("Descrição").fill("Quem vende planos");
  await form.getByLabel("Ver conversas", { exact: true }).check({ force: true });
  await form.getByLabel("Tudo de Automação").check({ force: true });
  await accessible(page);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/role-form.png` });
  await form.getByRole("button", { name: "Salvar" }).click();
  const card = roles.getByRole("listitem").filter({ hasText: "Vendas" });
  await expect(card).toContainText("0 pessoa · 9 permissões");
  const { data } = await company.call<{ data: { id: string; name: string }[] }>("GET", "/api/v1/roles");
  const role = data.find((one) => one.name === "Vendas")?.id;
  const person = await company.call<{ id: string }>("POST", "/api/v1/users", {
    name: "Rita Vendedora",
    email: `rita-${randomUUID().slice(0, 8)}@provedor.example`,
    password: "uma-senha-bem-longa",
    role: "agent",
  });

  await page.goto(`${places().base}/app/settings/team/${person.id}`);
  await page.getByRole("combobox", { name: "Papel" }).click();
  await page.getByRole("option", { name: /Vendas/ }).click();
  await page.getByRole("button", { name: "Salvar" }).click();
  const line = page.getByRole("row").filter({ hasText: "Ver conversas" });
  await expect(line).toContainText("do papel Vendas");
  await page.getByLabel("Ajuste: Ver contatos").selectOption("granted");
  await expect(page.getByRole("row").filter({ hasText: "Ver contatos" })).toContainText("concedida");
  await accessible(page);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/person.png` });
  expect(await company.call("GET", `/api/v1/users/${person.id}`)).toMatchObject({ custom_role: { id: role } });

  await page.goto(`${places().base}/app/settings/team?tab=roles`);
  await page.getByRole("button", { name: "Remover Vendas" }).click();
  const asked = page.getByRole("alertdialog");
  await expect(asked).toContainText("Rita Vendedora");
  await expect(asked.getByRole("button", { name: "Remover" })).toBeDisabled();
  await asked.getByRole("combobox").click();
  await page.getByRole("option", { name: /Leitura/ }).click();
  if (SHOTS) {
    await page.screenshot({ path: `${SHOTS}/role-remove.png` });
  }
  await accessible(page);
  await asked.getByRole("button", { name: "Remover" }).click();
  await expect(roles.getByRole("listitem")).toHaveCount(4);
  expect(await company.call("GET", `/api/v1/users/${person.id}`)).toMatchObject({ role: "viewer", custom_role: null });
  if (SHOTS) {
    await page.screenshot({ path: `${SHOTS}/roles.png` });
    await page.setViewportSize({ width: 375, height: 800 });
    await theme(page, "dark");
    await page.screenshot({ path: `${SHOTS}/roles-375-dark.png` });
  }
});

test("the wall shows today's figures in full and nothing else; Escape leads back", async ({ page, company }) => {
  await company.says(freshPhone(), "Olá, estou sem internet");
  await signIn(page, company, "/dashboard");
  await page.getByRole("button", { name: "Mais opções" }).click();
  await page.getByRole("menuitem", { name: "Modo painel" }).click();
  await expect(page).toHaveURL(/\/app\/wall$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(company.name);
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await expect(page.getByRole("group", { name: "Conversas iniciadas" })).toBeVisible();
  await accessible(page);
  if (SHOTS) {
    await page.screenshot({ path: `${SHOTS}/wall.png` });
    await theme(page, "dark");
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.screenshot({ path: `${SHOTS}/wall-1920-dark.png` });
    await page.setViewportSize({ width: 375, height: 800 });
    await page.screenshot({ path: `${SHOTS}/wall-375-dark.png` });
  }
  if (await page.evaluate(() => document.fullscreenElement !== null))
    await page.evaluate(() => document.exitFullscreen());
  else await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/app\/dashboard/);
  await page.goto(`${places().base}/app/wall`);
  await expect(page.getByRole("group", { name: "Conversas iniciadas" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/app\/dashboard/);
});

test("what is taught may be held: found by a trial alone, until it is released", async ({ page, company }) => {
  await company.call("POST", "/api/v1/ai/knowledge", { text: "Atendemos das oito às dezoito.", title: "Horário" });
  await signIn(page, company, "/settings/knowledge");
  await page.getByRole("button", { name: "Ensinar" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("tab", { name: "Texto" }).click();
  await drawer.getByLabel("Reter até um teste passar").check({ force: true });
  await drawer.getByRole("textbox").first().fill("Promoção");
  await drawer.getByRole("textbox").nth(1).fill("A instalação custa quarenta reais em dezembro.");
  await drawer.getByRole("button", { name: "Ensinar" }).click();
  const row = page.getByRole("row").filter({ hasText: "Promoção" });
  await expect(row).toContainText("Retido");
  await expect(row).toContainText("Pronto", { timeout: 20_000 });
  const found = page.getByRole("region", { name: "Trechos encontrados" });
  await page.getByLabel("Pergunta").fill("Quanto custa a instalação em dezembro?");
  await page.getByRole("button", { name: "Perguntar", exact: true }).click();
  await expect(found.or(page.getByText("Nada na base fala disso."))).toBeVisible();
  await expect(found.getByText("quarenta reais")).toHaveCount(0);
  await page.getByLabel("Procurar também no que está retido").check({ force: true });
  await page.getByRole("button", { name: "Perguntar", exact: true }).click();
  await expect(found.getByText("quarenta reais")).toBeVisible();
  await accessible(page);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/held.png` });
  await page.getByRole("button", { name: "Liberar o que está retido" }).click();
  await accessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Liberar" }).click();
  await expect(row).not.toContainText("Retido");
});

test("brand: refused where nobody could read it, seen before it is stored, worn at its own address", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/422/);
  await appoint(company);
  await signIn(page, company, `/platform/companies/${company.tenantId}`);
  const form = page.locator("form").filter({ hasText: "Endereço próprio" });
  const domain = `marca-${randomUUID().slice(0, 8)}.localhost`;
  await form.getByLabel("Endereço próprio").fill(domain);
  await form.getByLabel("Cor principal").fill("#e0c000");
  await form.getByRole("button", { name: "Salvar" }).click();
  await expect(form.getByLabel("Cor principal")).toHaveAttribute("aria-invalid", "true");
  await form.getByRole("button", { name: /^Usar #/ }).click();
  const colour = await form.getByLabel("Cor principal").inputValue();
  await accessible(page);
  if (SHOTS) await form.screenshot({ path: `${SHOTS}/brand.png` });
  await form.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText("Marca salva.")).toBeVisible();

  const own = new URL(page.url());
  own.hostname = domain;
  await page.goto(`${own.origin}/app/sign-in`);
  const worn = () => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--brand"));
  await expect.poll(worn).toBe(colour);
  await expect(page.getByText(company.name)).toBeVisible();
  await accessible(page);
  watch.allow(new RegExp(`foreign request: http://${domain}`));
  // The next start wears it before anything was asked.
  await page.route("**/api/v1/branding", (route) => route.abort());
  watch.allow(/branding|ERR_FAILED/);
  await page.reload();
  expect(await worn()).toBe(colour);
});
