import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, keys, ok, once, type Schema } from "@/shared/api";

export type Outage = Schema<"OutageOut">;
export type Body = Schema<"OutageIn">;

const of = (id: string) => ({ params: { path: { outage_id: id } } });
const PAGE = 50;
const WATCHED_MS = 30_000;

/** The newest first; read again now and then, as long as one goes on: more are told of it meanwhile. */
export const outagesOptions = infiniteQueryOptions({
  queryKey: keys.outages(),
  initialPageParam: "",
  queryFn: ({ pageParam, signal }) =>
    ok(api.GET("/api/v1/outages", { params: { query: { cursor: pageParam, limit: PAGE } }, signal })),
  getNextPageParam: (page) => page.pagination.next_cursor ?? undefined,
  refetchInterval: ({ state }) =>
    state.data?.pages.some(({ data }) => data.some((one) => one.ended_at === null)) ? WATCHED_MS : false,
});

export const deeds = {
  declare: (body: Body, key: string) => ok(api.POST("/api/v1/outages", { body, headers: once(key) })),
  change: (id: string, version: number, body: Body) =>
    ok(api.PUT("/api/v1/outages/{outage_id}", { ...of(id), body: { ...body, version } })),
  end: (id: string) => ok(api.POST("/api/v1/outages/{outage_id}/end", of(id))),
};
