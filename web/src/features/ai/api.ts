import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ApiError, api, keys, ok, once, raw, type Schema } from "@/shared/api";

export type Settings = Schema<"AiSettingsOut">;
export type SettingsBody = Schema<"AiSettingsIn">;
export type Choice = Schema<"ModelChoiceOut">;
export type Tried = Schema<"TriedOut">;
export type Prompt = Schema<"PromptOut">;
export type PromptBody = Schema<"PromptIn">;
export type Chat = Schema<"ChatOut">;
export type Citation = Schema<"CitationOut">;
export type Evaluation = Schema<"EvaluationOut">;
/** The server has its own word for what is left out. */
export type EvaluationBody = Partial<Schema<"EvaluationIn">>;
type ChatBody = Pick<Schema<"ChatIn">, "messages"> & Partial<Schema<"ChatIn">>;
export type Judged = Schema<"JudgedOut">;
export type Taught = Schema<"KnowledgeOut">;
export type Passage = Schema<"PassageOut">;

const PAGE = 30;
const FOUND = 6;
/** What is under way is looked at this often. */
const WATCHED_MS = 1500;

/** The newest first, read again while one of them runs. */
export const evaluationsOptions = infiniteQueryOptions({
  queryKey: [...keys.evaluations(), "list"],
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    ok(api.GET("/api/v1/ai/evaluations", { params: { query: { cursor: pageParam, limit: PAGE } }, signal })),
  getNextPageParam: (page) => page.pagination.next_cursor ?? undefined,
  refetchInterval: ({ state }) =>
    state.data?.pages.some((page) => page.data.some((one) => one.state === "running")) ? WATCHED_MS : false,
});

export const evaluationOptions = (id: string) =>
  queryOptions({
    queryKey: keys.evaluation(id),
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/ai/evaluations/{evaluation_id}", { params: { path: { evaluation_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.state === "running" ? WATCHED_MS : false),
  });

/** The newest first, read again while one of them is being read. */
export const taughtOptions = infiniteQueryOptions({
  queryKey: keys.knowledge(),
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    ok(api.GET("/api/v1/ai/knowledge", { params: { query: { cursor: pageParam, limit: PAGE } }, signal })),
  getNextPageParam: (page) => page.pagination.next_cursor ?? undefined,
  refetchInterval: ({ state }) =>
    state.data?.pages.some((page) => page.data.some((one) => one.state === "reading")) ? WATCHED_MS : false,
});

/** 200 answers what there was already, 202 that it is read now. */
async function teach(
  body: FormData | { url?: string; text?: string; title?: string; held?: boolean },
  key: string,
): Promise<boolean> {
  const form = body instanceof FormData;
  const answer = await raw("/api/v1/ai/knowledge", {
    method: "POST",
    headers: { ...once(key), ...(form ? {} : { "content-type": "application/json" }) },
    body: form ? body : JSON.stringify(body),
  });
  return answer.status === 200;
}

export const deeds = {
  settle: (body: SettingsBody) => ok(api.PUT("/api/v1/ai/settings", { body })),
  addPrompt: (body: PromptBody, key: string) => ok(api.POST("/api/v1/ai/prompts", { body, headers: once(key) })),
  changePrompt: (id: string, body: PromptBody) =>
    ok(api.PUT("/api/v1/ai/prompts/{prompt_id}", { params: { path: { prompt_id: id } }, body })),
  removePrompt: (id: string) =>
    ok(api.DELETE("/api/v1/ai/prompts/{prompt_id}", { params: { path: { prompt_id: id } } })),
  chat: (body: ChatBody) => ok(api.POST("/api/v1/ai/chat", { body: body as Schema<"ChatIn"> })),
  evaluate: (body: EvaluationBody, key: string) =>
    ok(api.POST("/api/v1/ai/evaluations", { body: body as Schema<"EvaluationIn">, headers: once(key) })),
  teachFile: (file: File, held: boolean, key: string) => {
    const form = new FormData();
    // Before the file: it is read as it comes.
    form.append("held", String(held));
    form.append("file", file, file.name);
    return teach(form, key);
  },
  teach,
  forget: (id: string) =>
    ok(api.DELETE("/api/v1/ai/knowledge/{document_id}", { params: { path: { document_id: id } } })),
  search: (question: string, trial: boolean) =>
    ok(api.POST("/api/v1/ai/knowledge/search", { body: { question, limit: FOUND, trial } })),
  /** Those documents, or all that are held; with an evaluation all, when that proves them. */
  release: (body: Schema<"KnowledgeReleaseIn">) => ok(api.POST("/api/v1/ai/knowledge/release", { body })),
};

/** What an error says, in the server's words; empty where it has none. */
export const wordsOf = (error: unknown): string => (error instanceof ApiError ? error.message : "");
