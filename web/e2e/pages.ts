import type { Locator, Page } from "@playwright/test";
import { type Company, freshPhone } from "./company";
import { conversationWith } from "./inbox";

/** A page as the tables of tests know it: one line here, and every hard condition is asked of it. */
export type PageRow = {
  name: string;
  path: string | ((company: Company) => Promise<string>);
  /** What is there once the page is: tests wait for it in any language. */
  shown: (page: Page) => Locator;
  /** Requests without which the page, or a card of it, can't be what it is: their failure must show. */
  needs?: string;
  /** A page for whom nobody is signed in. */
  outside?: true;
};

const thread = (page: Page) => page.getByRole("log");

async function conversation(company: Company): Promise<string> {
  await company.says(freshPhone(), "Olá! Preciso da segunda via do boleto.", "Marina Tabela");
  return `/inbox/${await conversationWith(company, "Marina Tabela")}?tab=all`;
}

export const PAGES: PageRow[] = [
  { name: "sign in", path: "/sign-in", shown: (page) => page.locator("form"), outside: true },
  { name: "register", path: "/register", shown: (page) => page.locator("form"), outside: true },
  {
    name: "dashboard",
    path: "/dashboard",
    shown: (page) => page.locator("main svg[role=img], main figure, main [role=group]").first(),
    needs: "/api/v1/dashboard/",
  },
  {
    name: "inbox",
    path: async (company) => {
      await conversation(company);
      return "/inbox?tab=all";
    },
    shown: (page) => page.getByRole("option").first(),
    needs: "/api/v1/conversations\\?.*limit=40",
  },
  { name: "conversation", path: conversation, shown: thread, needs: "/api/v1/conversations/[^/]+/timeline" },
];

export const INSIDE = PAGES.filter((row) => !row.outside);

export const pathOf = async (row: PageRow, company: Company): Promise<string> =>
  typeof row.path === "string" ? row.path : row.path(company);
