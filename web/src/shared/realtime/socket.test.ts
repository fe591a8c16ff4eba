import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Me, useSession } from "@/shared/api/session";
import { Live, type LiveEvent, live as theLine, useLine } from "./socket";

/** A line whose far side the test speaks for. */
class Line {
  static readonly made: Line[] = [];
  readonly said: Record<string, unknown>[] = [];
  readyState: number = WebSocket.OPEN;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly protocols: string[];

  constructor(_: string, protocols: string[]) {
    this.protocols = protocols;
    Line.made.push(this);
  }

  send(text: string): void {
    this.said.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.readyState = WebSocket.CLOSED;
  }

  tell(event: LiveEvent): void {
    this.onmessage?.({ data: JSON.stringify(event) });
  }

  break(): void {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.();
  }
}

const event = (seq: number): LiveEvent => ({ type: "message_received", data: { n: seq }, seq });
let live: Live;
let heard: number[][];

async function line(at: number): Promise<Line> {
  await vi.advanceTimersByTimeAsync(0);
  const made = Line.made[at] as Line;
  made.onopen?.();
  return made;
}

const frame = () => vi.advanceTimersByTimeAsync(20);

beforeEach(() => {
  vi.useFakeTimers();
  Line.made.length = 0;
  heard = [];
  useSession.setState({ standing: "in", token: "t1", expiresAt: Date.now() + 3_600_000 });
  live = new Live((url, protocols) => new Line(url, protocols) as unknown as WebSocket);
  live.hear((events) => heard.push(events.map((e) => e.seq as number)));
});

afterEach(() => {
  live.stop();
  useSession.setState({ standing: "unknown", token: null });
  vi.useRealTimers();
});

it("signs in by the subprotocol pair, subscribes once a channel, and tells the events of a frame together", async () => {
  live.start();
  const end = live.watch("messages");
  live.watch("messages");
  const one = await line(0);
  expect(one.protocols).toEqual(["pytake.v1", "t1"]);
  expect(one.said).toEqual([{ type: "subscribe", channels: ["messages"] }]);
  one.tell({ type: "subscribed", data: {}, seq: 4 });
  one.tell(event(5));
  one.tell(event(6));
  await frame();
  expect(heard).toEqual([[5, 6]]);
  end();
  expect(one.said).toHaveLength(1);
});

it("asks for what it missed, tells it before what came meanwhile, and nothing twice", async () => {
  live.start();
  live.watch("messages");
  const one = await line(0);
  one.tell({ type: "subscribed", data: {}, seq: 10 });
  one.tell(event(11));
  await frame();
  one.break();
  await vi.advanceTimersByTimeAsync(600);
  const two = await line(1);
  expect(two.said.slice(1)).toEqual([{ type: "resume", since: 11 }, { type: "ping" }]);
  two.tell(event(14));
  two.tell(event(12));
  two.tell(event(13));
  two.tell(event(14));
  await frame();
  expect(heard).toEqual([[11]]);
  two.tell({ type: "pong", data: {} });
  await frame();
  expect(heard).toEqual([[11], [12, 13, 14]]);
});

it("says since when it is broken, waits longer each time, and comes back at once when the network does", async () => {
  live.start();
  const one = await line(0);
  one.break();
  expect(useLine.getState().state).toBe("closed");
  expect(useLine.getState().since).not.toBeNull();
  await vi.advanceTimersByTimeAsync(600);
  (Line.made[1] as Line).break();
  expect(Line.made).toHaveLength(2);
  dispatchEvent(new Event("online"));
  await line(2);
  expect(useLine.getState()).toEqual({ state: "open", since: null, retryAt: null });
});

it("takes a line that says nothing for dead", async () => {
  live.start();
  const one = await line(0);
  await vi.advanceTimersByTimeAsync(80_000);
  expect(one.readyState).toBe(WebSocket.CLOSED);
  expect(Line.made.length).toBeGreaterThan(1);
});

it("tells when too much was missed", async () => {
  const doubtful = vi.fn();
  live.onResync(doubtful);
  live.start();
  const one = await line(0);
  one.tell({ type: "resync", data: {} });
  expect(doubtful).toHaveBeenCalledTimes(1);
});

it("opens no line for who owes a second factor, and one as soon as they have set it up", () => {
  const start = vi.spyOn(theLine, "start").mockImplementation(() => undefined);
  const stop = vi.spyOn(theLine, "stop").mockImplementation(() => undefined);
  const me = (owes: boolean) => ({ owes_second_factor: owes }) as unknown as Me;
  useSession.setState({ standing: "out", me: null });
  start.mockClear();
  stop.mockClear();
  useSession.setState({ standing: "in", me: me(true) });
  expect(start).not.toHaveBeenCalled();
  useSession.setState({ me: me(false) });
  expect(start).toHaveBeenCalledOnce();
  useSession.setState({ me: me(true) });
  expect(stop).toHaveBeenCalledOnce();
  vi.restoreAllMocks();
  useSession.setState({ me: null });
});
