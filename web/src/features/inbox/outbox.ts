import { create } from "zustand";
import { ApiError, newKey, once, raw } from "@/shared/api";
import { toast } from "@/shared/ui";
import { keepLines, patch } from "./api";
import type { Message } from "./model";

/** A message somebody has sent and the server has not told of yet: shown at once, kept over a reload, sent in order. */
export type Sending = {
  /** The idempotency key: however often it is tried, it acts once, and the event that tells of it carries it. */
  key: string;
  conversationId: string;
  route:
    | "send"
    | "send-media"
    | "send-document"
    | "send-audio"
    | "send-template"
    | "send-buttons"
    | "send-list"
    | "send-location"
    | "send-contact";
  body: Record<string, unknown>;
  type: string;
  content: Record<string, unknown>;
  text: string;
  at: string;
  state: "waiting" | "sending" | "refused";
  /** The server has it under this name: shown no more once the thread holds that one. */
  messageId?: string;
  /** Why it was refused, in the server's words. */
  reason?: string;
};

const KEPT = "pytake.outbox";
const PAUSE_MS = 3000;

function kept(): Sending[] {
  try {
    const items = JSON.parse(localStorage.getItem(KEPT) ?? "[]") as Sending[];
    return items.map((item) => (item.state === "sending" ? { ...item, state: "waiting" } : item));
  } catch {
    return [];
  }
}

export const useOutbox = create<{ items: Sending[] }>(() => ({ items: kept() }));

useOutbox.subscribe(({ items }) => localStorage.setItem(KEPT, JSON.stringify(items)));

const set = (key: string, change: Partial<Sending>) =>
  useOutbox.setState(({ items }) => ({
    items: items.map((item) => (item.key === key ? { ...item, ...change } : item)),
  }));

export function forget(key: string): void {
  useOutbox.setState(({ items }) => ({ items: items.filter((item) => item.key !== key) }));
}

/** An event told of a message of this tab, perhaps before the answer that was asked for. */
export function known(key: string, messageId: string): void {
  const own = useOutbox.getState().items.find((item) => item.key === key);
  if (own?.state === "waiting") forget(key);
  else if (own) set(key, { messageId });
}

const busy = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

async function post(item: Sending): Promise<Message> {
  const response = await raw(`/api/v1/whatsapp/${item.route}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...once(item.key) },
    body: JSON.stringify(item.body),
  });
  return (await response.json()) as Message;
}

/** One after the other within a conversation; what can't leave now waits, and so does all behind it. */
async function drain(conversationId: string): Promise<void> {
  if (busy.has(conversationId)) return;
  busy.add(conversationId);
  try {
    for (;;) {
      const next = useOutbox.getState().items.find((i) => i.conversationId === conversationId && i.state === "waiting");
      if (!next) return;
      set(next.key, { state: "sending" });
      try {
        accepted(next, await post(next));
      } catch (error) {
        if (error instanceof ApiError && error.passing) {
          set(next.key, { state: "waiting" });
          clearTimeout(timer);
          timer = setTimeout(flush, error.retryAfter ? error.retryAfter * 1000 : PAUSE_MS);
          return;
        }
        set(next.key, { state: "refused", reason: error instanceof ApiError ? error.message : undefined });
        toast.failed(error);
        return;
      }
    }
  } finally {
    busy.delete(conversationId);
  }
}

function accepted(item: Sending, message: Message): void {
  keepLines(item.conversationId, [{ id: message.id, at: message.created_at, kind: "message", message }]);
  patch(item.conversationId, (c) => ({ ...c, last_message: message.text, last_message_at: message.created_at }));
  forget(item.key);
}

/** Tries everything that waits: at the start, when the network or the line is back. */
export function flush(): void {
  const waiting = useOutbox.getState().items.filter((item) => item.state === "waiting");
  for (const id of new Set(waiting.map((item) => item.conversationId))) void drain(id);
}

addEventListener("online", flush);

/** Sends a message: on the screen now, at the server as soon as it answers. */
export function send(item: Omit<Sending, "key" | "at" | "state">): void {
  const own: Sending = { ...item, key: newKey(), at: new Date().toISOString(), state: "waiting" };
  useOutbox.setState(({ items }) => ({ items: [...items, own] }));
  void drain(item.conversationId);
}

/** Once more what was refused, as a new intention. */
export function again(item: Sending): void {
  forget(item.key);
  send(item);
}
