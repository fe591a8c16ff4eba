import { freshPhone, places } from "./company";
import { accessible, expect, test, theme } from "./fixtures";
import { canvas, edges, inspector, MENU, MENU_EDGES, makeFlow, node, openFlow, readFlow, saved, step } from "./flows";

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

test("blocks are framed; closed the group is one chip that knows what is wrong inside, and opens as it was", async ({
  page,
  company,
}) => {
  const broken = MENU.map((n) => (n.id === "fim" ? { ...n, type: "message", data: { text: "" } } : n));
  const flow = await makeFlow(company, broken, MENU_EDGES, "Em grupos");
  await openFlow(page, company, flow.id);
  await step(page, "Transferir").click();
  await step(page, "Mensagem").click({ modifiers: ["Shift"] });
  await canvas(page).focus();
  await page.keyboard.press("Control+g");
  await expect(inspector(page).getByLabel("Título", { exact: true })).toBeFocused();
  await page.keyboard.type("Atendimento humano");
  await inspector(page).getByRole("combobox", { name: "Cor" }).click();
  await page.getByRole("option", { name: "Violeta" }).click();
  await expect(step(page, "Atendimento humano")).toBeVisible();
  await canvas(page).focus();
  await page.keyboard.press("Alt+g");
  const chip = step(page, "Atendimento humano");
  await expect(chip.getByText("2 blocos")).toBeVisible();
  await expect(chip.getByRole("img", { name: /problema/ })).toBeVisible();
  await expect(step(page, "Transferir")).toHaveCount(0);
  // Two ways lead into it, each from its own button; what is inside is out of sight.
  await expect(page.locator(".react-flow__edge")).toHaveCount(3);
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  // The keys go from chip to block; M moves it with what it hides.
  await page.keyboard.press("ArrowLeft");
  await expect(inspector(page).getByText("Botões · menu")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(inspector(page).getByRole("heading", { name: "Grupo" })).toBeVisible();
  await page.keyboard.press("m");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Escape");
  await saved(page);
  const at = (nodes: { id: string; position: { y: number } }[], id: string) =>
    nodes.find((n) => n.id === id)?.position.y ?? 0;
  const now = await readFlow(company, flow.id);
  expect(at(now.nodes, "gente") - at(flow.nodes, "gente")).toBe(100);
  expect(now.nodes.find((n) => n.type === "frame")?.data).toMatchObject({
    collapsed: true,
    members: ["fim", "gente"],
    color: "violet",
  });
  expect(now.edges).toEqual(flow.edges);
  await page.reload();
  await expect(chip.getByText("2 blocos")).toBeVisible({ timeout: 20_000 });
  await chip.getByRole("button", { name: "Abrir o grupo" }).click();
  await expect(step(page, "Transferir")).toBeVisible();
  await saved(page);
  await expect
    .poll(async () => Object.keys((await readFlow(company, flow.id)).nodes.find((n) => n.type === "frame")?.data ?? {}))
    .not.toContain("members");
});

test("a block's request is tried from its form, and what comes back is kept by a click", async ({
  page,
  company,
  watch,
}) => {
  watch.allow(/422/);
  const nodes = [
    node("start", "start", { variables: { numero: company.phoneNumberId } }),
    node("api", "api_call", { url: `${places().twin}/twin/phones/{{ numero }}` }, 340),
    node("fim", "end", { text: "Pronto" }, 700),
  ];
  const flow = await makeFlow(company, nodes, edges("start > api", "api > fim", "api:error > fim"), "Consulta");
  await openFlow(page, company, flow.id);
  await step(page, "Requisição HTTP").click();
  const trial = inspector(page).getByRole("region", { name: "Testar a requisição" });
  await expect(trial.getByLabel("Exemplo de numero")).toHaveValue(company.phoneNumberId);
  await trial.getByLabel("Exemplo de numero").fill(encodeURIComponent(freshPhone()));
  await trial.getByRole("button", { name: "Testar agora" }).click();
  await expect(trial.getByText("Resposta 200")).toBeVisible();
  await trial.getByRole("button", { name: /^events .*guardar em events/ }).click();
  await expect(trial.getByText("[0]")).toBeVisible();
  await expect(inspector(page).getByLabel("Nome 1").last()).toHaveValue("events");
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
  await saved(page);
  expect((await readFlow(company, flow.id)).nodes.find((n) => n.id === "api")?.data.save).toEqual({
    events: "$.events",
  });
  // What could not run is told as the flow would be told, and nothing is sent.
  await inspector(page).getByLabel("Endereço", { exact: true }).fill("https://{{ ninguem }}.example/{% if %}");
  await trial.getByRole("button", { name: "Testar agora" }).click();
  await expect(trial.getByRole("alert")).toBeVisible();
});
