import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { type Company, freshPhone } from "./company";
import { accessible, expect, test, theme } from "./fixtures";
import { edges, MENU, MENU_EDGES, makeFlow, node, openFlow, step } from "./flows";

test.describe.configure({ timeout: 90_000 });

const chat = (page: Page) => page.getByRole("log", { name: "Conversa simulada" });
const say = async (page: Page, text: string) => {
  await page.getByLabel("Mensagem do contato").fill(text);
  await page.keyboard.press("Enter");
};

const NODES = [
  node("start", "start"),
  node(
    "menu",
    "message",
    {
      text: "Como posso ajudar?",
      buttons: [
        { id: "plano", title: "Planos" },
        { id: "nome", title: "Cadastro" },
        { id: "consulta", title: "Consulta" },
      ],
    },
    340,
  ),
  node(
    "planos",
    "message",
    {
      text: "Escolha um plano",
      list: {
        button: "Ver planos",
        sections: [
          {
            title: "Fibra",
            rows: [
              { id: "p500", title: "500 mega" },
              { id: "p900", title: "900 mega" },
            ],
          },
        ],
      },
      variable: "plano",
    },
    700,
    -300,
  ),
  node(
    "nome",
    "question",
    {
      text: "Qual é o seu e-mail?",
      kind: "email",
      variable: "email",
      retries: 1,
      retry_text: "Isso não parece um e-mail.",
      timeout: 600,
    },
    700,
    0,
  ),
  node("api", "api_call", { url: "https://api.example.com/clientes", save: { saldo: "$.saldo" } }, 700, 320),
  node("contratou", "end", { text: "Contratado: {{ plano }}" }, 1060, -300),
  node("pronto", "end", { text: "Guardei {{ email }}" }, 1060, -60),
  node("tarde", "end", { text: "Ninguém respondeu a tempo" }, 1060, 60),
  node("errou", "transfer", { text: "Vou chamar uma pessoa" }, 1060, 180),
  node("saldo", "end", { text: "Seu saldo é {{ saldo }}" }, 1060, 320),
  node("falhou", "transfer", { text: "O sistema não respondeu, chamando alguém" }, 1060, 440),
];
const EDGES = edges(
  "start > menu",
  "menu:plano > planos",
  "menu:nome > nome",
  "menu:consulta > api",
  "planos:p500 > contratou",
  "planos:p900 > contratou",
  "nome > pronto",
  "nome:timeout > tarde",
  "nome:invalid > errou",
  "api > saldo",
  "api:error > falhou",
);

/** The flow with the simulator open, after the first word. */
async function begun(page: Page, company: Company): Promise<void> {
  const flow = await makeFlow(company, NODES, EDGES, "Tudo");
  await openFlow(page, company, flow.id);
  await page.getByRole("button", { name: "Testar" }).click();
  await say(page, "oi");
  await expect(chat(page).getByText("Como posso ajudar?")).toBeVisible();
}

test("the draft is played through buttons and a list", async ({ page, company }) => {
  await begun(page, company);
  await chat(page).getByRole("button", { name: "Planos" }).click();
  await chat(page).getByRole("button", { name: "Ver planos" }).click();
  await page.getByRole("region", { name: "Opções", exact: true }).getByRole("button", { name: "500 mega" }).click();
  await expect(chat(page).getByText("Contratado: p500")).toBeVisible();
  await expect(chat(page).getByText("A conversa terminou: concluída")).toBeVisible();
});

test("through a question with its retries, one step back, and its time-out by the clock", async ({ page, company }) => {
  await begun(page, company);
  await chat(page).getByRole("button", { name: "Cadastro" }).click();
  await expect(chat(page).getByText("Qual é o seu e-mail?")).toBeVisible();
  await say(page, "não tenho");
  await expect(chat(page).getByText("Isso não parece um e-mail.")).toBeVisible();
  await say(page, "nada");
  await expect(chat(page).getByText("Vou chamar uma pessoa")).toBeVisible();
  await page.getByRole("button", { name: "Voltar um passo" }).click();
  await expect(chat(page).getByText("Vou chamar uma pessoa")).toHaveCount(0);
  await say(page, "ana@exemplo.com.br");
  await expect(chat(page).getByText("Guardei ana@exemplo.com.br")).toBeVisible();
  await expect(page.getByLabel("Valor inicial de email")).toHaveValue("ana@exemplo.com.br");
  await expect(page.getByText("mudou").first()).toBeVisible();
  await page.getByRole("button", { name: "Recomeçar" }).click();
  await chat(page).getByRole("button", { name: "Cadastro" }).click();
  await page.getByRole("button", { name: "Até o prazo vencer" }).click();
  await expect(chat(page).getByText("Ninguém respondeu a tempo")).toBeVisible();
});

test("through a call that is answered, and one that fails and is transferred", async ({ page, company }) => {
  await begun(page, company);
  await chat(page).getByRole("button", { name: "Consulta" }).click();
  const outside = page.getByRole("region", { name: /Este bloco consulta um sistema/ });
  await outside.getByLabel("Resposta (JSON)").fill('{"status": 200, "headers": {}, "body": {"saldo": 42}}');
  await outside.getByRole("button", { name: "Responder" }).click();
  await expect(chat(page).getByText("Seu saldo é 42")).toBeVisible();
  await page.getByRole("button", { name: "Recomeçar" }).click();
  await page.getByText("Fazer falhar a próxima consulta externa").first().click();
  await chat(page).getByRole("button", { name: "Consulta" }).click();
  await expect(chat(page).getByText("O sistema não respondeu, chamando alguém")).toBeVisible();
  await expect(page.getByText("Transferiria para a equipe")).toBeVisible();
});

