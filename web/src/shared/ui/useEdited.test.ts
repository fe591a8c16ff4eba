import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import { useEdited } from "./useEdited";

type Stored = { version: number; name: string };
const over = (stored: Stored) =>
  renderHook(({ now }: { now: Stored }) => useEdited(now, ({ name }) => ({ name })), { initialProps: { now: stored } });

test("what nobody changed follows what is stored", () => {
  const { result, rerender } = over({ version: 1, name: "Ana" });
  act(() => result.current.edit({ name: "Bia" }));
  act(() => result.current.edit({ name: "Ana" }));
  expect(result.current.dirty).toBe(false);
  rerender({ now: { version: 2, name: "Clara" } });
  expect(result.current).toMatchObject({ form: { name: "Clara" }, dirty: false, outdated: false });
  expect(result.current.base.version).toBe(2);
});

test("what was changed is kept when others store another, and said to be outdated", () => {
  const { result, rerender } = over({ version: 1, name: "Ana" });
  act(() => result.current.edit({ name: "Bia" }));
  rerender({ now: { version: 1, name: "Ana" } });
  expect(result.current.outdated).toBe(false);
  rerender({ now: { version: 2, name: "Clara" } });
  expect(result.current).toMatchObject({ form: { name: "Bia" }, dirty: true, outdated: true });
  expect(result.current.base.version).toBe(1);
  act(() => result.current.reset());
  expect(result.current).toMatchObject({ form: { name: "Clara" }, dirty: false, outdated: false });
});
