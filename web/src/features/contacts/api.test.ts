import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { changeMany, type ManyOrder } from "./api";

type Body = { ids?: string[]; filter?: object; after?: string | null };
const asked: Body[] = [];
let answers: object[] = [];

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal("fetch", async (request: Request) => {
    if (!request.url.endsWith("/contacts/bulk")) return new Response("{}", { status: 404 });
    asked.push((await request.json()) as Body);
    return Response.json(answers[asked.length - 1]);
  });
});
afterEach(() => vi.unstubAllGlobals());

const answer = (changed: number, after: string | null = null, left: object[] = []) => ({
  changed,
  unchanged: 1,
  left,
  after,
});
const tag: ManyOrder = { action: "tag", tags: ["a"] };

it("changes those that are named a thousand at a time, and adds up what became of them", async () => {
  const ids = Array.from({ length: 2100 }, (_, at) => `id ${at}`);
  const no = { reason: "said_no", count: 2 };
  answers = [answer(1000, null, [no]), answer(990, null, [no]), answer(100)];
  const done = await changeMany(tag, { ids }, () => true);
  expect(asked.map((body) => body.ids?.length)).toEqual([1000, 1000, 100]);
  expect(done).toEqual({ changed: 2090, unchanged: 3, left: { said_no: 4 } });
});

it("goes through a filter from where it ended, until there is none", async () => {
  answers = [answer(1000, "x"), answer(1000, "y"), answer(5)];
  const done = await changeMany(tag, { filter: { q: "", text: "vip" } }, () => true);
  expect(asked.map((body) => body.after)).toEqual([null, "x", "y"]);
  expect(done.changed).toBe(2005);
});

it("stops between two thousands when it is told to", async () => {
  answers = [answer(1000, "x"), answer(1000, "y")];
  const done = await changeMany(tag, { filter: { q: "", text: "" } }, () => false);
  expect([asked.length, done.changed]).toEqual([1, 1000]);
});
