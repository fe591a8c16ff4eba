import { describe, expect, it } from "vitest";
import {
  about,
  asGroup,
  bare,
  changed,
  complete,
  FACTS,
  factType,
  fieldOf,
  inWay,
  join,
  joiningOf,
  type Leaf,
  mistakeIn,
  negate,
  type Query,
  tidy,
  wayOf,
  waysOf,
} from "./model";

const tag = (name: string): Query => ({ kind: "tag", tag: name });
const not = (of: Query): Query => ({ kind: "not", of });

const HAS = { attributes: [], tags: [], lists: [], segments: [], erp: true };

describe("a question", () => {
  it("is begun about a field with what it usually asks", () => {
    expect(about("last_replied", HAS)).toEqual({ kind: "activity", what: "last_replied", days: 30 });
    expect(about("vip", HAS)).toEqual({ kind: "flag", flag: "vip" });
    expect(about("attr.saldo", HAS)).toEqual({ kind: "attribute", name: "saldo", op: "=", value: "" });
  });

  it("is asked without groups of one and without turning round twice", () => {
    expect(tidy({ kind: "all", of: [tag("a")] })).toEqual(tag("a"));
    expect(tidy(not(not(tag("a"))))).toEqual(tag("a"));
    expect(tidy(not({ kind: "any", of: [not(tag("a"))] }))).toEqual(tag("a"));
    expect(tidy({ kind: "all", of: [tag("a"), { kind: "any", of: [tag("b")] }] })).toEqual({
      kind: "all",
      of: [tag("a"), tag("b")],
    });
    expect(tidy({ kind: "all", of: [] })).toEqual({ kind: "all", of: [] });
  });

  it("is drawn as a group, whatever it is", () => {
    expect(asGroup(not(tag("a")))).toEqual({ kind: "all", of: [not(tag("a"))] });
    expect(asGroup(not({ kind: "any", of: [] }))).toEqual(not({ kind: "any", of: [] }));
  });

  it("says how its parts are joined, both ways", () => {
    for (const joining of ["all", "any", "none", "notAll"] as const)
      expect(joiningOf(join(joining, [tag("a")]))).toBe(joining);
  });

  it("can be asked when nothing is left open", () => {
    expect(complete({ kind: "all", of: [] })).toBe(true);
    expect(complete({ kind: "all", of: [{ kind: "any", of: [] }] })).toBe(false);
    expect(complete(not(tag(" ")))).toBe(false);
    expect(complete({ kind: "attribute", name: "x", op: "set" })).toBe(true);
    expect(complete({ kind: "attribute", name: "x", op: "=", value: "" })).toBe(false);
    expect(complete({ kind: "attribute", name: "x", op: "=", value: 0 })).toBe(true);
    expect(complete({ kind: "activity", what: "created", at: null, days: null })).toBe(false);
  });

  it("is changed in one place", () => {
    const query: Query = { kind: "all", of: [tag("a"), not({ kind: "any", of: [tag("b"), tag("c")] })] };
    expect(changed(query, [1, 0], () => tag("x"))).toEqual({
      kind: "all",
      of: [tag("a"), not({ kind: "any", of: [tag("x"), tag("c")] })],
    });
    expect(changed(query, [1], () => undefined)).toEqual({ kind: "all", of: [tag("a")] });
  });
});

describe("a condition", () => {
  it.each(["within", "!within", "older", "since", "before"])("of activity is asked %s and says so", (way) => {
    const { negated, inner } = bare(inWay({ kind: "activity", what: "last_seen", days: 7 }, way));
    expect(wayOf(inner as never, negated)).toBe(way);
  });

  it.each(["within", "!within", "=", "!="])("about campaigns is asked %s and says so", (way) => {
    const { negated, inner } = bare(inWay({ kind: "campaign", what: "read", campaign: "7", days: 7 }, way));
    expect(wayOf(inner as never, negated)).toBe(way);
    expect(inner).toMatchObject({ campaign: "7", what: "read" });
    expect(fieldOf(inner as never)).toBe("got_read");
  });

  it("about campaigns begins with a stretch of days", () => {
    expect(about("got_failed", HAS)).toEqual({ kind: "campaign", what: "failed", days: 30 });
    expect(complete({ kind: "campaign", what: "failed", days: Number.NaN })).toBe(false);
  });

  it.each(["=", "!=", "~", "!set", ">="])("of an attribute is asked %s and says so", (way) => {
    const { negated, inner } = bare(inWay({ kind: "attribute", name: "saldo", op: "=", value: 3 }, way));
    expect(wayOf(inner as never, negated)).toBe(way);
  });

  it.each(Object.keys(FACTS))("about the ERP's %s begins as it is mostly asked, in a way that its type has", (what) => {
    const leaf = about(`erp.${what}`, HAS);
    expect(leaf).toMatchObject({ kind: "erp", what });
    expect(fieldOf(leaf)).toBe(`erp.${what}`);
    expect(waysOf(leaf, false, HAS)).toContain(wayOf(leaf, false));
    expect(complete(leaf)).toBe(factType(what) === "boolean");
  });

  it.each(["=", "!=", "~", "!set", ">=", "!<"])("about the ERP is asked %s and says so", (way) => {
    const { negated, inner } = bare(inWay({ kind: "erp", what: "owed", op: ">", value: 100 }, way));
    expect(wayOf(inner as never, negated)).toBe(way);
    expect(waysOf(inner as never, negated, HAS)).toContain(way);
    expect(complete(negate(inner, negated))).toBe(true);
  });

  it("asks of an amount more than of a place, and of being a customer nothing but yes or no", () => {
    expect(waysOf(about("erp.owed", HAS), false, HAS)).toContain("<=");
    expect(waysOf(about("erp.city", HAS), false, HAS)).toEqual(["=", "!=", "~", "!~", "set", "!set"]);
    expect(waysOf(about("erp.customer", HAS), false, HAS)).toEqual(["="]);
  });

  it("about a fact that only a newer server knows is kept as it is", () => {
    const leaf: Leaf = { kind: "erp", what: "score", op: "~", value: "a" };
    expect(factType("score")).toBeNull();
    expect(factType("toString")).toBeNull();
    expect(fieldOf(leaf)).toBe("erp.score");
    expect(tidy(asGroup(leaf))).toEqual(leaf);
  });
});

it("marks the word of a text that does not fit", () => {
  expect(mistakeIn('tag = "a" und vip', "Na posição 11: “und” não cabe aqui.")).toEqual({
    before: 'tag = "a" ',
    wrong: "und",
    after: " vip",
  });
  expect(mistakeIn("tag =", "At place 6: “-” does not fit.")).toEqual({ before: "tag =", wrong: "", after: "" });
  expect(mistakeIn("vip", "Muito longo: no máximo 20000.")).toBeNull();
});
