import type { Tone } from "@/shared/ui";
import type { Body, Webhook } from "./api";

/** What can be heard of, by what it is about; the server's closed list. */
const GROUPS = {
  message: ["received", "queued", "status"],
  conversation: ["created", "changed", "assigned", "resolved", "rated"],
  contact: ["created", "changed", "deleted", "merged", "opted_in", "opted_out"],
  campaign: ["created", "changed", "started", "paused", "completed", "stopped", "failed", "deleted"],
  flow: ["published", "unpublished", "finished", "signalled"],
  template: ["changed"],
  number: ["changed"],
  budget: ["reached"],
} as const;
export type Group = keyof typeof GROUPS;
export const GROUP_NAMES = Object.keys(GROUPS) as Group[];
export const namesOf = (group: Group): string[] => GROUPS[group].map((event) => `${group}.${event}`);

/** The server counts no further. */
const COUNTED = 1000;
export const shownWaiting = (waiting: number, written: string): string => (waiting < COUNTED ? written : `${written}+`);

const RESULTS = [
  "ok",
  "status",
  "gone",
  "redirect_refused",
  "timeout",
  "unreachable",
  "tls_failed",
  "lost",
  "address_private",
  "address_refused",
  "secret_unreadable",
  "expired",
] as const;
export type Result = (typeof RESULTS)[number] | "other";
/** What a newer server tells comes under one word. */
export const resultOf = (told: string): Result => RESULTS.find((one) => one === told) ?? "other";

export const STATES = ["pending", "delivered", "dead"] as const;
export const stateOf = (told: string) => STATES.find((one) => one === told) ?? "pending";
export const TONE_OF: Record<(typeof STATES)[number], Tone> = { pending: "warn", delivered: "brand", dead: "danger" };

/** `everything`: also what is not there yet. */
export type Form = {
  url: string;
  everything: boolean;
  events: ReadonlySet<string>;
  description: string;
  active: boolean;
  numberId: string;
};

export function formOf(webhook: Webhook | null): Form {
  const given = webhook?.events ?? [];
  const events = given.flatMap((name) => {
    const group = GROUP_NAMES.find((one) => name === `${one}.*`);
    return group ? namesOf(group) : name === "*" ? [] : [name];
  });
  return {
    url: webhook?.url ?? "",
    everything: given.includes("*"),
    events: new Set(events),
    description: webhook?.description ?? "",
    active: webhook?.active ?? true,
    numberId: webhook?.whatsapp_config_id ?? "",
  };
}

/** All of a group is asked for by the group, so that what comes to it is heard as well. */
export function eventsOf({ everything, events }: Pick<Form, "everything" | "events">): string[] {
  if (everything) return ["*"];
  const grouped = GROUP_NAMES.flatMap((group) => {
    const chosen = namesOf(group).filter((name) => events.has(name));
    return chosen.length === GROUPS[group].length ? [`${group}.*`] : chosen;
  });
  const known = new Set(GROUP_NAMES.flatMap(namesOf));
  return [...grouped, ...[...events].filter((name) => !known.has(name))];
}

export const bodyOf = (form: Form): Body => ({
  url: form.url.trim(),
  events: eventsOf(form),
  description: form.description.trim(),
  active: form.active,
  whatsapp_config_id: form.numberId || null,
});

export function toggled(events: ReadonlySet<string>, names: readonly string[], on: boolean): Set<string> {
  const next = new Set(events);
  for (const name of names) on ? next.add(name) : next.delete(name);
  return next;
}

/** A field of the server's may name a place in a list: it is told at the list. */
export const EVENT_PLACES = Array.from({ length: 40 }, (_, at) => `events.${at}`);

/** A body to read: with its lines, or as it came when it is no JSON. */
export function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
