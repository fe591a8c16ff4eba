import type { ReactNode } from "react";
import { useEffect, useRef } from "react";
import { create } from "zustand";

/** Something that can be done here and now: it stands in the palette, in the sheet of shortcuts and behind its keys. */
export type Action = {
  id: string;
  label: string;
  /** Under which heading it stands. */
  group: string;
  /** "g d" one after the other, "ctrl+k" together (⌘ on a Mac), "e" alone. */
  keys?: string;
  icon?: ReactNode;
  /** Works while somebody is typing as well. */
  always?: boolean;
  /** A text field keeps these keys for itself: its own undo, its own select-all. */
  yields?: boolean;
  /** Not in the palette: only for the hand that knows it. */
  hidden?: boolean;
  run: () => void;
};

type Registry = { actions: Map<string, Action> };
export const useRegistry = create<Registry>(() => ({ actions: new Map() }));

const SWITCH = "pytake.singleKeys";

/** Single-key shortcuts can be switched off by who is disturbed by them. */
function singleKeys(): boolean {
  return localStorage.getItem(SWITCH) !== "off";
}

export function setSingleKeys(on: boolean): void {
  localStorage.setItem(SWITCH, on ? "on" : "off");
}

/** Offers actions as long as the component is shown. Pass a stable list, or one that changes only when its labels do. */
export function useActions(actions: Action[]): void {
  const newest = useRef(actions);
  newest.current = actions;
  const names = actions.map((a) => `${a.id} ${a.label} ${a.keys ?? ""} ${a.group}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: what they are called decides, what they do is looked up when it is done
  useEffect(() => {
    const offered = newest.current.map((action): [string, Action] => [
      action.id,
      { ...action, run: () => newest.current.find((a) => a.id === action.id)?.run() },
    ]);
    useRegistry.setState(({ actions: now }) => ({ actions: new Map([...now, ...offered]) }));
    return () =>
      useRegistry.setState(({ actions: now }) => {
        const left = new Map(now);
        for (const [id, action] of offered) if (left.get(id) === action) left.delete(id);
        return { actions: left };
      });
  }, [names]);
}

const MAC = typeof navigator !== "undefined" && /Mac|iP(hone|ad)/.test(navigator.platform);

/** Keys as they are printed on the keyboard: "⌘ K", "Ctrl K", "G D". */
export function printed(keys: string): string {
  const names: Record<string, string> = {
    ctrl: MAC ? "⌘" : "Ctrl",
    shift: "Shift",
    alt: MAC ? "⌥" : "Alt",
    enter: "Enter",
    escape: "Esc",
  };
  return keys
    .split(" ")
    .map((stroke) =>
      stroke
        .split("+")
        .map((key) => names[key] ?? key.toUpperCase())
        .join(" "),
    )
    .join(" ");
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

/** The stroke of an event in the words of `keys`. A letter with Shift is the sign it makes: "#", "?". */
export function stroke(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): string {
  const key = event.key.toLowerCase();
  const mods = [];
  if (event.ctrlKey || event.metaKey) mods.push("ctrl");
  if (event.altKey) mods.push("alt");
  if (event.shiftKey && (key.length > 1 || mods.length > 0 || /[a-z0-9]/.test(key))) mods.push("shift");
  return [...mods, key].join("+");
}

const PATIENCE_MS = 900;

/** Listens to the whole page. Returns the end of listening. */
export function listen(target: Document = document): () => void {
  let begun = "";
  let timer: ReturnType<typeof setTimeout>;
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || ["Control", "Shift", "Alt", "Meta"].includes(event.key)) return;
    const now = stroke(event);
    const held = now.includes("ctrl+") || now.includes("alt+");
    const writes = typing(event.target);
    const layered =
      target.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"][data-layer]') !==
      null;
    const said = begun ? `${begun} ${now}` : now;
    begun = "";
    clearTimeout(timer);
    const actions = [...useRegistry.getState().actions.values()].reverse();
    const meant = actions.find((a) => a.keys === said) ?? actions.find((a) => a.keys === now);
    if (meant) {
      if (writes && meant.yields) return;
      if (writes && !(meant.always || (held && meant.keys?.includes("+")))) return;
      if (layered && !meant.always) return;
      if (!held && !writes && now.length === 1 && !singleKeys()) return;
      event.preventDefault();
      meant.run();
      return;
    }
    if (!writes && !layered && singleKeys() && actions.some((a) => a.keys?.startsWith(`${now} `))) {
      begun = now;
      timer = setTimeout(() => {
        begun = "";
      }, PATIENCE_MS);
    }
  };
  target.addEventListener("keydown", onKey);
  return () => {
    clearTimeout(timer);
    target.removeEventListener("keydown", onKey);
  };
}
