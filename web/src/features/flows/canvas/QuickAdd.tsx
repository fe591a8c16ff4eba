import clsx from "clsx";
import { Link2, Search } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FlowNode } from "../model/document";
import { bare } from "../model/find";
import type { Kind } from "../model/kinds";
import { type Adding, useEditor, useEditorStore } from "../store";
import { join, put } from "./adding";
import { used } from "./favourites";
import { KindIcon, useKinds } from "./Palette";
import { useWords } from "./useWords";

const WIDTH = 280;
const HEIGHT = 360;
type Choice = { id: string; name: string; hint?: string; kind?: Kind; node?: FlowNode };

/** The palette at the pointer, on a handle or on a wire that ended nowhere: type, Enter, done. */
export function QuickAdd({ adding, onDone }: { adding: Adding; onDone: () => void }) {
  const { t } = useTranslation("flows");
  const store = useEditorStore();
  const words = useWords();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const place = useRef<HTMLDivElement>(null);
  const kinds = useKinds(typed);
  const nodes = useEditor((s) => s.history.present.nodes);
  const wanted = bare(typed.trim());
  const existing = adding.from
    ? nodes.filter(
        (n) =>
          n.type !== "start" &&
          n.id !== adding.from?.source &&
          wanted &&
          bare(`${words.title(n)} ${n.id}`).includes(wanted),
      )
    : [];
  const choices: Choice[] = [
    ...kinds.map((kind) => ({ id: kind.id, name: t(($) => $.types[kind.id]), hint: t(($) => $.hints[kind.id]), kind })),
    ...existing
      .slice(0, 8)
      .map((node) => ({ id: `node:${node.id}`, name: words.title(node), hint: t(($) => $.palette.connect), node })),
  ];
  const close = () => {
    store.setState({ adding: null });
    onDone();
  };
  const take = (choice: Choice | undefined) => {
    if (choice?.kind) {
      put(store, choice.kind, adding);
      used(choice.kind.id);
    } else if (choice?.node && adding.from) {
      join(store, adding.from.source, adding.from.handle, choice.node.id);
      store.setState({ adding: null });
    } else return;
    onDone();
  };
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (!place.current?.contains(event.target as Node)) store.setState({ adding: null });
    };
    document.addEventListener("pointerdown", outside, true);
    return () => document.removeEventListener("pointerdown", outside, true);
  }, [store]);
  useEffect(() => {
    document.getElementById(`${list}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [at, list]);
  const left = Math.max(8, Math.min(adding.at.x, window.innerWidth - WIDTH - 8));
  const top = Math.max(8, Math.min(adding.at.y, window.innerHeight - HEIGHT - 8));
  return (
    <div
      ref={place}
      role="dialog"
      aria-label={t(($) => $.palette.quick)}
      className="fixed z-30 flex animate-rise flex-col overflow-hidden rounded-node border border-line bg-surface shadow-e3"
      style={{ left, top, width: WIDTH, maxHeight: HEIGHT }}
    >
      <div className="relative border-b border-line p-2">
        <Search className="absolute left-4 top-4 size-4 text-fg-3" aria-hidden />
        <input
          // biome-ignore lint/a11y/noAutofocus: it was opened to be typed into
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={list}
          aria-activedescendant={choices[at] ? `${list}-${at}` : undefined}
          aria-label={t(($) => $.palette.search)}
          placeholder={t(($) => $.palette.search)}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown") setAt((now) => Math.min(choices.length - 1, now + 1));
            else if (event.key === "ArrowUp") setAt((now) => Math.max(0, now - 1));
            else if (event.key === "Enter") take(choices[at]);
            else if (event.key === "Escape") close();
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
          className="h-8 w-full rounded-control border border-control bg-surface pl-8 pr-2 text-sm text-fg outline-none focus:border-brand"
        />
      </div>
      <div id={list} role="listbox" aria-label={t(($) => $.palette.title)} className="min-h-0 flex-1 overflow-auto p-1">
        {choices.length === 0 && <p className="px-3 py-3 text-sm text-fg-3">{t(($) => $.palette.none)}</p>}
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={choice.id}
            id={`${list}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onClick={() => take(choice)}
            onMouseMove={() => setAt(index)}
            className={clsx(
              "flex cursor-default items-center gap-2 rounded-chip px-2 py-1",
              index === at && "bg-surface-2",
            )}
          >
            {choice.kind ? <KindIcon kind={choice.kind} /> : <Link2 className="mx-1.5 size-4 text-fg-3" aria-hidden />}
            <span className="min-w-0">
              <span className="block truncate text-sm text-fg">{choice.name}</span>
              <span className="block truncate text-2xs text-fg-3">{choice.hint}</span>
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}
