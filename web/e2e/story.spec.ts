import { freshPhone } from "./company";
import { expect, signIn, test } from "./fixtures";
import { canvas, inspector, saved, step } from "./flows";
import { composer, row, thread } from "./inbox";

const FIVE_MINUTES = 300_000;

test.describe.configure({ timeout: FIVE_MINUTES });

test("somebody new builds a robot with a question, a condition and a transfer, tries it, publishes it, and answers its first customer", async ({
  page,
  company,
}) => {
  page.setDefaultTimeout(15_000);
  await company.call("POST", "/api/v1/queues", { name: "Suporte" });
  await signIn(page, company, "/flows");
  await page.getByRole("button", { name: /Começar do zero/ }).click();
  await expect(step(page, "Início")).toBeVisible();

  const add = async (word: string) => {
    await canvas(page).focus();
    await page.keyboard.press("n");
    await page.keyboard.type(word);
    await page.keyboard.press("Enter");
  };
  await step(page, "Início").click();
  await add("pergunta");
  await inspector(page).getByLabel("Texto", { exact: true }).fill("Você já é cliente? Responda sim ou não.");
  await add("condição");
  await inspector(page).getByLabel("Variável – Caminho 1 1").fill("resposta");
  await inspector(page).getByLabel("Valor – Caminho 1 1", { exact: true }).fill("sim");
  await add("transferir");
  await expect(step(page, "Transferir")).toBeVisible();
  await canvas(page).focus();
  await page.keyboard.press("ArrowLeft");
  await expect(inspector(page).getByText("Condição · condition")).toBeVisible();
  await add("encerrar");
  await inspector(page).getByLabel("Texto", { exact: true }).fill("Que bom ter você aqui! Veja nossos planos no site.");
  await saved(page);
  await expect(page.getByRole("button", { name: "Publicar", exact: true })).toBeEnabled();

  await page.getByRole("button", { name: "Testar" }).click();
  const tried = page.getByRole("log", { name: "Conversa simulada" });
  await expect(tried).toContainText("Mande a primeira mensagem");
  for (const [said, answered] of [
    ["Oi", "Você já é cliente?"],
    ["não", "Que bom ter você aqui!"],
  ] as const) {
    await page.getByLabel("Mensagem do contato").fill(said);
    await page.keyboard.press("Enter");
    await expect(tried).toContainText(answered);
  }
  await page.getByRole("button", { name: "Publicar", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /Publicar/ });
  await expect(dialog).toContainText("Nenhuma mensagem inicia este fluxo");
  await dialog.getByRole("combobox", { name: "Gatilho" }).click();
  await page.getByRole("option", { name: "Qualquer mensagem" }).click();
  await dialog.getByRole("button", { name: "Publicar", exact: true }).click();
  await expect(page.getByText("Publicado · v1")).toBeVisible();

  const phone = freshPhone();
  await company.says(phone, "Oi", "Nina Nova");
  await expect
    .poll(async () => (await company.phone(phone)).map((m) => m.text))
    .toContain("Você já é cliente? Responda sim ou não.");
  await company.says(phone, "sim", "Nina Nova");
  await page.getByRole("link", { name: /^Conversas/ }).click();
  await page.getByRole("tab", { name: /^Todas/ }).click();
  await row(page, "Nina Nova").click();
  await composer(page).fill("Oi, Nina! Em que posso ajudar?");
  await composer(page).press("Enter");
  await expect(thread(page).getByRole("img", { name: "lida" })).toBeVisible({ timeout: 15_000 });
});
