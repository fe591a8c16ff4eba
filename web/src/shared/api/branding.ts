import { queryOptions } from "@tanstack/react-query";
import { api, ok } from "./client";

/** How the company of this address looks; PyTake's own elsewhere. Nothing of a page waits for it. */
export const brandingOptions = queryOptions({
  queryKey: ["branding"],
  queryFn: ({ signal }) => ok(api.GET("/api/v1/branding", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});
