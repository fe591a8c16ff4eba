import type { Page } from "@playwright/test";

/** What scrolls the page itself sideways. */
export function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.scrollingElement as Element;
    const found = root.scrollWidth > innerWidth ? [`page: ${root.scrollWidth} in ${innerWidth}`] : [];
    const main = document.querySelector("main");
    if (main && main.scrollWidth > main.clientWidth + 1) found.push(`main: ${main.scrollWidth} in ${main.clientWidth}`);
    return found;
  });
}

/** What can be pressed or filled but lies where no scrolling leads. */
export function outside(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (el: Element, axis: "overflowX" | "overflowY") => {
      for (let up: Element | null = el.parentElement; up; up = up.parentElement)
        if (/auto|scroll/.test(getComputedStyle(up)[axis])) return true;
      const root = document.scrollingElement as Element;
      return axis === "overflowY" && root.scrollHeight > innerHeight;
    };
    const found: string[] = [];
    for (const el of document.querySelectorAll("a, button, input, textarea, select, [role=option], [role=tab]")) {
      const box = el.getBoundingClientRect();
      if (!el.checkVisibility({ visibilityProperty: true }) || box.width <= 1 || box.height <= 1) continue;
      const wide = box.right > innerWidth + 1 || box.left < -1;
      const deep = box.bottom > innerHeight + 1 || box.top < -1;
      const who = `${el.tagName.toLowerCase()} "${(el.getAttribute("aria-label") ?? el.textContent ?? "").trim().slice(0, 30)}"`;
      if (wide && !scrolls(el, "overflowX"))
        found.push(`${who}: ${Math.round(box.left)}..${Math.round(box.right)} wide`);
      if (deep && !scrolls(el, "overflowY"))
        found.push(`${who}: ${Math.round(box.top)}..${Math.round(box.bottom)} deep`);
    }
    return found.slice(0, 8);
  });
}

/**
 * Texts of ours (in the pseudo-language they stand between marks) of which a part is hidden. What people wrote may be shortened, and
 * so may what a pointer reads whole from its title.
 */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const text = node.textContent ?? "";
      const parent = node.parentElement as Element;
      if (parent.closest("[title]")?.getAttribute("title")?.includes(text.trim())) continue;
      if (!text.includes("⟦") || !parent.checkVisibility({ visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      for (let up: Element | null = parent; up && up !== document.body; up = up.parentElement) {
        const style = getComputedStyle(up);
        const frame = up.getBoundingClientRect();
        // For screen readers alone.
        if (frame.width <= 1 || style.clipPath !== "none") break;
        if (/auto|scroll/.test(style.overflowX + style.overflowY)) break;
        if (style.overflowX === "visible") continue;
        if (box.right > frame.right + 1.5 || box.bottom > frame.bottom + 1.5) {
          found.push(`${text.trim().slice(0, 60)} (${Math.round(box.right - frame.right)} px)`);
          break;
        }
      }
    }
    return [...new Set(found)].slice(0, 12);
  });
}

/** Texts that look like the key of one, and namespaces not yet read. */
export function keyShown(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const key = /^[a-z]\w*(\.[a-z]\w*)+$/i;
    const host = /\.(com|br|example|csv|pdf|txt|json)$/i;
    const found: string[] = [];
    const look = (text: string | null) => {
      const said = text?.trim() ?? "";
      if (key.test(said) && !host.test(said)) found.push(said);
      if (/\{\{|\}\}/.test(said)) found.push(said);
    };
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode())
      if (!node.parentElement?.closest("code, script, [data-verbatim]")) look(node.textContent);
    for (const el of document.querySelectorAll("[aria-label], [placeholder], [title]"))
      for (const name of ["aria-label", "placeholder", "title"]) look(el.getAttribute(name));
    return found;
  });
}

/** What moves for longer than a hundredth of a second. */
export function lasting(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const seconds = (list: string) =>
      Math.max(...list.split(",").map((part) => Number.parseFloat(part) * (/ms/.test(part) ? 0.001 : 1)));
    const found: string[] = [];
    for (const el of document.querySelectorAll("*")) {
      const style = getComputedStyle(el);
      const long = Math.max(seconds(style.animationDuration), seconds(style.transitionDuration));
      if (long > 0.01) found.push(`${el.tagName.toLowerCase()}.${el.className}: ${long} s`);
    }
    return found.slice(0, 8);
  });
}
