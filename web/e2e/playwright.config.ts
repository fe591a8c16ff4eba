import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** Debian's, Fedora's and Arch's places; another one by CHROMIUM_PATH. Nothing is downloaded. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = process.env.CHROMIUM_PATH ?? PLACES.find((path) => existsSync(path));
if (!executablePath) {
  throw new Error(
    "No browser found: install one (Debian, Ubuntu: apt-get install chromium) or name it with CHROMIUM_PATH.",
  );
}

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  globalSetup: "./setup.ts",
  timeout: 45_000,
  expect: { timeout: 8_000 },
  fullyParallel: true,
  workers: Number(process.env.WORKERS ?? 2),
  reporter: [["list"]],
  // What ends the server for a while runs after everything else, alone.
  projects: [
    { name: "calm", testIgnore: /outage/ },
    { name: "outages", testMatch: /outage/, dependencies: ["calm"], workers: 1, fullyParallel: false },
  ],
  use: {
    locale: "pt-BR",
    timezoneId: "America/Sao_Paulo",
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: { executablePath, args: ["--no-sandbox", "--disable-background-networking"] },
  },
});
