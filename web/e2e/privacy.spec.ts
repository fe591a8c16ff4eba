import { readFile } from "node:fs/promises";
import { type Company, freshPhone, places } from "./company";
import { accessible, expect, signIn, test } from "./fixtures";
import { conversationWith } from "./inbox";

const NAME = "Zuleica Quintanilha";

async function wroteOnce(company: Company): Promise<{ id: string; conversationId: string }> {
  await company.says(freshPhone(), "Meu segredo é azul-turquesa", NAME);
  const conversationId = await conversationWith(company, NAME);
  const { contact } = await company.call<{ contact: { id: string } }>("GET", `/api/v1/conversations/${conversationId}`);
  return { id: contact.id, conversationId };
}

test("a person is erased: gone from search, inbox and export; the certificate holds; the audit shows it", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/404/);
  const { id, conversationId } = await wroteOnce(company);
  await signIn(page, company, `/contacts/${id}`);
  await expect(page.getByRole("heading", { name: NAME })).toBeVisible();
  await page.getByRole("button", { name: "Mais ações" }).click();
  await page.getByRole("menuitem", { name: "Apagar ou anonimizar…" }).click();
  const asking = page.getByRole("dialog", { name: "Nova solicitação" });
  await expect(asking).toContainText(NAME);
  await asking.getByRole("button", { name: "Continuar" }).click();
  const losing = page.getByRole("alertdialog", { name: `Apagar ${NAME}?` });
  await expect(losing.getByRole("listitem").filter({ hasText: "Mensagens" })).toContainText("1");
  const go = losing.getByRole("button", { name: "Apagar para sempre" });
  await losing.getByRole("textbox").fill("Zuleica");
  await expect(go).toBeDisabled();
  await accessible(page);
  await losing.getByRole("textbox").fill(NAME);
  await go.click();
  const request = page.getByRole("dialog", { name: "Eliminação" });
  await expect(request).toContainText("Concluída", { timeout: 20_000 });
  await request.getByRole("button", { name: "Conferir assinatura" }).click();
  await expect(request).toContainText("A assinatura confere");
  const taken = page.waitForEvent("download");
  await request.getByRole("button", { name: "Baixar em PDF" }).click();
  expect((await readFile(await (await taken).path())).subarray(0, 4).toString()).toBe("%PDF");
  await accessible(page);

  await page.goto(`${places().base}/app/contacts?q=Zuleica`);
  await expect(page.getByText("Ninguém corresponde a este filtro")).toBeVisible();
  await page.goto(`${places().base}/app/inbox?tab=all`);
  await expect(page.getByRole("tab", { name: /Todas/ })).toBeVisible();
  await expect(page.getByText(NAME)).toHaveCount(0);
  const gone = [`/api/v1/conversations/${conversationId}`, `/api/v1/privacy/data/${id}`];
  for (const path of gone) await expect(company.call("GET", path)).rejects.toThrow(/404/);
  await expect(company.call("POST", `/api/v1/privacy/data/${id}/export`)).rejects.toThrow(/404/);

  await page.goto(`${places().base}/app/settings/audit?action=erase`);
  const row = page.getByRole("row").filter({ hasText: "Apagou" }).first();
  await expect(row).toContainText("1 pessoa");
  await row.click();
  await expect(page.getByRole("dialog", { name: "Registro" })).toContainText(id);
  await accessible(page);
  await page.goto(`${places().base}/app/settings/privacy`);
  await expect(page.getByRole("listitem").filter({ hasText: "Eliminação" })).toContainText("Pessoa apagada");
});

