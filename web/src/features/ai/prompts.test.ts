import { expect, test } from "vitest";
import type { Evaluation } from "./api";
import { emptyQuestion, evaluationBody, evaluationForm, proofOf, proves, setsOf, variablesOf } from "./prompts";

test("a text asks for the variables that it names, each once, without those that are there", () => {
  expect(variablesOf("Fale de {{ produto }} como {{company.name}}: {{produto}} e {{ tom | upper }}.")).toEqual([
    "produto",
    "tom",
  ]);
});

const one: Evaluation = {
  id: "e1",
  name: "Planos",
  state: "done",
  ok: true,
  trial: false,
  total: 1,
  passed: 1,
  failed: 0,
  instructions: "Seja breve.\n",
  language: "pt-BR",
  knowledge: false,
  against: { settings: 1, knowledge: "", prompt_id: "p1", prompt: 2 },
  results: [
    {
      text: "Quanto custa?",
      contains: ["99", "reais"],
      not_contains: [],
      cites: ["d1"],
      hands_over: false,
      passed: true,
      answer: "99 reais",
      cited: ["d1"],
      error: "",
      wrong: [],
    },
  ],
  created_at: "2026-11-01T00:00:00Z",
  updated_at: "2026-11-01T00:00:00Z",
};

test("questions are put again as they were, to the text that is being written", () => {
  expect(proofOf(one, "Seja gentil.")).toEqual({
    name: "Planos",
    questions: [
      { text: "Quanto custa?", contains: ["99", "reais"], not_contains: [], cites: ["d1"], hands_over: false },
    ],
    prompt_id: null,
    language: "pt-BR",
    knowledge: false,
    trial: false,
    most_cost: null,
    instructions: "Seja gentil.",
  });
  expect(proves(one, "Seja breve.")).toBe(true);
  expect(proves(one, "Seja breve!")).toBe(false);
});

test("what goes to a person says and cites nothing", () => {
  const form = evaluationForm(null);
  const question = { ...emptyQuestion(0), text: "Quero cancelar", contains: "x; y", cites: ["d1"], handsOver: true };
  const [sent] = evaluationBody({ ...form, questions: [question] }, "pt-BR").questions ?? [];
  expect(sent).toEqual({ text: "Quero cancelar", contains: [], not_contains: [], cites: [], hands_over: true });
});

test("a set is the newest evaluation of its name", () => {
  expect(setsOf([one, { ...one, id: "e0" }, { ...one, id: "e2", name: "Outro" }]).map(({ id }) => id)).toEqual([
    "e1",
    "e2",
  ]);
});
