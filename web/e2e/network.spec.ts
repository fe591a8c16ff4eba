import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { Company, calm, places, trouble } from "./company";
import { expect, test as plain, signIn } from "./fixtures";
import { composer, row as line, thread } from "./inbox";
import { INSIDE, type PageRow, pathOf } from "./pages";

// Every browser of these tests has a name, by which the door knows whose trouble is whose.
const test = plain.extend<{ named: string }, { shared: Company }>({
  shared: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => use(await Company.open()),
    { scope: "worker" },
  ],
  named: async ({ context, watch }, use) => {
    const name = randomUUID();
    await context.setExtraHTTPHeaders({ "x-browser": name });
    watch.allow(/Failed to load resource|net::|WebSocket connection/);
    await use(name);
    await calm(name);
  },
});

const NEEDY = INSIDE.filter((row): row is PageRow & { needs: string } => row.needs !== undefined);
const retry = (page: Page) => page.getByRole("button", { name: "Tentar de novo" });
const sections = (page: Page) => page.getByRole("navigation", { name: "Seções" }).first();
/** Signs in where nothing is asked of what a test will break. */
const enter = (page: Page, company: Company) => signIn(page, company, "/profile", places().door);

// A page of the table is looked at in many ways at once; a busy machine may take its time.
test.describe.configure({ timeout: 120_000 });

for (const row of NEEDY) {
  test(`${row.name}: no answer is a skeleton, 429 waits as long as it was told, 500 is said and Try again helps`, async ({
    page,
    shared,
    named: browser,
  }) => {
    const path = await pathOf(row, shared);
    const refused = new Map<string, number>();
    const waits: number[] = [];
    page.on("response", (answer) => {
      if (answer.status() === 429) refused.set(answer.url(), Date.now());
    });
    page.on("request", (request) => {
      const at = refused.get(request.url());
      if (at !== undefined) waits.push(Date.now() - at);
    });
    await enter(page, shared);

    await trouble({ browser, path: row.needs, status: 0 });
    await page.goto(`${places().door}/app${path}`);
    await expect.soft(page.locator(".animate-pulse:visible").first()).toBeVisible();
    await expect.soft(sections(page)).toBeVisible();
    await calm(browser);
    await expect(row.shown(page)).toBeVisible();
    await expect.soft(page.getByRole("alert")).toHaveCount(0);

    await page.goto(`${places().door}/app/profile`);
    await trouble({ browser, path: row.needs, status: 429, count: 1, retry_after: 2 });
    await page.goto(`${places().door}/app${path}`);
    await expect(row.shown(page)).toBeVisible();
    await expect.poll(() => waits.length).toBeGreaterThan(0);
    // Two seconds, less what it takes until the refusal is told here: a busy machine's events come late.
    expect(waits[0]).toBeGreaterThanOrEqual(1000);
    await expect.soft(page.getByRole("alert")).toHaveCount(0);

    await trouble({ browser, path: row.needs, status: 500 });
    await page.reload();
    const said = page.getByRole("alert").first();
    await expect(said).toContainText("Não foi possível carregar");
    await expect.soft(said).toContainText("req-teste");
    await expect.soft(sections(page)).toBeVisible();
    await calm(browser);
    // What asked again by itself meanwhile has taken its button away.
    const pressed = () =>
      retry(page)
        .first()
        .click({ timeout: 2_000 })
        .catch(() => undefined);
    while ((await retry(page).count()) > 0) await pressed();
    await expect(row.shown(page)).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
}

for (const row of INSIDE) {
  test(`${row.name}: on a slow line its shape is there within half a second of the page's code`, async ({
    page,
    shared,
    named,
  }) => {
    const path = await pathOf(row, shared);
    await enter(page, shared);
    const slow = await page.context().newCDPSession(page);
    await slow.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 400,
      downloadThroughput: -1,
      uploadThroughput: -1,
    });
    await page.goto(`${places().door}/app${path}`);
    await page.locator("#main").waitFor();
    const blank = await page.evaluate(watchBlank);
    expect(blank).toBeLessThan(500);
    await expect(row.shown(page)).toBeVisible();
    expect(named).not.toBe("");
  });
}

/** For how long, at most, the page's place stayed empty during a second and a half, in milliseconds. */
function watchBlank(): Promise<number> {
  const empty = () => {
    const main = document.querySelector("#main");
    return !main || ((main.textContent ?? "").trim() === "" && !main.querySelector(".animate-pulse, svg, img, input"));
  };
  return new Promise((done) => {
    const began = performance.now();
    let since: number | null = null;
    let longest = 0;
    const look = (now: number) => {
      if (empty()) {
        since ??= now;
        longest = Math.max(longest, now - since);
      } else since = null;
      if (now - began > 1500) done(longest);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

test("without a network what was read stays, another page says so, and all comes back by itself", async ({
  page,
  context,
  shared,
  named,
}) => {
  await shared.says("+5511955550001", "antes da queda", "Olga Rede");
  await signIn(page, shared, "/inbox?tab=all", places().door);
  await line(page, "Olga Rede").click();
  await expect(thread(page)).toContainText("antes da queda");
  await context.setOffline(true);
  await composer(page).fill("escrito sem rede");
  await composer(page).press("Enter");
  await expect(thread(page).getByText("escrito sem rede")).toBeVisible();
  await expect(thread(page)).toContainText("antes da queda");
  await page.locator("h1").click();
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await expect(page.getByRole("alert").first()).toContainText("Sem conexão com o servidor");
  await expect(page.getByRole("navigation", { name: "Seções" }).first()).toBeVisible();
  await page.evaluate(() => {
    (window as unknown as { kept: boolean }).kept = true;
  });
  await context.setOffline(false);
  await expect(page.getByRole("alert")).toHaveCount(0, { timeout: 20_000 });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Visão geral");
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.getByRole("tab", { name: /^Todas/ }).click();
  await line(page, "Olga Rede").click();
  await expect(thread(page).getByText("escrito sem rede")).toHaveCount(1);
  await expect(thread(page).getByRole("img", { name: "lida" })).toBeVisible({ timeout: 15_000 });
  // No reload: what was put into the page is still there.
  expect(await page.evaluate(() => (window as unknown as { kept?: boolean }).kept)).toBe(true);
  expect(named).not.toBe("");
});
