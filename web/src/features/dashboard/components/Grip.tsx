import { GripVertical } from "lucide-react";
import type { PointerEvent } from "react";

type GripProps = {
  /** The card's place in the order. */
  at: number;
  /** Where it would be put, while it is held; null when it is let go elsewhere. */
  onOver: (place: number | null) => void;
  onDrop: (from: number, to: number) => void;
};

const placeAt = (x: number, y: number): number | null => {
  const card = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-place]");
  return card ? Number(card.dataset.place) : null;
};

/** Takes a card by the pointer to another place; the keyboard has the card's menu for it. */
export function Grip({ at, onOver, onDrop }: GripProps) {
  const onDown = (event: PointerEvent<HTMLSpanElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const grip = event.currentTarget;
    let over: number | null = null;
    grip.setPointerCapture(event.pointerId);
    grip.onpointermove = (move) => {
      over = placeAt(move.clientX, move.clientY);
      onOver(over === at ? null : over);
    };
    const end = (dropped: boolean) => {
      grip.onpointermove = null;
      grip.onpointerup = null;
      grip.onpointercancel = null;
      onOver(null);
      if (dropped && over !== null && over !== at) onDrop(at, over);
    };
    grip.onpointerup = () => end(true);
    grip.onpointercancel = () => end(false);
  };
  return (
    <span
      aria-hidden
      data-grip
      onPointerDown={onDown}
      className="grid size-8 cursor-grab touch-none place-items-center rounded-control text-fg-3 hover:bg-surface-2 active:cursor-grabbing"
    >
      <GripVertical className="size-[18px]" />
    </span>
  );
}
