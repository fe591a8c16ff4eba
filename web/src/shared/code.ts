import { type ComponentType, lazy } from "react";
import { ApiError } from "./api/error";

const PAUSE_MS = 2000;

/** Does anything answer? What is kept does not count. */
async function answered(): Promise<boolean> {
  const asked = fetch("/app/", { method: "HEAD", cache: "no-store" });
  return asked.then(
    () => true,
    () => false,
  );
}

function network(): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(go, PAUSE_MS);
    function go() {
      clearTimeout(timer);
      removeEventListener("online", go);
      done();
    }
    addEventListener("online", go);
  });
}

/**
 * Reads a part of the console. Without an answer it is the connection that is lost, which is said as everywhere; only when the
 * server answers and the part is gone has a newer version taken its place.
 */
export async function reached<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (await answered()) throw error;
    throw new ApiError({ status: 0, code: "OFFLINE", message: "" });
  }
}

/** Reads a part of a page that is shown already: it comes when the connection does, and takes nothing with it meanwhile. */
export async function patiently<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await reached(load);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      await network();
    }
  }
}

/** A component whose code is read when it is first drawn: `lazily(() => import("./BulkBar"), "BulkBar")`. */
export function lazily<Parts, Name extends keyof Parts>(load: () => Promise<Parts>, name: Name) {
  type Props = Parts[Name] extends ComponentType<infer Own extends object> ? Own : never;
  return lazy(async () => ({ default: (await patiently(load))[name] as ComponentType<Props> }));
}
