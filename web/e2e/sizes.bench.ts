import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { measured } from "./budget";
import { test } from "./fixtures";

type Row = { what: string; bytes: number; most: number };

test("what a browser fetches", () => {
  const script = fileURLToPath(new URL("../scripts/size.mjs", import.meta.url));
  const rows = JSON.parse(execFileSync(process.execPath, [script, "--json"], { encoding: "utf8" })) as Row[];
  for (const { what, bytes, most } of rows) measured(what, bytes / 1000, most, "kB gz");
});
