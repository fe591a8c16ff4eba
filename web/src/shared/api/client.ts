import createClient from "openapi-fetch";
import { ApiError, errorOf } from "./error";
import type { paths } from "./schema";
import { currentToken, ended, refresh, reread } from "./session";

/** What a refusal says. Whoever owes a second factor is led to where they set one up, whatever they were doing. */
function refused(response: Response, body: unknown): ApiError {
  const error = errorOf(response, body);
  if (error.code === "SECOND_FACTOR_DEMANDED") void reread().catch(() => null);
  return error;
}

async function send(request: Request, token: string | null): Promise<Response> {
  if (token) request.headers.set("authorization", `Bearer ${token}`);
  request.headers.set("accept-language", document.documentElement.lang);
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new ApiError({ status: 0, code: "OFFLINE", message: "" });
  }
}

/** Every request of the console: signed, and tried once more with a fresh token when the first one was over. */
async function guarded(request: Request): Promise<Response> {
  const again = request.clone();
  const token = await currentToken();
  const first = await send(request, token);
  if (first.status !== 401) return first;
  let fresh: string;
  try {
    fresh = await refresh(token);
  } catch (error) {
    if (error instanceof ApiError && error.passing) throw error;
    ended();
    return first;
  }
  const second = await send(again, fresh);
  if (second.status === 401) ended();
  return second;
}

/** The typed client: `api.GET("/api/v1/…", {params})`. Take its answers through `ok`. */
export const api = createClient<paths>({
  baseUrl: location.origin,
  fetch: guarded,
  // The API reads a list as a repeated name: status=bot&status=queued.
  querySerializer: { array: { style: "form", explode: true } },
});

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The body of a good answer; raises ApiError for every other. */
export async function ok<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw refused(response, error);
  return data as T;
}

/** A request the typed client has no words for: files up, files down. Raises ApiError. */
export async function raw(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await guarded(new Request(new URL(path, location.origin), init));
  if (response.ok) return response;
  throw refused(response, await response.json().catch(() => null));
}

/** A key that makes the repetition of one intention act once: make it when the form opens, reuse it on retry. */
export function newKey(): string {
  return crypto.randomUUID();
}

/** Headers of a request that must act once. */
export function once(key: string): { "Idempotency-Key": string } {
  return { "Idempotency-Key": key };
}
