import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api, keys, ok, useMay } from "@/shared/api";
import { useChannels, useEvents } from "@/shared/realtime";

const CHANGES = new Set([
  "message_received",
  "conversation_updated",
  "conversation_assigned",
  "conversation_routed",
  "metrics_updated",
]);
const CALM_MS = 1500;

/** The figures beside the sections; read again soon after something changed, and not more often than that. */
export function useCounters(): { waiting: number } {
  const allowed = useMay("read:conversations");
  const measures = useMay("read:metrics");
  const client = useQueryClient();
  const due = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const stats = useQuery({
    queryKey: keys.stats(),
    enabled: allowed && measures,
    queryFn: ({ signal }) => ok(api.GET("/api/v1/conversations/stats", { signal })),
  });
  // The company's figures are not everybody's: others count what they may see themselves.
  const own = useQuery({
    queryKey: [...keys.stats(), "own"],
    enabled: allowed && !measures,
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/conversations", {
          params: { query: { status: ["queued", "active"], limit: 1, page: 1 } },
          signal,
        }),
      ),
  });
  useChannels(allowed ? "conversations" : null, allowed ? "messages" : null);
  useEvents((events) => {
    if (!allowed || due.current || !events.some((e) => CHANGES.has(e.type))) return;
    due.current = setTimeout(() => {
      due.current = undefined;
      void client.invalidateQueries({ queryKey: keys.stats() });
    }, CALM_MS);
  });
  const figures = stats.data as { by_status?: Record<string, number> } | undefined;
  const waiting = (figures?.by_status?.queued ?? 0) + (figures?.by_status?.active ?? 0);
  return { waiting: measures ? waiting : (own.data?.pagination.total ?? 0) };
}