test("the current block is followed on the drawing, and the page of its own plays the same", async ({
  page,
  company,
}) => {
  const flow = await makeFlow(company, MENU, MENU_EDGES);
  await openFlow(page, company, flow.id);
  await page.getByRole("button", { name: "Testar" }).click();
  await say(page, "oi");
  await expect(step(page, "Botões")).toHaveClass(/ring-4/);
  await expect(page.locator(".react-flow__edge.walked")).toHaveCount(1);
  await page.getByRole("link", { name: "Abrir em página inteira" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Simulador" })).toBeVisible();
  await say(page, "oi");
  await chat(page).getByRole("button", { name: "Atendente" }).click();
  await expect(chat(page).getByText("Vou chamar alguém")).toBeVisible();
  for (const name of ["light", "dark"] as const) {
    await theme(page, name);
    await accessible(page);
  }
});

test("it begins at any block, with what is chosen for it", async ({ page, company }) => {
  const flow = await makeFlow(company, MENU, MENU_EDGES);
  await openFlow(page, company, flow.id);
  await step(page, "Encerrar").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Simular a partir daqui" }).click();
  await expect(chat(page).getByText("Aqui está o seu boleto")).toBeVisible();
  await page.locator("summary").filter({ hasText: "Opções da simulação" }).click();
  await page.getByRole("combobox", { name: "Começar em" }).click();
  await page.getByRole("option", { name: "Desde o início" }).click();
  await page.getByRole("button", { name: "Recomeçar" }).click();
  await expect(chat(page).getByText("Olá! Como posso ajudar?")).toBeVisible();
});

test("outside business hours is the next moment at which the company itself is closed", async ({ page, company }) => {
  const week = Object.fromEntries(
    "mon tue wed thu fri sat sun".split(" ").map((day) => [day, [{ start: "00:00", end: "23:58" }]]),
  );
  await company.call("PUT", `/api/v1/business-hours/${randomUUID()}`, {
    name: "Quase sempre",
    time_zone: "America/Manaus",
    week,
    is_default: true,
  });
  const nodes = [
    node("start", "start"),
    node("h", "business_hours", {}, 340),
    node("aberto", "end", { text: "Estamos aqui" }, 700),
    node("fechado", "end", { text: "Agora estamos fechados" }, 700, 200),
  ];
  const flow = await makeFlow(company, nodes, edges("start > h", "h:open > aberto", "h:closed > fechado"));
  await openFlow(page, company, flow.id);
  await page.getByRole("button", { name: "Testar" }).click();
  await expect(page.getByText(/Começa no próximo momento fechado/)).toBeVisible();
  await page.getByText("Fora do horário de atendimento").click();
  await say(page, "oi");
  await expect(chat(page).getByText("Agora estamos fechados")).toBeVisible();
});

test("the draft is sent to a telephone only after who writes to whom was confirmed", async ({ page, company }) => {
  const flow = await makeFlow(company, MENU, MENU_EDGES);
  const phone = freshPhone();
  await company.says(phone, "oi");
  await openFlow(page, company, flow.id);
  await page.getByRole("button", { name: "Testar" }).click();
  await page.getByRole("button", { name: "Enviar para um telefone real" }).click();
  const form = page.getByRole("dialog", { name: "Enviar para um telefone real" });
  await form.getByLabel("Telefone").fill(phone);
  await accessible(page);
  await form.getByRole("button", { name: "Continuar" }).click();
  const sure = page.getByRole("alertdialog", { name: "Enviar para um telefone real" });
  await expect(sure).toContainText("Atendimento · (");
  await expect(sure).toContainText(phone.slice(-4));
  expect((await company.phone(phone)).filter((one) => !one.mine)).toHaveLength(0);
  await sure.getByRole("button", { name: "Enviar agora" }).click();
  await expect(page.getByText(/O rascunho começou em/)).toBeVisible();
  await expect
    .poll(async () => (await company.phone(phone)).map((one) => one.text), { timeout: 20_000 })
    .toContainEqual(expect.stringContaining("Como posso ajudar?"));
  expect((await company.call<{ version: number }>("GET", `/api/v1/flows/${flow.id}`)).version).toBe(0);
});

test("a saved test case keeps a breaking change from being published", async ({ page, company, watch }) => {
  watch.allow(/422/);
  const flow = await makeFlow(company, MENU, MENU_EDGES);
  await openFlow(page, company, flow.id);
  await page.getByRole("button", { name: "Testar" }).click();
  await say(page, "oi");
  await chat(page).getByRole("button", { name: "Boleto" }).click();
  await expect(chat(page).getByText("Aqui está o seu boleto")).toBeVisible();
  await page.locator("summary").filter({ hasText: "Casos de teste" }).click();
  await page.getByLabel("Nome do caso de teste").fill("Pede o boleto");
  await page.getByRole("button", { name: "Salvar como caso de teste" }).click();
  await expect(page.getByText("Caso de teste salvo: a publicação o refaz.")).toBeVisible();
  await page.getByRole("button", { name: "Testar" }).click();
  await step(page, "Encerrar").click();
  await page
    .getByRole("complementary", { name: "Propriedades" })
    .getByLabel("Texto", { exact: true })
    .fill("Outra coisa");
  await page.getByRole("button", { name: "Publicar" }).click();
  const dialog = page.getByRole("dialog", { name: /Publicar/ });
  await expect(dialog.getByText("1 caso de teste será refeito antes.")).toBeVisible();
  await dialog.getByRole("button", { name: "Publicar" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Não foi publicado");
  expect((await company.call<{ version: number }>("GET", `/api/v1/flows/${flow.id}`)).version).toBe(0);
});
