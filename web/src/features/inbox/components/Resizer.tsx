import { type KeyboardEvent, type PointerEvent, useState } from "react";

const KEPT = "pytake.listWidth";
const [LEAST, MOST, USUAL] = [280, 520, 352];

export function useListWidth(): [number, (width: number) => void] {
  const [width, setWidth] = useState(() => Number(localStorage.getItem(KEPT)) || USUAL);
  return [
    width,
    (next) => {
      const kept = Math.round(Math.min(MOST, Math.max(LEAST, next)));
      localStorage.setItem(KEPT, String(kept));
      setWidth(kept);
    },
  ];
}

/** Between list and thread: dragged, or moved by arrows. */
export function Resizer({ width, onWidth, label }: { width: number; onWidth: (width: number) => void; label: string }) {
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onWidth(width + by);
  };
  const onDown = (event: PointerEvent<HTMLDivElement>) => {
    const from = event.clientX;
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (move) => onWidth(width + move.clientX - from);
    handle.onpointerup = () => {
      handle.onpointermove = null;
    };
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that moves is no <hr>
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      onKeyDown={onKey}
      onPointerDown={onDown}
      className="-mx-1 w-2 shrink-0 cursor-col-resize touch-none hover:bg-line-strong focus-visible:bg-brand max-[900px]:hidden"
    />
  );
}
