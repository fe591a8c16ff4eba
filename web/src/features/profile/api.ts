import { queryOptions } from "@tanstack/react-query";
import { api, keys, ok, once, type Schema } from "@/shared/api";

export type Preferences = Schema<"PreferencesIO">;
export type Told = Required<Schema<"NotificationPreferencesIO">>;
export type Passkey = Schema<"PasskeyOut">;

const of = (id: string) => ({ params: { path: { person_id: id } } });

export const sessionsOptions = queryOptions({
  queryKey: keys.sessions(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/auth/sessions", { params: { query: { limit: 100 } }, signal })),
});

export const passkeysOptions = queryOptions({
  queryKey: keys.passkeys(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/auth/passkeys", { params: { query: { limit: 100 } }, signal })),
});

const passkey = (id: string) => ({ params: { path: { passkey_id: id } } });

export const deeds = {
  change: (id: string, body: Schema<"UserChangeIn">) => ok(api.PUT("/api/v1/users/{person_id}", { ...of(id), body })),
  password: (id: string, present: string, password: string) =>
    ok(
      api.POST("/api/v1/users/{person_id}/change-password", {
        ...of(id),
        body: { current_password: present, password },
      }),
    ),
  beginMfa: (key: string) => ok(api.POST("/api/v1/auth/mfa/totp", { body: {}, headers: once(key) })),
  confirmMfa: (key: string, code: string) =>
    ok(api.POST("/api/v1/auth/mfa/totp", { body: { code }, headers: once(key) })),
  endMfa: (password: string) => ok(api.DELETE("/api/v1/auth/mfa/totp", { body: { password } })),
  beginPasskey: (password: string) => ok(api.POST("/api/v1/auth/passkeys/begin", { body: { password } })),
  addPasskey: (attempt: string, credential: Record<string, unknown>, name: string) =>
    ok(api.POST("/api/v1/auth/passkeys", { body: { attempt, credential, name } })),
  renamePasskey: (id: string, name: string) =>
    ok(api.PUT("/api/v1/auth/passkeys/{passkey_id}", { ...passkey(id), body: { name } })),
  removePasskey: (id: string, password: string) =>
    ok(api.DELETE("/api/v1/auth/passkeys/{passkey_id}", { ...passkey(id), body: { password } })),
  endSession: (id: string) =>
    ok(api.DELETE("/api/v1/auth/sessions/{session_id}", { params: { path: { session_id: id } } })),
};
