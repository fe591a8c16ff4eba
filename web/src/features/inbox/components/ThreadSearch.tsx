import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "@/shared/api";
import { IconButton, SearchBox, toast } from "@/shared/ui";

const PAUSE_MS = 250;
const LEAST = 2;
const HITS = 100;

type Props = { conversationId: string; onHit: (messageId: string) => void; onClose: () => void };

/** Looks for words in one conversation, and goes from hit to hit, the newest first. */
export function ThreadSearch({ conversationId, onHit, onClose }: Props) {
  const { t } = useTranslation("inbox");
  const [typed, setTyped] = useState("");
  const [q, setQ] = useState("");
  const [at, setAt] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => {
      setQ(typed.trim());
      setAt(0);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useInfiniteQuery({
    queryKey: ["thread-search", conversationId, q],
    enabled: q.length >= LEAST,
    placeholderData: keepPreviousData,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/v1/whatsapp/messages/search", {
          params: { query: { q, conversation_id: conversationId, cursor: pageParam, limit: HITS } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.pagination.next_cursor ?? undefined,
  });
  const hits = useMemo(
    () => (q.length >= LEAST ? (found.data?.pages.flatMap((page) => page.data.map((m) => m.id)) ?? []) : []),
    [found.data, q],
  );
  const here = hits[at];
  useEffect(() => {
    if (here) onHit(here);
  }, [here, onHit]);
  useEffect(() => {
    if (found.isError) toast.failed(found.error);
  }, [found.isError, found.error]);
  const { hasNextPage, fetchNextPage } = found;
  const go = (by: 1 | -1) => {
    const next = at + by;
    if (next >= hits.length && hasNextPage) void fetchNextPage().then(() => setAt(next));
    else if (hits[next]) setAt(next);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      onClose();
    } else if (event.key === "Enter" || event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      go(event.key === "ArrowDown" || (event.key === "Enter" && event.shiftKey) ? -1 : 1);
    }
  };
  const told =
    q.length < LEAST || found.isPending
      ? ""
      : hits.length === 0
        ? t(($) => $.find.nothing)
        : t(($) => (hasNextPage ? $.find.atLeast : $.find.place), { at: at + 1, of: hits.length });
  return (
    <search
      aria-label={t(($) => $.do.find)}
      // Before the field, for which Escape means something else.
      onKeyDownCapture={onKey}
      className="flex items-center gap-1 border-b border-line bg-surface px-3 py-1.5"
    >
      <SearchBox label={t(($) => $.do.find)} value={typed} onChange={setTyped} autoFocus className="min-w-0 flex-1" />
      <span role="status" className="tnum shrink-0 px-1 text-xs text-fg-2">
        {told}
      </span>
      <IconButton
        label={t(($) => $.find.older)}
        onPress={() => go(1)}
        isDisabled={at >= hits.length - 1 && !hasNextPage}
      >
        <ChevronUp aria-hidden />
      </IconButton>
      <IconButton label={t(($) => $.find.newer)} onPress={() => go(-1)} isDisabled={at === 0}>
        <ChevronDown aria-hidden />
      </IconButton>
      <IconButton label={t(($) => $.find.close)} onPress={onClose}>
        <X aria-hidden />
      </IconButton>
    </search>
  );
}
