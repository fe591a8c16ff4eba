// Before the first paint, so that nobody in a dark room is shown a white page.
(() => {
  let wish = "system";
  try {
    wish = localStorage.getItem("pytake.theme") || "system";
  } catch {
    // Storage may be switched off; the system's wish holds then.
  }
  const dark = wish === "dark" || (wish === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
