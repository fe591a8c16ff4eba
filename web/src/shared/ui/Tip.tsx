import { useCallback, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

const DELAY_MS = 400;
const GAP = 6;

type Shown = { x: number; y: number; above: boolean };

/** The name of a picture button, shown after a moment of pointing at it or at once when it has the keyboard's focus. */
export function useTip(label: string, hint?: string) {
  const [shown, setShown] = useState<Shown | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hide = useCallback(() => {
    clearTimeout(timer.current);
    setShown(null);
  }, []);
  useEffect(() => hide, [hide]);
  useEffect(() => {
    if (!shown) return;
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && hide();
    addEventListener("keydown", onKey, true);
    addEventListener("scroll", hide, true);
    return () => {
      removeEventListener("keydown", onKey, true);
      removeEventListener("scroll", hide, true);
    };
  }, [shown, hide]);
  const show = (target: Element, after: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const box = target.getBoundingClientRect();
      const above = box.top > 60;
      const x = Math.min(innerWidth - 60, Math.max(60, box.left + box.width / 2));
      setShown({ x, y: above ? box.top - GAP : box.bottom + GAP, above });
    }, after);
  };
  const tip =
    shown &&
    createPortal(
      <div
        role="tooltip"
        className="pointer-events-none fixed z-50 flex max-w-64 animate-rise items-center gap-2 rounded-chip bg-fg px-2 py-1 text-xs text-bg shadow-e2"
        style={{ left: shown.x, top: shown.y, translate: `-50% ${shown.above ? "-100%" : "0"}` }}
      >
        {label}
        {hint && <kbd className="font-sans">{hint}</kbd>}
      </div>,
      document.body,
    );
  return {
    tip,
    over: {
      onHoverStart: (event: { target: Element }) => show(event.target, DELAY_MS),
      onHoverEnd: hide,
      onFocus: (event: { target: Element }) => event.target.matches(":focus-visible") && show(event.target, 0),
      onBlur: hide,
      onPressStart: hide,
    },
  };
}
