import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { WhatsAppText } from "./WhatsAppText";

afterEach(cleanup);
const html = (text: string) => render(<WhatsAppText text={text} />).container;

it("draws the marks as WhatsApp does, one inside the other", () => {
  const drawn = html("*negrito _e itálico_* ~riscado~ ```mono```");
  expect(drawn.querySelector("b")?.textContent).toBe("negrito e itálico");
  expect(drawn.querySelector("b i")?.textContent).toBe("e itálico");
  expect(drawn.querySelector("s")?.textContent).toBe("riscado");
  expect(drawn.querySelector("code")?.textContent).toBe("mono");
});

it.each(["2 * 3 * 4", "snake_case_name", "* aberto", "a~b"])("leaves %s as it is written", (text) => {
  const drawn = html(text);
  expect(drawn.textContent).toBe(text);
  expect(drawn.querySelector("b, s")).toBeNull();
});

it("opens links elsewhere without telling where from, and takes no markup for markup", () => {
  const drawn = html("veja https://exemplo.com.br/boleto?id=1. <img src=x onerror=alert(1)>");
  const link = drawn.querySelector("a");
  expect(link?.getAttribute("href")).toBe("https://exemplo.com.br/boleto?id=1");
  expect(link?.getAttribute("rel")).toContain("noopener");
  expect(drawn.querySelector("img")).toBeNull();
});
