import { approved } from "./campaigns";
import { connected } from "./erp";
import { accessible, expect, signIn, test, theme } from "./fixtures";

test("a rule is made, previewed and switched on; what it lacks is told at its fields", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/422/);
  await approved(company);
  await signIn(page, company, "/settings");
  await page.getByRole("link", { name: /Lembretes de fatura/ }).click();
  await expect(page.getByText("Nenhuma regra ainda")).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Nova regra" }).click();
  const form = page.getByRole("dialog", { name: "Nova regra" });
  await form.getByRole("button", { name: "Salvar" }).click();
  await expect(form.getByLabel("Nome")).toHaveAttribute("aria-invalid", "true");
  await accessible(page);
  await form.getByLabel("Nome").fill("Aviso gentil");
  await form.getByLabel("Dias", { exact: true }).fill("3");
  await form.getByLabel("Modelo").click();
  await page.getByRole("option", { name: /oferta_/ }).click();
  await form.getByRole("button", { name: "Inserir um dado: Variável 1" }).click();
  await page.getByRole("menuitem", { name: /Primeiro nome/ }).click();
  await expect(form.getByLabel("Variável 1", { exact: true })).toHaveValue("{{ customer.first_name }}");
  await form.getByLabel("Valor mínimo").fill("R$ 1.000,50");
  await form.getByRole("button", { name: "Salvar" }).click();
  const preview = page.getByRole("dialog", { name: "Prévia de Aviso gentil" });
  await expect(preview).toBeVisible();
  await accessible(page);
  await page.keyboard.press("Escape");
  const row = page.getByRole("listitem").filter({ hasText: "3 dias antes" });
  await expect(row).toContainText("Nada enviado ainda");
  const on = row.getByRole("switch", { name: "Ligar a regra Aviso gentil" });
  await on.press("Space");
  const edit = page.getByRole("dialog", { name: "Editar regra" });
  await expect(edit.getByText("A regra não foi ligada.")).toBeVisible();
  await expect(edit.getByRole("combobox", { name: "ERP" })).toHaveAttribute("aria-invalid", "true");
  await page.keyboard.press("Escape");
  await connected(company);
  await on.press("Space");
  await expect(on).toBeChecked();
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  await row.getByRole("button", { name: "Excluir Aviso gentil" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Excluir regra" }).click();
  await expect(page.getByText("Nenhuma regra ainda")).toBeVisible();
});

test("an outage is declared, changed and ended, and says who is told", async ({ page, company, watch }) => {
  watch.allow(/422/);
  await signIn(page, company, "/settings/outages");
  await page.getByRole("button", { name: "Declarar queda" }).click();
  const form = page.getByRole("dialog", { name: "Declarar queda" });
  await form.getByRole("button", { name: "Declarar", exact: true }).click();
  await expect(form.getByLabel("Nomes")).toHaveAttribute("aria-invalid", "true");
  await form.getByLabel("Nomes").fill("Centro\nVila Nova");
  await form.getByLabel("O que dizer a quem é afetado").fill("Estamos sem sinal no Centro.");
  await form.getByRole("button", { name: "Declarar", exact: true }).click();
  await expect(page.getByText("1 queda ativa: Centro e Vila Nova.")).toBeVisible();
  await accessible(page);
  const row = page.getByRole("listitem").filter({ hasText: "Estamos sem sinal" });
  await row.getByRole("button", { name: /Editar a queda/ }).click();
  const edit = page.getByRole("dialog", { name: "Editar queda" });
  await edit.getByLabel("Previsão de volta").fill("2030-01-01T18:30");
  await edit.getByRole("button", { name: "Salvar" }).click();
  await expect(row).toContainText("Previsão: 01/01/2030");
  await row.getByRole("button", { name: /Encerrar a queda/ }).click();
  const confirm = page.getByRole("alertdialog");
  await expect(confirm).toContainText("ninguém recebe mensagem");
  await accessible(page);
  await confirm.getByRole("button", { name: "Encerrar queda" }).click();
  await expect(row).toContainText("Encerrada");
  await expect(page.getByText("queda ativa")).toHaveCount(0);
});

test("a rule with changes asks before it closes, whichever way, and before the page is left", async ({
  page,
  company,
}) => {
  await signIn(page, company, "/settings");
  await page.getByRole("link", { name: /Lembretes de fatura/ }).click();
  await page.getByRole("button", { name: "Nova regra" }).click();
  const form = page.getByRole("dialog", { name: "Nova regra" });
  await page.keyboard.press("Escape");
  await expect(form).toBeHidden();
  await page.getByRole("button", { name: "Nova regra" }).click();
  await form.getByLabel("Nome").fill("Aviso gentil");
  const asked = page.getByRole("alertdialog", { name: "Sair sem salvar?" });
  const ways = [
    () => page.keyboard.press("Escape"),
    () => page.mouse.click(40, 400),
    () => form.getByRole("button", { name: "Fechar" }).click(),
    () => form.getByRole("button", { name: "Cancelar" }).click(),
    () => page.goBack(),
  ];
  for (const leave of ways) {
    await leave();
    await expect(asked).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(asked).toBeHidden();
    await expect(form.getByLabel("Nome")).toHaveValue("Aviso gentil");
  }
  await page.keyboard.press("Escape");
  await accessible(page);
  await asked.getByRole("button", { name: "Sair sem salvar" }).click();
  await expect(form).toBeHidden();
  await expect(page.getByText("Nenhuma regra ainda")).toBeVisible();
});
