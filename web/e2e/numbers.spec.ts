import { randomInt, randomUUID } from "node:crypto";
import { Company, places } from "./company";
import { accessible, expect, signIn, test, theme } from "./fixtures";

test("an official number: the server's errors on their fields, webhook to copy, each step tested, in use; secrets never come back", async ({
  page,
  watch,
}) => {
  watch.allow(/422/);
  const company = await Company.open({ number: false });
  const [secret, phoneNumberId, wabaId] = [
    randomUUID(),
    String(randomInt(10 ** 12, 10 ** 13)),
    String(randomInt(10 ** 12, 10 ** 13)),
  ];
  await signIn(page, company, "/settings/numbers");
  await expect(page.getByText("Nenhum número conectado")).toBeVisible();
  await accessible(page);
  await page.getByRole("link", { name: "Conectar número" }).click();
  await page.getByLabel("Nome").fill("Vendas");
  await page.getByLabel("Telefone", { exact: true }).fill("(11) 5550-0199");
  await page.getByLabel("Identificador do telefone").fill(phoneNumberId);
  await page.getByLabel("Identificador da conta").fill(wabaId);
  await page.getByLabel("Token de acesso").fill(secret);
  await page.getByLabel("Segredo do aplicativo").fill(secret);
  await page.getByText("Avançado").click();
  await page.getByLabel("Endereço do servidor").fill("https://alheio.example");
  await page.getByRole("button", { name: "Guardar e continuar" }).click();
  await expect(page.getByLabel("Endereço do servidor")).toHaveAttribute("aria-invalid", "true");
  await accessible(page);
  await page.getByLabel("Endereço do servidor").fill(places().twin);
  await page.getByRole("button", { name: "Guardar e continuar" }).click();
  await expect(page.getByRole("heading", { name: "Falta pouco para usar" })).toBeVisible();
  const callback = await page.getByLabel("Endereço do webhook", { exact: true }).inputValue();
  await company.twin("POST", "/twin/numbers", {
    phone_number_id: phoneNumberId,
    display_phone_number: "+551155500199",
    waba_id: wabaId,
    access_token: secret,
    app_secret: secret,
    verified_name: company.name,
    callback_url: callback,
    verify_token: await page.getByLabel("Token de verificação", { exact: true }).inputValue(),
  });
  await page.getByRole("button", { name: "Testar agora" }).click();
  await expect(page.getByText("Tudo funciona.")).toBeVisible();
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  await page.getByRole("button", { name: "Colocar em uso" }).click();
  await expect(page.getByRole("switch", { name: "Em uso" })).toBeChecked();
  await page.reload();
  await expect(page.getByText(`termina em ${secret.slice(-4)}`).first()).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  await expect(page.getByLabel("Token de acesso")).toHaveValue("");
  await page.getByLabel("Recado").fill("Atendemos das 8h às 18h");
  await page.getByRole("button", { name: "Salvar" }).nth(1).click();
  await expect(page.getByText("Perfil salvo no WhatsApp.")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Recado")).toHaveValue("Atendemos das 8h às 18h");
});

test("a number is renamed, paused and kept while it has conversations", async ({ page, company, watch }) => {
  watch.allow(/409|502/);
  await signIn(page, company, `/settings/numbers/${company.numberId}`);
  await page.getByLabel("Nome").fill("Suporte");
  await page.getByRole("button", { name: "Salvar" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Suporte" })).toBeVisible();
  await page.getByRole("button", { name: "Testar agora" }).click();
  await expect(page.getByText("Tudo funciona.")).toBeVisible();
  await page.getByText("Em uso", { exact: true }).click();
  await expect(page.getByText("nada sai por este número")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("switch", { name: "Em uso" })).not.toBeChecked();
  await page.getByRole("button", { name: "Excluir", exact: true }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await accessible(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Excluir", exact: true })).toBeFocused();
  await page.getByRole("link", { name: "Números" }).click();
  await expect(page.getByRole("link", { name: /Suporte/ })).toContainText("Pausado");
});

test("an Evolution number: the code renews itself and turns into Connected without a reload", async ({ page }) => {
  const company = await Company.open({ number: false });
  const codes = new Set<string>();
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      const { type, data } = JSON.parse(String(payload)) as { type: string; data: { code?: string } };
      if (type === "pairing" && data.code) codes.add(data.code);
    }),
  );
  const instance = `loja-${randomUUID().slice(0, 8)}`;
  await signIn(page, company, "/settings/numbers/new?type=evolution");
  await page.getByLabel("Nome").fill("Loja");
  await page.getByLabel("Endereço do servidor").fill(`${places().twin}/evolution`);
  await page.getByLabel("Instância").fill(instance);
  await page.getByLabel("Chave da API").fill("twin-evolution-key");
  await page.getByRole("button", { name: "Guardar e continuar" }).click();
  await page.getByRole("button", { name: "Mostrar código QR" }).click();
  await expect(page.getByRole("img", { name: "Código QR para vincular" })).toBeVisible();
  await expect.poll(() => codes.size, { timeout: 20_000 }).toBeGreaterThan(1);
  await expect(page.getByRole("img", { name: "Código QR para vincular" })).toBeVisible();
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  await company.twin("POST", `/twin/evolution/${instance}/scan`, {});
  await expect(page.getByText("O aparelho está vinculado")).toBeVisible({ timeout: 15_000 });
  await expect(page.getByRole("switch", { name: "Em uso" })).toBeChecked();
  await page.getByRole("button", { name: "Desconectar" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Desconectar" }).click();
  await expect(page.getByRole("button", { name: "Mostrar código QR" })).toBeVisible({ timeout: 15_000 });
});

test("numbers on a narrow screen, and when the list can't be read", async ({ page, company, watch }) => {
  watch.allow(/404/);
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn(page, company, "/settings/numbers");
  await expect(page.getByRole("link", { name: /Atendimento/ })).toBeVisible();
  await accessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.goto(`${places().base}/app/settings/numbers/${randomUUID()}`);
  await expect(page.getByRole("alert")).toBeVisible();
  await accessible(page);
});
