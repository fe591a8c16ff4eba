import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, keys, ok, useMay } from "@/shared/api";

/** How the company uses models, without keys; needs `use:ai`. */
export const aiOptions = queryOptions({
  queryKey: keys.aiSettings(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/ai/settings", { signal })),
});

export const promptsOptions = queryOptions({
  queryKey: keys.prompts(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/ai/prompts", { params: { query: { limit: 100 } }, signal })),
});

const KNOWN_MS = 5 * 60_000;

/** May the person ask a model, and is there one? What needs one is hidden without. */
export function useAi(): boolean {
  const may = useMay("use:ai");
  const settings = useQuery({ ...aiOptions, enabled: may, staleTime: KNOWN_MS });
  return may && settings.data?.connected === true;
}
