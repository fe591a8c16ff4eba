import { taught, withModel, withPrompt } from "./ai";
import { type Company, places } from "./company";
import { accessible, expect, signIn, test } from "./fixtures";
import { conversationWith } from "./inbox";

const PLANS = "# Planos\n\nO plano de 500 mega custa R$ 99,90 por mês.\n\n# Instalação\n\nA instalação é grátis.\n";
const settled = (company: Company) =>
  expect
    .poll(async () => {
      const { data } = await company.call<{ data: { state: string }[] }>("GET", "/api/v1/ai/knowledge");
      return data.every((one) => one.state === "ready");
    })
    .toBe(true);

test("a model is connected and tried; its key never comes back; errors stand at their fields", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/422/);
  await signIn(page, company, "/settings");
  await page.getByRole("link", { name: /Modelos e instruções/ }).click();
  await expect(page.getByText("Conecte um modelo")).toBeVisible();
  await page.getByLabel("Provedor").click();
  await page.getByRole("option", { name: /OpenAI/ }).click();
  await page.getByRole("textbox", { name: "Modelo", exact: true }).fill("twin-small");
  await page.getByLabel("Endereço do servidor").fill(`${places().twin}/models/openai/v1`);
  await page.getByRole("button", { name: "Salvar", exact: true }).click();
  await expect(page.getByLabel("Chave", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await accessible(page);
  await page.getByLabel("Chave", { exact: true }).fill("uma-chave-errada");
  await page.getByRole("button", { name: "Salvar e testar" }).click();
  const tested = page.getByRole("status", { name: "Resultado do teste" });
  await expect(tested).toContainText("A chave foi recusada");
  await page.getByLabel("Chave", { exact: true }).fill("twin-model-key-2026");
  await page.getByLabel("Orçamento do mês").fill("10,50");
  await page.getByRole("button", { name: "Salvar e testar" }).click();
  await expect(tested).toContainText("Respondeu em");
  await expect(page.getByLabel("Chave", { exact: true })).toHaveValue("");
  await expect(page.getByText("Guardada, termina em 2026")).toBeVisible();
  await expect(page.getByRole("meter", { name: "Orçamento gasto" })).toHaveAttribute("aria-valuetext", /US\$\s10,50/);
  await page.getByLabel("Endereço do servidor").fill("");
  await expect(page.getByText("informe a chave outra vez")).toBeVisible();
  await page.getByRole("link", { name: "Instruções" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Sair sem salvar" }).click();
  await expect(page.getByText("Nenhuma instrução ainda")).toBeVisible();
  const stored = await company.call<{ budget: string; primary: object }>("GET", "/api/v1/ai/settings");
  expect(Number(stored.budget)).toBe(10.5);
  expect(JSON.stringify(stored)).not.toContain("twin-model-key");
});

test("documents are taught, found with their source, and taken away", async ({ page, company }) => {
  await withModel(company);
  await signIn(page, company, "/settings/knowledge");
  await expect(page.getByText("Nada foi ensinado ainda")).toBeVisible();
  await page.getByRole("button", { name: "Ensinar" }).click();
  const drawer = page.getByRole("dialog", { name: "Ensinar" });
  await drawer.locator("input[type=file]").setInputFiles([
    { name: "planos.md", mimeType: "text/markdown", buffer: Buffer.from(PLANS) },
    { name: "tabela.xlsx", mimeType: "application/octet-stream", buffer: Buffer.from("x") },
    { name: "quebrado.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 nada") },
  ]);
  await expect(drawer.getByRole("listitem").filter({ hasText: "tabela.xlsx" })).toContainText("não é lido");
  await expect(drawer.getByRole("listitem").filter({ hasText: "planos.md" })).toContainText("Recebido");
  await accessible(page);
  await page.keyboard.press("Escape");
  const row = page.getByRole("row").filter({ hasText: "planos.md" });
  await expect(row).toContainText("Pronto", { timeout: 20_000 });
  await expect(row).toContainText("Ana Administradora");
  await expect(page.getByText("O documento está danificado")).toBeVisible({ timeout: 20_000 });
  await page.getByLabel("Pergunta", { exact: true }).fill("quanto custa o plano de 500 mega?");
  await page.getByText("Responder também com o modelo").click();
  await page.getByRole("button", { name: "Perguntar" }).click();
  const found = page.getByRole("region", { name: "Trechos encontrados" });
  await expect(found).toContainText("R$ 99,90");
  await expect(found).toContainText("planos.md");
  await expect(page.getByRole("region", { name: "Resposta do modelo" })).toContainText("planos");
  await row.getByRole("button", { name: "Tirar planos" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("2 trechos");
  await page.getByRole("alertdialog").getByRole("button", { name: "Tirar" }).click();
  await expect(row).toHaveCount(0);
});

test("a change of a prompt is tried beside what is live, and proved before it is", async ({ page, company }) => {
  await taught(company);
  const promptId = await withPrompt(company, ["assunto"]);
  await settled(company);
  await signIn(page, company, "/settings/ai/evaluations");
  await page.getByRole("button", { name: "Nova avaliação" }).click();
  const form = page.getByRole("dialog", { name: "Nova avaliação" });
  await form.getByLabel("Nome").fill("Preços");
  await form.getByRole("textbox", { name: "Pergunta 1" }).fill("Quanto custa o plano de 500 mega?");
  await form.getByLabel("A resposta diz", { exact: true }).fill("99,90");
  await accessible(page);
  await form.getByRole("button", { name: "Avaliar" }).click();
  const results = page.getByRole("dialog", { name: "Preços" });
  await expect(results).toContainText("1 de 1 certas", { timeout: 20_000 });

  await page.goto(`${places().base}/app/settings/ai/prompts/${promptId}`);
  const text = page.getByRole("textbox", { name: "Texto" });
  await text.fill("Responda em uma frase sobre {{ assunto }}.");
  await page.getByLabel("Pergunta", { exact: true }).fill("Quanto custa?");
  await page.getByLabel("assunto").fill("planos");
  await page.getByRole("button", { name: "Perguntar" }).click();
  await expect(page.getByRole("region", { name: "Como está salvo" })).toContainText("twin-small");
  await expect(page.getByRole("region", { name: "Como você escreveu" })).toContainText("twin-small");
  await page.getByRole("combobox", { name: "Perguntas" }).click();
  await page.getByRole("option", { name: "Preços" }).click();
  await page.getByRole("button", { name: "Avaliar este texto" }).click();
  await expect(page.getByText("1 de 1 certas")).toBeVisible({ timeout: 20_000 });
  await text.fill("Outro texto sobre {{ assunto }}.");
  await expect(page.getByText("O texto mudou depois desta avaliação")).toBeVisible();
  await expect(page.getByRole("button", { name: "Salvar com a prova" })).toHaveCount(0);
  await text.fill("Responda em uma frase sobre {{ assunto }}.");
  await page.getByRole("button", { name: "Salvar com a prova" }).click();
  await expect(page.getByText("Versão 2")).toBeVisible();
});

test("a flow and a template are drafted, a reply is written into the box alone, a conversation is summed up", async ({
  page,
  company,
}) => {
  await withModel(company);
  await signIn(page, company, "/flows");
  await page.getByRole("button", { name: "Descrever" }).click();
  const drawn = page.getByRole("dialog", { name: "Fluxo a partir de uma descrição" });
  await drawn.getByLabel("O que o fluxo deve fazer?").fill("Perguntar se é segunda via ou suporte.");
  await drawn.getByRole("button", { name: "Desenhar" }).click();
  await expect(drawn).toContainText("não encontrou problemas");
  await accessible(page);
  await drawn.getByRole("button", { name: "Abrir como rascunho" }).click();
  await expect(page).toHaveURL(/flows\/[0-9a-f-]{36}/);

  await page.goto(`${places().base}/app/templates/new`);
  await page.getByRole("button", { name: "Rascunho com IA" }).click();
  await page.getByLabel("Para que serve a mensagem?").fill("Avisar que a fatura vence amanhã.");
  await page.getByRole("button", { name: "Escrever rascunho" }).click();
  await page.getByRole("button", { name: "Usar este rascunho" }).click();
  await expect(page.getByLabel("Nome")).toHaveValue(/avisar/);

  const phone = "+5511987650031";
  await company.says(phone, "Minha internet caiu. Podem ajudar?", "Marina Resumo");
  const id = await conversationWith(company, "Marina Resumo");
  await page.goto(`${places().base}/app/inbox/${id}?tab=all`);
  await page.getByRole("button", { name: "Resumir a conversa" }).click();
  await expect(page.getByRole("button", { name: "Resumir de novo" })).toBeVisible();
  await expect(page.getByRole("complementary", { name: "Contato" })).toContainText("internet caiu");
  const box = page.locator("#composer");
  await box.fill("Vamos verificar agora. Um técnico liga em seguida.");
  await page.getByRole("button", { name: "Ajuda da IA" }).click();
  await page.getByRole("menuitem", { name: "Encurtar o texto" }).click();
  await expect(box).toHaveValue("Vamos verificar agora.");
  await expect(page.getByText("leia antes de enviar")).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Voltar ao meu texto" }).click();
  await expect(box).toHaveValue("Vamos verificar agora. Um técnico liga em seguida.");
  await page.getByRole("button", { name: "Ajuda da IA" }).click();
  await page.getByRole("menuitem", { name: "Sugerir uma resposta" }).click();
  await expect(box).not.toHaveValue("Vamos verificar agora. Um técnico liga em seguida.");
  expect((await company.phone(phone)).filter((line) => !line.mine)).toHaveLength(0);
});
