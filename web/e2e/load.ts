import type { Page } from "@playwright/test";
import type { Company } from "./company";

const BEAT_MS = 100;

/** A phone of one of the planted conversations: the first is the newest. */
const planted = (n: number): string => `+55${11_900_000_000 + n}`;

/** So many customers' messages a second, from the newest conversations in turn; the answer stops them and says how many were said. */
export function load(company: Company, perSecond: number, customers: number): () => Promise<number> {
  let said = 0;
  let owed = 0;
  let going = true;
  const begun = Date.now();
  const work = (async () => {
    while (going) {
      owed = Math.floor(((Date.now() - begun) / 1000) * perSecond) - said;
      const batch = Array.from({ length: Math.min(owed, 50) }, () => {
        said += 1;
        return { phone: planted(1 + (said % customers)), to: company.phoneNumberId, text: `carga ${said}.` };
      });
      if (batch.length > 0) await company.twin("POST", "/twin/say", batch);
      await new Promise((done) => setTimeout(done, BEAT_MS));
    }
  })();
  return async () => {
    going = false;
    await work;
    return said;
  };
}

/** When the server stamped each text it told of, as the page's own socket heard it. Begins before the page opens. */
export function stamps(page: Page): Map<string, number> {
  const at = new Map<string, number>();
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      const event = JSON.parse(String(payload)) as { type: string; at?: string; data?: { text?: string } };
      if (event.type === "message_received" && event.data?.text && event.at)
        at.set(event.data.text, Date.parse(event.at));
    }),
  );
  return at;
}

type Seen = Window & { painted: Record<string, number>; took: number[]; keyed: number[] };

/** From now on: when each text of the load was first on the screen, in the machine's time. */
export function watchTexts(page: Page, within: string): Promise<void> {
  return page.evaluate((selector) => {
    const seen = window as unknown as Seen;
    seen.painted = {};
    const text = /carga \d+\./g;
    const look = () => {
      const found = document.querySelector(selector)?.textContent?.match(text) ?? [];
      const fresh = found.filter((one) => !(one in seen.painted));
      if (fresh.length === 0) return;
      for (const one of fresh) seen.painted[one] = Number.POSITIVE_INFINITY;
      // After the frame that draws it.
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => {
          const now = performance.timeOrigin + performance.now();
          for (const one of fresh) seen.painted[one] = now;
        };
        channel.port2.postMessage(null);
      });
    };
    look();
    for (const one of Object.keys(seen.painted)) seen.painted[one] = Number.NaN;
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  }, within);
}

export const painted = (page: Page) => page.evaluate(() => (window as unknown as Seen).painted);

/** Milliseconds from the stamp to the screen, of every text that was seen there. */
export function delays(at: Map<string, number>, seen: Record<string, number>): number[] {
  return Object.entries(seen)
    .filter(([text, shown]) => at.has(text) && Number.isFinite(shown))
    .map(([text, shown]) => shown - (at.get(text) as number));
}

/** How long each frame took while something was done, in milliseconds. */
export async function framesOf(page: Page, work: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const seen = window as unknown as Seen;
    seen.took = [];
    let last = performance.now();
    const tick = (now: number) => {
      seen.took.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await work();
  return page.evaluate(() => (window as unknown as Seen).took.splice(0).slice(1));
}

/**
 * From each key, as the browser stamped it, until the page that holds its letter was painted. The browser's own event timing asks for
 * the picture on the screen, and a browser without a screen leaves out pictures: it then tells of the next one, many frames later.
 */
export async function keystrokes(page: Page, work: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const seen = window as unknown as Seen;
    seen.keyed = [];
    document.addEventListener(
      "keydown",
      ({ timeStamp }) => {
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => seen.keyed.push(performance.now() - timeStamp);
          channel.port2.postMessage(null);
        });
      },
      true,
    );
  });
  await work();
  return page.evaluate(() => (window as unknown as Seen).keyed);
}
