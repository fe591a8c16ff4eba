import type { Content } from "@/shared/chat";
import type { Simulation } from "../api";

type Line = Simulation["lines"][number];
type Row = { id: string; title: string; description?: string };
type Section = { title?: string; rows: Row[] };

/** A line's content in the words of the chat: what the provider would be told, drawn as the phone shows it. */
export function drawnLine(line: Pick<Line, "content" | "text">): { type: string; content: Content } {
  const content = (line.content ?? {}) as Content & { kind?: string };
  switch (content.kind) {
    case "buttons":
      return { type: "interactive", content: { ...content, kind: "button" } };
    case "list":
    case "cta_url":
    case "location_request":
      return { type: "interactive", content };
    case "media":
      return { type: String(content.type ?? "document"), content };
    case "link":
      return {
        type: "interactive",
        content: { ...content, kind: "cta_url", display_text: content.title ?? content.display_text },
      };
    case "location":
    case "contacts":
    case "template":
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return { type: content.kind, content };
    case "text":
    case undefined:
      return { type: "text", content: { body: line.text } };
  }
  return { type: "other", content };
}

export function sectionsOf(content: Record<string, unknown> | null | undefined): Section[] {
  const found = content?.kind === "list" ? content.sections : null;
  return Array.isArray(found) ? (found as Section[]) : [];
}

/** The list that can be opened: that of the last message of ours which nobody answered. */
export function openAt(simulation: Simulation): number {
  const last = simulation.lines.findLastIndex((line) => !line.from_contact);
  const answered = simulation.lines.slice(last + 1).some((line) => line.from_contact);
  return answered || simulation.status !== "running" ? -1 : last;
}

/** Names of variables whose value the last move changed. */
export function changedNames(before: Record<string, unknown>, now: Record<string, unknown>): Set<string> {
  const names = [...Object.keys(before), ...Object.keys(now)];
  return new Set(names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(now[name])));
}

/** What an effect is about, in one word of the author's. */
export function about(effect: Record<string, unknown>): string {
  const task = effect.task as { kind?: string } | undefined;
  const found = effect.tag ?? effect.name ?? effect.capability ?? task?.kind ?? effect.status;
  if (effect.effect === "CallApi") return `${String(effect.method ?? "GET")} ${String(effect.url ?? "")}`;
  return typeof found === "string" ? found : "";
}

/** A first answer to what is asked outside, to be changed by hand. */
export function sampleOf(outside: Record<string, unknown>): string {
  const samples: Record<string, unknown> = {
    find_customers: [{ id: "1", name: "Ana Souza", document: "39053344705", status: "active" }],
    list_contracts: [{ id: "10", plan: "Fibra 500", status: "active" }],
    list_invoices: [{ id: "100", amount: "99.90", due_date: "2026-01-10", status: "open" }],
    payment_options: { pix: "00020126580014BR.GOV.BCB.PIX", line: "00190500954014481606906809350314337370000000100" },
    connection_status: [{ online: true, login: "ana@fibra" }],
    list_plans: [{ id: "1", name: "Fibra 500", price: "99.90" }],
    list_tickets: [],
    open_ticket: { id: "1000", protocol: "2026010100" },
  };
  const task = outside.task as { kind?: string; labels?: { name: string }[]; fields?: { name: string }[] } | undefined;
  if (outside.effect === "AskErp") return JSON.stringify(samples[String(outside.capability)] ?? {}, null, 2);
  if (task?.kind === "classify") return JSON.stringify({ label: task.labels?.[0]?.name ?? "" }, null, 2);
  if (task?.kind === "extract")
    return JSON.stringify({ values: Object.fromEntries((task.fields ?? []).map((f) => [f.name, ""])) }, null, 2);
  if (task) return JSON.stringify({ text: "Claro! Posso ajudar.", confident: true }, null, 2);
  return JSON.stringify({ status: 200, headers: {}, body: {} }, null, 2);
}

/** A moment when hardly any company is open: the coming Sunday at three in the morning. */
export function afterHours(now = new Date()): string {
  const at = new Date(now);
  at.setDate(at.getDate() + ((7 - at.getDay()) % 7 || 7));
  at.setHours(3, 0, 0, 0);
  return at.toISOString();
}
