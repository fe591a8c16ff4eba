import clsx from "clsx";
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Action, printed, useRegistry } from "@/shared/actions";
import { Kbd } from "@/shared/ui";
import { useFound } from "./found";

const RECENT = "pytake.recentActions";
const MOST_RECENT = 5;

function recent(): string[] {
  try {
    return JSON.parse(localStorage.getItem(RECENT) ?? "[]") as string[];
  } catch {
    return [];
  }
}

function remember(id: string): void {
  localStorage.setItem(RECENT, JSON.stringify([id, ...recent().filter((r) => r !== id)].slice(0, MOST_RECENT)));
}

/** Without accents and capitals: "visao" finds "Visão". */
const bare = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

type Row = { action: Action; group: string };

function useRows(typed: string): { rows: Row[]; looking: boolean } {
  const { t } = useTranslation();
  const actions = useRegistry((s) => s.actions);
  const { found, looking } = useFound(typed);
  const rows = useMemo(() => {
    const shown = [...actions.values()].filter((a) => !a.hidden);
    const wanted = bare(typed.trim());
    if (wanted) {
      const words = wanted.split(/\s+/);
      const fit = shown.filter((a) => words.every((word) => bare(`${a.label} ${a.group}`).includes(word)));
      return [...fit, ...found].map((action) => ({ action, group: action.group }));
    }
    const late = recent().flatMap((id) => shown.filter((a) => a.id === id));
    return [
      ...late.map((action) => ({ action, group: t(($) => $.palette.recent) })),
      ...shown.filter((a) => !late.includes(a)).map((action) => ({ action, group: action.group })),
    ];
  }, [actions, found, typed, t]);
  // One heading a group, wherever its members were offered.
  const grouped = useMemo(() => {
    const order = [...new Set(rows.map((r) => r.group))];
    return order.flatMap((group) => rows.filter((r) => r.group === group));
  }, [rows]);
  return { rows: grouped, looking };
}

/** Everything that can be done and found, behind one line of text that takes keys from its first frame. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const { rows, looking } = useRows(typed);
  const list = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => box.current?.showModal(), []);
  const here = Math.min(at, Math.max(0, rows.length - 1));
  useEffect(() => {
    list.current?.querySelector(`[id="${id}-${here}"]`)?.scrollIntoView?.({ block: "nearest" });
  }, [here, id]);
  const run = (row: Row | undefined) => {
    if (!row) return;
    if (!row.action.id.startsWith("found:")) remember(row.action.id);
    onClose();
    row.action.run();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setAt((here + 1) % Math.max(1, rows.length));
    else if (event.key === "ArrowUp") setAt((here - 1 + rows.length) % Math.max(1, rows.length));
    else if (event.key === "Enter") run(rows[here]);
    else return;
    event.preventDefault();
  };
  return (
    // The browser's own dialog keeps the focus inside, gives it back, and costs no code before the first key.
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside it closes it, as Esc does by itself
    <dialog
      ref={box}
      aria-label={t(($) => $.palette.title)}
      onClose={onClose}
      onClick={(event) => event.target === box.current && onClose()}
      className="mx-auto mt-[12vh] mb-auto w-[580px] max-w-[94vw] overflow-hidden rounded-dialog border border-line bg-surface p-0 text-fg shadow-e3 outline-none backdrop:bg-veil"
    >
      <input
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={rows.length > 0 ? `${id}-${here}` : undefined}
        aria-label={t(($) => $.palette.search)}
        placeholder={t(($) => $.palette.search)}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
        className="h-13 w-full border-b border-line bg-transparent px-5 text-lg text-fg outline-none"
      />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        tabIndex={-1}
        aria-label={t(($) => $.palette.title)}
        className="max-h-[50vh] overflow-auto p-2"
      >
        {rows.map(({ action, group }, index) => (
          <div key={action.id} role="presentation">
            {group !== rows[index - 1]?.group && (
              <div
                role="presentation"
                className="px-3 pb-1 pt-2 text-2xs font-semibold uppercase tracking-wide text-fg-3"
              >
                {group}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the line above takes the keys */}
            <div
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === here}
              onClick={() => run(rows[index])}
              onPointerMove={() => setAt(index)}
              className={clsx(
                "flex h-10 cursor-default items-center gap-2.5 rounded-control px-3 text-base text-fg [&_svg]:size-4",
                index === here && "bg-brand-soft text-brand-fg",
              )}
            >
              {action.icon}
              <span className="min-w-0 flex-1 truncate">{action.label}</span>
              {action.keys && <Kbd>{printed(action.keys)}</Kbd>}
            </div>
          </div>
        ))}
      </div>
      {rows.length === 0 && (
        <p role="status" className="px-3 pb-6 pt-4 text-center text-sm text-fg-3">
          {t(($) => (looking ? $.loading : $.palette.nothing))}
        </p>
      )}
    </dialog>
  );
}
