import { randomUUID } from "node:crypto";
import { type Company, places } from "./company";

/** The twin's model server: what it answers is made of what it was given. */
export async function withModel(company: Company): Promise<void> {
  const known = await company.call<{ connected: boolean }>("GET", "/api/v1/ai/settings");
  if (known.connected) return;
  await company.call("PUT", "/api/v1/ai/settings", {
    primary: {
      provider: "openai",
      model: "twin-small",
      base_url: `${places().twin}/models/openai/v1`,
      key: "twin-model-key-2026",
    },
    version: 0,
    budget: "20",
    prices: { "twin-small": { read: "0.25", written: "2" } },
  });
}

export async function withPrompt(company: Company, variables: string[] = []): Promise<string> {
  await withModel(company);
  const text = `Responda com calma. ${variables.map((name) => `{{ ${name} }}`).join(" ")}`.trim();
  const body = { name: `Tom ${randomUUID().slice(0, 6)}`, text, variables };
  return (await company.call<{ id: string }>("POST", "/api/v1/ai/prompts", body)).id;
}

export async function withEvaluation(company: Company): Promise<void> {
  await withModel(company);
  const question = { text: "Quanto custa o plano de 500 mega?", contains: ["99,90"] };
  await company.call("POST", "/api/v1/ai/evaluations", { name: "Perguntas do mês", questions: [question] });
}

export async function taught(company: Company): Promise<void> {
  await withModel(company);
  const text = "O plano de 500 mega custa R$ 99,90 por mês. A instalação é grátis.";
  await company.call("POST", "/api/v1/ai/knowledge", { title: "Planos", text });
}
