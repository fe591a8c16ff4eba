import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CalendarClock, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, keys, ok } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { useEvents } from "@/shared/realtime";
import { IconButton, toast } from "@/shared/ui";

/** What will leave later in this conversation, and can still be stopped. */
export function Planned({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const client = useQueryClient();
  const key = keys.scheduled({ conversation: conversationId });
  const planned = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/whatsapp/scheduled", {
          params: { query: { conversation_id: conversationId, limit: 20 } },
          signal,
        }),
      ),
  });
  useEvents((events) => {
    if (events.some((e) => e.type === "scheduled_updated" && e.data.conversation_id === conversationId))
      void client.invalidateQueries({ queryKey: key });
  });
  const waiting = (planned.data?.data ?? []).filter((one) => one.status === "waiting");
  if (waiting.length === 0) return null;
  const cancel = async (id: string) => {
    try {
      await ok(api.DELETE("/api/v1/whatsapp/scheduled/{scheduled_id}", { params: { path: { scheduled_id: id } } }));
      await client.invalidateQueries({ queryKey: key });
    } catch (error) {
      toast.failed(error);
    }
  };
  return (
    <ul aria-label={t(($) => $.extra.planned)} className="border-t border-line bg-surface px-4 py-1.5">
      {waiting.map((one) => (
        <li key={one.id} className="flex items-center gap-2 text-xs text-fg-2">
          <CalendarClock className="size-3.5 shrink-0 text-fg-3" aria-hidden />
          <span className="tnum shrink-0">{format.dateTime(one.send_at)}</span>
          <span className="min-w-0 flex-1 truncate">{one.text}</span>
          <IconButton label={t(($) => $.extra.stop)} onPress={() => void cancel(one.id)}>
            <X aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}
