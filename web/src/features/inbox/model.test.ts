import { expect, it } from "vitest";
import {
  type Conversation,
  type Entry,
  forward,
  fronted,
  lines,
  meets,
  merged,
  ordered,
  owed,
  queryOf,
  reactions,
  sieve,
  windowLeft,
} from "./model";

const conversation = (id: string, at: string, more: Partial<Conversation> = {}): Conversation =>
  ({
    id,
    contact: { id: `c-${id}`, name: "Bia", phone: null },
    whatsapp_config_id: "n1",
    status: "queued",
    assigned_to: null,
    queue_id: null,
    queue_name: null,
    tags: [],
    window_expires_at: null,
    unread_count: 0,
    last_message: "oi",
    last_message_at: at,
    flow_session_id: null,
    priority: 0,
    snoozed_until: null,
    awaits_since: null,
    answer_due: null,
    muted: false,
    created_at: at,
    updated_at: at,
    ...more,
  }) as Conversation;

const message = (id: string, at: string, direction: "inbound" | "outbound", more: object = {}): Entry =>
  ({
    id,
    at,
    kind: "message",
    message: {
      id,
      direction,
      status: "sent",
      type: "text",
      sent_by: { kind: "agent", id: "u1" },
      content: {},
      ...more,
    },
  }) as Entry;

const day = (at: string) => at.slice(0, 10);

it("lets nothing move while somebody reads further down, and tells how many wait", () => {
  const a = conversation("a", "2026-06-01T10:00:00Z");
  const b = conversation("b", "2026-06-01T09:00:00Z");
  const c = conversation("c", "2026-06-01T08:00:00Z");
  const before = ordered([a, b, c], [], true).order;
  expect(before).toEqual(["a", "b", "c"]);
  const moved = { ...c, last_message_at: "2026-06-01T11:00:00Z" };
  const fresh = conversation("d", "2026-06-01T12:00:00Z");
  expect(ordered([a, b, moved, fresh], before, false)).toEqual({ order: ["a", "b", "c"], held: 2 });
  expect(ordered([a, b, moved, fresh], before, true)).toEqual({ order: ["d", "c", "a", "b"], held: 0 });
});

it("takes older rows in at the end, and drops those that left the view", () => {
  const a = conversation("a", "2026-06-01T10:00:00Z");
  const old = conversation("z", "2026-05-01T10:00:00Z");
  expect(ordered([a, old], ["a", "b"], false)).toEqual({ order: ["a", "z"], held: 0 });
});

it("knows whether a conversation belongs to the view", () => {
  const mine = conversation("a", "2026-06-01T10:00:00Z", { status: "active", assigned_to: "me" });
  expect(sieve({ tab: "mine" }, "me")(mine)).toBe(true);
  expect(sieve({ tab: "mine" }, "her")(mine)).toBe(false);
  expect(sieve({ tab: "unassigned" }, "me")(mine)).toBe(false);
  expect(sieve({ tab: "all", tag: "vip" }, "me")({ ...mine, tags: ["vip"] })).toBe(true);
  const asleep = { ...mine, snoozed_until: "2999-01-01T00:00:00Z" };
  expect(sieve({ tab: "mine" }, "me")(asleep)).toBe(false);
  expect(sieve({ tab: "mine", snoozed: true }, "me")(asleep)).toBe(true);
});

it("moves a status only forward", () => {
  expect(forward("delivered", "sent")).toBe("delivered");
  expect(forward("sent", "read")).toBe("read");
  expect(forward("sent", "failed")).toBe("failed");
});

it("merges what was read twice once, and keeps the status that came further", () => {
  const known = [message("2", "2026-06-01T10:00:00Z", "outbound", { status: "read" })];
  const fresh = [
    message("3", "2026-06-01T10:01:00Z", "inbound"),
    message("2", "2026-06-01T10:00:00Z", "outbound", { status: "sent" }),
  ];
  const all = merged(known, fresh);
  expect(all.map((e) => [e.id, e.message?.status])).toEqual([
    ["3", "sent"],
    ["2", "read"],
  ]);
  expect(meets(known, fresh)).toBe(true);
  expect(meets(known, [message("9", "2026-06-02T10:00:00Z", "inbound")])).toBe(false);
});

it("draws days, groups within two minutes, and the line before what is new", () => {
  const thread = lines(
    [
      message("4", "2026-06-02T09:00:30Z", "inbound"),
      message("3", "2026-06-02T09:00:00Z", "inbound"),
      message("2", "2026-06-01T10:03:00Z", "outbound"),
      message("1", "2026-06-01T10:00:00Z", "outbound"),
    ],
    day,
    2,
  );
  expect(thread.map((l) => [l.entry.id, l.day, l.first, l.news])).toEqual([
    ["1", "2026-06-01", true, false],
    ["2", null, true, false],
    ["3", "2026-06-02", true, true],
    ["4", null, false, false],
  ]);
});

