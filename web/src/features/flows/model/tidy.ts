import type { Point } from "./document";
import type { Drawing } from "./layout";
import workerUrl from "./layout.worker.ts?worker&url";

type Policy = { createScriptURL: (url: string) => unknown };
type Types = { createPolicy: (name: string, rules: { createScriptURL: (url: string) => string }) => Policy };

/** From this many nodes on it is worked out beside the page. */
const HEAVY = 150;

let policy: Policy | undefined;

/** The page's rules take scripts by this policy only, and it takes only our own. */
function trusted(url: string): string {
  const types = (window as unknown as { trustedTypes?: Types }).trustedTypes;
  policy ??= types?.createPolicy("pytake", {
    createScriptURL: (given) => {
      if (new URL(given, location.href).origin !== location.origin) throw new TypeError("a worker of another origin");
      return given;
    },
  });
  return (policy ? policy.createScriptURL(url) : url) as string;
}

/** New places for a drawing. A large one is worked out in a worker, so that the page goes on. */
export async function tidied(drawing: Drawing): Promise<Map<string, Point>> {
  if (drawing.nodes.length < HEAVY) return new Map((await import("./layout")).laidOut(drawing));
  const worker = new Worker(trusted(workerUrl), { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = (event: MessageEvent<[string, Point][]>) => resolve(new Map(event.data));
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(drawing);
    });
  } finally {
    worker.terminate();
  }
}
