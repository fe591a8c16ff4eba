import { expect, type Page } from "@playwright/test";
import type { Company } from "./company";

export type Node = { id: string; type: string; data: Record<string, unknown>; position: { x: number; y: number } };
export type Edge = { id: string; source: string; target: string; source_handle?: string | null };
export type Flow = { id: string; name: string; draft_version: number; version: number; nodes: Node[]; edges: Edge[] };

/** Nodes one beside the other. */
export const node = (id: string, type: string, data: Record<string, unknown> = {}, x = 0, y = 0): Node => ({
  id,
  type,
  data,
  position: { x, y },
});
/** "a > b", "a:handle > b". */
export const edges = (...ways: string[]): Edge[] =>
  ways.map((way, at) => {
    const [from = "", target = ""] = way.split(" > ");
    const [source = "", handle = null] = from.split(":");
    return { id: `e${at + 1}`, source, target, source_handle: handle };
  });

export const MENU = [
  node("start", "start"),
  node(
    "menu",
    "message",
    {
      text: "Olá! Como posso ajudar?",
      buttons: [
        { id: "boleto", title: "Boleto" },
        { id: "pessoa", title: "Atendente" },
      ],
    },
    340,
  ),
  node("fim", "end", { text: "Aqui está o seu boleto" }, 700, -80),
  node("gente", "transfer", { text: "Vou chamar alguém" }, 700, 120),
];
export const MENU_EDGES = edges("start > menu", "menu:boleto > fim", "menu:pessoa > gente");

export function makeFlow(company: Company, nodes: Node[], ways: Edge[], name = "Menu principal"): Promise<Flow> {
  return company.call<Flow>("POST", "/api/v1/flows", {
    name,
    nodes,
    edges: ways,
    trigger: { kind: "message_received" },
  });
}

export const readFlow = (company: Company, id: string): Promise<Flow> =>
  company.call<Flow>("GET", `/api/v1/flows/${id}`);

export const canvas = (page: Page) => page.getByRole("application");
export const step = (page: Page, title: string) => page.getByTestId("step").filter({ hasText: title });
export const saved = (page: Page) => expect(page.locator('[data-save="saved"]')).toBeVisible();
export const inspector = (page: Page) => page.getByRole("complementary", { name: "Propriedades" });

/** What a graph says, whatever its blocks are called: types along the edges. */
export function shapeOf(flow: Pick<Flow, "nodes" | "edges">): string[] {
  const types = new Map(flow.nodes.map((n) => [n.id, n.type]));
  return flow.edges.map((e) => `${types.get(e.source)}:${e.source_handle ?? "default"}>${types.get(e.target)}`).sort();
}
