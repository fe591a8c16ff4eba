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

export type Brought = Schema<"CampaignAudienceOut">;
export type Preview = Schema<"ImportPreviewOut">;
/** How a file is to be read; what is left out is guessed. */
type Reading = Pick<Preview, "columns" | "header" | "encoding" | "separator"> & {
  consent: { purpose: string; given: true; source: string; at: null; text: string } | null;
};

function formOf(file: File, reading?: Reading): FormData {
  const form = new FormData();
  // Before the file: the server reads the form from its beginning.
  if (reading) form.append("options", JSON.stringify(reading));
  form.append("file", file, file.name);
  return form;
}

/** What the server makes of a file by itself; nothing is kept there. */
export const filePreviewOptions = (file: File) =>
  queryOptions({
    queryKey: keys.campaignFile(file),
    gcTime: 0,
    retry: false,
    queryFn: async ({ signal }) => {
      const asked = { method: "POST", body: formOf(file), signal };
      return (await raw("/api/v1/contacts/import/preview", asked)).json() as Promise<Preview>;
    },
  });

const LOOK_MS = 1000;

export const importOptions = (id: string) =>
  queryOptions({
    queryKey: keys.contactImport(id),
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/contacts/imports/{import_id}", { params: { path: { import_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data && state.data.state !== "running" ? false : LOOK_MS),
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
    queryKey: [...keys.campaignEstimates(), asked],
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
  bring: async (id: string, file: File, reading: Reading, key: string): Promise<Brought> => {
    const asked = { method: "POST", body: formOf(file, reading), headers: once(key) };
    return (await raw(`/api/v1/campaigns/${id}/audience`, asked)).json() as Promise<Brought>;
  },
  upload: async (file: File): Promise<Schema<"MediaOut">> => {
    const form = new FormData();
    form.append("file", file, file.name);
    return (await raw("/api/v1/whatsapp/media", { method: "POST", body: form })).json() as Promise<Schema<"MediaOut">>;
  },
};
