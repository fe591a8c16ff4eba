import { api, ok } from "@/shared/api";

export const recovery = {
  forgot: (email: string) => ok(api.POST("/api/v1/auth/forgot-password", { body: { email } })),
  verify: (token: string) => ok(api.POST("/api/v1/auth/verify-email", { body: { token } })),
};
