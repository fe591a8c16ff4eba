import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { listen, setSingleKeys, stroke, useActions } from "./registry";

const key = (k: string, more: object = {}) => ({
  key: k,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

let end: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  end = listen();
});
afterEach(() => {
  end();
  cleanup();
  vi.useRealTimers();
});

function Page({ run }: { run: Record<string, () => void> }) {
  useActions(Object.entries(run).map(([keys, act]) => ({ id: keys, label: keys, group: "x", keys, run: act })));
  return <textarea aria-label="texto" />;
}

it("names a stroke by the sign it makes", () => {
  expect(stroke(key("K", { ctrlKey: true }))).toBe("ctrl+k");
  expect(stroke(key("K", { metaKey: true }))).toBe("ctrl+k");
  expect(stroke(key("?", { shiftKey: true }))).toBe("?");
  expect(stroke(key("#", { shiftKey: true }))).toBe("#");
  expect(stroke(key("T", { altKey: true, shiftKey: true }))).toBe("alt+shift+t");
});

it("runs one key, two keys after each other, and none of them while somebody types", () => {
  const run = { e: vi.fn(), "g d": vi.fn(), "ctrl+k": vi.fn() };
  render(<Page run={run} />);
  fireEvent.keyDown(document.body, { key: "e" });
  expect(run.e).toHaveBeenCalledTimes(1);
  fireEvent.keyDown(document.body, { key: "g" });
  fireEvent.keyDown(document.body, { key: "d" });
  expect(run["g d"]).toHaveBeenCalledTimes(1);
  fireEvent.keyDown(document.body, { key: "g" });
  vi.advanceTimersByTime(2000);
  fireEvent.keyDown(document.body, { key: "d" });
  expect(run["g d"]).toHaveBeenCalledTimes(1);
  fireEvent.keyDown(screen.getByLabelText("texto"), { key: "e" });
  expect(run.e).toHaveBeenCalledTimes(1);
  fireEvent.keyDown(screen.getByLabelText("texto"), { key: "k", ctrlKey: true });
  expect(run["ctrl+k"]).toHaveBeenCalledTimes(1);
});

it("leaves single keys alone for who switched them off", () => {
  const run = { e: vi.fn(), "ctrl+k": vi.fn() };
  render(<Page run={run} />);
  setSingleKeys(false);
  fireEvent.keyDown(document.body, { key: "e" });
  fireEvent.keyDown(document.body, { key: "k", ctrlKey: true });
  expect(run.e).not.toHaveBeenCalled();
  expect(run["ctrl+k"]).toHaveBeenCalledTimes(1);
});

it("forgets what a page offered when it is left", () => {
  const run = { e: vi.fn() };
  render(<Page run={run} />).unmount();
  fireEvent.keyDown(document.body, { key: "e" });
  expect(run.e).not.toHaveBeenCalled();
});
