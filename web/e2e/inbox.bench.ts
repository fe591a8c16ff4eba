import type { Page } from "@playwright/test";
import { measured, percentile } from "./budget";
import { Company, places, seed } from "./company";
import { expect, signIn, test } from "./fixtures";
import { composer } from "./inbox";
import { delays, framesOf, keystrokes, load, painted, stamps, watchTexts } from "./load";

const MANY = 10_000;
const TALKATIVE = 400;
const CUSTOMERS = 200;
const LIST = "[role=listbox]";
const seconds = (n: number) => new Promise((done) => setTimeout(done, n * 1000));
const option = (page: Page, n: number) => page.getByRole("option", { name: `Cliente ${String(n).padStart(5, "0")}` });

/** Several callbacks of the provider in one post, as under load. */
const busy = (company: Company) => company.twin("POST", "/twin/settings", { batch: 10, batch_wait: 0.02 });

async function planted(): Promise<Company> {
  const company = await Company.open();
  await seed(company, MANY, TALKATIVE, 60);
  await busy(company);
  return company;
}

test("first paint of a warm server", async ({ page, company }) => {
  const paint = () =>
    page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN);
  const door: number[] = [];
  for (let n = 0; n < 5; n++) {
    await page.goto(`${places().base}/app/sign-in`);
    await expect(page.getByLabel("E-mail")).toBeVisible();
    door.push(await paint());
  }
  measured(
    "first contentful paint, sign-in, median of 5",
    percentile(door, 0.5),
    1000,
    "ms",
    `longest ${Math.round(Math.max(...door))}`,
  );
  await signIn(page, company, "/dashboard");
  const inside: number[] = [];
  for (let n = 0; n < 5; n++) {
    await page.reload();
    await expect(page.locator("main figure").first()).toBeVisible();
    inside.push(await paint());
  }
  measured(
    "first contentful paint, dashboard, median of 5",
    percentile(inside, 0.5),
    1000,
    "ms",
    `longest ${Math.round(Math.max(...inside))}`,
  );
});

test("an inbox of 10,000 conversations while 50 customers a second write", async ({ page }) => {
  const company = await planted();
  const at = stamps(page);
  await signIn(page, company, "/inbox?tab=all");
  await expect(option(page, 1)).toBeVisible();

  let stop = load(company, 50, CUSTOMERS);
  await seconds(4);
  await watchTexts(page, LIST);
  await seconds(20);
  const shown = delays(at, await painted(page));
  measured(
    "event stamped → painted in the list, 50/s, p95",
    percentile(shown, 0.95),
    100,
    "ms",
    `${shown.length} seen`,
  );

  await page.getByRole("option").first().click();
  await composer(page).click();
  const keys = await keystrokes(page, async () => {
    await page.keyboard.type("Bom dia! Já estou verificando a sua conexão aqui.", { delay: 90 });
    await seconds(1);
  });
  measured(
    "keystroke in the composer, 50/s, p95",
    percentile(keys, 0.95),
    50,
    "ms",
    `longest ${Math.round(Math.max(...keys))}`,
  );
  await stop();

  const list = page.locator(LIST);
  await expect
    .poll(
      async () => {
        await list.evaluate((el) => el.scrollTo({ top: el.scrollHeight }));
        return list.evaluate((el) => el.scrollHeight / 76);
      },
      { timeout: 240_000, intervals: [60] },
    )
    // Who wrote while the list was further down waits behind its pill.
    .toBeGreaterThanOrEqual(MANY - CUSTOMERS);
  await list.evaluate((el) => el.scrollTo({ top: el.scrollHeight / 2 }));
  await list.hover();
  stop = load(company, 50, CUSTOMERS);
  await seconds(2);
  const frames = await framesOf(page, async () => {
    for (let n = 0; n < 100; n++) {
      await page.mouse.wheel(0, n % 25 < 20 ? 400 : -900);
      await seconds(0.08);
    }
  });
  await stop();
  measured(
    "10,000 rows scrolling, 50/s, p95 frame",
    percentile(frames, 0.95),
    50,
    "ms",
    `longest ${Math.round(Math.max(...frames))}`,
  );
});

/** Presses a row and waits until its thread is drawn; milliseconds, by the page's own clock. */
function openRow(page: Page, n: number): Promise<number> {
  return page.evaluate(async (which) => {
    const name = `Cliente ${String(which).padStart(5, "0")}`;
    const row = [...document.querySelectorAll("[role=option]")].find((el) => el.textContent?.includes(name));
    if (!row) throw new Error(`no row of ${name}`);
    const began = performance.now();
    (row as HTMLElement).click();
    for (;;) {
      await new Promise(requestAnimationFrame);
      const heading = document.querySelector("section h2")?.textContent ?? "";
      const lines = document.querySelector("[role=log]")?.textContent ?? "";
      if (heading.includes(name) && lines.includes(`da conversa ${which}`)) break;
      if (performance.now() - began > 10_000) throw new Error(`${name} did not open`);
    }
    return performance.now() - began;
  }, n);
}

test("opening conversations of 60 messages", async ({ page }) => {
  const company = await planted();
  await signIn(page, company, "/inbox?tab=all");
  await expect(option(page, 1)).toBeVisible();
  await openRow(page, 1);
  const numbers = [2, 3, 4, 5, 6, 7, 8, 9];
  const fresh: number[] = [];
  const kept: number[] = [];
  for (const n of numbers) {
    fresh.push(await openRow(page, n));
    await seconds(0.3);
  }
  for (const n of numbers) {
    kept.push(await openRow(page, n));
    await seconds(0.3);
  }
  measured("open an uncached conversation, p90 of 8", percentile(fresh, 0.9), 500);
  measured("open a cached conversation, p90 of 8", percentile(kept, 0.9), 100);
});

test("memory while 10 customers a second write", async ({ page }) => {
  const minutes = Number(process.env.BENCH_MINUTES ?? 5);
  const company = await planted();
  await signIn(page, company, "/inbox?tab=all");
  await option(page, 1).click();
  const browser = await page.context().newCDPSession(page);
  const used = async () => {
    await browser.send("HeapProfiler.collectGarbage");
    return (await browser.send("Runtime.getHeapUsage")).usedSize / 1e6;
  };
  const stop = load(company, 10, CUSTOMERS);
  await seconds(30);
  const before = await used();
  await seconds(minutes * 60);
  const after = await used();
  await stop();
  const grown = ((after - before) / minutes) * 30;
  measured(
    "heap after 30 min of inbox at 10/s",
    grown,
    30,
    "MB",
    `${(after - before).toFixed(1)} MB in ${minutes} min, extrapolated`,
  );
});
