import { sheetOf } from "./shades";

/** Where the sheet is kept for the next start; `public/theme.js` reads it before the first paint. */
const KEPT = "pytake.brand";
const COLOUR = /^#[0-9a-f]{6}$/i;
const sheet = new CSSStyleSheet();

/** Takes a company's colour on, or PyTake's own again. */
export function wear(primary: string | null): void {
  const text = primary !== null && COLOUR.test(primary) ? sheetOf(primary.toLowerCase()) : "";
  sheet.replaceSync(text);
  document.adoptedStyleSheets = text ? [sheet] : [];
  try {
    if (text) localStorage.setItem(KEPT, text);
    else localStorage.removeItem(KEPT);
  } catch {
    // Storage may be switched off; the colour is then taken on a moment later each time.
  }
}
