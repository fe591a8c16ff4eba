import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test as base, expect, type Page } from "@playwright/test";
import { Company, places } from "./company";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What a test expects to be said on the console: an outage it causes itself. */
export type Watch = { allow: (pattern: RegExp) => void };

export const test = base.extend<{ company: Company; watch: Watch }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  company: async ({}, use) => use(await Company.open()),
  // Every page of every test: an error on the console, a broken rule of the policy or a foreign request fails it.
  watch: [
    async ({ context }, use) => {
      const allowed: RegExp[] = [];
      const seen: string[] = [];
      context.on("console", (message) => {
        if (message.type() === "error") seen.push(`console: ${message.text()}`);
      });
      context.on("weberror", (error) => seen.push(`page: ${error.error().message}`));
      context.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(places().base) && !url.startsWith(places().door) && !/^(data|blob):/.test(url))
          seen.push(`foreign request: ${url}`);
      });
      await use({ allow: (pattern) => allowed.push(pattern) });
      expect(seen.filter((line) => !allowed.some((pattern) => pattern.test(line)))).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Signs in as somebody, by the page. */
export async function signIn(
  page: Page,
  who: { email: string; password: string },
  path = "/",
  base = places().base,
): Promise<void> {
  await page.goto(`${base}/app${path}`);
  await page.getByLabel("E-mail").fill(who.email);
  await page.getByLabel("Senha", { exact: true }).fill(who.password);
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
  await expect(page.locator("#main")).toBeVisible();
}

export async function theme(page: Page, name: "light" | "dark"): Promise<void> {
  await page.evaluate((to) => {
    localStorage.setItem("pytake.theme", to);
    document.documentElement.dataset.theme = to;
  }, name);
  await still(page);
}

/** Waits until what fades or changes colour has come to its end: colours on their way are no colours to judge. */
async function still(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const moving = document
      .getAnimations()
      .filter((one) => one.effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
    const ended = Promise.all(moving.map((one) => one.finished.catch(() => undefined)));
    // What is out of sight may never come to its end.
    await Promise.race([ended, new Promise((done) => setTimeout(done, 1000))]);
  });
}

type Violation = { id: string; nodes: { target: string[]; failureSummary: string }[] };

/** axe with the 2.0 to 2.2 rules, A and AA, over what is shown now. */
export async function accessible(page: Page): Promise<void> {
  // What begins to fade in while axe looks is seen as it is when it is there.
  const motion = await page.evaluate(() => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "reduce" : null));
  await page.emulateMedia({ reducedMotion: "reduce" });
  await still(page);
  // Evaluated by the debugger, not by the page: the page's policy stays as strict as it is.
  await page.evaluate(axeSource);
  const found = await page.evaluate(async (tags) => {
    const { axe } = window as unknown as { axe: { run: (options: object) => Promise<{ violations: Violation[] }> } };
    const { violations } = await axe.run({ runOnly: { type: "tag", values: tags } });
    return violations.map(({ id, nodes }) => {
      const where = nodes.slice(0, 4).map((n) => `${n.target.join(" ")} (${n.failureSummary})`);
      return `${id}: ${where.join(" | ")}`;
    });
  }, RULES);
  await page.emulateMedia({ reducedMotion: motion });
  expect(found).toEqual([]);
}
