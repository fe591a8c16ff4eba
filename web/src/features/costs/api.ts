import { queryOptions } from "@tanstack/react-query";
import { api, keys, ok, queryClient, type Schema } from "@/shared/api";
import { queryOf, type View } from "./model";

const LATE_MS = 30_000;

export const costsOptions = (view: View) =>
  queryOptions({
    queryKey: keys.costs(queryOf(view)),
    staleTime: LATE_MS,
    refetchInterval: LATE_MS,
    queryFn: ({ signal }) => ok(api.GET("/api/v1/costs", { params: { query: queryOf(view) }, signal })),
  });

export const budgetOptions = queryOptions({
  queryKey: keys.budget(),
  staleTime: LATE_MS,
  refetchInterval: LATE_MS,
  queryFn: ({ signal }) => ok(api.GET("/api/v1/costs/budget", { signal })),
});

export async function setBudget(body: Schema<"BudgetIn">): Promise<void> {
  queryClient.setQueryData(budgetOptions.queryKey, await ok(api.PUT("/api/v1/costs/budget", { body })));
}
