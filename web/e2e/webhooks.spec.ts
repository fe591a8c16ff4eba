import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { accessible, expect, signIn, test, theme } from "./fixtures";

type Call = { id: string; stamp: string; signatures: string; body: string };

/** A receiver: what came to it, answered with `status`. */
class Receiver {
  readonly calls: Call[] = [];
  status = 200;
  private readonly server: Server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const head = (name: string) => String(request.headers[name] ?? "");
      this.calls.push({
        id: head("webhook-id"),
        stamp: head("webhook-timestamp"),
        signatures: head("webhook-signature"),
        body: Buffer.concat(pieces).toString(),
      });
      response.writeHead(this.status).end("recebido");
    });
  });

  async open(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/crm`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  proven(call: Call, secret: string): boolean {
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    const proof = createHmac("sha256", key).update(`${call.id}.${call.stamp}.${call.body}`).digest("base64");
    return call.signatures.split(" ").includes(`v1,${proof}`);
  }
}

test("a webhook is made, tried, told of what happens, and goes on after it paused", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/422/);
  const receiver = new Receiver();
  const url = await receiver.open();
  await signIn(page, company, "/settings");
  await page.getByRole("link", { name: /Webhooks/ }).click();
  await expect(page.getByText("Nenhum webhook ainda")).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Novo webhook" }).click();
  const form = page.getByRole("dialog", { name: "Novo webhook" });
  await form.getByLabel("Endereço").fill("ftp://crm.example");
  await form.getByRole("button", { name: "Salvar" }).click();
  await expect(form.getByLabel("Endereço")).toHaveAttribute("aria-invalid", "true");
  await accessible(page);
  await form.getByLabel("Endereço").fill(url);
  await form.getByLabel("Descrição").fill("CRM");
  await form.getByRole("checkbox", { name: "Contatos" }).check({ force: true });
  await form.getByRole("button", { name: "Salvar" }).click();

  const told = page.getByRole("alertdialog", { name: "Guarde o segredo agora" });
  const secret = await told.getByLabel("Segredo", { exact: true }).inputValue();
  expect(secret).toMatch(/^whsec_/);
  await accessible(page);
  await told.getByRole("button", { name: "Já guardei" }).click();
  const row = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "CRM" }) });
  await expect(row).toContainText("contact.*");
  await expect(row).toContainText("Nada enviado ainda");

  await row.getByRole("button", { name: "Testar CRM" }).click();
  const tried = page.getByRole("dialog", { name: "Resultado do teste" });
  await expect(tried).toContainText("Aceito com 200");
  await expect(tried).toContainText("recebido");
  await tried.getByRole("button", { name: "Fechar", exact: true }).last().click();
  expect(receiver.calls.map((call) => receiver.proven(call, secret))).toEqual([true]);

  await company.call("POST", "/api/v1/contacts", { phone: "+5511987650001", name: "Clara" });
  await expect.poll(() => receiver.calls.length).toBe(2);
  await row.getByRole("button", { name: "Entregas de CRM" }).click();
  const log = page.getByRole("dialog", { name: "Entregas" });
  await log.getByRole("button", { name: "Atualizar" }).click();
  const first = log.getByRole("listitem").filter({ hasText: "contact.created" }).first();
  await expect(first).toContainText("Entregue");
  await first.locator("summary").click();
  await expect(first).toContainText("Clara");
  await accessible(page);
  await first.getByRole("button", { name: /Enviar de novo contact.created/ }).click();
  await expect.poll(() => receiver.calls.length).toBe(3);
  expect(receiver.calls[2]?.id).toBe(receiver.calls[1]?.id);
  await page.keyboard.press("Escape");

  receiver.status = 410;
  await company.call("POST", "/api/v1/contacts", { phone: "+5511987650002", name: "Davi" });
  await expect.poll(() => receiver.calls.length).toBe(4);
  await page.reload();
  await expect(row).toContainText("respondeu que não existe mais (410)");
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  receiver.status = 200;
  await row.getByRole("button", { name: "Retomar" }).click();
  await expect(row).toContainText("Ativo");

  await row.getByRole("button", { name: "Trocar o segredo de CRM" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Trocar segredo" }).click();
  await expect(page.getByRole("alertdialog", { name: "Guarde o segredo agora" })).toContainText("Por 24 horas");
  await page.getByRole("button", { name: "Já guardei" }).click();
  await row.getByRole("button", { name: "Excluir CRM" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Excluir webhook" }).click();
  await expect(page.getByText("Nenhum webhook ainda")).toBeVisible();
  receiver.close();
});