test("requests are answered by their deadline, an export is taken away, consents are withdrawn", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/422/);
  const { id } = await wroteOnce(company);
  await signIn(page, company, "/settings/privacy");
  await expect(page.getByText("Nenhuma solicitação ainda")).toBeVisible();
  await page.getByRole("button", { name: "Nova solicitação" }).click();
  const asking = page.getByRole("dialog", { name: "Nova solicitação" });
  await asking.getByRole("combobox").fill("Zuleica");
  await page.getByRole("option", { name: NAME }).click();
  await asking.getByRole("radio", { name: /Correção/ }).check({ force: true });
  await asking.getByRole("button", { name: "Registrar" }).click();
  const request = page.getByRole("dialog", { name: "Correção" });
  await expect(request).toContainText("A responder");
  await request.getByRole("radio", { name: "Recusar" }).check({ force: true });
  await request.getByRole("button", { name: "Recusar" }).click();
  await expect(request.getByRole("textbox")).toHaveAttribute("aria-invalid", "true");
  await request.getByRole("radio", { name: "Foi feito" }).check({ force: true });
  await request.getByRole("textbox").fill("Nome corrigido");
  await request.getByRole("button", { name: "Responder" }).click();
  await expect(request).toContainText("Concluída");

  await page.goto(`${places().base}/app/settings/privacy?ask=export&user_id=${id}`);
  await asking.getByRole("button", { name: "Registrar" }).click();
  const file = page.getByRole("dialog", { name: "Exportação" }).getByRole("button", { name: "Baixar o arquivo" });
  const taken = page.waitForEvent("download", { timeout: 30_000 });
  await file.click({ timeout: 20_000 });
  const bytes = await readFile(await (await taken).path());
  expect(bytes.subarray(0, 2).toString()).toBe("PK");

  await page.goto(`${places().base}/app/settings/privacy/consents?user_id=${id}`);
  await expect(page.getByText("Esta pessoa ainda não disse nada.")).toBeVisible();
  await page.getByRole("button", { name: "Registrar" }).click();
  await page.getByLabel("Onde disse").fill("Loja do centro");
  await page.getByLabel("O texto que foi mostrado").fill("Aceito ofertas.");
  await page.getByRole("dialog").getByRole("button", { name: "Registrar" }).click();
  const proofs = page.getByRole("list", { name: "Provas" });
  await expect(proofs).toContainText("Loja do centro");
  await proofs.getByRole("button", { name: "Retirar o consentimento para marketing" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Retirar" }).click();
  await expect(proofs.getByRole("listitem").first()).toContainText("Recusou");
  await expect(proofs.getByRole("listitem")).toHaveCount(2);
  await expect(proofs).toContainText("Aceito ofertas.");
});

test("what would go is seen before it is kept shorter; the audit is searched by its address", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/404/);
  const { id } = await wroteOnce(company);
  await signIn(page, company, "/settings/privacy/retention");
  const save = page.getByRole("button", { name: "Salvar" });
  await page.getByLabel("Auditoria", { exact: true }).fill("20");
  await page.getByRole("button", { name: "Ver o que sairia" }).click();
  await expect(page.getByText("a partir de 365")).toBeVisible();
  await accessible(page);
  await page.getByLabel("Auditoria", { exact: true }).fill("400");
  await page.getByLabel("Mensagens").fill("30");
  await expect(save).toBeDisabled();
  await page.getByRole("button", { name: "Ver o que sairia" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Nada sairia" })).toBeVisible();
  await save.click();
  await expect
    .poll(() => company.call("GET", "/api/v1/privacy/retention"))
    .toMatchObject({
      days: { messages: 30, audit: 400 },
    });
  await page.reload();
  await expect(page.getByLabel("Mensagens")).toHaveValue("30");

  await page.goto(`${places().base}/app/contacts/${id}`);
  await page.getByRole("button", { name: "Mais ações" }).click();
  await page.getByRole("menuitem", { name: "Quem viu os dados" }).click();
  await expect(page.getByText(`Dados de ${NAME}`)).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "Ana Administradora" }).first()).toBeVisible();
  await page.getByRole("combobox", { name: "O que fez" }).click();
  await page.getByRole("option", { name: "Exportou" }).click();
  await expect(page).toHaveURL(/action=export/);
  await expect(page.getByText("Nada registrado com esses filtros")).toBeVisible();
  await page.getByRole("button", { name: "Limpar filtros" }).click();
  await expect(page.getByRole("row").nth(1)).toBeVisible();
  await page.getByRole("link", { name: "Conformidade" }).click();
  await expect(page.getByText("30 dias")).toBeVisible();
});
