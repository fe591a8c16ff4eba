import clsx from "clsx";
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

export type Item =
  | {
      id: string;
      label: string;
      icon?: ReactNode;
      hint?: string;
      danger?: boolean;
      disabled?: boolean;
      run: () => void;
    }
  | "line";

const GAP = 4;
const EDGE = 8;

/** Where a list of this size fits beside what opened it: below, or above where there is no room. */
export function placed(
  anchor: { left: number; right: number; top: number; bottom: number },
  size: { width: number; height: number },
  room: { width: number; height: number },
): { left: number; top: number } {
  const below = anchor.bottom + GAP + size.height <= room.height - EDGE || anchor.top < size.height + GAP;
  const left = anchor.left + size.width <= room.width - EDGE ? anchor.left : anchor.right - size.width;
  return {
    left: Math.max(EDGE, Math.min(left, room.width - size.width - EDGE)),
    top: Math.max(
      EDGE,
      below ? Math.min(anchor.bottom + GAP, room.height - size.height - EDGE) : anchor.top - GAP - size.height,
    ),
  };
}

type OpenProps = { label: string; items: Item[]; anchor: HTMLElement; onClose: (back: boolean) => void };

function Open({ label, items, anchor, onClose }: OpenProps) {
  const box = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: "", at: 0 });
  const [at, setAt] = useState<{ left: number; top: number } | null>(null);
  useLayoutEffect(() => {
    const own = box.current?.getBoundingClientRect();
    if (own) setAt(placed(anchor.getBoundingClientRect(), own, { width: innerWidth, height: innerHeight }));
    box.current?.querySelector<HTMLElement>("[role=menuitem]:not([aria-disabled])")?.focus();
  }, [anchor]);
  useEffect(() => {
    const away = (event: Event) =>
      !box.current?.contains(event.target as Node) && !anchor.contains(event.target as Node) && onClose(false);
    document.addEventListener("pointerdown", away, true);
    addEventListener("resize", away);
    return () => {
      document.removeEventListener("pointerdown", away, true);
      removeEventListener("resize", away);
    };
  }, [anchor, onClose]);
  const onKey = (event: KeyboardEvent) => {
    const all = [...(box.current?.querySelectorAll<HTMLElement>("[role=menuitem]:not([aria-disabled])") ?? [])];
    const here = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) all[to % all.length]?.focus();
    else if (event.key === "Escape") onClose(true);
    else if (event.key === "Tab") onClose(false);
    else if (event.key.length === 1 && event.key !== " ") {
      const now = Date.now();
      const before = now - typed.current.at < 600 ? typed.current.text : "";
      typed.current = { text: before + event.key.toLowerCase(), at: now };
      all.find((el) => el.textContent?.trim().toLowerCase().startsWith(typed.current.text))?.focus();
    } else return;
    event.stopPropagation();
    if (event.key !== "Tab") event.preventDefault();
  };
  return createPortal(
    <div
      ref={box}
      role="menu"
      tabIndex={-1}
      aria-label={label}
      onKeyDown={onKey}
      className={clsx(
        "fixed z-50 max-h-[70vh] min-w-44 overflow-auto rounded-node border border-line bg-surface p-1 shadow-e2 outline-none",
        !at && "invisible",
      )}
      style={at ?? { left: 0, top: 0 }}
    >
      {items.map((item, index) =>
        item === "line" ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
          <div key={index} role="presentation" className="my-1 h-px bg-line" />
        ) : (
          <button
            key={item.id}
            type="button"
            role="menuitem"
            tabIndex={-1}
            aria-disabled={item.disabled || undefined}
            onPointerMove={(event) => !item.disabled && event.currentTarget.focus()}
            onClick={() => {
              if (item.disabled) return;
              onClose(true);
              item.run();
            }}
            className={clsx(
              "flex min-h-8 w-full cursor-default items-center gap-2 rounded-chip px-2 py-1 text-left text-sm outline-none focus:bg-surface-2 aria-disabled:opacity-50 max-md:min-h-10 [&_svg]:size-4",
              item.danger ? "text-danger" : "text-fg",
            )}
          >
            {item.icon}
            <span className="flex-1">{item.label}</span>
            {item.hint && <kbd className="pl-4 font-sans text-xs text-fg-3">{item.hint}</kbd>}
          </button>
        ),
      )}
    </div>,
    // Inside the dialog it was opened from: what lies outside of one can't be reached while it is open.
    anchor.closest<HTMLElement>("dialog, [role=dialog], [role=alertdialog]") ?? document.body,
  );
}

/** What can be done here, said when it is opened at the latest. `children` is the one button that opens it. */
export function Menu({
  label,
  items,
  children,
}: {
  label: string;
  items: Item[] | (() => Item[]);
  children: ReactNode;
}) {
  const around = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const button = () => around.current?.querySelector<HTMLElement>("button") ?? null;
  useLayoutEffect(() => {
    const own = around.current?.querySelector("button");
    own?.setAttribute("aria-haspopup", "menu");
    own?.setAttribute("aria-expanded", String(open));
  });
  const close = useCallback((back: boolean) => {
    setOpen(false);
    if (back) around.current?.querySelector<HTMLElement>("button")?.focus();
  }, []);
  const anchor = button();
  return (
    <span ref={around} className="contents">
      <span
        className="contents"
        onClickCapture={() => setOpen((now) => !now)}
        onKeyDownCapture={(event) => !open && event.key === "ArrowDown" && setOpen(true)}
      >
        {children}
      </span>
      {open && anchor && (
        <Open label={label} items={typeof items === "function" ? items() : items} anchor={anchor} onClose={close} />
      )}
    </span>
  );
}
