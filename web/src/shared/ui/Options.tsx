import clsx from "clsx";
import { Check } from "lucide-react";
import { type ReactNode, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { placed } from "./Menu";

export type Option = { id: string; label: string; hint?: string; icon?: ReactNode; disabled?: boolean };

type OptionsProps = {
  id: string;
  label: string;
  options: Option[];
  at: number;
  chosen: string | null;
  anchor: RefObject<HTMLElement | null>;
  onPick: (option: Option) => void;
  onClose: () => void;
  empty?: string;
};

/** The open list of a Select or a Combo; what opened it keeps the focus and takes the keys. */
export function Options({ id, label, options, at, chosen, anchor, onPick, onClose, empty }: OptionsProps) {
  const box = useRef<HTMLDivElement>(null);
  const [where, setWhere] = useState<{ left: number; top: number; width: number } | null>(null);
  const count = options.length;
  const place = useCallback(() => {
    const from = anchor.current?.getBoundingClientRect();
    const own = box.current?.getBoundingClientRect();
    if (from && own)
      setWhere({
        ...placed(from, { width: from.width, height: own.height }, { width: innerWidth, height: innerHeight }),
        width: from.width,
      });
  }, [anchor]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number of options is another height
  useLayoutEffect(place, [place, count]);
  useEffect(() => {
    box.current?.querySelector(`[id="${id}-${at}"]`)?.scrollIntoView?.({ block: "nearest" });
  }, [at, id]);
  useEffect(() => {
    const away = (event: Event) =>
      !box.current?.contains(event.target as Node) && !anchor.current?.contains(event.target as Node) && onClose();
    // It goes with its field, whose words a scrolling page must not lose; out of sight it is closed.
    const moved = (event: Event) => {
      if (box.current?.contains(event.target as Node)) return;
      const from = anchor.current?.getBoundingClientRect();
      if (from && from.bottom > 0 && from.top < innerHeight) place();
      else onClose();
    };
    document.addEventListener("pointerdown", away, true);
    addEventListener("scroll", moved, true);
    return () => {
      document.removeEventListener("pointerdown", away, true);
      removeEventListener("scroll", moved, true);
    };
  }, [anchor, onClose, place]);
  return createPortal(
    <div
      ref={box}
      id={id}
      role="listbox"
      tabIndex={-1}
      aria-label={label}
      // The field must not lose its focus to a click here.
      onMouseDown={(event) => event.preventDefault()}
      className={clsx(
        "fixed z-50 max-h-72 overflow-auto rounded-node border border-line bg-surface p-1 shadow-e2 outline-none",
        !where && "invisible",
      )}
      style={where ?? { left: 0, top: 0 }}
    >
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
        <div
          key={option.id}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={option.id === chosen}
          aria-disabled={option.disabled || undefined}
          onClick={() => !option.disabled && onPick(option)}
          className={clsx(
            "flex min-h-8 cursor-default items-center gap-2 rounded-chip px-2 py-1 text-sm text-fg aria-disabled:opacity-50 aria-selected:font-medium max-md:min-h-10 [&_svg]:size-4",
            index === at ? "bg-surface-2" : "hover:bg-surface-2",
          )}
        >
          {option.icon}
          <span className="min-w-0 flex-1">
            <span className="block truncate">{option.label}</span>
            {option.hint && <span className="block truncate text-xs font-normal text-fg-3">{option.hint}</span>}
          </span>
          {option.id === chosen && <Check className="shrink-0 text-brand-fg" aria-hidden />}
        </div>
      ))}
      {count === 0 && empty && (
        // An option that is none: a list without any is no list.
        <div role="option" tabIndex={-1} aria-selected={false} aria-disabled className="px-2 py-1.5 text-sm text-fg-3">
          {empty}
        </div>
      )}
    </div>,
    anchor.current?.closest<HTMLElement>("dialog, [role=dialog], [role=alertdialog]") ?? document.body,
  );
}

/** The next option in a direction that can be chosen; stays when there is none. */
export function step(options: Option[], at: number, by: 1 | -1): number {
  for (let next = at + by; next >= 0 && next < options.length; next += by) if (!options[next]?.disabled) return next;
  return at;
}
