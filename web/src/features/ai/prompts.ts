import type { Evaluation, EvaluationBody, Judged, Prompt } from "./api";

/** Variables that every prompt has by itself. */
export const GIVEN = ["company", "contact", "agent", "language"] as const;

/** Variables that a text asks for: all that it names, and none that are there by themselves. */
export function variablesOf(text: string): string[] {
  const named = [...text.matchAll(/\{\{\s*([a-z][a-z0-9_]{0,39})/g)].map((found) => found[1] ?? "");
  return [...new Set(named)].filter((name) => !GIVEN.some((given) => given === name));
}

export type PromptForm = { name: string; description: string; text: string };
export const promptForm = ({ name, description, text }: PromptForm): PromptForm => ({ name, description, text });
/** What a new one begins with. */
export const NO_PROMPT: PromptForm & Pick<Prompt, "version"> = { name: "", description: "", text: "", version: 0 };

export type Question = {
  id: number;
  text: string;
  contains: string;
  lacks: string;
  cites: string[];
  handsOver: boolean;
};
export type EvaluationForm = {
  name: string;
  promptId: string;
  knowledge: boolean;
  trial: boolean;
  cost: string;
  questions: Question[];
};

export const emptyQuestion = (id: number): Question => ({
  id,
  text: "",
  contains: "",
  lacks: "",
  cites: [],
  handsOver: false,
});

const listed = (typed: string): string[] =>
  typed
    .split(";")
    .map((part) => part.trim())
    .filter(Boolean);

const questionOf = (judged: Judged, id: number): Question => ({
  id,
  text: judged.text,
  contains: judged.contains.join("; "),
  lacks: judged.not_contains.join("; "),
  cites: judged.cites,
  handsOver: judged.hands_over,
});

export const evaluationForm = (from: Evaluation | null): EvaluationForm => ({
  name: from?.name ?? "",
  promptId: from?.against.prompt_id ?? "",
  knowledge: from?.knowledge ?? true,
  trial: from?.trial ?? false,
  cost: "",
  questions: from ? from.results.map(questionOf) : [emptyQuestion(0)],
});

export const evaluationBody = (form: EvaluationForm, language: EvaluationBody["language"]): EvaluationBody => ({
  name: form.name.trim(),
  questions: form.questions.map((one) => ({
    text: one.text.trim(),
    contains: one.handsOver ? [] : listed(one.contains),
    not_contains: listed(one.lacks),
    cites: one.handsOver ? [] : one.cites,
    hands_over: one.handsOver,
  })),
  prompt_id: form.promptId || null,
  language,
  knowledge: form.knowledge,
  trial: form.knowledge && form.trial,
  most_cost: form.cost.trim() ? Number(form.cost.replace(",", ".")) : null,
});

/** The questions of an evaluation once more, to a text that is not live yet. */
export const proofOf = (set: Evaluation, text: string): EvaluationBody => ({
  ...evaluationBody({ ...evaluationForm(set), promptId: "" }, set.language as EvaluationBody["language"]),
  instructions: text,
});

/** One of each name, the newest: its questions are what is asked again. */
export function setsOf(evaluations: Evaluation[]): Evaluation[] {
  const seen = new Set<string>();
  return evaluations.filter(({ name }) => !seen.has(name) && seen.add(name));
}

export const answered = (one: Evaluation): number => one.passed + one.failed;

/** Does it speak of this very text? The server asks the same. */
export const proves = (one: Evaluation, text: string): boolean => one.instructions.trim() === text.trim();

const PARTS = ["text", "contains", "not_contains", "cites", "hands_over"];
/** Fields of the server's words: the narrow ones first. */
export const QUESTION_FIELDS = Array.from({ length: 50 }, (_, at) => [
  ...PARTS.map((part) => `questions.${at}.${part}`),
  `questions.${at}`,
]).flat();
