import { ApiError, keys, queryClient } from "@/shared/api";
import { type Flow, flowDeeds } from "./api";
import { type Doc, docOf } from "./model/document";
import { type EditorStore, learnProblems, markCheap, type Saved } from "./store";

const REST_MS = 800;
const AGAIN_MS = 3000;
const LONGEST_MS = 20_000;

type Kept = { base: number; doc: Doc };
const place = (flowId: string) => `pytake.flow.${flowId}`;

/** What this browser holds of a draft that the server does not have yet. */
export function keptDraft(flowId: string): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(place(flowId)) ?? "null") as Kept | null;
    return kept && typeof kept.base === "number" && Array.isArray(kept.doc?.nodes) ? kept : null;
  } catch {
    return null;
  }
}

export function forgetDraft(flowId: string): void {
  localStorage.removeItem(place(flowId));
}

/**
 * Saves a draft by itself: a little after the last change, at once when asked, again and again while the server is away, and never
 * over what somebody else has saved. Until the server has it, the browser keeps it.
 */
export class Saver {
  private saved: Doc;
  private version: number;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> | null = null;
  private pause = AGAIN_MS;
  private looking: AbortController | null = null;
  private readonly ends: (() => void)[] = [];
  private readonly store: EditorStore;
  readonly flowId: string;

  constructor(store: EditorStore, flow: Flow, saved: Doc) {
    this.store = store;
    this.flowId = flow.id;
    this.version = flow.draft_version;
    this.saved = saved;
  }

  get draftVersion(): number {
    return this.version;
  }

  get dirty(): boolean {
    return this.present !== this.saved;
  }

  private get present(): Doc {
    return this.store.getState().history.present;
  }

  /** Begins to watch. Returns the end of it, which saves what is still open. */
  begin(): () => void {
    let before = this.present;
    const watch = this.store.subscribe((state) => {
      if (state.history.present === before) return;
      before = state.history.present;
      this.changed();
    });
    const now = () => void this.flush();
    const hide = () => document.visibilityState === "hidden" && now();
    const leaving = (event: BeforeUnloadEvent) => {
      if (!this.dirty) return;
      this.keep();
      now();
      if (this.store.getState().save.state !== "kept") event.preventDefault();
    };
    window.addEventListener("blur", now);
    window.addEventListener("online", now);
    window.addEventListener("beforeunload", leaving);
    document.addEventListener("visibilitychange", hide);
    this.ends.push(
      watch,
      () => window.removeEventListener("blur", now),
      () => window.removeEventListener("online", now),
      () => window.removeEventListener("beforeunload", leaving),
      () => document.removeEventListener("visibilitychange", hide),
    );
    if (this.dirty) this.changed();
    else void this.check();
    return () => {
      for (const end of this.ends.splice(0)) end();
      clearTimeout(this.timer);
      this.looking?.abort();
      if (this.dirty && this.state !== "conflict") void this.flush();
    };
  }

  private get state() {
    return this.store.getState().save.state;
  }

  private say(state: Saved, reason = "", at?: string): void {
    this.store.setState(({ save }) => ({ save: { state, reason, at: at ?? save.at } }));
  }

  private changed(): void {
    markCheap(this.store);
    if (this.state === "conflict") {
      this.keep();
      return;
    }
    if (!this.dirty) {
      clearTimeout(this.timer);
      forgetDraft(this.flowId);
      if (this.state !== "saving") this.say("saved");
      return;
    }
    if (this.state !== "saving" && this.state !== "kept") this.say("waiting");
    this.later(REST_MS);
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.keep();
      void this.flush();
    }, ms);
  }

  private keep(): void {
    if (!this.dirty) return;
    try {
      localStorage.setItem(
        place(this.flowId),
        JSON.stringify({ base: this.version, doc: this.present } satisfies Kept),
      );
    } catch {
      // A full store is no reason to stop: the server is asked all the same.
    }
  }

  /** Saves until the server has what is on the screen. Says whether it has. */
  async flush(): Promise<boolean> {
    clearTimeout(this.timer);
    while (this.dirty && this.state !== "conflict") {
      this.running ??= this.once().finally(() => {
        this.running = null;
      });
      await this.running;
      if (this.state === "kept" || this.state === "refused") return false;
    }
    await this.running;
    return !this.dirty;
  }

  private async once(): Promise<void> {
    const doc = this.present;
    this.say("saving");
    try {
      const flow = await flowDeeds.save(this.flowId, doc, this.version);
      this.version = flow.draft_version;
      this.saved = doc;
      this.pause = AGAIN_MS;
      queryClient.setQueryData<Flow>(keys.flow(this.flowId), flow);
      void queryClient.invalidateQueries({ queryKey: keys.flows(), refetchType: "none" });
      if (this.dirty) {
        this.say("waiting", "", flow.updated_at);
        this.later(REST_MS);
      } else {
        forgetDraft(this.flowId);
        this.say("saved", "", flow.updated_at);
      }
      void this.check();
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    this.keep();
    if (error instanceof ApiError && error.code === "FLOW_DRAFT_CHANGED") {
      this.say("conflict");
      return;
    }
    if (error instanceof ApiError && error.passing) {
      this.say("kept");
      this.later(this.pause);
      this.pause = Math.min(LONGEST_MS, this.pause * 2);
      return;
    }
    const told = error instanceof ApiError ? (error.details[0]?.message ?? error.message) : String(error);
    this.say("refused", told);
  }

  /** The server's draft takes the place of ours, as one step that can be taken back. */
  take(flow: Flow): void {
    this.version = flow.draft_version;
    this.saved = docOf(flow);
    forgetDraft(this.flowId);
    queryClient.setQueryData<Flow>(keys.flow(this.flowId), flow);
    this.store.setState(({ history }) => ({
      history: { ...history, past: [...history.past, history.present], present: this.saved, future: [], about: null },
      shown: null,
      selected: [],
      edges: [],
    }));
    this.say("saved", "", flow.updated_at);
    void this.check();
  }

  /** Asks the server what is wrong with the draft; only the newest question is answered. */
  async check(): Promise<void> {
    this.looking?.abort();
    const mine = new AbortController();
    this.looking = mine;
    this.store.setState({ checking: true });
    try {
      learnProblems(this.store, await flowDeeds.check(this.present, mine.signal));
    } catch {
      if (this.looking === mine) this.store.setState({ checking: false });
    }
  }
}
