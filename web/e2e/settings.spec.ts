import { places } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";

async function bothThemes(page: Parameters<typeof accessible>[0]): Promise<void> {
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
}

test("a queue with its people, deadlines and overflow is saved, read again, changed and deleted", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/422|409/);
  test.slow();
  await signIn(page, company, "/settings/queues");
  await expect(page.getByText("Nenhuma fila ainda")).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Novo departamento" }).click();
  await page.getByLabel("Nome").fill("Comercial");
  await page.getByRole("dialog").getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("button", { name: "Comercial" })).toBeVisible();
  await company.call("POST", "/api/v1/queues", { name: "Plantão" });
  await page.reload();
  await page.getByRole("button", { name: "Nova fila" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByLabel("Nome").fill("Vendas");
  await drawer.getByText("Ana Administradora").click();
  await drawer.getByLabel("Prioridade").fill("500");
  await drawer.getByLabel("Primeira resposta, em minutos").fill("cinco");
  await drawer.getByRole("button", { name: "Salvar" }).click();
  await expect(drawer.getByLabel("Primeira resposta, em minutos")).toHaveAttribute("aria-invalid", "true");
  await drawer.getByLabel("Primeira resposta, em minutos").fill("5");
  await drawer.getByRole("button", { name: "Salvar" }).click();
  await expect(drawer.getByLabel("Prioridade")).toHaveAttribute("aria-invalid", "true");
  await drawer.getByLabel("Prioridade").fill("10");
  await drawer.getByRole("button", { name: "Adicionar habilidade" }).click();
  await drawer.getByLabel("Habilidade", { exact: true }).fill("fibra");
  await bothThemes(page);
  await drawer.getByRole("button", { name: "Salvar" }).click();
  const card = page.getByRole("button", { name: /^Vendas/ });
  await expect(card).toContainText("1ª resposta em 5");
  await page.reload();
  await card.click();
  await expect(drawer.getByLabel("Habilidade", { exact: true })).toHaveValue("fibra");
  await expect(drawer.getByLabel("Prioridade")).toHaveValue("10");
  await drawer.getByRole("button", { name: "Excluir" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Excluir" }).click();
  await expect(card).toHaveCount(0);
  await page.getByRole("button", { name: "Editar Ana Administradora" }).click();
  await page.getByLabel("Conversas ao mesmo tempo").fill("8");
  await page.getByRole("dialog").getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText("0 de 8 conversas")).toBeVisible();
});

test("business hours: a week, Brazil's holidays, the server's refusal, and back after a reload", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/422/);
  await signIn(page, company, "/settings/hours");
  await page.getByRole("button", { name: "Novo horário" }).click();
  await page.getByLabel("Nome", { exact: true }).fill("Loja");
  await page.getByLabel("segunda-feira, das").fill("12:00");
  await page.getByLabel("segunda-feira, às").fill("09:00");
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel("segunda-feira, das").fill("08:30");
  await page.getByLabel("segunda-feira, às").fill("12:00");
  await page.getByRole("button", { name: "Adicionar período: segunda-feira" }).click();
  await page.getByRole("button", { name: "Copiar segunda para os dias úteis" }).click();
  await page.getByRole("button", { name: "Feriados do Brasil" }).click();
  await expect(page.getByRole("checkbox", { name: /Natal/ })).toBeChecked();
  await accessible(page);
  await page.getByRole("button", { name: "Adicionar escolhidos" }).click();
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText("Horário salvo.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("sexta-feira, das").first()).toHaveValue("08:30");
  await expect(page.getByLabel("sexta-feira, às").nth(1)).toHaveValue("18:00");
  await expect(page.locator('input[value="Natal"]')).toBeVisible();
  await bothThemes(page);
  const { data } = await company.call<{ data: { week: Record<string, unknown[]>; exceptions: unknown[] }[] }>(
    "GET",
    "/api/v1/business-hours",
  );
  expect(data[0]?.week.fri).toHaveLength(2);
  expect(data[0]?.week.sun ?? []).toHaveLength(0);
  expect(data[0]?.exceptions.length).toBeGreaterThan(7);
});

test("a canned reply is written with its variables, refused on its field, found and deleted", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/422/);
  await signIn(page, company, "/settings/replies");
  await expect(page.getByText("Nenhuma resposta pronta")).toBeVisible();
  await page.getByRole("button", { name: "Nova resposta" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Atalho").fill("bom dia!");
  await dialog.getByLabel("Título").fill("Saudação");
  await dialog.getByLabel("Texto").fill("Bom dia, ");
  await dialog.getByRole("button", { name: "Inserir variável" }).click();
  await page.getByRole("menuitem", { name: "Primeiro nome do contato" }).click();
  await expect(dialog.getByText("Bom dia, Maria")).toBeVisible();
  await dialog.getByRole("button", { name: "Salvar" }).click();
  await expect(dialog.getByLabel("Atalho")).toHaveAttribute("aria-invalid", "true");
  await bothThemes(page);
  await dialog.getByLabel("Atalho").fill("bomdia");
  await dialog.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText("/bomdia")).toBeVisible();
  await page.reload();
  await expect(page.getByText("/bomdia")).toBeVisible();
  await page.getByLabel("Buscar respostas").fill("nada disso");
  await expect(page.getByText("Nada encontrado.")).toBeVisible();
  await page.getByLabel("Buscar respostas").fill("saud");
  await page.getByRole("button", { name: "Excluir Saudação" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Excluir" }).click();
  await expect(page.getByText("Nenhuma resposta pronta")).toBeVisible();
});

test("tags and the survey are kept", async ({ page, company }) => {
  await signIn(page, company, "/settings/tags");
  await page.getByLabel("Nova etiqueta").fill("fibra");
  await page.getByRole("button", { name: "Adicionar" }).click();
  await expect(page.getByText("fibra", { exact: true })).toBeVisible();
  await page.getByText("Perguntar", { exact: true }).click();
  await page.getByLabel("Pergunta", { exact: true }).fill("De 1 a 5, como foi o atendimento?");
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText("Pesquisa salva.")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("switch", { name: "Perguntar" })).toBeChecked();
  await expect(page.getByLabel("Pergunta", { exact: true })).toHaveValue("De 1 a 5, como foi o atendimento?");
  await bothThemes(page);
  await page.getByRole("button", { name: "Excluir a etiqueta fibra" }).click();
  await expect(page.getByText("Nenhuma etiqueta ainda.")).toBeVisible();
});

test("the settings on a narrow screen", async ({ page, company }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, company, "/settings");
  await expect(page.getByRole("link", { name: /^Números/ })).toBeVisible();
  await accessible(page);
  for (const path of ["queues", "hours", "replies", "tags"]) {
    await page.goto(`${places().base}/app/settings/${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  }
});
