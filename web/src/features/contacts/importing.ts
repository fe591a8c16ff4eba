import { once, raw, type Schema } from "@/shared/api";

export type Preview = Schema<"ImportPreviewOut">;
export type Import = Schema<"ImportOut">;
export type Refused = Schema<"RefusedRowOut">;

/** How a file is to be read, and what all of its people get beside; as the form's field `options` has it. */
export type Plan = {
  columns: (string | null)[];
  header: boolean;
  encoding: string | null;
  separator: string | null;
  updates: boolean;
  tags: string[];
  list_id: string | null;
  consent: { purpose: string; given: true; source: string; at: string | null; text: string } | null;
  corrections: Corrections;
};

/** What stands in cells instead: by the numbers of their rows in the file, and their places. */
export type Corrections = Record<number, Record<number, string>>;

/** With one cell written; as it stands in the file it is no correction. */
export function corrected(now: Corrections, row: Refused, at: number, text: string): Corrections {
  const { [at]: _, ...others } = now[row.row] ?? {};
  const cells = text === (row.cells[at] ?? "") ? others : { ...others, [at]: text };
  const { [row.row]: __, ...rest } = now;
  return Object.keys(cells).length > 0 ? { ...rest, [row.row]: cells } : rest;
}

/** Later corrections over earlier ones, cell by cell. */
export function joined(before: Corrections, after: Corrections): Corrections {
  const rows = Object.entries(after).map(([row, cells]) => [row, { ...before[Number(row)], ...cells }]);
  return { ...before, ...Object.fromEntries(rows) };
}

export const TARGETS = ["phone", "name", "email", "language", "time_zone", "vip", "tags"] as const;
export const ENCODINGS = ["utf-8", "cp1252", "utf-16"] as const;
export const SEPARATORS = [";", ",", "\t", "|"] as const;
export const LARGEST = 100_000_000;

export function planOf(preview: Preview): Plan {
  return {
    columns: preview.columns,
    header: preview.header,
    encoding: preview.encoding,
    separator: preview.separator,
    updates: true,
    tags: [],
    list_id: null,
    consent: null,
    corrections: {},
  };
}

/** The plan with a column meaning something else; what it means now no other column means. */
export function withColumn(plan: Plan, at: number, target: string | null): Plan {
  const columns = plan.columns.map((now, place) => (place === at ? target : now === target ? null : now));
  return { ...plan, columns };
}

/** After the file was read another way: what was mapped stays, as long as there are as many columns. */
export function rejoined(plan: Plan, preview: Preview): Plan {
  const columns = preview.titles.map((_, at) =>
    plan.columns.length === preview.titles.length ? (plan.columns[at] ?? null) : null,
  );
  // Cut into other cells, a row is another one: what was corrected is said anew.
  return { ...plan, columns, encoding: preview.encoding, separator: preview.separator, corrections: {} };
}

export type Shown = { title: string; cells: string[] }[];

/** The columns with their samples; without a head the first row is one more sample. */
export function columnsOf(preview: Preview, header: boolean): Shown {
  return preview.titles.map((title, at) => {
    const cells = preview.samples.map((row) => row[at] ?? "");
    return header ? { title, cells } : { title: "", cells: title ? [title, ...cells] : cells };
  });
}

/** Why rows are refused, the most frequent first, each in the server's words where one of the shown rows has them. */
export function reasonsOf(preview: Preview): { key: string; message: string; count: number }[] {
  const words = new Map(preview.first_refused.map((row) => [`${row.field}:${row.code}`, row.message]));
  return Object.entries(preview.reasons)
    .map(([key, count]) => ({ key, count, message: words.get(key) ?? key }))
    .sort((one, other) => other.count - one.count);
}

function formOf(file: File, plan: Plan | null): FormData {
  const form = new FormData();
  // Before the file: the server reads the form from its beginning.
  if (plan) form.append("options", JSON.stringify(plan));
  form.append("file", file, file.name);
  return form;
}

export async function tryImport(file: File, plan: Plan | null): Promise<Preview> {
  const answer = await raw("/api/v1/contacts/import/preview", { method: "POST", body: formOf(file, plan) });
  return answer.json() as Promise<Preview>;
}

export async function startImport(file: File, plan: Plan, key: string): Promise<Import> {
  const answer = await raw("/api/v1/contacts/import", {
    method: "POST",
    body: formOf(file, plan),
    headers: once(key),
  });
  return answer.json() as Promise<Import>;
}

const ROWS = "pytake.imports.rows";
const REMEMBERED = 20;

function rows(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(ROWS) ?? "{}") as Record<string, number>;
  } catch {
    return {};
  }
}

/** How many rows an import has is known from its check: the server counts them only as it reads them. */
export function rememberRows(id: string, count: number): void {
  const kept = Object.entries(rows()).slice(1 - REMEMBERED);
  localStorage.setItem(ROWS, JSON.stringify(Object.fromEntries([...kept, [id, count]])));
}

export const rowsOf = (id: string): number | null => rows()[id] ?? null;
