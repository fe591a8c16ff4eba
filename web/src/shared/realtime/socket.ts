import { create } from "zustand";
import { currentToken, owing, useSession } from "@/shared/api/session";

/** An event as the server tells it. `seq` grows within the company; `at` is the server's time. */
export type LiveEvent = { type: string; data: Record<string, unknown>; seq?: number; at?: string };
type Listener = (events: LiveEvent[]) => void;

/** Is the line open? `since`: when it was lost; `retryAt`: when the next try begins. */
type Line = { state: "closed" | "opening" | "open"; since: number | null; retryAt: number | null };
export const useLine = create<Line>(() => ({ state: "closed", since: null, retryAt: null }));

const PING_MS = 25_000;
/** No word for this long, not even a pong: the line is dead though nobody said so (a laptop that slept). */
const DEAD_MS = 40_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const MANNERS = new Set(["subscribed", "pong", "error", "resync"]);

/** One socket a tab: subscriptions are counted, events gathered a frame long, what was missed is asked for. */
export class Live {
  private socket: WebSocket | null = null;
  private wanted = false;
  private tries = 0;
  private seq = 0;
  private heard = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private beat: ReturnType<typeof setInterval> | undefined;
  private readonly channels = new Map<string, number>();
  private readonly listeners = new Set<Listener>();
  private readonly resyncs = new Set<() => void>();
  private pending: LiveEvent[] = [];
  /** What came since a resumption was asked for, until all that was missed is here: then both are told in order. */
  private held: LiveEvent[] | null = null;
  private frame = 0;
  private readonly open: (url: string, protocols: string[]) => WebSocket;

  constructor(open = (url: string, protocols: string[]) => new WebSocket(url, protocols)) {
    this.open = open;
  }

  /** Keeps a line open until `stop`. */
  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    addEventListener("online", this.hurry);
    document.addEventListener("visibilitychange", this.hurry);
    this.connect();
  }

  stop(): void {
    this.wanted = false;
    removeEventListener("online", this.hurry);
    document.removeEventListener("visibilitychange", this.hurry);
    clearTimeout(this.timer);
    clearInterval(this.beat);
    this.socket?.close();
    this.socket = null;
    this.seq = 0;
    useLine.setState({ state: "closed", since: null, retryAt: null });
  }

  /** Watches a channel; the answer ends the watching. */
  watch(channel: string): () => void {
    const before = this.channels.get(channel) ?? 0;
    this.channels.set(channel, before + 1);
    if (before === 0) this.say({ type: "subscribe", channels: [channel] });
    return () => {
      const left = (this.channels.get(channel) ?? 1) - 1;
      if (left > 0) {
        this.channels.set(channel, left);
        return;
      }
      this.channels.delete(channel);
      this.say({ type: "unsubscribe", channels: [channel] });
    };
  }

  /** Hears events, those of one animation frame together, in order. */
  hear(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Is told when too much was missed: everything read before is doubtful. */
  onResync(listener: () => void): () => void {
    this.resyncs.add(listener);
    return () => this.resyncs.delete(listener);
  }

  /** Says something to the server, when there is a line; what is not said then is not said later. */
  say(message: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private readonly hurry = () => {
    if (document.visibilityState === "hidden" || !this.wanted) return;
    if (this.socket && Date.now() - this.heard > DEAD_MS) this.drop();
    else if (!this.socket) {
      clearTimeout(this.timer);
      this.connect();
    }
  };

  private async connect(): Promise<void> {
    useLine.setState((line) => ({ ...line, state: "opening", retryAt: null }));
    let token: string | null = null;
    try {
      token = await currentToken();
    } catch {
      this.later();
      return;
    }
    if (!this.wanted) return;
    if (!token) {
      this.later();
      return;
    }
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = this.open(`${scheme}://${location.host}/ws`, ["pytake.v1", token]);
    this.socket = socket;
    socket.onopen = () => this.opened();
    socket.onmessage = (event) => this.received(JSON.parse(event.data as string) as LiveEvent);
    socket.onclose = () => {
      if (this.socket === socket) this.drop();
    };
  }

  private opened(): void {
    this.tries = 0;
    this.heard = Date.now();
    if (this.channels.size > 0) this.say({ type: "subscribe", channels: [...this.channels.keys()] });
    this.held = null;
    if (this.seq > 0) {
      this.held = [];
      this.say({ type: "resume", since: this.seq });
      // Asks are answered in turn: this pong comes after the last event that was missed.
      this.say({ type: "ping" });
    }
    clearInterval(this.beat);
    this.beat = setInterval(() => {
      if (Date.now() - this.heard > DEAD_MS) this.drop();
      else this.say({ type: "ping" });
    }, PING_MS);
    useLine.setState({ state: "open", since: null, retryAt: null });
  }

  private received(event: LiveEvent): void {
    this.heard = Date.now();
    if (event.type === "resync") {
      this.held &&= [];
      for (const listener of this.resyncs) listener();
      return;
    }
    if (event.type === "pong" && this.held) this.resumed(this.held);
    else if (event.type === "subscribed" && this.seq === 0) this.seq = event.seq ?? 0;
    if (MANNERS.has(event.type)) return;
    if (this.held && event.seq !== undefined) this.held.push(event);
    else this.take(event);
  }

  private resumed(held: LiveEvent[]): void {
    this.held = null;
    held.sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
    for (const event of held) this.take(event);
  }

  private take(event: LiveEvent): void {
    if (event.seq !== undefined) {
      // Told twice: live, and again as missed.
      if (event.seq <= this.seq) return;
      this.seq = event.seq;
    }
    this.pending.push(event);
    this.frame ||= requestAnimationFrame(() => this.flush());
  }

  private flush(): void {
    this.frame = 0;
    const events = this.pending;
    this.pending = [];
    for (const listener of this.listeners) listener(events);
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    if (socket) {
      socket.onclose = null;
      socket.close();
    }
    clearInterval(this.beat);
    if (this.wanted) this.later();
  }

  private later(): void {
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.tries++) * (0.5 + Math.random() / 2);
    useLine.setState((line) => ({ state: "closed", since: line.since ?? Date.now(), retryAt: Date.now() + pause }));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.connect(), pause);
  }
}

export const live = new Live();

type Session = ReturnType<typeof useSession.getState>;
const inside = (session: Session) => session.standing === "in" && !owing(session);

// The line follows the session: nobody signed in, or nobody who may hear anything yet, no line.
useSession.subscribe((now, before) => {
  if (inside(now) === inside(before)) return;
  if (inside(now)) live.start();
  else live.stop();
});
