import type { Doc } from "./document";

const MOST = 200;
/** Typing in one field is one step until the hand rests this long. */
const PAUSE_MS = 1000;

/** Snapshots of the immutable document: going back is looking at another one. */
export type History = {
  readonly past: readonly Doc[];
  readonly present: Doc;
  readonly future: readonly Doc[];
  /** What the last step was about: further steps about the same soon after are one. */
  readonly about: string | null;
  readonly at: number;
};

export function begun(doc: Doc): History {
  return { past: [], present: doc, future: [], about: null, at: 0 };
}

/** One step on. The very same document is no step. */
export function stepped(history: History, next: Doc, about: string | null = null, now = Date.now()): History {
  if (next === history.present) return history;
  if (about !== null && about === history.about && now - history.at < PAUSE_MS && history.past.length > 0)
    return { ...history, present: next, future: [], at: now };
  const past = [...history.past.slice(-(MOST - 1)), history.present];
  return { past, present: next, future: [], about, at: now };
}

export function undone(history: History): History {
  const before = history.past[history.past.length - 1];
  if (!before) return history;
  const future = [history.present, ...history.future];
  return { past: history.past.slice(0, -1), present: before, future, about: null, at: 0 };
}

export function redone(history: History): History {
  const next = history.future[0];
  if (!next) return history;
  const past = [...history.past, history.present];
  return { past, present: next, future: history.future.slice(1), about: null, at: 0 };
}
