import type { Page } from "@playwright/test";
import { Company, places } from "./company";
import { accessible, expect, test as plain, signIn, theme } from "./fixtures";
import { cutOff, keyShown, lasting, outside, sideways } from "./looks";
import { LOOKED_AT, type PageRow, pathOf } from "./pages";

// One company for all pages of a worker: nothing here changes what another test looks at.
const test = plain.extend<object, { shared: Company }>({
  shared: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => use(await Company.open()),
    { scope: "worker" },
  ],
});

const WIDTHS = [375, 768, 1280, 1920];
const USUAL = { width: 1440, height: 900 };
/** What that screen shows at 200 %. */
const DOUBLED = { width: 720, height: 450 };

async function open(page: Page, row: PageRow, company: Company): Promise<void> {
  const path = await pathOf(row, company);
  if (row.outside) await page.goto(`${places().base}/app${path}`);
  else await signIn(page, company, path);
  await expect(row.shown(page)).toBeVisible();
  await expect(page.locator("[role=status]:has(.animate-pulse)")).toHaveCount(0);
}

/** Reads the page again with something else kept in the browser. */
async function again(page: Page, row: PageRow, kept: Record<string, string>): Promise<void> {
  await page.evaluate((entries) => {
    for (const [key, value] of Object.entries(entries)) localStorage.setItem(key, value);
  }, kept);
  await page.reload();
  await expect(row.shown(page)).toBeVisible();
}

// A page of the table is looked at in many ways at once; a busy machine may take its time.
test.describe.configure({ timeout: 120_000 });

for (const row of LOOKED_AT) {
  test(`${row.name}: usable by keys alone, no barrier in either theme, no motion for who wants none`, async ({
    page,
    shared,
  }) => {
    await open(page, row, shared);
    await expect.soft(page.locator("h1:visible")).toHaveCount(1);
    if (!row.outside) await test.step("keys", () => byKeys(page, row));
    await page.emulateMedia({ reducedMotion: "reduce" });
    expect.soft(await lasting(page)).toEqual([]);
    for (const name of ["light", "dark"] as const) {
      await theme(page, name);
      await accessible(page);
    }
  });

  test(`${row.name}: fits every width, 200 % and longer words, in three languages`, async ({ page, shared }) => {
    await open(page, row, shared);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      expect.soft(await sideways(page), `at ${width} px`).toEqual([]);
      expect.soft(await outside(page), `at ${width} px`).toEqual([]);
    }
    await page.setViewportSize(DOUBLED);
    expect.soft(await sideways(page), "at 200 %").toEqual([]);
    expect.soft(await outside(page), "at 200 %").toEqual([]);
    await page.setViewportSize(USUAL);
    for (const language of ["en", "es", "pt-BR"]) {
      await again(page, row, { "pytake.locale": language });
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      expect.soft(await keyShown(page), language).toEqual([]);
    }
    await again(page, row, { "pytake.pseudo": "1" });
    for (const size of [USUAL, { width: 375, height: 900 }]) {
      await page.setViewportSize(size);
      expect.soft(await sideways(page), `long words at ${size.width} px`).toEqual([]);
      expect.soft(await cutOff(page), `long words at ${size.width} px`).toEqual([]);
    }
  });
}

/** The skip link is first, each stop shows that it is one, and focus returns to where a layer was opened. */
async function byKeys(page: Page, row: PageRow): Promise<void> {
  await page.reload();
  await expect(row.shown(page)).toBeVisible();
  const skip = page.getByRole("link", { name: "Ir para o conteúdo" });
  // A page may take focus to what it is for (the composer): who goes back from there meets the link first.
  if (await page.evaluate(() => document.activeElement === document.body)) {
    await page.keyboard.press("Tab");
    await expect.soft(skip).toBeFocused();
    await expect.soft(skip).toBeInViewport();
  } else await skip.focus();
  for (let n = 0; n < 12; n++) {
    await page.keyboard.press("Tab");
    expect.soft(await page.evaluate(focusSeen), `stop ${n + 2} of Tab`).toBe("");
  }
  await skip.focus();
  await page.keyboard.press("Enter");
  await expect.soft(page.locator("#main")).toBeFocused();
  const search = page.getByRole("button", { name: /^Buscar…|Paleta de comandos/ }).first();
  for (const keys of ["Enter", "Shift+?"]) {
    await search.focus();
    await page.keyboard.press(keys);
    await expect.soft(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect.soft(page.getByRole("dialog")).toHaveCount(0);
    await expect.soft(search).toBeFocused();
  }
}

/** Why the focus can't be seen where it is now; empty when it can. */
function focusSeen(): string {
  const at = document.activeElement;
  if (!at || at === document.body) return "";
  const who = `${at.tagName.toLowerCase()} "${(at.getAttribute("aria-label") ?? at.textContent ?? "").trim().slice(0, 40)}"`;
  const box = at.getBoundingClientRect();
  if (box.width === 0 || box.height === 0) return `${who} has no size`;
  if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth)
    return `${who} is off the screen`;
  // The ring may be drawn by what stands around a field.
  for (let el: Element | null = at, up = 0; el && up < 3; el = el.parentElement, up++) {
    const style = getComputedStyle(el);
    if (style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 1) return "";
    if (style.boxShadow !== "none" && up === 0) return "";
  }
  return `${who} shows no focus`;
}
