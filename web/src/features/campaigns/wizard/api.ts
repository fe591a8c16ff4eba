import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, keys, ok, once, raw, type Schema } from "@/shared/api";
import type { Body } from "./model";

export type Estimate = Schema<"EstimateOut">;
export type WhatsAppNumber = Schema<"NumberOut">;
const of = (id: string) => ({ params: { path: { campaign_id: id } } });

export const templatesOptions = queryOptions({
  queryKey: keys.templates({ status: "approved", limit: 100 }),
  queryFn: ({ signal }) =>
    ok(api.GET("/api/v1/templates", { params: { query: { limit: 100, status: "approved" } }, signal })),
});

export const campaignOptions = (id: string) =>
  queryOptions({
    // Not what the page of one reads: here it is the beginning of a form and must not change under it.
    queryKey: keys.campaignForm(id),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => ok(api.GET("/api/v1/campaigns/{campaign_id}", { ...of(id), signal })),
  });

export const previewOptions = (id: string, version: number, step: number) =>
  queryOptions({
    queryKey: keys.campaignPreview(id, version, step),
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/campaigns/{campaign_id}/preview", {
          params: { path: { campaign_id: id }, query: { step } },
          signal,
        }),
      ),
  });

const PAUSE_MS = 400;

/** What it would do, asked once typing pauses; an older answer never takes the place of a newer one. */
export function useEstimate(body: Body) {
  const wanted = JSON.stringify(body);
  const [asked, setAsked] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wanted), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  const query = useQuery({
    queryKey: keys.campaignEstimate(asked),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 60_000,
    queryFn: ({ signal }) => ok(api.POST("/api/v1/campaigns/estimate", { body: JSON.parse(asked) as Body, signal })),
  });
  return { ...query, open: asked !== wanted || query.isFetching };
}

export const deeds = {
  save: (id: string | null, body: Body, key: string) =>
    id
      ? ok(api.PUT("/api/v1/campaigns/{campaign_id}", { ...of(id), body }))
      : ok(api.POST("/api/v1/campaigns", { body, headers: once(key) })),
  start: (id: string, key: string) =>
    ok(api.POST("/api/v1/campaigns/{campaign_id}/start", { ...of(id), headers: once(key) })),
  test: (id: string, body: Schema<"CampaignTestIn">, key: string) =>
    ok(api.POST("/api/v1/campaigns/{campaign_id}/test", { ...of(id), body, headers: once(key) })),
  upload: async (file: File): Promise<Schema<"MediaOut">> => {
    const form = new FormData();
    form.append("file", file, file.name);
    return (await raw("/api/v1/whatsapp/media", { method: "POST", body: form })).json() as Promise<Schema<"MediaOut">>;
  },
};
