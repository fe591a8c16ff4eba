import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, keys, ok, once, raw, type Schema } from "@/shared/api";

export type Request = Schema<"PrivacyRequestOut">;
export type Kind = Schema<"RequestKind">;
export type Known = Schema<"SubjectDataOut">;
export type Proof = Schema<"PrivacyConsentOut">;
export type Retention = Schema<"RetentionOut">;
export type AuditRow = Schema<"AuditOut">;
export type Chain = Schema<"ChainOut">;
type Action = Schema<"AuditAction">;

const PAGE = 30;
const AUDIT_PAGE = 50;
const WATCHED_MS = 2000;

export type RequestFilter = { type?: Kind; status?: Schema<"RequestState">; user_id?: string };

/** What is to be answered first; read again while one of them runs. */
export const requestsOptions = (filter: RequestFilter) =>
  infiniteQueryOptions({
    queryKey: keys.privacyRequests(filter),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/v1/privacy/requests", {
          params: { query: { ...filter, cursor: pageParam, limit: PAGE } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.pagination.next_cursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.data.some((one) => one.status === "running")) ? WATCHED_MS : false,
  });

export const requestOptions = (id: string) =>
  queryOptions({
    queryKey: [...keys.privacyRequests(), "one", id],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/privacy/requests/{request_id}", { params: { path: { request_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.status === "running" ? WATCHED_MS : false),
  });

/** Who somebody is by now, and how much is kept of them. */
export const knownOptions = (id: string) =>
  queryOptions({
    queryKey: [...keys.contact(id), "kept"],
    staleTime: 0,
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/privacy/data/{user_id}", { params: { path: { user_id: id } }, signal })),
  });

/** The name of a contact, where there still is one. */
export const nameOptions = (id: string) =>
  queryOptions({
    queryKey: [...keys.contact(id), "name"],
    retry: false,
    queryFn: async ({ signal }) => {
      const found = await ok(
        api.GET("/api/v1/contacts/{contact_id}", { params: { path: { contact_id: id } }, signal }),
      );
      return { name: found.name || found.phone || "" };
    },
  });

export const proofsOptions = (contactId: string) =>
  queryOptions({
    queryKey: keys.consents(contactId),
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/privacy/consent/{user_id}", {
          params: { path: { user_id: contactId }, query: { limit: 100 } },
          signal,
        }),
      ),
  });

export const retentionOptions = queryOptions({
  queryKey: keys.retention(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/privacy/retention", { signal })),
});

export type AuditQuery = { actor_id?: string; user_id?: string; action?: Action; from?: string; to?: string };

export const auditOptions = (query: AuditQuery) =>
  infiniteQueryOptions({
    queryKey: keys.audit(query),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/v1/privacy/audit", {
          params: { query: { ...query, cursor: pageParam, limit: AUDIT_PAGE } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const complianceOptions = queryOptions({
  queryKey: keys.compliance(),
  staleTime: 0,
  queryFn: ({ signal }) => ok(api.GET("/api/v1/privacy/compliance/status", { signal })),
});

const of = (id: string) => ({ params: { path: { user_id: id } } });

/** Each kind begins by its own route; the two that people carry out are noted. */
function ask(kind: Kind, id: string, key: string) {
  const headers = once(key);
  if (kind === "export") return ok(api.POST("/api/v1/privacy/data/{user_id}/export", { ...of(id), headers }));
  if (kind === "anonymisation") return ok(api.POST("/api/v1/privacy/data/{user_id}/anonymize", { ...of(id), headers }));
  if (kind === "erasure") return ok(api.DELETE("/api/v1/privacy/data/{user_id}", of(id)));
  return ok(api.POST("/api/v1/privacy/requests", { body: { user_id: id, kind }, headers }));
}

export const deeds = {
  ask,
  answer: (id: string, done: boolean, reason: string) =>
    ok(
      api.PUT("/api/v1/privacy/requests/{request_id}", {
        params: { path: { request_id: id } },
        body: { done, reason },
      }),
    ),
  record: (body: Schema<"PrivacyConsentIn">, key: string) =>
    ok(api.POST("/api/v1/privacy/consent", { body, headers: once(key) })),
  withdraw: (id: string, reason: string) =>
    ok(
      api.DELETE("/api/v1/privacy/consent/{consent_id}", {
        params: { path: { consent_id: id }, query: { reason } },
      }),
    ),
  retain: (days: Retention["days"], version: number, dryRun: boolean) =>
    ok(api.PUT("/api/v1/privacy/retention", { body: { days, version, dry_run: dryRun } })),
};

/** A file of a request, saved by the browser. Raises ApiError. */
export async function save(path: string, filename: string): Promise<void> {
  const url = URL.createObjectURL(await (await raw(path)).blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = filename;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
