import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { approved, audience, drawn, seen, started } from "./campaigns";
import { Company, places } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";
import { sideways } from "./looks";

const entry = (page: Page, name: string) => page.getByRole("listitem").filter({ hasText: name });
const people = (page: Page) => page.getByRole("grid", { name: "Tabela de destinatários" });
const title = (page: Page) => page.getByRole("heading", { level: 1 });

async function inBothThemes(page: Page): Promise<void> {
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
}

test("a campaign runs before one's eyes: as many as estimated get it, who does not is told why, and a file has them all", async ({
  page,
  company,
}) => {
  test.setTimeout(60_000);
  const template = await approved(company);
  await audience(company, 5, 2);
  const { id } = await drawn(company, "Oferta de fibra", template);
  const estimate = await company.call<{ recipients: number; audience: number }>(
    "GET",
    `/api/v1/campaigns/${id}/estimate`,
  );
  expect([estimate.recipients, estimate.audience]).toEqual([5, 7]);
  await signIn(page, company, `/campaigns/${id}`);
  await expect(page.getByText("Rascunho: nada sai antes de iniciar.")).toBeVisible();
  await page.getByRole("button", { name: "Iniciar" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Iniciar" }).click();
  // Nothing is loaded again by hand: what follows comes live.
  await expect(title(page)).toContainText("Concluída", { timeout: 30_000 });
  const bar = page.getByRole("figure", { name: "Progresso de Oferta de fibra" });
  await expect(bar).toContainText("Enviadas5");
  await expect(bar).toContainText("Lidas5", { timeout: 15_000 });
  await expect(bar).toContainText("Não enviadas2");
  await expect(people(page).getByRole("row")).toHaveCount(1 + 7);
  await inBothThemes(page);

  await page.getByRole("button", { name: /\D2$/ }).click();
  await expect(page).toHaveURL(/outcome=skipped/);
  await expect(people(page).getByRole("row")).toHaveCount(1 + 2);
  await expect(people(page)).not.toContainText("Cliente 1");
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: "Exportar" }).click();
  await page.getByRole("menuitem", { name: /^CSV/ }).click();
  const file = readFileSync(await (await waiting).path(), "utf8");
  expect(file.trim().split("\n")).toHaveLength(1 + 2);
  await page.getByRole("combobox", { name: "Resultado" }).click();
  await page.getByRole("option", { name: "Todos" }).click();
  await expect(people(page).getByRole("row")).toHaveCount(1 + 7);
  const whole = page.waitForEvent("download");
  await page.getByRole("button", { name: "Exportar" }).click();
  await page.getByRole("menuitem", { name: /^XLSX/ }).click();
  expect((await whole).suggestedFilename()).toBe("Oferta de fibra.xlsx");

  await people(page).getByRole("link", { name: "Cliente 3" }).click();
  await expect(title(page)).toContainText("Cliente 3");
});

test("a pause stops within a second, the list shows it live, and a stop tells the rest off", async ({
  page,
  company,
}) => {
  test.setTimeout(60_000);
  const template = await approved(company);
  await audience(company, 24);
  const { id } = await drawn(company, "Aos poucos", template, { limits: { per_second: 2 } });
  await signIn(page, company, "/campaigns");
  await expect(entry(page, "Aos poucos")).toContainText("Ainda sem destinatários");
  await started(company, id);
  await expect(entry(page, "Aos poucos")).toContainText("Em andamento");
  await expect(entry(page, "Aos poucos")).toContainText(/Enviadas[1-9]/, { timeout: 15_000 });
  await entry(page, "Aos poucos").getByRole("link", { name: "Aos poucos" }).click();
  await page.getByRole("button", { name: "Pausar" }).click();
  await expect(page.getByText("Pausada: nada sai até você retomar.")).toBeVisible();
  const phoned = async () => (await seen(company, id)).progress.sent;
  await new Promise((done) => setTimeout(done, 1000));
  const before = await phoned();
  await new Promise((done) => setTimeout(done, 1500));
  expect(await phoned()).toBe(before);
  expect(before).toBeLessThan(24);
  await accessible(page);

  await page.getByRole("button", { name: "Retomar" }).click();
  await expect(title(page)).toContainText("Em andamento");
  await expect.poll(phoned, { timeout: 15_000 }).toBeGreaterThan(before ?? 0);
  await page.getByRole("button", { name: "Encerrar" }).click();
  const ask = page.getByRole("alertdialog");
  await accessible(page);
  await ask.getByLabel("Motivo (opcional)").fill("acabou o estoque");
  await ask.getByRole("button", { name: "Encerrar" }).click();
  await expect(title(page)).toContainText("Encerrada", { timeout: 15_000 });
  await expect(page.getByText("Motivo: acabou o estoque")).toBeVisible();
  await expect(page.getByRole("button", { name: /^A campanha foi encerrada antes/ })).toBeVisible();
});

