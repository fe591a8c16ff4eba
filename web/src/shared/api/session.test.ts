import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { raw } from "./client";
import { currentToken, type Me, owing, refresh, restore, signOut, useSession } from "./session";

const asked: string[] = [];

function answer(routes: Record<string, () => Response>): void {
  vi.stubGlobal(
    "fetch",
    vi.fn(async (path: string) => {
      asked.push(path);
      return (
        routes[path]?.() ??
        new Response(JSON.stringify({ error: { code: "TOKEN_REFUSED", message: "não" } }), { status: 401 })
      );
    }),
  );
}

let made = 0;
const issued = () => Response.json({ token: `t${++made}`, expires_in: 3600 });
const me = () => Response.json({ user: null, tenant: { id: "x" }, role: null, permissions: ["read:flows"] });

beforeEach(() => {
  made = 0;
  asked.length = 0;
  useSession.setState({ standing: "unknown", token: null, expiresAt: 0, me: null });
});
afterEach(() => vi.unstubAllGlobals());

it("asks for nothing when nobody was left signed in here", async () => {
  answer({});
  await restore();
  expect(asked).toEqual([]);
  expect(useSession.getState().standing).toBe("out");
});

it("takes up the session that the cookie carries", async () => {
  localStorage.setItem("pytake.session", "yes");
  answer({ "/api/v1/auth/refresh": issued, "/api/v1/auth/me": me });
  await restore();
  expect(useSession.getState()).toMatchObject({ standing: "in", token: "t1" });
});

it("asks again with the same key for a refresh whose answer was never read, and with a new one afterwards", async () => {
  const keys: (string | undefined)[] = [];
  const network = (lost: boolean) =>
    vi.stubGlobal("fetch", async (_: string, { headers }: { headers: Record<string, string> }) => {
      keys.push(headers["idempotency-key"]);
      if (lost) throw new TypeError("aborted");
      return issued();
    });
  network(true);
  await expect(refresh(null)).rejects.toMatchObject({ code: "OFFLINE" });
  network(false);
  await refresh(null);
  await refresh("t1");
  expect(keys[0]).toMatch(/^.{16,}$/);
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
});

it("stays signed in when an answer breaks off in the middle", async () => {
  localStorage.setItem("pytake.session", "yes");
  answer({ "/api/v1/auth/refresh": () => new Response('{"tok') });
  await expect(restore()).rejects.toMatchObject({ code: "OFFLINE" });
  expect(localStorage.getItem("pytake.session")).toBe("yes");
  expect(useSession.getState().standing).not.toBe("out");
});

it("refreshes once for all who found the same token stale", async () => {
  useSession.setState({ standing: "in", token: "old", expiresAt: Date.now() + 3_600_000 });
  answer({ "/api/v1/auth/refresh": issued });
  vi.stubGlobal("navigator", { ...navigator, locks: queue() });
  const tokens = await Promise.all([refresh("old"), refresh("old"), refresh("old")]);
  expect(tokens).toEqual(["t1", "t1", "t1"]);
  expect(asked).toHaveLength(1);
});

/** The browser's locks: one after the other. */
function queue() {
  let last: Promise<unknown> = Promise.resolve();
  return {
    request: (_: string, work: () => Promise<unknown>) => {
      last = last.then(work, work);
      return last;
    },
  };
}

it("gives no token that is about to end", async () => {
  useSession.setState({ standing: "in", token: "old", expiresAt: Date.now() + 10_000 });
  answer({ "/api/v1/auth/refresh": issued });
  expect(await currentToken()).toBe("t1");
});

it("is out when the session is over, and stays in doubt when the server is only away", async () => {
  localStorage.setItem("pytake.session", "yes");
  answer({});
  await restore();
  expect(useSession.getState().standing).toBe("out");
  localStorage.setItem("pytake.session", "yes");
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("network")));
  await expect(restore()).rejects.toMatchObject({ code: "OFFLINE" });
});

it("signs out here even when the server does not answer", async () => {
  useSession.setState({ standing: "in", token: "t", expiresAt: Date.now() + 3_600_000 });
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("network")));
  await signOut();
  expect(useSession.getState()).toMatchObject({ standing: "out", token: null });
});

it("asks again who is signed in when the server says, in the middle of something, that a second factor is owed", async () => {
  useSession.setState({
    standing: "in",
    token: "t1",
    expiresAt: Date.now() + 3_600_000,
    me: (await me().json()) as Me,
  });
  const owes = async () => Response.json({ ...(await me().json()), owes_second_factor: true });
  const network = (code: string) =>
    vi.stubGlobal("fetch", async (asked: Request | string) =>
      asked === "/api/v1/auth/me" ? owes() : Response.json({ error: { code, message: "" } }, { status: 403 }),
    );
  network("FORBIDDEN");
  await raw("/api/v1/users").catch(() => null);
  expect(owing()).toBe(false);
  network("SECOND_FACTOR_DEMANDED");
  await expect(raw("/api/v1/users")).rejects.toMatchObject({ code: "SECOND_FACTOR_DEMANDED" });
  await expect.poll(() => owing()).toBe(true);
  await signOut();
  expect(owing()).toBe(false);
});
