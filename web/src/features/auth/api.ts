import { api, ok } from "@/shared/api";

export const recovery = {
  forgot: (email: string) => ok(api.POST("/api/v1/auth/forgot-password", { body: { email } })),
  lessMail: (token: string) => ok(api.POST("/api/v1/notifications/unsubscribe", { params: { query: { token } } })),
  verify: (token: string) => ok(api.POST("/api/v1/auth/verify-email", { body: { token } })),
};
