import { queryOptions } from "@tanstack/react-query";
import { ApiError, api, keys, ok, type Schema } from "@/shared/api";

export type SignOn = Schema<"SignOnOut">;
export type Body = Schema<"SignOnIn">;

/** The company's own sign-on; null where none is set up. */
export const signOnOptions = queryOptions({
  queryKey: keys.signOn(),
  queryFn: async ({ signal }) => {
    try {
      return await ok(api.GET("/api/v1/single-sign-on", { signal }));
    } catch (error) {
      if (error instanceof ApiError && error.code === "SIGN_ON_NOT_FOUND") return null;
      throw error;
    }
  },
});

/** Beside the sign-on: both are read anew when either changes. */
export const rulesKey = [...keys.signOn(), "rules"];

export const rulesOptions = queryOptions({
  queryKey: rulesKey,
  queryFn: ({ signal }) => ok(api.GET("/api/v1/sign-in-rules", { signal })),
});

export const rolesOptions = queryOptions({
  queryKey: keys.roles(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/roles", { params: { query: { limit: 100 } }, signal })),
});

export const deeds = {
  rules: (body: Schema<"SignInRulesIO">) => ok(api.PUT("/api/v1/sign-in-rules", { body })),
  put: (body: Body) => ok(api.PUT("/api/v1/single-sign-on", { body })),
  remove: () => ok(api.DELETE("/api/v1/single-sign-on")),
  check: () => ok(api.POST("/api/v1/single-sign-on/check")),
};
