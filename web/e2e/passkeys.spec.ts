import { randomUUID } from "node:crypto";
import type { CDPSession, Page } from "@playwright/test";
import { type Company, places } from "./company";
import { accessible, expect, test, theme } from "./fixtures";

/** Passkeys belong to a name: the browser makes none for a numeric address. */
const home = () => places().base.replace("127.0.0.1", "localhost");

const card = (page: Page) =>
  page.locator("section", { has: page.getByRole("heading", { level: 2, name: "Chaves de acesso" }) });

async function enter(page: Page, company: Pick<Company, "email" | "password">) {
  await page.goto(`${home()}/app/sign-in?to=/profile`);
  await page.getByLabel("E-mail").fill(company.email);
  await page.getByLabel("Senha", { exact: true }).fill(company.password);
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
}

async function leave(page: Page) {
  await page
    .getByRole("button", { name: /Menu da pessoa/ })
    .first()
    .click();
  await page.getByRole("menuitem", { name: "Sair" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Entrar no PyTake" })).toBeVisible();
}

/** The same application by its name is no stranger. */
const ours = () => new RegExp(`^foreign request: ${home()}/`);

/** A device made of software, in this browser. */
async function device(page: Page): Promise<{ cdp: CDPSession; id: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, id: authenticatorId };
}

async function add(page: Page, company: Company, name: string) {
  await card(page).getByRole("button", { name: "Adicionar chave de acesso" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Nome").fill(name);
  await dialog.getByLabel("Senha").fill(company.password);
  await dialog.getByRole("button", { name: "Continuar" }).click();
}

test("a passkey is added, lets in alone and after the password, and is removed", async ({ page, company, watch }) => {
  watch.allow(/422/);
  watch.allow(ours());
  const { cdp, id } = await device(page);
  await enter(page, company);
  await expect(card(page)).toContainText("Nenhuma chave de acesso ainda.");
  await add(page, company, "Notebook");
  await expect(card(page).getByRole("listitem")).toContainText(["Notebook"]);
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  await leave(page);

  await page.getByRole("button", { name: "Entrar com chave de acesso" }).click();
  await expect(page.getByRole("button", { name: /Menu da pessoa/ }).first()).toBeVisible();
  await leave(page);

  await enter(page, company);
  await expect(page.getByRole("heading", { level: 1, name: "Verificação em duas etapas" })).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Usar a chave de acesso" }).click();
  await expect(card(page)).toContainText("Usada em");

  await card(page).getByRole("button", { name: "Renomear Notebook" }).click();
  await page.getByRole("dialog").getByLabel("Nome").fill("Azul");
  await page.getByRole("dialog").getByRole("button", { name: "Salvar" }).click();
  await card(page).getByRole("button", { name: "Remover Azul" }).click();
  const dialog = page.getByRole("dialog", { name: "Remover Azul?" });
  await expect(dialog).toContainText("É a última");
  await dialog.getByLabel("Senha").fill("errada-errada");
  await dialog.getByRole("button", { name: "Remover" }).click();
  await expect(dialog).toContainText("A senha não é a atual");
  await dialog.getByLabel("Senha").fill(company.password);
  await dialog.getByRole("button", { name: "Remover" }).click();
  await expect(card(page)).toContainText("Nenhuma chave de acesso ainda.");
  await cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: id });
});

test("who does not confirm on the device is told so, and a device that has one makes no second", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(ours());
  const { cdp, id } = await device(page);
  await enter(page, company);
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId: id, isUserVerified: false });
  await add(page, company, "Notebook");
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("Nenhuma chave foi criada");
  await cdp.send("WebAuthn.setUserVerified", { authenticatorId: id, isUserVerified: true });
  await page.getByRole("dialog").getByRole("button", { name: "Continuar" }).click();
  await expect(card(page).getByRole("listitem")).toHaveCount(1);
  await add(page, company, `Outro ${randomUUID().slice(0, 4)}`);
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("já tem uma chave de acesso sua");
});
