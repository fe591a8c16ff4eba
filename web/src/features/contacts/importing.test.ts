import { beforeEach, describe, expect, it } from "vitest";
import {
  columnsOf,
  corrected,
  joined,
  type Preview,
  planOf,
  reasonsOf,
  rejoined,
  rememberRows,
  rowsOf,
  withColumn,
} from "./importing";

const preview = (known: Partial<Preview> = {}): Preview => ({
  encoding: "utf-8",
  separator: ";",
  header: true,
  titles: ["Nome", "Celular", "Obs"],
  samples: [
    ["Ana", "11 98765-4321", ""],
    ["Bia", "21 98765-4321"],
  ],
  columns: ["name", "phone", null],
  rows: 2,
  new: 2,
  known: 0,
  refused: 0,
  reasons: {},
  first_refused: [],
  ...known,
});

describe("columns", () => {
  it("mean each thing once", () => {
    expect(withColumn(planOf(preview()), 2, "phone").columns).toEqual(["name", null, "phone"]);
    expect(withColumn(planOf(preview()), 0, null).columns).toEqual([null, "phone", null]);
  });

  it("keep their meaning when the file is read another way into as many", () => {
    const plan = withColumn(planOf(preview()), 2, "tags");
    expect(rejoined(plan, preview({ encoding: "cp1252" }))).toMatchObject({
      columns: ["name", "phone", "tags"],
      encoding: "cp1252",
    });
    expect(rejoined(plan, preview({ separator: ",", titles: ["Nome;Celular;Obs"] })).columns).toEqual([null]);
  });

  it("have the first row as a sample when it is no head", () => {
    expect(columnsOf(preview(), true)[1]).toEqual({ title: "Celular", cells: ["11 98765-4321", "21 98765-4321"] });
    expect(columnsOf(preview(), false)[0]?.cells).toEqual(["Nome", "Ana", "Bia"]);
    expect(columnsOf(preview(), true)[2]?.cells).toEqual(["", ""]);
  });
});

it("tells reasons in the server's words, the most frequent first", () => {
  const row = { row: 3, field: "phone", code: "not_a_phone", message: "Não é um telefone.", cells: [] };
  const told = reasonsOf(preview({ reasons: { "email:odd": 1, "phone:not_a_phone": 4 }, first_refused: [row] }));
  expect(told).toEqual([
    { key: "phone:not_a_phone", count: 4, message: "Não é um telefone." },
    { key: "email:odd", count: 1, message: "email:odd" },
  ]);
});

describe("the rows of an import", () => {
  beforeEach(() => localStorage.clear());

  it("are remembered for the last few", () => {
    for (let n = 0; n < 30; n++) rememberRows(`i${n}`, n);
    expect(rowsOf("i29")).toBe(29);
    expect(rowsOf("i0")).toBeNull();
  });
});

describe("corrections", () => {
  const row = { row: 4, field: "phone", code: "not_a_phone", message: "", cells: ["Bia", "sem telefone"] };

  it("are what differs from the file, cell by cell", () => {
    const once = corrected({}, row, 1, "21 98765-4321");
    expect(once).toEqual({ 4: { 1: "21 98765-4321" } });
    expect(corrected(once, row, 0, "Beatriz")).toEqual({ 4: { 0: "Beatriz", 1: "21 98765-4321" } });
    expect(corrected(once, row, 1, "sem telefone")).toEqual({});
    expect(corrected({}, row, 2, "")).toEqual({});
  });

  it("are joined, the later over the earlier, and forgotten when the file is cut otherwise", () => {
    const both = joined({ 4: { 0: "Bia", 1: "x" }, 7: { 0: "" } }, { 4: { 1: "y" } });
    expect(both).toEqual({ 4: { 0: "Bia", 1: "y" }, 7: { 0: "" } });
    expect(rejoined({ ...planOf(preview()), corrections: both }, preview()).corrections).toEqual({});
  });
});
