import clsx from "clsx";
import { Star } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { SearchBox, TONES } from "@/shared/ui";
import { bare } from "../model/find";
import { FAMILIES, type Family, KINDS, type Kind, PALETTE } from "../model/kinds";
import { star, useHabits } from "./favourites";

export const CARRIED = "application/x-pytake-block";

/** The kinds whose name or purpose has the words. */
export function useKinds(words: string): Kind[] {
  const { t } = useTranslation("flows");
  return useMemo(() => {
    const wanted = bare(words.trim());
    return PALETTE.filter((kind) =>
      bare(`${t(($) => $.types[kind.id])} ${t(($) => $.hints[kind.id])} ${kind.type}`).includes(wanted),
    );
  }, [t, words]);
}

export function KindIcon({ kind }: { kind: Pick<Kind, "icon" | "family"> }) {
  const Icon = kind.icon;
  return (
    <span className={clsx("grid size-7 shrink-0 place-items-center rounded-control", TONES[FAMILIES[kind.family]])}>
      <Icon className="size-4" aria-hidden />
    </span>
  );
}

function Item({ kind, onAdd }: { kind: Kind; onAdd: (kind: Kind) => void }) {
  const { t } = useTranslation("flows");
  const name = t(($) => $.types[kind.id]);
  const starred = useHabits((s) => s.stars.includes(kind.id));
  return (
    <li className="group relative">
      <button
        type="button"
        draggable
        title={t(($) => $.hints[kind.id])}
        onClick={() => onAdd(kind)}
        onDragStart={(event) => {
          event.dataTransfer.setData(CARRIED, kind.id);
          event.dataTransfer.effectAllowed = "copy";
        }}
        className="flex w-full cursor-grab items-center gap-2 rounded-control border border-transparent px-2 py-1 pr-7 text-left text-sm text-fg hover:border-line hover:bg-surface-2"
      >
        <KindIcon kind={kind} />
        <span className="min-w-0 leading-tight">{name}</span>
      </button>
      <button
        type="button"
        aria-label={t(($) => (starred ? $.palette.unstar : $.palette.star), { name })}
        aria-pressed={starred}
        onClick={() => star(kind.id)}
        className={clsx(
          "absolute right-0.5 top-1.5 grid size-6 place-items-center rounded-chip text-fg-3 hover:text-warn focus-visible:opacity-100 group-hover:opacity-100",
          starred ? "text-warn opacity-100" : "opacity-0",
        )}
      >
        <Star className={clsx("size-3.5", starred && "fill-current")} aria-hidden />
      </button>
    </li>
  );
}

export function Palette({ onAdd }: { onAdd: (kind: Kind) => void }) {
  const { t } = useTranslation("flows");
  const [words, setWords] = useState("");
  const found = useKinds(words);
  const { stars, recent } = useHabits();
  const named = (ids: readonly string[]) => ids.flatMap((id) => KINDS.find((kind) => kind.id === id) ?? []);
  const groups: [string, Kind[]][] = words
    ? [["", found]]
    : [
        [t(($) => $.families.favourite), named(stars)],
        [t(($) => $.families.recent), named(recent.filter((id) => !stars.includes(id)))],
        ...(Object.keys(FAMILIES) as Family[]).map((family): [string, Kind[]] => [
          t(($) => $.families[family]),
          PALETTE.filter((kind) => kind.family === family),
        ]),
      ];
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="p-3 pb-2">
        <SearchBox
          label={t(($) => $.palette.search)}
          value={words}
          onChange={setWords}
          onSubmit={() => found[0] && onAdd(found[0])}
        />
      </div>
      <div className="min-h-0 flex-1 overflow-auto px-2 pb-3">
        {found.length === 0 && <p className="px-2 py-4 text-sm text-fg-3">{t(($) => $.palette.none)}</p>}
        {groups
          .filter(([, kinds]) => kinds.length > 0)
          .map(([name, kinds]) => (
            <section key={name} aria-label={name || undefined}>
              {name && (
                <h3 className="px-2 pb-1 pt-2 text-2xs font-semibold uppercase tracking-wide text-fg-3">{name}</h3>
              )}
              <ul>
                {kinds.map((kind) => (
                  <Item key={kind.id} kind={kind} onAdd={onAdd} />
                ))}
              </ul>
            </section>
          ))}
      </div>
    </div>
  );
}
