import { type KeyboardEvent, type PointerEvent, useState } from "react";

type Width = { kept: string; least: number; most: number; usual: number };

export const LIST: Width = { kept: "pytake.listWidth", least: 280, most: 520, usual: 352 };
export const PANE: Width = { kept: "pytake.paneWidth", least: 260, most: 560, usual: 300 };

export function useWidth({ kept, least, most, usual }: Width): [number, (width: number) => void] {
  const [width, setWidth] = useState(() => Number(localStorage.getItem(kept)) || usual);
  return [
    width,
    (next) => {
      const fitting = Math.round(Math.min(most, Math.max(least, next)));
      localStorage.setItem(kept, String(fitting));
      setWidth(fitting);
    },
  ];
}

type ResizerProps = {
  of: Width;
  width: number;
  onWidth: (width: number) => void;
  label: string;
  /** What it widens stands to its right. */
  right?: boolean;
  className: string;
};

/** Between two panes: dragged, or moved by arrows. */
export function Resizer({ of, width, onWidth, label, right, className }: ResizerProps) {
  const way = right ? -1 : 1;
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -16, ArrowRight: 16 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onWidth(width + way * by);
  };
  const onDown = (event: PointerEvent<HTMLDivElement>) => {
    const from = event.clientX;
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (move) => onWidth(width + way * (move.clientX - from));
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
      aria-valuemin={of.least}
      aria-valuemax={of.most}
      onKeyDown={onKey}
      onPointerDown={onDown}
      className={`relative z-[1] -mx-1 w-2 shrink-0 cursor-col-resize touch-none hover:bg-line-strong focus-visible:bg-brand ${className}`}
    />
  );
}
