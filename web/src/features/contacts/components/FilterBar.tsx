import { useQuery } from "@tanstack/react-query";
import { Columns3, ListFilter, PanelLeft, X } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Combo, IconButton, SearchBox } from "@/shared/ui";
import { listsOptions, segmentsOptions, tagsOptions } from "../api";
import { filtered, type View } from "../model";

const TYPING_MS = 300;

type Props = {
  view: View;
  look: (view: View) => void;
  onSide: () => void;
  onAdvanced: () => void;
  onColumns: () => void;
  total: ReactNode;
};

/** What narrows the list: words, a tag, a question; what holds stands below and can be taken away. */
export function FilterBar({ view, look, onSide, onAdvanced, onColumns, total }: Props) {
  const { t } = useTranslation("contacts");
  const [typed, setTyped] = useState(view.q ?? "");
  const tags = useQuery(tagsOptions).data?.data ?? [];
  // Another view, taken from a link or from the way back, brings its own words.
  useEffect(() => setTyped(view.q ?? ""), [view.q]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed sets the clock
  useEffect(() => {
    if (typed.trim() === (view.q ?? "")) return;
    const timer = setTimeout(() => look({ ...view, q: typed.trim() || undefined }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <div className="flex flex-col gap-2 border-b border-line px-3 py-2.5">
      <div className="flex flex-wrap items-center gap-2">
        <IconButton label={t(($) => $.side.title)} className="min-[1100px]:hidden" onPress={onSide}>
          <PanelLeft aria-hidden />
        </IconButton>
        <SearchBox
          label={t(($) => $.search)}
          value={typed}
          onChange={setTyped}
          className="w-72 max-sm:order-first max-sm:w-full"
        />
        <Combo
          key={(view.tags ?? []).join()}
          label={t(($) => $.filter.tag)}
          quiet
          placeholder={t(($) => $.filter.tag)}
          className="w-44 max-sm:min-w-0 max-sm:flex-1 [&_input]:h-8"
          value={null}
          onChange={(tag) => tag && look({ ...view, tags: [...(view.tags ?? []), tag] })}
          options={tags
            .filter((tag) => !view.tags?.includes(tag.name))
            .map((tag) => ({ id: tag.name, label: tag.name, hint: t(($) => $.filter.used, { count: tag.used }) }))}
        />
        <Button icon={<ListFilter aria-hidden />} onPress={onAdvanced}>
          {t(($) => $.filter.advanced)}
        </Button>
        <span className="ml-auto flex items-center gap-2 text-sm text-fg-3">
          <span className="max-sm:hidden">{total}</span>
          <IconButton label={t(($) => $.columns.title)} onPress={onColumns}>
            <Columns3 aria-hidden />
          </IconButton>
        </span>
      </div>
      {filtered(view) && <Chips view={view} look={look} onAdvanced={onAdvanced} />}
    </div>
  );
}

function Chips({ view, look, onAdvanced }: Pick<Props, "view" | "look" | "onAdvanced">) {
  const { t } = useTranslation("contacts");
  const lists = useQuery(listsOptions).data?.data ?? [];
  const segments = useQuery(segmentsOptions).data?.data ?? [];
  const without = (name: keyof View) => look({ ...view, [name]: undefined });
  const named = (all: { id: string; name: string }[], id: string) => all.find((one) => one.id === id)?.name ?? "…";
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {view.q && <Chip label={t(($) => $.chip.q, { q: view.q })} onRemove={() => without("q")} />}
      {view.segment && (
        <Chip
          label={t(($) => $.chip.segment, { name: named(segments, view.segment) })}
          onRemove={() => without("segment")}
        />
      )}
      {view.list && (
        <Chip label={t(($) => $.chip.list, { name: named(lists, view.list) })} onRemove={() => without("list")} />
      )}
      {view.tags?.map((tag) => (
        <Chip
          key={tag}
          label={t(($) => $.chip.tag, { tag })}
          onRemove={() => look({ ...view, tags: view.tags?.filter((one) => one !== tag) })}
        />
      ))}
      {view.text && <Chip label={view.text} mono onRemove={() => without("text")} onPress={onAdvanced} />}
      <Button
        look="quiet"
        className="h-7"
        onPress={() =>
          look({ ...(view.sort ? { sort: view.sort } : {}), ...(view.order ? { order: view.order } : {}) })
        }
      >
        {t(($) => $.clear)}
      </Button>
    </div>
  );
}

type ChipProps = { label: string; mono?: boolean; onRemove: () => void; onPress?: () => void };

function Chip({ label, mono, onRemove, onPress }: ChipProps) {
  const { t } = useTranslation("contacts");
  const shown = <span className={mono ? "truncate font-mono text-2xs" : "truncate"}>{label}</span>;
  return (
    <span className="inline-flex max-w-full items-center rounded-full bg-brand-soft pl-2.5 text-xs font-medium text-brand-fg">
      {onPress ? (
        <button
          type="button"
          onClick={onPress}
          title={label}
          className="flex min-h-6 min-w-0 items-center hover:underline"
        >
          {shown}
        </button>
      ) : (
        shown
      )}
      <button
        type="button"
        aria-label={t(($) => $.chip.remove, { label })}
        onClick={onRemove}
        className="grid size-6 shrink-0 place-items-center rounded-full hover:bg-surface-3"
      >
        <X className="size-3" aria-hidden />
      </button>
    </span>
  );
}
