import { describe, expect, it } from "vitest";
import type { Schema } from "@/shared/api";
import { byDay, filtered, filterOf, mergePreview, momentOf, nameOf, viewOf } from "./model";

type Contact = Schema<"ContactShort">;
const person = (known: Partial<Contact>): Contact => ({ id: "x", name: null, phone: null, ...known });
const said = (given: boolean) => [{ purpose: "marketing", given, at: "2026-01-01T00:00:00Z", source: "site" }];

describe("a view", () => {
  it("is read from any address", () => {
    expect(viewOf({ q: 11987654321, tags: "vip", sort: "phone", order: "up" })).toEqual({
      q: "11987654321",
      tags: ["vip"],
    });
    expect(viewOf({ tags: ["a", 2], segment: "s", sort: "name", order: "asc" })).toEqual({
      tags: ["a", "2"],
      segment: "s",
      sort: "name",
      order: "asc",
    });
  });

  it("is a filter, or none", () => {
    expect(filterOf({ list: "l", sort: "name" })).toEqual({ q: "", text: "", list_id: "l" });
    expect(filtered({ sort: "name", order: "asc" })).toBe(false);
    expect(filtered({ text: "vip" })).toBe(true);
  });
});

describe("a merge", () => {
  it("keeps what is known and gains the rest", () => {
    const rows = mergePreview(
      person({ name: "Ana", tags: ["a"], attributes: { plano: "fibra" } }),
      person({
        name: "Ana S.",
        email: "ana@b.co",
        tags: ["a", "b"],
        attributes: { plano: "cabo", saldo: 3 },
        vip: true,
      }),
    );
    const of = (field: string) => rows.find((row) => row.field === field);
    expect(of("name")).toMatchObject({ value: "Ana", from: "mine" });
    expect(of("email")).toMatchObject({ value: "ana@b.co", from: "theirs" });
    expect(of("tags")?.value).toEqual(["a", "b"]);
    expect(of("attr.plano")).toMatchObject({ value: "fibra", from: "mine" });
    expect(of("attr.saldo")).toMatchObject({ value: 3, from: "theirs" });
    expect(of("vip")).toMatchObject({ from: "theirs" });
    expect(of("blocked")).toBeUndefined();
  });

  it("holds the stricter answer, and no yes that only the other said", () => {
    const answer = (mine: Contact, theirs: Contact) =>
      mergePreview(mine, theirs).find((row) => row.field === "marketing")?.value;
    expect(answer(person({ consents: said(true) }), person({ consents: said(false) }))).toBe("no");
    expect(answer(person({ consents: said(true) }), person({}))).toBe("yes");
    expect(answer(person({}), person({ consents: said(true) }))).toBeUndefined();
  });
});

it("gathers moments under their days", () => {
  const moment = (id: string, at: string) => ({ id, at }) as Schema<"MomentOut">;
  const days = byDay(
    [moment("3", "2026-01-02T10:00"), moment("2", "2026-01-02T09:00"), moment("1", "2026-01-01T09:00")],
    (at) => at.slice(0, 10),
  );
  expect(days.map((day) => [day.day, day.moments.length])).toEqual([
    ["2026-01-02", 2],
    ["2026-01-01", 1],
  ]);
});

it("makes a name of a label", () => {
  expect(nameOf(" Data de instalação (1ª) ")).toBe("data_de_instalação_1ª");
  expect(nameOf("2ª via")).toBe("ª_via");
});

it("takes a day as a moment, but never one that is still to come", () => {
  const now = new Date("2026-06-03T08:00:00");
  expect(momentOf("2026-06-03", now)).toBe(now.toISOString());
  expect(momentOf("2026-06-01", now)).toBe(new Date("2026-06-01T12:00:00").toISOString());
  expect(momentOf("")).toBeNull();
});
