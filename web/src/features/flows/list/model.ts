import type { Figures, Flow } from "../api";

export const STATUSES = ["published", "draft", "unpublished"] as const;
export type Status = (typeof STATUSES)[number];

/** How many of those who began came to a proper end; null while nobody has ended. */
export function completion(figures: Pick<Figures, "ended"> | undefined): number | null {
  const ended = Object.entries(figures?.ended ?? {}) as [string, number][];
  const all = ended.reduce((sum, [, count]) => sum + count, 0);
  const good = ended.filter(([status]) => status === "completed" || status === "transferred");
  return all > 0 ? good.reduce((sum, [, count]) => sum + count, 0) / all : null;
}

/** What starts a flow, as one line says it. */
export function triggerWords(flow: Pick<Flow, "trigger">): string {
  const { keywords, event, cron } = flow.trigger as { keywords?: string[]; event?: string; cron?: string };
  return keywords?.join(", ") ?? event ?? cron ?? "";
}

/** A new flow is never an empty sheet: it begins, and greets. */
export const blank = (name: string, folder = "") => ({
  name,
  folder,
  nodes: [{ id: "start", type: "start", data: {}, position: { x: 0, y: 0 } }],
  edges: [],
});
