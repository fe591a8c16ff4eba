import { afterEach, expect, it, vi } from "vitest";
import { ApiError } from "./api/error";
import { patiently, reached } from "./code";

const gone = () => Promise.reject(new TypeError("Failed to fetch dynamically imported module"));

afterEach(() => vi.unstubAllGlobals());

it("says that the connection is lost when nothing answers, and that a part is gone when the server does", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  await expect(reached(gone)).rejects.toBeInstanceOf(ApiError);
  vi.stubGlobal("fetch", () => Promise.resolve(new Response()));
  await expect(reached(gone)).rejects.toBeInstanceOf(TypeError);
});

it("reads a part again as soon as the network is back", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  let there = false;
  const part = patiently(() => (there ? Promise.resolve("part") : gone()));
  await new Promise((done) => setTimeout(done, 10));
  there = true;
  dispatchEvent(new Event("online"));
  await expect(part).resolves.toBe("part");
});
