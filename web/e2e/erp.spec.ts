import { freshPhone } from "./company";
import { BAKERY, connected, erpAt, JOAO, linked, MARIA } from "./erp";
import { accessible, expect, signIn, test, theme } from "./fixtures";
import { conversationWith } from "./inbox";
import { outside, sideways } from "./looks";

// The providers behind the twin's ERPs are everybody's: what changes one is done in turn.
test.describe.configure({ mode: "default" });

test("an ERP is connected: wrong credentials say what to do, then each capability is ticked", async ({
  page,
  company,
}) => {
  await signIn(page, company, "/settings");
  await page.getByRole("link", { name: /ERPs/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "ERPs" })).toBeVisible();
  await expect(page.getByRole("link", { name: /IXC Provedor/ })).toContainText("Não conectado");
  await accessible(page);
  await page.getByRole("link", { name: /IXC Provedor/ }).press("Enter");
  await page.getByLabel("Endereço do ERP").fill(erpAt("ixcsoft"));
  await page.getByLabel("Token", { exact: true }).fill("7:errado");
  await page.getByRole("button", { name: "Conectar e testar" }).click();
  const alert = page.getByText("O endereço não usa criptografia (http).").first();
  await expect(alert).toBeVisible();
  await page.getByText("Segurança da conexão", { exact: true }).click();
  await page.getByText("Permitir endereço sem criptografia").click();
  await expect(page.getByText("quem estiver no caminho pode ler")).toBeVisible();
  await page.getByRole("button", { name: "Salvar e testar" }).click();
  await expect(page.getByText("O ERP não reconheceu as credenciais.").first()).toBeVisible();
  await expect(page.getByText("Com problema")).toBeVisible();
  await accessible(page);
  await page.getByLabel("Token", { exact: true }).fill("7:twin-ixc-key");
  await page.getByRole("button", { name: "Salvar e testar" }).click();
  await expect(page.getByText("Tudo funciona.")).toBeVisible();
  const steps = page.getByRole("list", { name: "Passos do teste" });
  await expect(
    steps.getByRole("img", { name: "Funciona", exact: true }).or(steps.getByLabel("Funciona")),
  ).not.toHaveCount(0);
  await expect(steps).toContainText("ms");
  await expect(page.getByLabel("Disponível", { exact: true })).toHaveCount(12);
  await expect(page.getByText("Preferido")).toBeVisible();
  expect(await page.content()).not.toContain("twin-ixc-key");
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  await page.getByRole("button", { name: "Desconectar" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Desconectar" })).toBeFocused();
  await page.getByRole("button", { name: "Desconectar" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Desconectar" }).click();
  await expect(page.getByRole("link", { name: /IXC Provedor/ })).toContainText("Não conectado");
});

test("facts go to attributes, with a customer as an example; a sweep is watched; its calls are told", async ({
  page,
  company,
}) => {
  await company.call("POST", "/api/v1/contact-attributes", { name: "plano", label: "Plano", type: "text" });
  const made = await company.call<{ id: string }>("POST", "/api/v1/contacts", {
    phone: "+5511900000001",
    name: "Maria",
  });
  await connected(company);
  await signIn(page, company, "/settings/erps/ixcsoft?tab=facts");
  await page.getByRole("combobox", { name: "Adicionar dado" }).click();
  await page.getByRole("option", { name: "Plano" }).click();
  await page.getByRole("combobox", { name: "Atributo para Plano" }).click();
  await page.getByRole("option", { name: "Plano" }).click();
  await page.getByRole("textbox", { name: "CPF ou CNPJ" }).fill(MARIA);
  await page.getByRole("button", { name: "Consultar" }).click();
  await expect(page.getByRole("row", { name: /Plano FIBRA 500 MEGA Plano/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /Valor em aberto R\$/ })).toContainText("199,80");
  await page.getByRole("tab", { name: "Conexão" }).click();
  await page.getByRole("alertdialog", { name: "Sair sem salvar?" }).getByRole("button", { name: "Cancelar" }).click();
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText("Salvo.")).toBeVisible();
  await page.getByText("CPF e data de nascimento").click();
  await expect(page.getByRole("radio", { name: /CPF e data de nascimento/ })).toBeChecked();
  await accessible(page);

  await page.getByRole("tab", { name: "Sincronização" }).click();
  await expect(page.getByText("Ainda não foi sincronizado.")).toBeVisible();
  await page.getByText("Sincronizar sozinho").click();
  await expect(page.getByRole("switch", { name: "Sincronizar sozinho" })).toBeChecked();
  await page.getByRole("button", { name: "Sincronizar agora" }).click();
  await expect(page.getByText("Concluída")).toBeVisible({ timeout: 25_000 });
  const contact = await company.call<{ attributes: Record<string, string> }>("GET", `/api/v1/contacts/${made.id}`);
  expect(contact.attributes.plano).toBe("FIBRA 500 MEGA");
  await page.getByRole("button", { name: "Criar token" }).click();
  const token = await page.getByLabel("Token", { exact: true }).inputValue();
  expect(token.length).toBeGreaterThan(20);
  expect(await page.getByLabel("Endereço", { exact: true }).inputValue()).toContain("/api/v1/erp/ixcsoft/webhook");
  await accessible(page);
  await page.reload();
  await expect(page.getByText("Token criado")).toBeVisible();
  expect(await page.content()).not.toContain(token);

  await page.getByRole("tab", { name: "Chamadas" }).click();
  const log = page.getByRole("grid", { name: "Chamadas ao ERP" });
  await expect(log.getByText("Funcionou").first()).toBeVisible({ timeout: 15_000 });
  expect(await page.content()).not.toContain("52998224725");
  await page.getByRole("combobox", { name: "Mostrar" }).click();
  await page.getByRole("option", { name: "Só as que falharam" }).click();
  await expect(page.getByText("Nenhuma chamada com este resultado.")).toBeVisible();
  await accessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await sideways(page)).toEqual([]);
  expect(await outside(page)).toEqual([]);
});

test("beside a conversation: whose customer it is, the second copy on their phone, PIX copied", async ({
  page,
  company,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await connected(company);
  const phone = freshPhone();
  await company.says(phone, "Preciso da segunda via", "Maria do Cartão");
  const id = await conversationWith(company, "Maria do Cartão");
  await signIn(page, company, `/inbox/${id}?tab=all`);
  const pane = page.getByRole("complementary");
  await pane.getByRole("textbox", { name: "CPF ou CNPJ" }).fill("123");
  await pane.getByRole("button", { name: "Buscar", exact: true }).click();
  await expect(pane.getByText("Informe um CPF (11 dígitos)")).toBeVisible();
  await pane.getByRole("textbox", { name: "CPF ou CNPJ" }).fill(MARIA);
  await page.keyboard.press("Enter");
  await pane.getByRole("button", { name: "É este cliente" }).click();
  await expect(pane.getByText("FIBRA 500 MEGA")).toBeVisible();
  await expect(pane.getByText("Confirmado")).toBeVisible();
  await expect(pane.getByText("Conectado à internet")).toBeVisible();
  await expect(pane.getByText("Vencida")).toBeVisible();
  await accessible(page);
  await pane
    .getByRole("button", { name: /^Copiar PIX/ })
    .first()
    .click();
  await expect(page.getByText("Código PIX copiado.")).toBeVisible();
  const pix = await page.evaluate(() => navigator.clipboard.readText());
  expect(pix).toMatch(/^000201/);

  await pane
    .getByRole("button", { name: /^Enviar segunda via/ })
    .first()
    .click();
  const dialog = page.getByRole("dialog", { name: "Enviar segunda via" });
  await expect(dialog.getByText(pix)).toBeVisible();
  await expect(dialog.getByRole("link", { name: /Ver boleto/ })).toBeVisible();
  await accessible(page);
  await dialog.getByText("Linha digitável").click();
  await dialog.getByRole("button", { name: "Enviar ao cliente" }).click();
  await expect
    .poll(async () => (await company.phone(phone)).filter((one) => !one.mine).map((one) => one.text), {
      timeout: 15_000,
    })
    .toContain(pix);
  const read = await company.phone(phone);
  expect(read.some((one) => one.text.includes("Segue a segunda via da fatura de R$"))).toBe(true);
  expect(JSON.stringify(read)).toContain("boleto-");
  expect(read.some((one) => /^\d{47}$/.test(one.text))).toBe(false);

  await pane.getByRole("button", { name: "Desligar" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Desligar" }).click();
  await expect(pane.getByText("De quem é este contato?")).toBeVisible();
});

test("release in trust is refused with its reason and granted; a ticket is opened", async ({ page, company }) => {
  await connected(company);
  await company.says(freshPhone(), "Estou sem internet", "João do Cartão");
  const id = await conversationWith(company, "João do Cartão");
  const { contact } = await company.call<{ contact: { id: string } }>("GET", `/api/v1/conversations/${id}`);
  await linked(company, contact.id, MARIA);
  await signIn(page, company, `/inbox/${id}?tab=all`);
  const pane = page.getByRole("complementary");
  const release = async () => {
    await pane.getByRole("button", { name: "Liberar em confiança" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Liberar em confiança" }).click();
  };
  await release();
  const told = page.getByRole("dialog");
  await expect(told.getByText("O contrato não está bloqueado.")).toBeVisible();
  await accessible(page);
  await told.getByRole("button", { name: "Fechar" }).click();

  await linked(company, contact.id, JOAO);
  await page.reload();
  await expect(pane.getByText("Bloqueado pela empresa")).toBeVisible();
  await expect(pane.getByText("Sem conexão")).toBeVisible();
  await release();
  await expect(told.getByRole("heading", { name: "Liberado" })).toBeVisible();
  await told.getByRole("button", { name: "Fechar" }).click();
  await expect(pane.getByText("Conectado à internet")).toBeVisible();
  await expect(pane.getByText("Bloqueado pela empresa")).toBeHidden();
  await expect(pane.getByText("Ativo", { exact: true })).toBeVisible();
  await release();
  await expect(
    told.getByText("O contrato não está bloqueado.").or(told.getByText("O limite de liberações")),
  ).toBeVisible();
  await told.getByRole("button", { name: "Fechar" }).click();

  await pane.getByRole("button", { name: "Abrir chamado" }).click();
  const form = page.getByRole("dialog", { name: "Abrir chamado" });
  await form.getByLabel("Assunto").fill("Luz vermelha piscando");
  await form.getByLabel("Descrição").fill("Desde hoje de manhã.");
  await accessible(page);
  await form.getByRole("button", { name: "Abrir", exact: true }).click();
  await expect(pane.getByText("Luz vermelha piscando")).toBeVisible();
  await expect(pane.getByText(/^Protocolo/).first()).toBeVisible();
});

test("the light is measured when it is asked for; a plan is changed by a ticket, or at once where that is allowed", async ({
  page,
  company,
}) => {
  await connected(company);
  await company.says(freshPhone(), "Quero mais velocidade", "Padaria do Cartão");
  const id = await conversationWith(company, "Padaria do Cartão");
  const { contact } = await company.call<{ contact: { id: string } }>("GET", `/api/v1/conversations/${id}`);
  await linked(company, contact.id, BAKERY);
  await signIn(page, company, `/inbox/${id}?tab=all`);
  const pane = page.getByRole("complementary");
  const lines = pane.getByRole("region", { name: "Conexão" });
  await expect(lines.getByText("padaria.modelo")).toBeVisible();
  await expect(lines.getByText("dBm")).toHaveCount(0);
  await lines.getByRole("button", { name: "Medir sinal óptico" }).click();
  await expect(lines.getByText(/^Sinal recebido: -\d+,\d+ dBm/)).toBeVisible();
  await expect(lines.getByText("Bom", { exact: true })).toBeVisible();
  await accessible(page);

  const choose = async (plan: string) => {
    await pane.getByRole("button", { name: "Mudar de plano" }).click();
    const dialog = page.getByRole("dialog", { name: "Mudar de plano" });
    await expect(dialog.getByText("Plano atual: FIBRA 700 MEGA")).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Continuar" })).toBeDisabled();
    await dialog.getByRole("combobox", { name: "Plano novo" }).click();
    await expect(page.getByRole("option", { name: "FIBRA 700 MEGA" })).toHaveCount(0);
    await page.getByRole("option", { name: plan }).click();
    await accessible(page);
    await dialog.getByRole("button", { name: "Continuar" }).click();
  };
  await choose("FIBRA 300 MEGA");
  const asked = page.getByRole("alertdialog", { name: "Mudar de plano?" });
  await expect(asked.getByText("De FIBRA 700 MEGA para FIBRA 300 MEGA.")).toBeVisible();
  await expect(asked.getByText("O ERP recebe um chamado")).toBeVisible();
  await accessible(page);
  await asked.getByRole("button", { name: "Mudar de plano" }).click();
  const told = page.getByRole("dialog", { name: "Chamado aberto" });
  await expect(told.getByText(/^Protocolo/)).toBeVisible();
  await accessible(page);
  await told.getByRole("button", { name: "Fechar" }).click();
  await expect(pane.getByText("FIBRA 700 MEGA")).toBeVisible();

  await connected(company, "sisgp", { plan_change_by_api: true });
  await linked(company, contact.id, BAKERY, "sisgp");
  await page.reload();
  await choose("FIBRA 500 MEGA");
  await expect(asked.getByText("O ERP muda o plano na hora.")).toBeVisible();
  await asked.getByRole("button", { name: "Mudar de plano" }).click();
  const done = page.getByRole("dialog", { name: "Plano alterado" });
  await expect(done.getByText("O plano agora é FIBRA 500 MEGA.")).toBeVisible();
  await done.getByRole("button", { name: "Fechar" }).click();
  await expect(pane.getByText("FIBRA 500 MEGA")).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await sideways(page)).toEqual([]);
});

test("an ERP that is down says so in each part and disturbs nothing else; then it is there again", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/502|503|504/);
  await connected(company, "mksolutions");
  await company.says(freshPhone(), "Oi", "Carla do Cartão");
  const id = await conversationWith(company, "Carla do Cartão");
  const { contact } = await company.call<{ contact: { id: string } }>("GET", `/api/v1/conversations/${id}`);
  await linked(company, contact.id, MARIA, "mksolutions");
  await company.twin("POST", "/twin/erp/mksolutions/trouble", { kind: "down" });
  try {
    await page.setViewportSize({ width: 390, height: 844 });
    await signIn(page, company, `/inbox/${id}?tab=all`);
    await page.getByRole("button", { name: "Contato" }).click();
    const invoices = page.getByRole("region", { name: "Faturas em aberto" });
    await expect(invoices.getByRole("alert")).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText("MARIA EXEMPLO DA SILVA")).toBeVisible();
    await accessible(page);
    expect(await sideways(page)).toEqual([]);
    expect(await outside(page)).toEqual([]);
    await company.twin("DELETE", "/twin/erp/mksolutions/trouble");
    // It is left in peace for a moment after so many failures.
    await expect(async () => {
      await invoices.getByRole("button", { name: "Atualizar: Faturas em aberto" }).click();
      await expect(invoices.getByText("Vencida")).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 25_000 });
    await expect(invoices.getByRole("alert")).toBeHidden();
  } finally {
    await company.twin("DELETE", "/twin/erp/mksolutions/trouble");
  }
});

test("who may not manage ERPs sees how they do and can change nothing", async ({ page, company }) => {
  await connected(company);
  await page.setViewportSize({ width: 390, height: 844 });
  const email = `leitor-${company.tenantId.slice(0, 8)}@provedor.example`;
  await company.call("POST", "/api/v1/users", { email, name: "Lia", role: "agent", password: company.password });
  await signIn(page, { email, password: company.password }, "/settings/erps/ixcsoft");
  await expect(page.getByText("Conectado", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Testar agora" })).toHaveCount(0);
  await expect(page.getByRole("tab", { name: "Chamadas" })).toHaveCount(0);
  await accessible(page);
  expect(await sideways(page)).toEqual([]);
});
