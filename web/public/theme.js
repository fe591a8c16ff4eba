// Before the first paint, so that nobody in a dark room is shown a white page.
(() => {
  let wish = "system";
  let brand = "";
  try {
    wish = localStorage.getItem("pytake.theme") || "system";
    brand = localStorage.getItem("pytake.brand") || "";
  } catch {
    // Storage may be switched off; the system's wish holds then.
  }
  const dark = wish === "dark" || (wish === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  // The colour of the company of this address, as the console wrote it: names of tokens and colours, nothing else.
  if (/^:root\{(--[a-z-]+:#[0-9a-f]{6};?){5}\}\[data-theme="dark"\]\{(--[a-z-]+:#[0-9a-f]{6};?){5}\}$/.test(brand)) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(brand);
    document.adoptedStyleSheets = [sheet];
  }
})();
