import { measured, percentile } from "./budget";
import { expect, signIn, test } from "./fixtures";
import { canvas, edges, makeFlow, node } from "./flows";
import { framesOf } from "./load";

const MANY = 300;
const WIDE = 15;

/** A chain of messages in rows, as a large robot's drawing looks before it is tidied. */
function chain() {
  const nodes = [node("start", "start")];
  const ways: string[] = [];
  for (let n = 1; n < MANY; n++) {
    const last = n === MANY - 1;
    const data = { text: `Passo ${n}: um texto do tamanho que as pessoas escrevem, em duas linhas do cartão.` };
    nodes.push(node(`n${n}`, last ? "end" : "message", data, (n % WIDE) * 340, Math.floor(n / WIDE) * 240));
    ways.push(`${n === 1 ? "start" : `n${n - 1}`} > n${n}`);
  }
  return { nodes, ways: edges(...ways) };
}

test("a drawing of 300 blocks: pan, zoom, drag, tidy", async ({ page, company }) => {
  const { nodes, ways } = chain();
  const flow = await makeFlow(company, nodes, ways, "Trezentos");
  await signIn(page, company, `/flows/${flow.id}`);
  await expect(page.getByTestId("step").first()).toBeVisible();
  const box = await canvas(page).first().boundingBox();
  if (!box) throw new Error("the drawing has no place");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);

  const all = await framesOf(page, async () => {
    for (let n = 0; n < 60; n++) await page.mouse.wheel(n % 30 < 15 ? 60 : -60, n % 20 < 10 ? 60 : -60);
  });
  measured(
    "300 blocks as they open, pan, p95 frame",
    percentile(all, 0.95),
    67,
    "ms",
    `longest ${Math.round(Math.max(...all))}`,
  );

  await page.keyboard.down("Control");
  const zoomed = await framesOf(page, async () => {
    for (let n = 0; n < 40; n++) await page.mouse.wheel(0, n < 25 ? -80 : 40);
  });
  await page.keyboard.up("Control");
  measured(
    "300 blocks, zoom, p95 frame",
    percentile(zoomed, 0.95),
    34,
    "ms",
    `longest ${Math.round(Math.max(...zoomed))}`,
  );

  const panned = await framesOf(page, async () => {
    for (let n = 0; n < 60; n++) await page.mouse.wheel(n % 30 < 15 ? 60 : -60, 0);
  });
  measured(
    "300 blocks at working zoom, pan, p95 frame",
    percentile(panned, 0.95),
    34,
    "ms",
    `longest ${Math.round(Math.max(...panned))}`,
  );

  const head = await page.getByTestId("step").filter({ hasText: "Passo" }).nth(1).boundingBox();
  if (!head) throw new Error("no block to drag");
  await page.mouse.move(head.x + 60, head.y + 20);
  await page.mouse.down();
  const dragged = await framesOf(page, async () => {
    for (let n = 1; n <= 60; n++) await page.mouse.move(head.x + 60 + (n % 30) * 8, head.y + 20 + (n % 20) * 6);
  });
  await page.mouse.up();
  measured(
    "300 blocks at working zoom, drag one, p95 frame",
    percentile(dragged, 0.95),
    34,
    "ms",
    `longest ${Math.round(Math.max(...dragged))}`,
  );

  const tidy = await page.evaluate(async () => {
    const before = document.querySelector<HTMLElement>("[data-testid=step]")?.closest<HTMLElement>(".react-flow__node");
    const was = [...document.querySelectorAll<HTMLElement>(".react-flow__node")].map((el) => el.style.transform).join();
    const button = [...document.querySelectorAll("button")].find((el) => el.getAttribute("aria-label") === "Organizar");
    if (!before || !button) throw new Error("nothing to tidy");
    const began = performance.now();
    button.click();
    for (;;) {
      await new Promise(requestAnimationFrame);
      const now = [...document.querySelectorAll<HTMLElement>(".react-flow__node")]
        .map((el) => el.style.transform)
        .join();
      if (now !== was) return performance.now() - began;
      if (performance.now() - began > 10_000) throw new Error("not tidied");
    }
  });
  measured("tidy 300 blocks, until it is drawn", tidy, 300);
});
