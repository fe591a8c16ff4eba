import type { InfiniteData } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { ApiError, keys, type Page, queryClient } from "@/shared/api";
import { type LiveEvent, live, useChannels, useEvents, useLine } from "@/shared/realtime";
import { freshHeads, keepLines, learn, patch, place, readConversation, readLines } from "./api";
import { type Conversation, type Entry, forward, meets } from "./model";
import { flush, known as knownOutside } from "./outbox";

const DAY_MS = 24 * 3_600_000;
const GATHER_MS = 400;
/** So many conversations are read one by one at a time; when more have changed, the newest rows are read first. */
const MOST_SINGLE = 6;
/** When so many wait to be read, the lists are read as a whole instead. */
const MOST_BEHIND = 120;

type Rows = InfiniteData<Page<Conversation>, string>;
type Lines = InfiniteData<Page<Entry>, string>;

/** What events only name is read at once, and what follows soon after together. */
class CatchUp {
  private readonly singles = new Set<string>();
  private readonly threads = new Set<string>();
  private heads = false;
  private busy = false;
  private last = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** It was changed: it is read, wherever it stands. */
  conversation(id: string): void {
    this.singles.add(id);
    this.soon();
  }

  /** Something new stands on top of a list. */
  top(): void {
    this.heads = true;
    this.soon();
  }

  thread(id: string): void {
    this.threads.add(id);
    this.soon();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private soon(): void {
    if (this.busy) return;
    this.timer ??= setTimeout(() => void this.read(), Math.max(0, this.last + GATHER_MS - Date.now()));
  }

  private async read(): Promise<void> {
    this.timer = undefined;
    this.busy = true;
    this.last = Date.now();
    try {
      const threads = [...this.threads];
      this.threads.clear();
      for (const id of threads) void freshLines(id);
      await this.rows();
    } finally {
      this.busy = false;
      if (this.heads || this.singles.size > 0 || this.threads.size > 0) this.soon();
    }
  }

  private async rows(): Promise<void> {
    if (this.singles.size > MOST_BEHIND) {
      this.singles.clear();
      this.heads = false;
      await queryClient.invalidateQueries({ queryKey: keys.conversations() });
      return;
    }
    if (this.heads || this.singles.size > MOST_SINGLE) {
      this.heads = false;
      for (const id of await freshHeads()) this.singles.delete(id);
    }
    const singles = [...this.singles].slice(0, MOST_SINGLE);
    for (const id of singles) this.singles.delete(id);
    await Promise.all(singles.map(single));
  }
}

async function single(id: string): Promise<void> {
  try {
    const fresh = await readConversation(id);
    learn(fresh);
    place(fresh);
  } catch (error) {
    // Not for this person any more: the lists know.
    if (error instanceof ApiError && !error.passing)
      void queryClient.invalidateQueries({ queryKey: keys.conversations() });
  }
}

function sortedOtherwise(): boolean {
  const shown = queryClient.getQueryCache().findAll({ queryKey: keys.conversations(), type: "active" });
  return shown.some(({ queryKey: [, asked] }) => typeof asked === "object" && asked !== null && "sort" in asked);
}

function listed(id: string): boolean {
  const kept = queryClient.getQueriesData<Rows>({ queryKey: keys.conversations() });
  return kept.some(
    ([, rows]) => typeof rows === "object" && rows?.pages?.some((page) => page.data.some((it) => it.id === id)),
  );
}

/** Reads the newest lines of a thread; when they do not meet what is kept, something was missed and all is read again. */
export async function freshLines(id: string): Promise<void> {
  const kept = queryClient.getQueryData<Lines>(keys.timeline(id));
  if (!kept) return;
  const page = await readLines(id).catch(() => null);
  if (!page) return;
  const held = queryClient.getQueryData<Lines>(keys.timeline(id))?.pages[0]?.data ?? [];
  if (held.length > 0 && !meets(held, page.data)) void queryClient.resetQueries({ queryKey: keys.timeline(id) });
  else keepLines(id, page.data);
}

/** Writes events into what is kept, and reads what they only name. `open`: the conversation on the screen. */
export function useInboxEvents(open: string | null): void {
  const line = useLine((s) => s.state);
  const catchUp = useRef<CatchUp>(null);
  catchUp.current ??= new CatchUp();
  useChannels("messages", "conversations", open ? `conversation:${open}` : null);
  useEffect(() => {
    if (line === "open") flush();
  }, [line]);
  useEffect(() => () => catchUp.current?.stop(), []);
  // A thread that was read before has heard nothing since it was left: what came meanwhile is read when it is shown again.
  useEffect(() => {
    if (open) void freshLines(open);
  }, [open]);
  useEvents((events) => {
    for (const event of events) take(event, open, catchUp.current as CatchUp);
  });
}

function take(event: LiveEvent, open: string | null, catchUp: CatchUp): void {
  const id = event.data.conversation_id as string | null;
  if (!id) return;
  const here = id === open;
  switch (event.type) {
    case "message_received":
      patch(id, (c) => received(c, event));
      if (!listed(id)) {
        catchUp.top();
        // It is not on top of a list that is sorted by something else.
        if (sortedOtherwise()) catchUp.conversation(id);
      }
      break;
    case "message_sent":
      if (event.data.client_id) knownOutside(event.data.client_id as string, event.data.message_id as string);
      catchUp.conversation(id);
      break;
    case "message_status":
      if (here) status(id, event, catchUp);
      return;
    case "conversation_updated":
      if (event.data.change === "read") {
        patch(id, (c) => ({ ...c, unread_count: 0 }));
        return;
      }
      catchUp.conversation(id);
      break;
    case "conversation_assigned":
    case "conversation_routed":
      catchUp.conversation(id);
      break;
    default:
      return;
  }
  if (here) catchUp.thread(id);
}

function received(c: Conversation, event: LiveEvent): Conversation {
  const at = event.at ?? (event.data.provider_at as string);
  if (c.last_message_at && at <= c.last_message_at) return c;
  return {
    ...c,
    last_message: (event.data.text as string | undefined) ?? c.last_message,
    last_message_at: at,
    unread_count: c.unread_count + 1,
    awaits_since: c.awaits_since ?? (event.data.provider_at as string),
    window_expires_at: new Date(Date.parse(event.data.provider_at as string) + DAY_MS).toISOString(),
  };
}

function status(id: string, event: LiveEvent, catchUp: CatchUp): void {
  const told = event.data.status as string;
  // Why it failed, and whether a file is there now, is not in the event.
  if (told === "failed" || event.data.media) {
    catchUp.thread(id);
    return;
  }
  const further = (entry: Entry): Entry =>
    entry.message ? { ...entry, message: { ...entry.message, status: forward(entry.message.status, told) } } : entry;
  queryClient.setQueryData<Lines>(keys.timeline(id), (kept) => {
    if (!kept) return kept;
    const change = (entry: Entry) => (entry.id === event.data.message_id ? further(entry) : entry);
    return { ...kept, pages: kept.pages.map((page) => ({ ...page, data: page.data.map(change) })) };
  });
}

/** Tells colleagues that somebody reads here, or writes, so that nobody answers twice. */
export function sayPresence(conversationId: string, state: "viewing" | "typing" | "left"): void {
  live.say({ type: "presence", conversation_id: conversationId, state });
}
