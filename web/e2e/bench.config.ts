import calm from "./playwright.config";

/** The budgets of the console, measured one after the other: nothing else runs in this browser meanwhile. */
export default {
  ...calm,
  testMatch: "*.bench.ts",
  timeout: 15 * 60_000,
  retries: 0,
  workers: 1,
  fullyParallel: false,
  reporter: [["list"], ["./budgets.reporter.ts"]] as never,
  projects: [{ name: "bench" }],
  use: { ...calm.use, trace: "off" as const, screenshot: "off" as const },
};