it("hangs the newest reaction of each side on its message", () => {
  const react = (id: string, direction: "inbound" | "outbound", emoji: string) =>
    message(id, "2026-06-01T10:00:00Z", direction, { type: "reaction", content: { message_id: "m", emoji } });
  expect(
    reactions([react("3", "inbound", "🙏"), react("2", "outbound", "👍"), react("1", "inbound", "❤️")]).get("m"),
  ).toEqual(["🙏", "👍"]);
  expect(reactions([react("2", "inbound", ""), react("1", "inbound", "❤️")]).get("m")).toEqual([]);
});

it("counts the hours of the window down to nothing", () => {
  const now = Date.parse("2026-06-01T10:00:00Z");
  expect(windowLeft({ window_expires_at: "2026-06-01T12:00:00Z" }, now)).toBe(2 * 3_600_000);
  expect(windowLeft({ window_expires_at: "2026-06-01T09:00:00Z" }, now)).toBeNull();
  expect(windowLeft({ window_expires_at: null }, now)).toBeNull();
});

it("puts the newest rows before what is kept, each once, and says when they do not meet", () => {
  const [a, b, c, d] = ["a", "b", "c", "d"].map((id) => ({ id }) as Conversation) as [
    Conversation,
    Conversation,
    Conversation,
    Conversation,
  ];
  expect(fronted([[a, b], [c]], [d, c], false)).toEqual([[d, c, a, b], []]);
  expect(fronted([[a, b]], [c, d], false)).toBeNull();
  expect(fronted([[]], [c], false)).toEqual([[c]]);
});

it("sorts by who waits longest, by priority, by what closes first, and goes on with the others by their last message", () => {
  const plain = conversation("a", "2026-06-01T12:00:00Z");
  const waits = conversation("b", "2026-06-01T10:00:00Z", { awaits_since: "2026-06-01T09:00:00Z" });
  const longer = conversation("c", "2026-06-01T11:00:00Z", { awaits_since: "2026-06-01T08:00:00Z" });
  const first = conversation("d", "2026-06-01T07:00:00Z", { priority: 10, window_expires_at: "2026-06-02T07:00:00Z" });
  const all = [plain, waits, longer, first];
  expect(ordered(all, [], true, "waiting").order).toEqual(["c", "b", "a", "d"]);
  expect(ordered(all, [], true, "priority").order).toEqual(["d", "a", "c", "b"]);
  expect(ordered(all, [], true, "window").order).toEqual(["d", "a", "b", "c"]);
  expect(ordered(all, [], true).order).toEqual(["a", "c", "b", "d"]);
});

it("asks for what the view says, and keeps what belongs to it", () => {
  const now = Date.parse("2026-06-01T12:34:00Z");
  const asked = queryOf({ tab: "all", unread: true, closing: true, days: 7, sort: "window" }, "me", now);
  expect(asked).toMatchObject({
    unread: true,
    window_closing: true,
    from: "2026-05-25T12:00:00.000Z",
    sort: "window",
  });
  const soon = conversation("a", "2026-06-01T12:00:00Z", { window_expires_at: "2026-06-01T14:00:00Z" });
  const later = conversation("b", "2026-06-01T11:00:00Z", { window_expires_at: "2026-06-01T20:00:00Z" });
  const closed = conversation("c", "2026-05-20T11:00:00Z");
  const kept = (view: object) =>
    [soon, later, closed].filter(sieve({ tab: "all", ...view }, "me", now)).map((c) => c.id);
  expect(kept({ closing: true })).toEqual(["a"]);
  expect(kept({ days: 7 })).toEqual(["a", "b"]);
  expect(kept({ since: "2026-06-01T11:30:00Z", until: "2026-06-01T12:30:00Z" })).toEqual(["a"]);
  expect(kept({ unread: true })).toEqual([]);
});

it("tells how long an answer is late, or how long there is", () => {
  const due = { answer_due: { warn_at: "2026-06-01T10:00:00Z", due_at: "2026-06-01T10:10:00Z" } };
  const at = (minute: string) => Date.parse(`2026-06-01T${minute}:00Z`);
  expect(owed(due, at("09:50"))).toEqual({ state: "due", ms: 20 * 60_000 });
  expect(owed(due, at("10:04"))).toEqual({ state: "soon", ms: 6 * 60_000 });
  expect(owed(due, at("10:15"))).toEqual({ state: "late", ms: 5 * 60_000 });
  expect(owed({ answer_due: null })).toBeNull();
});
