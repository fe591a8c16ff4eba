import type { Point } from "./document";
import type { Answer, Drawing, Question } from "./layout";
import workerUrl from "./layout.worker.ts?worker&url";

type Policy = { createScriptURL: (url: string) => unknown };
type Types = { createPolicy: (name: string, rules: { createScriptURL: (url: string) => string }) => Policy };

/** From this many nodes on it is worked out beside the page. */
export const HEAVY = 150;

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

let helper: Worker | null = null;
let asked = 0;

function started(): Worker {
  helper ??= new Worker(trusted(workerUrl), { type: "module" });
  return helper;
}

/** Ends the helper: whoever leaves the drawing needs it no more. */
export function restTidy(): void {
  helper?.terminate();
  helper = null;
}

/** Starts the helper before it is needed, and lets it work once: its program is read and quick when it counts. */
export function readyTidy(): void {
  const steps = Array.from({ length: 80 }, (_, at) => ({ id: `${at}`, height: 100 }));
  const edges = steps.slice(1).map(({ id }, at) => ({ source: `${Math.floor(at / 2)}`, target: id }));
  started().postMessage({ asked: 0, drawing: { nodes: steps, edges } } satisfies Question);
}

/** New places for a drawing. A large one is worked out in a worker, so that the page goes on. */
export async function tidied(drawing: Drawing): Promise<Map<string, Point>> {
  if (drawing.nodes.length < HEAVY) return new Map((await import("./layout")).laidOut(drawing));
  const worker = started();
  asked += 1;
  const mine = asked;
  return new Promise((resolve, reject) => {
    const end = new AbortController();
    const { signal } = end;
    worker.addEventListener(
      "message",
      ({ data }: MessageEvent<Answer>) => {
        if (data.asked !== mine) return;
        end.abort();
        resolve(new Map(data.places));
      },
      { signal },
    );
    worker.addEventListener(
      "error",
      (event) => {
        end.abort();
        restTidy();
        reject(new Error(event.message));
      },
      { signal },
    );
    worker.postMessage({ asked: mine, drawing } satisfies Question);
  });
}
