import { queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/shared/api";

/** How the company of this address looks; PyTake's own elsewhere. Nothing of the page waits for it. */
export const brandingOptions = queryOptions({
  queryKey: ["branding"],
  queryFn: ({ signal }) => ok(api.GET("/api/v1/branding", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

export const recovery = {
  forgot: (email: string) => ok(api.POST("/api/v1/auth/forgot-password", { body: { email } })),
  verify: (token: string) => ok(api.POST("/api/v1/auth/verify-email", { body: { token } })),
};
