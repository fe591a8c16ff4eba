import type { Page } from "@playwright/test";
import type { Company } from "./company";

export const row = (page: Page, name: string) => page.getByRole("option", { name: new RegExp(name) });
export const thread = (page: Page) => page.getByRole("log", { name: "Mensagens" });
export const composer = (page: Page) => page.getByLabel("Mensagem para o cliente");

/** Waits until the company has a conversation with somebody of this name; its id. */
export async function conversationWith(company: Company, name: string): Promise<string> {
  for (let tries = 0; tries < 60; tries++) {
    const { data } = await company.call<{ data: { id: string; contact: { name: string } }[] }>(
      "GET",
      "/api/v1/conversations?limit=100",
    );
    const found = data.find((c) => c.contact.name === name);
    if (found) return found.id;
    await new Promise((done) => setTimeout(done, 250));
  }
  throw new Error(`no conversation with ${name}`);
}
