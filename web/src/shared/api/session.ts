import { create } from "zustand";
import { ApiError, errorOf } from "./error";
import type { Schema } from "./types";

/** Who is signed in here. The access token lives in memory alone; the refresh token is the browser's, in a cookie no script reads. */
type Standing = "unknown" | "out" | "in";
type Issued = Schema<"IssuedOut">;
export type Me = Schema<"MeOut">;

type State = { standing: Standing; token: string | null; expiresAt: number; me: Me | null };

export const useSession = create<State>(() => ({ standing: "unknown", token: null, expiresAt: 0, me: null }));

type Word = { kind: "token"; token: string; expiresAt: number } | { kind: "out" };
const others = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("pytake-session");
const LOCK = "pytake-refresh";
/** Whether this browser was left signed in: without it nobody asks, and a stranger's first page raises no refusal. */
const LEFT_IN = "pytake.session";
/**
 * The key of a refresh whose answer has not been read. A page that is left or reloaded meanwhile never reads it, and the browser may
 * still hold the old token: the next page asks again with the same key, which is no second use.
 */
const REFRESHING = "pytake.refreshing";
/** A refresh is due this long before the token ends, so that no request meets an expired one. */
const EARLY_MS = 60_000;

others?.addEventListener("message", (event: MessageEvent<Word>) => {
  if (event.data.kind === "out") leave();
  else if (useSession.getState().standing === "in")
    useSession.setState({ token: event.data.token, expiresAt: event.data.expiresAt });
});

function leave(): void {
  localStorage.removeItem(LEFT_IN);
  localStorage.removeItem(REFRESHING);
  useSession.setState({ standing: "out", token: null, me: null });
}

function keep(issued: Pick<Issued, "token" | "expires_in">): void {
  const expiresAt = Date.now() + issued.expires_in * 1000;
  localStorage.setItem(LEFT_IN, "yes");
  useSession.setState({ token: issued.token, expiresAt });
  others?.postMessage({ kind: "token", token: issued.token, expiresAt } satisfies Word);
}

type Told = { token?: string | null; key?: string };

async function post(path: string, body: unknown, told: Told = {}): Promise<Response> {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "accept-language": document.documentElement.lang,
  };
  if (told.token) headers.authorization = `Bearer ${told.token}`;
  if (told.key) headers["idempotency-key"] = told.key;
  try {
    return await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  } catch {
    throw offline();
  }
}

const offline = () => new ApiError({ status: 0, code: "OFFLINE", message: "" });

async function taken<T>(response: Response): Promise<T> {
  const body = await response.json().catch(() => null);
  if (!response.ok) throw errorOf(response, body);
  // A head without a body: the line broke, or the page is being left.
  if (body === null) throw offline();
  return body as T;
}

async function locked<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? navigator.locks.request(LOCK, work) : work();
}

/**
 * A fresh access token. Tabs take turns, since a refresh token that is used twice ends the session: whoever waited finds that
 * the token has changed meanwhile and takes that one.
 */
export async function refresh(stale: string | null): Promise<string> {
  return locked(async () => {
    const { token, expiresAt } = useSession.getState();
    if (token && token !== stale && expiresAt - Date.now() > EARLY_MS) return token;
    const key = localStorage.getItem(REFRESHING) ?? crypto.randomUUID();
    localStorage.setItem(REFRESHING, key);
    keep(await taken<Issued>(await post("/api/v1/auth/refresh", {}, { key })));
    localStorage.removeItem(REFRESHING);
    return useSession.getState().token as string;
  });
}

/** The token to send now, refreshed when it is about to end; null when nobody is signed in. */
export async function currentToken(): Promise<string | null> {
  const { token, expiresAt, standing } = useSession.getState();
  if (!token || standing === "out") return null;
  if (expiresAt - Date.now() > EARLY_MS) return token;
  return refresh(token);
}

