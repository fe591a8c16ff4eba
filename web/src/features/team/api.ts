import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, keys, ok, once, type Schema } from "@/shared/api";

export type Person = Schema<"UserOut">;
export type Permission = Schema<"Permission">;
export type Role = Schema<"RoleOut">;
export type ApiKey = Schema<"ApiKeyOut">;
export type Invitation = Schema<"InvitationOut">;

const PAGE = 50;
const of = (id: string) => ({ params: { path: { person_id: id } } });

export const peopleOptions = (sort: string, order: "asc" | "desc") =>
  infiniteQueryOptions({
    queryKey: [...keys.users(), sort, order],
    initialPageParam: 1,
    queryFn: ({ pageParam, signal }) =>
      ok(api.GET("/api/v1/users", { params: { query: { page: pageParam, limit: PAGE, sort, order } }, signal })),
    getNextPageParam: ({ pagination }) => (pagination.page < (pagination.pages ?? 0) ? pagination.page + 1 : undefined),
  });

export const rolesOptions = queryOptions({
  queryKey: keys.roles(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/roles", { params: { query: { limit: 100 } }, signal })),
});

export const personOptions = (id: string) =>
  queryOptions({
    queryKey: keys.user(id),
    queryFn: ({ signal }) => ok(api.GET("/api/v1/users/{person_id}", { ...of(id), signal })),
  });

export const permissionsOptions = (id: string) =>
  queryOptions({
    queryKey: [...keys.user(id), "permissions"],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/users/{person_id}/permissions", { ...of(id), signal })),
  });

export const sessionsOptions = (id: string) =>
  queryOptions({
    queryKey: [...keys.sessions(), id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/auth/sessions", { params: { query: { user_id: id, limit: 100 } }, signal })),
  });

export const activityOptions = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.user(id), "activity"],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/v1/users/{person_id}/activity", {
          params: { path: { person_id: id }, query: { limit: 20, cursor: pageParam } },
          signal,
        }),
      ),
    getNextPageParam: ({ pagination }) => pagination.next_cursor ?? undefined,
  });

export const apiKeysOptions = queryOptions({
  queryKey: keys.apiKeys(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/api-keys", { params: { query: { limit: 100 } }, signal })),
});

export const deeds = {
  add: (key: string, body: Schema<"UserIn">) => ok(api.POST("/api/v1/users", { body, headers: once(key) })),
  change: (id: string, body: Schema<"UserChangeIn">) => ok(api.PUT("/api/v1/users/{person_id}", { ...of(id), body })),
  remove: (id: string) => ok(api.DELETE("/api/v1/users/{person_id}", of(id))),
  invite: (id: string, key: string) =>
    ok(api.POST("/api/v1/users/{person_id}/invitation", { ...of(id), headers: once(key) })),
  resetMfa: (id: string) => ok(api.DELETE("/api/v1/users/{person_id}/mfa", of(id))),
  permit: (id: string, body: Schema<"PermissionsIn">) =>
    ok(api.PUT("/api/v1/users/{person_id}/permissions", { ...of(id), body })),
  addRole: (key: string, body: Schema<"RoleIn">) => ok(api.POST("/api/v1/roles", { body, headers: once(key) })),
  changeRole: (id: string, body: Schema<"RoleChangeIn">) =>
    ok(api.PUT("/api/v1/roles/{role_id}", { params: { path: { role_id: id } }, body })),
  removeRole: (id: string, instead: string | undefined) =>
    ok(api.DELETE("/api/v1/roles/{role_id}", { params: { path: { role_id: id }, query: { instead } } })),
  endSession: (id: string) =>
    ok(api.DELETE("/api/v1/auth/sessions/{session_id}", { params: { path: { session_id: id } } })),
  accept: (token: string, password: string) =>
    ok(api.POST("/api/v1/auth/reset-password", { body: { token, password } })),
  makeKey: (key: string, body: Schema<"ApiKeyIn">) => ok(api.POST("/api/v1/api-keys", { body, headers: once(key) })),
  revokeKey: (id: string) => ok(api.DELETE("/api/v1/api-keys/{key_id}", { params: { path: { key_id: id } } })),
};