test("campaigns are found, copied and deleted; one that can't start says what is missing", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/422/);
  await drawn(company, "Primeira", null);
  await drawn(company, "Segunda", null, { type: "trigger", trigger: { kind: "contact_created" } });
  await signIn(page, company, "/dashboard");
  await page.keyboard.press("g");
  await page.keyboard.press("k");
  await expect(entry(page, "Primeira")).toBeVisible();
  await inBothThemes(page);
  await page.getByRole("combobox", { name: "Tipo" }).click();
  await page.getByRole("option", { name: "Por evento" }).click();
  await expect(entry(page, "Primeira")).toHaveCount(0);
  await expect(page).toHaveURL(/type=trigger/);
  await page.getByRole("combobox", { name: "Tipo" }).click();
  await page.getByRole("option", { name: "Todos" }).click();
  await page.getByRole("searchbox", { name: "Buscar pelo nome" }).fill("prim");
  await expect(entry(page, "Segunda")).toHaveCount(0);
  await page.getByRole("button", { name: "Ações de Primeira" }).click();
  await page.getByRole("menuitem", { name: "Iniciar" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Iniciar" }).click();
  await expect(page.getByRole("dialog", { name: "A campanha ainda não pode começar" })).toBeVisible();
  await expect(page.getByRole("dialog").getByRole("listitem").first()).toBeVisible();
  await accessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Fechar" }).click();
  await page.getByRole("button", { name: "Ações de Primeira" }).click();
  await page.getByRole("menuitem", { name: "Duplicar" }).click();
  await expect(page.getByText("Cópia criada como rascunho.")).toBeVisible();
  await expect(title(page)).toContainText("Primeira");
  await page.getByRole("button", { name: "Mais ações" }).click();
  await page.getByRole("menuitem", { name: "Excluir" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Excluir" }).click();
  await expect(page.getByText("Campanha excluída.")).toBeVisible();
  await expect(page.getByRole("list", { name: "Lista de campanhas" }).getByRole("listitem")).toHaveCount(2);
});

test("the company's rules are saved, with the server's words on their fields", async ({ page, company, watch }) => {
  watch.allow(/422/);
  await signIn(page, company, "/settings/campaigns");
  await page.getByLabel("Mensagens de marketing por dia").fill("500");
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByLabel("Mensagens de marketing por dia")).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Mensagens de marketing por dia").fill("");
  await page.getByLabel("Das").fill("22:00");
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText("Regras salvas.")).toBeVisible();
  await inBothThemes(page);
  await page.getByText("Não enviar durante o horário de silêncio").click();
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect
    .poll(() => company.call<object>("GET", "/api/v1/campaigns/policy"))
    .toMatchObject({ per_day: null, quiet_hours: null });
  await page.reload();
  await expect(page.getByLabel("Mensagens de marketing por dia")).toHaveValue("");
  await expect(page.getByLabel("Das")).toHaveCount(0);
});

test("a test goes to a phone only, and who may not is shown no button and no page", async ({ page, company }) => {
  const template = await approved(company);
  await audience(company, 1);
  const { id } = await drawn(company, "Com teste", template);
  await signIn(page, company, `/campaigns/${id}`);
  await page.getByRole("button", { name: "Mais ações" }).click();
  await page.getByRole("menuitem", { name: "Enviar teste" }).click();
  const dialog = page.getByRole("dialog", { name: "Enviar teste" });
  await accessible(page);
  const { data } = await company.call<{ data: { phone: string }[] }>("GET", "/api/v1/contacts?limit=1");
  const phone = data[0]?.phone ?? "";
  await dialog.getByLabel("Telefones").fill(phone);
  await dialog.getByRole("button", { name: "Enviar" }).click();
  await expect(page.getByText("1 teste na fila.")).toBeVisible();
  await expect.poll(async () => (await company.phone(phone)).length, { timeout: 15_000 }).toBe(1);
  expect((await seen(company, id)).progress.total).toBe(0);

  const email = `leitor-${company.tenantId.slice(-8)}@provedor.example`;
  const viewer = { email, name: "Leo Leitor", role: "viewer", password: company.password };
  const made = await company.call<{ id: string }>("POST", "/api/v1/users", viewer);
  const theirs = await (await page.context().browser()?.newContext({ locale: "pt-BR" }))?.newPage();
  if (!theirs) throw new Error("no browser");
  await signIn(theirs, { email, password: company.password }, `/campaigns/${id}`);
  await expect(title(theirs)).toContainText("Com teste");
  await expect(theirs.getByRole("button", { name: "Iniciar" })).toHaveCount(0);
  await expect(theirs.getByRole("button", { name: "Mais ações" })).toHaveCount(0);
  await company.call("PUT", `/api/v1/users/${made.id}/permissions`, { grants: [], denials: ["read:campaigns"] });
  await theirs.goto(`${places().base}/app/campaigns`);
  await expect(theirs.getByText("Você não tem acesso a esta página")).toBeVisible();
  await accessible(theirs);
  await theirs.context().close();
});

test("campaigns on a narrow screen, empty, and when they can't be read", async ({ page, watch }) => {
  watch.allow(/404/);
  await page.setViewportSize({ width: 390, height: 844 });
  const company = await Company.open();
  await signIn(page, company, "/campaigns");
  await expect(page.getByText("Nenhuma campanha ainda")).toBeVisible();
  await accessible(page);
  const { id } = await drawn(company, "Uma campanha de nome bem comprido para uma tela estreita", null);
  await expect(entry(page, "Uma campanha de nome")).toBeVisible();
  expect(await sideways(page)).toEqual([]);
  await page.goto(`${places().base}/app/campaigns/${id}`);
  await expect(page.getByText("Rascunho: nada sai antes de iniciar.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Funil" })).toBeVisible();
  expect(await sideways(page)).toEqual([]);
  await accessible(page);
  await page.goto(`${places().base}/app/settings/campaigns`);
  await expect(page.getByLabel("Das")).toBeVisible();
  expect(await sideways(page)).toEqual([]);
  await page.goto(`${places().base}/app/campaigns/${company.tenantId}`);
  await expect(page.getByText("Não existe essa campanha.")).toBeVisible();
});
