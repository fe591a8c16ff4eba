import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Starts the application once for all tests; PYTAKE_STACK names one that runs already (its line of JSON). */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.PYTAKE_STACK) return undefined;
  const python = process.env.PYTHON ?? `${ROOT}.venv/bin/python`;
  const port = process.env.E2E_PORT ?? "8500";
  const stack = spawn(python, ["-m", "tests.browser.stack", "--port", port], {
    cwd: ROOT,
    env: { ...process.env, PYTHONPATH: `${ROOT}src:${ROOT}` },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => stack.on("exit", () => resolve()));
  const first = await Promise.race([
    new Promise<string>((resolve) => createInterface(stack.stdout).once("line", resolve)),
    ended.then(() => null),
  ]);
  if (first === null) throw new Error("the application did not start: see what it said above");
  process.env.PYTAKE_STACK = first;
  return async () => {
    stack.stdin.end();
    await ended;
  };
}
