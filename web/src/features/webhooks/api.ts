import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, keys, ok, once, type Schema } from "@/shared/api";

export type Webhook = Schema<"WebhookOut">;
export type WithSecret = Schema<"WebhookSecretOut">;
export type Body = Schema<"WebhookIn">;
export type Tried = Schema<"WebhookTestOut">;
export type Delivery = Schema<"WebhookDeliveryOut">;

const of = (id: string) => ({ params: { path: { webhook_id: id } } });
const WHOLE = { params: { query: { limit: 100 } } } as const;
const WATCHED_MS = 15_000;
const PAGE = 30;

/** Read again now and then: how they are doing changes by itself. */
export const webhooksOptions = queryOptions({
  queryKey: keys.webhooks(),
  refetchInterval: WATCHED_MS,
  queryFn: ({ signal }) => ok(api.GET("/api/v1/webhooks", { ...WHOLE, signal })),
});

/** What became of what it was to be told, the newest first. */
export const deliveriesOptions = (id: string, status: "pending" | "delivered" | "dead" | undefined) =>
  infiniteQueryOptions({
    queryKey: keys.webhookLog(id, status),
    initialPageParam: "",
    staleTime: 0,
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/v1/webhooks/{webhook_id}/logs", {
          params: { path: { webhook_id: id }, query: { cursor: pageParam, limit: PAGE, status } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.pagination.next_cursor ?? undefined,
  });

export const deeds = {
  add: (body: Body, key: string) => ok(api.POST("/api/v1/webhooks", { body, headers: once(key) })),
  change: (id: string, version: number, body: Body) =>
    ok(api.PUT("/api/v1/webhooks/{webhook_id}", { ...of(id), body: { ...body, version } })),
  remove: (id: string) => ok(api.DELETE("/api/v1/webhooks/{webhook_id}", of(id))),
  rotate: (id: string) => ok(api.POST("/api/v1/webhooks/{webhook_id}/rotate-secret", of(id))),
  attempt: (id: string) => ok(api.POST("/api/v1/webhooks/{webhook_id}/test", of(id))),
  /** One of them, or all that nobody tries any more. */
  again: (id: string, deliveryId: string | null) =>
    ok(api.POST("/api/v1/webhooks/{webhook_id}/retry", { ...of(id), body: { delivery_id: deliveryId } })),
};
