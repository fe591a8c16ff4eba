import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, keys, ok, once, type Schema } from "@/shared/api";
import type { Wanted } from "./model";

export type Company = Schema<"TenantWholeOut">;
export type Made = Schema<"NewTenantOut">;
export type Line = Schema<"UsageLineOut">;
export type Change = Schema<"TenantChangeIn">;
export type Plan = Schema<"Plan">;

const PAGE = 50;
const LATE_MS = 60_000;
const of = (id: string) => ({ params: { path: { company_id: id } } });

export const companiesOptions = (wanted: Wanted) =>
  infiniteQueryOptions({
    queryKey: keys.companies(wanted),
    initialPageParam: 1,
    queryFn: ({ pageParam, signal }) =>
      ok(api.GET("/api/v1/tenants", { params: { query: { ...wanted, page: pageParam, limit: PAGE } }, signal })),
    getNextPageParam: ({ pagination }) => (pagination.page < (pagination.pages ?? 0) ? pagination.page + 1 : undefined),
  });

export const companyOptions = (id: string) =>
  queryOptions({
    queryKey: keys.company(id),
    queryFn: ({ signal }) => ok(api.GET("/api/v1/tenants/{company_id}", { ...of(id), signal })),
  });

export const useOptions = (id: string) =>
  queryOptions({
    queryKey: keys.companyUse(id),
    staleTime: LATE_MS,
    queryFn: ({ signal }) => ok(api.GET("/api/v1/tenants/{company_id}/usage", { ...of(id), signal })),
  });

export const deeds = {
  add: (body: Schema<"TenantIn">, key: string) => ok(api.POST("/api/v1/tenants", { body, headers: once(key) })),
  change: (id: string, body: Change) => ok(api.PUT("/api/v1/tenants/{company_id}", { ...of(id), body })),
  upgrade: (id: string, plan: Plan) =>
    ok(api.POST("/api/v1/tenants/{company_id}/upgrade", { ...of(id), body: { plan } })),
  suspend: (id: string, reason: string) =>
    ok(api.POST("/api/v1/tenants/{company_id}/suspend", { ...of(id), body: { reason } })),
  reactivate: (id: string) => ok(api.POST("/api/v1/tenants/{company_id}/reactivate", of(id))),
  erase: (id: string, slug: string) => ok(api.DELETE("/api/v1/tenants/{company_id}", { ...of(id), body: { slug } })),
};

/** What to read again after a company changed. */
export const changes = (id: string) => [keys.companies(), keys.company(id), keys.companyUse(id)];
