import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Bones, Empty, Failed } from "@/shared/ui";

const PAUSE_MS = 250;

/** Messages that hold the words, newest first; each leads to its conversation. */
export function Found({ text, onOpen }: { text: string; onOpen: (id: string) => void }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const [q, setQ] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setQ(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useQuery({
    queryKey: ["inbox-search", q],
    enabled: q.length >= 2,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/whatsapp/messages/search", { params: { query: { q, limit: 40 } }, signal })),
  });
  if (found.isPending) return <Bones rows={7} className="h-12" />;
  if (found.isError) return <Failed error={found.error} retry={() => void found.refetch()} />;
  if (found.data.data.length === 0)
    return <Empty icon={<SearchX aria-hidden />} title={t(($) => $.found.nothing, { text: q })} />;
  return (
    <ul aria-label={t(($) => $.found.title)} className="min-h-0 flex-1 overflow-auto border-t border-line">
      {found.data.data.map((message) => (
        <li key={message.id}>
          <button
            type="button"
            onClick={() => onOpen(message.conversation_id)}
            className="block w-full border-b border-line px-4 py-2 text-left hover:bg-surface-2 focus-visible:-outline-offset-2"
          >
            <span className="line-clamp-2 text-sm text-fg">{message.text}</span>
            <span className="text-xs text-fg-3">
              {t(($) => (message.direction === "inbound" ? $.found.customer : $.found.company))} ·{" "}
              {format.dateTime(message.created_at)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
