import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";
import type { Measured } from "./budget";

const RESULTS = fileURLToPath(new URL("../../benchmarks/results", import.meta.url));

/** One table of what was measured against its budget, printed and kept beside the other benchmarks' results. */
export default class Budgets implements Reporter {
  private readonly lines: Measured[] = [];

  onTestEnd(_: TestCase, result: TestResult): void {
    for (const note of result.annotations)
      if (note.type === "measured" && note.description) this.lines.push(JSON.parse(note.description) as Measured);
  }

  onEnd(): void {
    const wide = Math.max(...this.lines.map((line) => line.what.length), 4);
    const rows = this.lines.map(({ what, budget, got, unit, note }) => {
      const over = got > budget ? "OVER" : "ok";
      return `${over.padEnd(5)}${what.padEnd(wide)}  ${String(budget).padStart(6)}  ${String(got).padStart(8)}  ${unit}${note ? `  (${note})` : ""}`;
    });
    const head = `${"".padEnd(5)}${"what".padEnd(wide)}  budget  measured`;
    const about = `${new Date().toISOString()}, ${cpus().length} × ${cpus()[0]?.model ?? "?"}, load ${loadavg()
      .map((n) => n.toFixed(1))
      .join(" ")}, Node ${process.versions.node}`;
    const table = [about, head, ...rows, ""].join("\n");
    process.stdout.write(`\n${table}`);
    mkdirSync(RESULTS, { recursive: true });
    writeFileSync(`${RESULTS}/console.txt`, table);
  }
}
