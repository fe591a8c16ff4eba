import { expect, test } from "vitest";
import { levelOf, limitsForm, limitsOf, linesOf, shareOf, unread, wantedOf } from "./model";

test("a limit that is agreed is sent as it was read; the plan's is left out, none is null", () => {
  const agreed = { users: 5, flows: null };
  expect(limitsOf(limitsForm(agreed))).toEqual(agreed);
  expect(limitsOf(limitsForm({}))).toEqual({});
});

test("only whole numbers are sent", () => {
  const form = limitsForm({ users: 5, numbers: 2 });
  form.users.amount = "5,5";
  form.numbers.amount = " 7 ";
  expect(unread(form)).toEqual(["users"]);
  expect(limitsOf({ ...form, users: { kind: "plan", amount: "x" } })).toEqual({ numbers: 7 });
});

test("how full a limit is; what has none, or is not counted, has no bar", () => {
  expect(shareOf({ used: 8, allowed: 10 })).toBe(0.8);
  expect([shareOf({ used: 8, allowed: null }), shareOf({ used: null, allowed: 50 })]).toEqual([null, null]);
  expect([shareOf({ used: 0, allowed: 0 }), shareOf({ used: 1, allowed: 0 })]).toEqual([0, 1]);
  expect([0.79, 0.8, 1, null].map(levelOf)).toEqual(["calm", "near", "full", "calm"]);
});

test("words of the address that nobody knows are not asked for", () => {
  expect(wantedOf({ plan: "gold", state: "suspended", sort: "users", q: "rede" })).toEqual({
    search: "rede",
    status: "suspended",
    sort: "created_at",
    order: "desc",
  });
  expect(wantedOf({ sort: "name" }).order).toBe("asc");
});

test("empty lines are no words", () => {
  expect(linesOf(" parar \n\n sair")).toEqual(["parar", "sair"]);
});
