import { type InfiniteData, infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, keys, ok, once, type Page, queryClient, raw, type Schema } from "@/shared/api";
import { fronted, type PeopleView, peopleFilter, type View } from "./model";

export type Campaign = Schema<"CampaignOut">;
export type Analytics = Schema<"AnalyticsOut">;
export type Recipient = Schema<"RecipientOut">;
export type Rules = Schema<"PolicyIO">;

const PAGE = 40;
const ROWS = 100;
const LIVE_MS = 10_000;
const of = (id: string) => ({ params: { path: { campaign_id: id } } });

export const campaignsOptions = (view: View) =>
  infiniteQueryOptions({
    queryKey: keys.campaigns(view),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/v1/campaigns", {
          params: { query: { ...view, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    getNextPageParam: ({ pagination }) => pagination.next_cursor ?? undefined,
  });

export const campaignOptions = (id: string) =>
  queryOptions({
    queryKey: keys.campaign(id),
    queryFn: ({ signal }) => ok(api.GET("/api/v1/campaigns/{campaign_id}", { ...of(id), signal })),
  });

const moves = new Set(["running", "stopping"]);

/** Read again while it runs even when nothing is told: the rate of the last minute falls by itself. */
export const analyticsOptions = (id: string) =>
  queryOptions({
    queryKey: [...keys.campaign(id), "analytics"],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/campaigns/{campaign_id}/analytics", { ...of(id), signal })),
    refetchInterval: ({ state }) => (moves.has(state.data?.status ?? "") ? LIVE_MS : false),
  });

const recipientsKey = (id: string) => [...keys.campaign(id), "recipients"] as const;

function readRecipients(id: string, filter: object, cursor?: string, signal?: AbortSignal): Promise<Page<Recipient>> {
  const query = { ...filter, limit: ROWS, ...(cursor ? { cursor } : {}) };
  return ok(
    api.GET("/api/v1/campaigns/{campaign_id}/recipients", { params: { path: { campaign_id: id }, query }, signal }),
  );
}

export const recipientsOptions = (id: string, view: PeopleView) =>
  infiniteQueryOptions({
    queryKey: [...recipientsKey(id), peopleFilter(view)],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => readRecipients(id, peopleFilter(view), pageParam, signal),
    getNextPageParam: ({ pagination }) => pagination.next_cursor ?? undefined,
  });

/** Reads the first rows of the tables that are shown, and no further page of theirs. */
export async function freshRecipients(id: string): Promise<void> {
  for (const { queryKey } of queryClient.getQueryCache().findAll({ queryKey: recipientsKey(id), type: "active" })) {
    const fresh = await readRecipients(id, queryKey[3] as object).catch(() => null);
    queryClient.setQueryData<InfiniteData<Page<Recipient>, string | undefined>>(queryKey, (kept) => {
      if (!kept || !fresh) return kept;
      const pages = fronted(kept.pages, fresh);
      return { pages, pageParams: kept.pageParams.slice(0, pages.length) };
    });
  }
}

/** What is told of a campaign that is being deleted is not read again: its page may still be there. */
const gone = new Set<string>();

/** All that tells how it goes on; of its recipients `freshRecipients` reads as much as is needed. */
export function freshCampaign(id: string): void {
  if (gone.has(id)) return;
  const predicate = ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[2] !== "recipients";
  void queryClient.invalidateQueries({ queryKey: keys.campaign(id), predicate });
}

/** Every row that was read, once more: it has come to rest. */
export function restedRecipients(id: string): void {
  void queryClient.invalidateQueries({ queryKey: recipientsKey(id) });
}

export const rulesOptions = queryOptions({
  queryKey: keys.campaignRules(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/campaigns/policy", { signal })),
});

const act = (key: string) => ({ headers: once(key) });

export const deeds = {
  start: (id: string, key: string) => ok(api.POST("/api/v1/campaigns/{campaign_id}/start", { ...of(id), ...act(key) })),
  pause: (id: string, key: string) =>
    ok(api.POST("/api/v1/campaigns/{campaign_id}/pause", { ...of(id), ...act(key), body: { reason: "" } })),
  stop: (id: string, reason: string, key: string) =>
    ok(api.POST("/api/v1/campaigns/{campaign_id}/stop", { ...of(id), ...act(key), body: { reason } })),
  retry: (id: string, key: string) =>
    ok(api.POST("/api/v1/campaigns/{campaign_id}/retry", { ...of(id), ...act(key), body: { reasons: [] } })),
  duplicate: (id: string, key: string) =>
    ok(api.POST("/api/v1/campaigns/{campaign_id}/duplicate", { ...of(id), ...act(key) })),
  remove: async (id: string) => {
    gone.add(id);
    try {
      await ok(api.DELETE("/api/v1/campaigns/{campaign_id}", of(id)));
    } catch (error) {
      gone.delete(id);
      throw error;
    }
  },
  test: (id: string, body: Schema<"CampaignTestIn">, key: string) =>
    ok(api.POST("/api/v1/campaigns/{campaign_id}/test", { ...of(id), ...act(key), body })),
  setRules: (body: Rules) => ok(api.PUT("/api/v1/campaigns/policy", { body })),
};

export type FileForm = Schema<"TableForm">;

/** The rows that the filters show, as a file in the person's downloads. */
export async function exportRecipients(id: string, view: PeopleView, format: FileForm, name: string): Promise<void> {
  const query = new URLSearchParams({ format });
  for (const [key, value] of Object.entries(peopleFilter(view))) query.set(key, String(value));
  const answer = await raw(`/api/v1/campaigns/${id}/export?${query}`);
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name.trim()}.${format}`;
  link.click();
  // Not at once: the browser may not have begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
