import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, keys, ok, once, raw, type Schema } from "@/shared/api";
import type { View } from "./model";

export type Template = Schema<"TemplateOut">;
export type Detail = Schema<"TemplateDetailOut">;
export type Draft = Schema<"TemplateIn">;

const PAGE = 24;
const REVIEW_MS = 3000;
const of = (id: string) => ({ params: { path: { template_id: id } } });

export const listOptions = (view: View) =>
  infiniteQueryOptions({
    queryKey: keys.templates(view),
    initialPageParam: 1,
    queryFn: ({ pageParam, signal }) =>
      ok(api.GET("/api/v1/templates", { params: { query: { ...view, page: pageParam, limit: PAGE } }, signal })),
    getNextPageParam: ({ pagination }) => (pagination.page < (pagination.pages ?? 0) ? pagination.page + 1 : undefined),
    // What the provider decides is told to the server, not to us.
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.data.some((one) => one.status === "pending")) ? REVIEW_MS : false,
  });

export const templateOptions = (id: string) =>
  queryOptions({
    queryKey: keys.template(id),
    queryFn: ({ signal }) => ok(api.GET("/api/v1/templates/{template_id}", { ...of(id), signal })),
    refetchInterval: ({ state }) => (state.data?.status === "pending" ? REVIEW_MS : false),
  });

/** The same template in its other languages. */
export const siblingsOptions = (name: string, numberId: string) =>
  queryOptions({
    queryKey: keys.templates({ siblings: name, numberId }),
    enabled: name !== "",
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/templates", {
          params: { query: { q: name, whatsapp_config_id: numberId, limit: 100 } },
          signal,
        }),
      ),
  });

export const numbersOptions = queryOptions({
  queryKey: keys.numbers(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/whatsapp-configs", { params: { query: { limit: 100 } }, signal })),
});

export const deeds = {
  create: (key: string, body: Draft) => ok(api.POST("/api/v1/templates", { body, headers: once(key) })),
  change: (id: string, body: Draft) => ok(api.PUT("/api/v1/templates/{template_id}", { ...of(id), body })),
  submit: (id: string, key: string) =>
    ok(api.POST("/api/v1/templates/{template_id}/submit", { ...of(id), headers: once(key) })),
  remove: (id: string, force: boolean) =>
    ok(api.DELETE("/api/v1/templates/{template_id}", { params: { path: { template_id: id }, query: { force } } })),
  sync: (key: string) => ok(api.POST("/api/v1/templates/sync", { body: {}, headers: once(key) })),
  upload: async (file: File): Promise<Schema<"MediaOut">> => {
    const form = new FormData();
    form.append("file", file, file.name);
    return (await raw("/api/v1/whatsapp/media", { method: "POST", body: form })).json() as Promise<Schema<"MediaOut">>;
  },
};