async function readMe(): Promise<Me> {
  const token = useSession.getState().token;
  const headers = { authorization: `Bearer ${token}`, "accept-language": document.documentElement.lang };
  const response = await fetch("/api/v1/auth/me", { headers }).catch(() => null);
  if (!response) throw offline();
  return taken<Me>(response);
}

/** Looks once whether the browser still has a session; called before the first page is drawn. */
export async function restore(): Promise<void> {
  if (!localStorage.getItem(LEFT_IN)) return leave();
  try {
    await refresh(null);
    useSession.setState({ me: await readMe(), standing: "in" });
  } catch (error) {
    // Only the server's word ends a session.
    if (!(error instanceof ApiError) || error.passing) throw error;
    leave();
  }
}

/** Reads the signed-in person again: their profile or rights changed. */
export async function reread(): Promise<void> {
  useSession.setState({ me: await readMe() });
}

/** Takes what a login, a registration or a second step answered. */
async function begin(issued: Pick<Issued, "token" | "expires_in">): Promise<void> {
  keep(issued);
  useSession.setState({ me: await readMe(), standing: "in" });
}

/** Signs in. Raises ApiError; the caller shows its message. */
export async function signIn(email: string, password: string): Promise<unknown> {
  const answer = await taken<Issued | Schema<"SecondStepOut">>(
    await post("/api/v1/auth/login", { email, password, cookie: true }),
  );
  if ("token" in answer) await begin(answer);
  return answer;
}

/** The second step of a login: a code of the authenticator, or a recovery code. */
export async function verifySecondStep(mfaToken: string, code: string): Promise<void> {
  await begin(await taken<Issued>(await post("/api/v1/auth/mfa/verify", { mfa_token: mfaToken, code, cookie: true })));
}

/** A passkey in place of the password, or after it (`mfaToken`). `show` asks the device; what it raises is the caller's to tell. */
export async function signInByPasskey(
  show: (options: Schema<"RequestOut">) => Promise<Record<string, unknown>>,
  mfaToken: string | null = null,
): Promise<void> {
  const body = mfaToken === null ? {} : { mfa_token: mfaToken };
  const asked = await taken<Schema<"PasskeyAskedOut">>(await post("/api/v1/auth/passkey/begin", body));
  const credential = await show(asked.options);
  const answer = { attempt: asked.attempt, credential, cookie: true };
  await begin(await taken<Issued>(await post("/api/v1/auth/passkey/finish", answer)));
}

/** What a sign-on at the company's provider led to: its code is worth once. */
export async function finishSignOn(code: string): Promise<void> {
  await begin(await taken<Issued>(await post("/api/v1/auth/oidc/exchange", { code, cookie: true })));
}

/** Registers a company with its first administrator, who is signed in at once. */
export async function register(form: Record<string, unknown>): Promise<void> {
  await begin(await taken<Issued>(await post("/api/v1/auth/register", { ...form, cookie: true })));
}

/** Ends the session everywhere in this browser. Without an answer it ends here all the same. */
export async function signOut(): Promise<void> {
  const { token } = useSession.getState();
  await post("/api/v1/auth/logout", {}, { token }).catch(() => null);
  leave();
  others?.postMessage({ kind: "out" } satisfies Word);
}

/** The session turned out to be over: revoked, expired, or used elsewhere. */
export function ended(): void {
  if (useSession.getState().standing === "in") leave();
}

/** The company asks the signed-in person for a second factor that they don't have yet: the server refuses all else. */
export const owing = ({ me }: Pick<State, "me"> = useSession.getState()): boolean => !!me?.owes_second_factor;

/** May the signed-in person do this? */
export function may(permission: string): boolean {
  return useSession.getState().me?.permissions.includes(permission) ?? false;
}

export function useMay(permission: string): boolean {
  return useSession((s) => s.me?.permissions.includes(permission) ?? false);
}

/** The company's time zone, in which every time of the console is told. */
export function useZone(): string {
  return useSession((s) => s.me?.tenant.time_zone ?? "America/Sao_Paulo");
}
