import { useQuery } from "@tanstack/react-query";
import { api, keys, ok, queryClient, type Schema, useMay, useSession } from "@/shared/api";
import { useEvents } from "@/shared/realtime";
import { toast } from "@/shared/ui";

export const PRESENCES = ["available", "busy", "away", "offline"] as const;
export type Presence = (typeof PRESENCES)[number];

/** How the person is there for customers; null for who answers nobody. */
export function usePresence(): { presence: Presence | null; be: (presence: Presence) => void } {
  const me = useSession((s) => s.me?.user?.id);
  const answers = useMay("write:messages");
  const reads = useMay("read:routing");
  const agents = useQuery({
    queryKey: keys.agents(),
    enabled: answers && reads,
    queryFn: ({ signal }) => ok(api.GET("/api/v1/agents", { params: { query: { limit: 100 } }, signal })),
  });
  useEvents((events) => {
    if (events.some((event) => event.type === "agent_presence" && event.data.user_id === me && event.data.presence))
      void queryClient.invalidateQueries({ queryKey: keys.agents() });
  });
  const known = agents.data?.data.find((one) => one.user_id === me)?.presence ?? null;
  const be = (presence: Presence) => {
    const before = agents.data;
    // Harmless to take back: shown at once.
    queryClient.setQueryData(
      keys.agents(),
      (now: { data: Schema<"AgentOut">[] } | undefined) =>
        now && { ...now, data: now.data.map((one) => (one.user_id === me ? { ...one, presence } : one)) },
    );
    ok(api.PUT("/api/v1/agents/me/presence", { body: { presence } })).catch((error: unknown) => {
      queryClient.setQueryData(keys.agents(), before);
      toast.failed(error);
    });
  };
  return { presence: answers ? known : null, be };
}
