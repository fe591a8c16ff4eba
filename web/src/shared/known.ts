import { queryOptions } from "@tanstack/react-query";
import { api, keys, ok } from "@/shared/api";

const whole = { params: { query: { limit: 100 } } } as const;

/** What the company has that pages of several features name: each is read once for all of them. */
export const attributesOptions = queryOptions({
  queryKey: keys.attributes(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/contact-attributes", { ...whole, signal })),
});
export const tagsOptions = queryOptions({
  queryKey: keys.tags(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/tags", { ...whole, signal })),
});
export const listsOptions = queryOptions({
  queryKey: keys.contactLists(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/contact-lists", { ...whole, signal })),
});
export const segmentsOptions = queryOptions({
  queryKey: keys.segments(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/segments", { ...whole, signal })),
});
export const numbersOptions = queryOptions({
  queryKey: keys.numbers(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/whatsapp-configs", { ...whole, signal })),
});
/** Who works here, by name; needs `read:users`. */
export const peopleOptions = queryOptions({
  queryKey: [...keys.users(), "names"],
  queryFn: ({ signal }) => ok(api.GET("/api/v1/users", { ...whole, signal })),
});
export const erpsOptions = queryOptions({
  queryKey: keys.erps(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/erp", { signal })),
});

const FOUND = 20;

/** Campaigns whose name holds the words, the newest first. */
export const campaignsOptions = (q: string) =>
  queryOptions({
    queryKey: keys.campaigns({ named: q }),
    queryFn: ({ signal }) => ok(api.GET("/api/v1/campaigns", { params: { query: { q, limit: FOUND } }, signal })),
  });

export const campaignOptions = (id: string) =>
  queryOptions({
    queryKey: keys.campaign(id),
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/campaigns/{campaign_id}", { params: { path: { campaign_id: id } }, signal })),
  });
