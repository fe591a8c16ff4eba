import { accessible, expect, test } from "./fixtures";
import { canvas, edges, MENU, makeFlow, node, openFlow, readFlow, saved, step } from "./flows";

test.describe.configure({ timeout: 90_000 });

const LONG = [
  ...MENU.slice(0, 2),
  node("pede", "question", { text: "Qual é o seu e-mail?", variable: "email" }, 700, -80),
  node("fim", "end", { text: "Guardei {{ email }}" }, 1060, -80),
  node("gente", "transfer", { text: "Vou chamar alguém" }, 700, 220),
];
const LONG_EDGES = edges("start > menu", "menu:boleto > pede", "menu:pessoa > gente", "pede > fim");

test("blocks become a sub-flow that is called in their place; one step back brings them again, and the new flow stays", async ({
  page,
  company,
}) => {
  const flow = await makeFlow(company, LONG, LONG_EDGES, "Atendimento");
  await openFlow(page, company, flow.id);
  await canvas(page).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Alt+x");
  const dialog = page.getByRole("dialog", { name: "Extrair para um subfluxo" });
  await expect(dialog.getByText("O início fica neste fluxo")).toBeVisible();
  await page.keyboard.press("Escape");
  await step(page, "Botões").click();
  await step(page, "Qual é o seu e-mail?").click({ modifiers: ["Shift"] });
  await canvas(page).focus();
  await page.keyboard.press("Alt+x");
  await expect(dialog.getByText("2 blocos passam para um fluxo novo")).toBeVisible();
  await expect(dialog.getByText("Devolve: email")).toBeVisible();
  await accessible(page);
  await dialog.getByLabel("Nome do fluxo novo").fill("Pede o e-mail");
  await dialog.getByRole("button", { name: "Extrair" }).click();
  await expect(page.getByText("“Pede o e-mail” foi criado")).toBeVisible();
  await expect(step(page, "Pede o e-mail")).toBeVisible();
  await expect(step(page, "Botões")).toHaveCount(0);
  await saved(page);
  const parent = await readFlow(company, flow.id);
  const call = parent.nodes.find((n) => n.type === "call");
  const sub = await readFlow(company, String(call?.data.flow_id));
  expect(sub.nodes.map((n) => n.type).sort()).toEqual(
    ["end", "end", "message", "question", "set_variable", "set_variable", "start"].sort(),
  );
  expect(sub.version).toBe(0);
  // Together they still do what the one did: publish both, and play.
  await company.call("POST", `/api/v1/flows/${sub.id}/publish`);
  const played = await company.call<{ simulation: { lines: { text: string }[]; status: string } }>(
    "POST",
    `/api/v1/flows/${flow.id}/test`,
    {
      opening: "oi",
      moves: [
        { do: "press", id: "boleto" },
        { do: "say", text: "ana@provedor.example" },
      ],
    },
  );
  expect(played.simulation.lines.map((line) => line.text)).toContain("Guardei ana@provedor.example");
  await canvas(page).focus();
  await page.keyboard.press("Control+z");
  await expect(step(page, "Botões")).toBeVisible();
  await expect.poll(async () => (await readFlow(company, flow.id)).nodes).toEqual(flow.nodes);
  expect((await readFlow(company, sub.id)).name).toBe("Pede o e-mail");
});
