import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, keys, ok, type Schema } from "@/shared/api";

export type Offered = Schema<"ErpOfferedOut">;
export type Connection = Schema<"ErpStateOut">;
export type Settings = Schema<"ErpSettingsIO">;
export type Field = Schema<"ErpFieldOut">;
export type Step = Schema<"ErpStepOut">;
export type Sync = Schema<"ErpSyncOut">;
export type Call = Schema<"ErpCallOut">;
export type Customer = Schema<"ErpCustomerOut">;
export type Invoice = Schema<"ErpInvoiceOut">;
export type Draft = Schema<"ErpConnectIn">;

const of = (erpType: string) => ({ params: { path: { erp_type: erpType } } });
const WATCHED_MS = 1500;
const CALLS = 50;

/** One connection; asked again and again while a sweep runs. */
export const stateOptions = (erpType: string, connected: boolean) =>
  queryOptions({
    queryKey: keys.erp(erpType, "state"),
    enabled: connected,
    queryFn: ({ signal }) => ok(api.GET("/api/v1/erp/{erp_type}/status", { ...of(erpType), signal })),
    refetchInterval: ({ state }) => (state.data?.sync?.state === "running" ? WATCHED_MS : false),
  });

export const metricsOptions = queryOptions({
  queryKey: [...keys.erps(), "metrics"],
  queryFn: ({ signal }) => ok(api.GET("/api/v1/erp/metrics", { signal })),
});

export const callsOptions = (erpType: string, outcome: string | undefined) =>
  infiniteQueryOptions({
    queryKey: keys.erp(erpType, "calls", { outcome }),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/v1/erp/{erp_type}/logs", {
          params: { path: { erp_type: erpType }, query: { cursor: pageParam, limit: CALLS, outcome } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.pagination.next_cursor ?? undefined,
  });

export const deeds = {
  connect: (erpType: string, body: Draft) => ok(api.POST("/api/v1/erp/connect/{erp_type}", { ...of(erpType), body })),
  change: (erpType: string, version: number, body: Draft) =>
    ok(api.PUT("/api/v1/erp/{erp_type}/settings", { ...of(erpType), body: { ...body, version } })),
  test: (erpType: string) => ok(api.POST("/api/v1/erp/{erp_type}/test", of(erpType))),
  disconnect: (erpType: string) => ok(api.DELETE("/api/v1/erp/{erp_type}/disconnect", of(erpType))),
  sync: (erpType: string, everything: boolean) =>
    ok(api.POST("/api/v1/erp/{erp_type}/sync", { params: { path: { erp_type: erpType }, query: { everything } } })),
  token: (erpType: string) => ok(api.POST("/api/v1/erp/{erp_type}/webhook-token", of(erpType))),
  customers: (erpType: string, document: string) =>
    ok(
      api.GET("/api/v1/erp/{erp_type}/customers/{document}", {
        params: { path: { erp_type: erpType, document } },
      }),
    ),
  invoices: (erpType: string, customerId: string, state: "pending" | "paid") =>
    ok(
      api.GET("/api/v1/erp/{erp_type}/invoices", {
        params: { path: { erp_type: erpType }, query: { customer_id: customerId, state } },
      }),
    ),
};
