import { queryOptions } from "@tanstack/react-query";
import { api, ok } from "./client";

/** How the company of this address looks; PyTake's own elsewhere. Nothing of a page waits for it. */
export const brandingOptions = queryOptions({
  queryKey: ["branding"],
  queryFn: async ({ signal }) => {
    const found = await ok(api.GET("/api/v1/branding", { signal }));
    if (found.primary_color || document.adoptedStyleSheets?.length)
      void import("@/shared/brand/wear").then(({ wear }) => wear(found.primary_color));
    return found;
  },
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});
