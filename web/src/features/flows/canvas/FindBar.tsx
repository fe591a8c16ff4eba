import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/shared/ui";
import { foundIn } from "../model/find";
import { docShown, select, useEditor, useEditorStore } from "../store";
import { useCentre } from "./useCanvasKeys";
import { useWords } from "./useWords";

/** Finds blocks by whatever they hold, and goes from one to the next. */
export function FindBar({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("flows");
  const { t: common } = useTranslation();
  const store = useEditorStore();
  const words = useWords();
  const centre = useCentre();
  const doc = useEditor(docShown);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const hits = useMemo(() => foundIn(doc, typed, words.title), [doc, typed, words]);
  useEffect(() => {
    store.setState({ hits: new Set(hits) });
    return () => store.setState({ hits: new Set() });
  }, [hits, store]);
  const go = (to: number) => {
    const place = (to + hits.length) % hits.length;
    const id = hits[place];
    if (!id) return;
    setAt(place);
    select(store, [id]);
    centre([id], true);
  };
  return (
    <search className="absolute right-3 top-3 z-10 flex items-center gap-1 rounded-node border border-line bg-surface p-1.5 shadow-e2">
      <input
        // biome-ignore lint/a11y/noAutofocus: it was opened to be typed into
        autoFocus
        aria-label={t(($) => $.find.label)}
        placeholder={t(($) => $.find.label)}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(-1);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") go(event.shiftKey ? at - 1 : at + 1);
          else if (event.key === "Escape") onClose();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
        className="h-8 w-64 rounded-control border border-control bg-surface px-2 text-sm text-fg outline-none focus:border-brand"
      />
      <output className="tnum min-w-16 text-center text-xs text-fg-3">
        {typed &&
          (hits.length > 0
            ? t(($) => $.find.hits, { at: Math.max(0, at) + 1, count: hits.length })
            : t(($) => $.find.none))}
      </output>
      <IconButton label={t(($) => $.find.previous)} isDisabled={hits.length === 0} onPress={() => go(at - 1)}>
        <ChevronUp aria-hidden />
      </IconButton>
      <IconButton label={t(($) => $.find.next)} isDisabled={hits.length === 0} onPress={() => go(at + 1)}>
        <ChevronDown aria-hidden />
      </IconButton>
      <IconButton label={common(($) => $.close)} hint="Esc" onPress={onClose}>
        <X aria-hidden />
      </IconButton>
    </search>
  );
}
