import { queryOptions } from "@tanstack/react-query";
import { api, keys, ok, raw } from "@/shared/api";
import { queryOf, type View } from "./model";

const LATE_MS = 30_000;
const live = { staleTime: LATE_MS, refetchInterval: LATE_MS };

export const kpisOptions = (view: View) =>
  queryOptions({
    ...live,
    queryKey: keys.dashboard("kpis", queryOf(view)),
    queryFn: ({ signal }) => ok(api.GET("/api/v1/dashboard/kpis", { params: { query: queryOf(view) }, signal })),
  });

export const chartOptions = (view: View, metric: string) =>
  queryOptions({
    ...live,
    queryKey: keys.dashboard(`chart:${metric}`, queryOf(view)),
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/dashboard/charts/{metric}", { params: { path: { metric }, query: queryOf(view) }, signal })),
  });

export const funnelOptions = (view: View) =>
  queryOptions({
    ...live,
    queryKey: keys.dashboard("funnel", queryOf(view)),
    queryFn: ({ signal }) => ok(api.GET("/api/v1/dashboard/funnel", { params: { query: queryOf(view) }, signal })),
  });

export const heatOptions = (view: View) =>
  queryOptions({
    ...live,
    queryKey: keys.dashboard("heat", queryOf(view)),
    queryFn: ({ signal }) => ok(api.GET("/api/v1/dashboard/heat", { params: { query: queryOf(view) }, signal })),
  });

export const queueOptions = queryOptions({
  ...live,
  queryKey: keys.dashboard("queue", {}),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/dashboard/queue", { signal })),
});

export const agentsOptions = queryOptions({
  ...live,
  queryKey: keys.dashboard("agents", {}),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/dashboard/agents", { signal })),
});

export const alertsOptions = queryOptions({
  ...live,
  queryKey: keys.dashboard("alerts", {}),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/dashboard/alerts", { signal })),
});

export const numbersOptions = queryOptions({
  queryKey: keys.numbers(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/whatsapp-configs", { params: { query: { limit: 100 } }, signal })),
});

export const flowsOptions = queryOptions({
  queryKey: keys.flows(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/flows", { params: { query: { limit: 100 } }, signal })),
});

export const peopleOptions = queryOptions({
  queryKey: keys.users(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/users", { params: { query: { limit: 100 } }, signal })),
});

export const widgetsOptions = queryOptions({
  queryKey: keys.dashboard("widgets", {}),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/dashboard/widgets", { signal })),
});

/** The figures of the view as a file. Raises ApiError. */
export async function download(view: View, format: "csv" | "pdf" | "xlsx"): Promise<void> {
  const response = await raw("/api/v1/dashboard/export", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ format, ...queryOf(view) }),
  });
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? `figures.${format}`;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
