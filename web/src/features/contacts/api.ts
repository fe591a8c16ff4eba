import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ApiError, api, keys, newKey, ok, once, queryClient, raw, type Schema } from "@/shared/api";
import { filterOf, type View } from "./model";

export { attributesOptions, listsOptions, numbersOptions, segmentsOptions, tagsOptions } from "@/shared/known";

export type Contact = Schema<"ContactShort">;
export type Attribute = Schema<"AttributeOut">;
export type ContactList = Schema<"ContactListOut">;
export type Segment = Schema<"SegmentOut">;
export type Proof = Schema<"ConsentProofOut">;
export type Moment = Schema<"MomentOut">;
export type ManyOrder = Omit<Schema<"ManyContactsIn">, "ids" | "filter" | "after" | "reason">;
export type Many = { ids: string[] } | { filter: Schema<"WantedIn"> };
export type Done = { changed: number; unchanged: number; left: Partial<Record<Schema<"LeftAlone">, number>> };

const PAGE = 100;
const AT_ONCE = 1000;
const of = (id: string) => ({ params: { path: { contact_id: id } } });

type Place = { cursor?: string; page?: number };

/** By the time of their making a list goes by cursors, at a constant cost; sorted otherwise by pages. */
export const contactsOptions = (view: View) =>
  infiniteQueryOptions({
    queryKey: keys.contacts(view),
    initialPageParam: { page: 1 } as Place,
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/v1/contacts", {
          params: {
            query: {
              ...filterOf(view),
              sort: view.sort ?? "created_at",
              order: view.order ?? "desc",
              limit: PAGE,
              ...pageParam,
            },
          },
          signal,
        }),
      ),
    getNextPageParam: ({ data, pagination }): Place | undefined => {
      if (pagination.next_cursor) return { cursor: pagination.next_cursor };
      const byPages = view.sort !== undefined && view.sort !== "created_at";
      return byPages && data.length === PAGE ? { page: pagination.page + 1 } : undefined;
    },
  });

const COUNT_MS = 60_000;

/** How many a saved segment holds; not asked again at every look, since it is worked out each time. */
export const countOptions = (segment: Segment) =>
  queryOptions({
    queryKey: [...keys.segmentCounts(), segment.id, segment.updated_at],
    staleTime: COUNT_MS,
    queryFn: async ({ signal }) =>
      (await ok(api.POST("/api/v1/segments/count", { body: { query: segment.query }, signal }))).count,
  });

export const contactOptions = (id: string) =>
  queryOptions({
    queryKey: keys.contact(id),
    queryFn: ({ signal }) => ok(api.GET("/api/v1/contacts/{contact_id}", { ...of(id), signal })),
  });

export const ownListsOptions = (id: string) =>
  queryOptions({
    queryKey: [...keys.contact(id), "lists"],
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/contacts/{contact_id}/lists", {
          params: { path: { contact_id: id }, query: { limit: 100 } },
          signal,
        }),
      ),
  });

export const proofsOptions = (id: string) =>
  queryOptions({
    queryKey: [...keys.contact(id), "consents"],
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/contacts/{contact_id}/consents", {
          params: { path: { contact_id: id }, query: { limit: 100 } },
          signal,
        }),
      ),
  });

export const timelineOptions = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.contact(id), "timeline"],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/v1/contacts/{contact_id}/timeline", {
          params: { path: { contact_id: id }, query: { limit: 50, cursor: pageParam } },
          signal,
        }),
      ),
    getNextPageParam: ({ pagination }) => pagination.next_cursor ?? undefined,
  });

const EVERY = ["bot", "queued", "active", "waiting", "resolved", "archived"] as const;

export const conversationsOptions = (id: string) =>
  queryOptions({
    queryKey: [...keys.conversations(), "of-contact", id],
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/conversations", {
          params: { query: { contact_id: id, limit: 20, status: [...EVERY] } },
          signal,
        }),
      ),
  });

export const deeds = {
  add: (key: string, body: Schema<"ContactIn">) => ok(api.POST("/api/v1/contacts", { body, headers: once(key) })),
  change: (id: string, body: Schema<"ContactChangeIn">) =>
    ok(api.PUT("/api/v1/contacts/{contact_id}", { ...of(id), body })),
  tag: (id: string, tags: string[]) =>
    ok(api.POST("/api/v1/contacts/{contact_id}/tags", { ...of(id), body: { tags } })),
  untag: (id: string, tags: string[]) =>
    ok(api.DELETE("/api/v1/contacts/{contact_id}/tags", { ...of(id), body: { tags } })),
  remove: (id: string, reason: string) =>
    ok(api.DELETE("/api/v1/contacts/{contact_id}", { params: { path: { contact_id: id }, query: { reason } } })),
  consent: (id: string, body: Schema<"ConsentIn">, key: string) =>
    ok(api.POST("/api/v1/contacts/{contact_id}/consents", { ...of(id), body, headers: once(key) })),
  merge: (body: Schema<"MergeIn">, key: string) => ok(api.POST("/api/v1/contacts/merge", { body, headers: once(key) })),
  part: (id: string, key: string) =>
    ok(api.POST("/api/v1/contacts/merge/{contact_id}/undo", { ...of(id), headers: once(key) })),
  putOn: (listId: string, ids: string[], key: string) =>
    ok(
      api.POST("/api/v1/contact-lists/{list_id}/contacts", {
        params: { path: { list_id: listId } },
        body: { contact_ids: ids },
        headers: once(key),
      }),
    ),
  takeOff: (listId: string, ids: string[]) =>
    ok(
      api.DELETE("/api/v1/contact-lists/{list_id}/contacts", {
        params: { path: { list_id: listId } },
        body: { contact_ids: ids },
      }),
    ),
  list: (id: string | null, name: string, key: string) =>
    id
      ? ok(api.PUT("/api/v1/contact-lists/{list_id}", { params: { path: { list_id: id } }, body: { name } }))
      : ok(api.POST("/api/v1/contact-lists", { body: { name }, headers: once(key) })),
  removeList: (id: string) => ok(api.DELETE("/api/v1/contact-lists/{list_id}", { params: { path: { list_id: id } } })),
  attribute: (body: Schema<"AttributeIn">, key: string) =>
    ok(api.POST("/api/v1/contact-attributes", { body, headers: once(key) })),
  changeAttribute: (id: string, body: Schema<"AttributeChangeIn">) =>
    ok(api.PUT("/api/v1/contact-attributes/{attribute_id}", { params: { path: { attribute_id: id } }, body })),
  removeAttribute: (id: string) =>
    ok(api.DELETE("/api/v1/contact-attributes/{attribute_id}", { params: { path: { attribute_id: id } } })),
  segment: (id: string | null, body: Schema<"SegmentIn">, key: string) =>
    id
      ? ok(api.PUT("/api/v1/segments/{segment_id}", { params: { path: { segment_id: id } }, body }))
      : ok(api.POST("/api/v1/segments", { body, headers: once(key) })),
  removeSegment: (id: string) =>
    ok(api.DELETE("/api/v1/segments/{segment_id}", { params: { path: { segment_id: id } } })),
  explain: (contactId: string, query: Record<string, unknown>) =>
    ok(api.POST("/api/v1/segments/explain", { body: { contact_id: contactId, query } })),
};

/** The server's sentence, when it refused for this reason. */
export const told = (error: unknown, code: string): string | null =>
  error instanceof ApiError && error.code === code ? error.message : null;

/** What a change of contacts may have changed elsewhere. */
export const CHANGES = [keys.contacts(), keys.tags(), keys.contactLists(), keys.segmentCounts()] as const;

/**
 * One change of many, a thousand at a time: `hears` is told how far it is, and says false to stop. What was done stays done; a
 * repetition leaves alone what is so already.
 */
export async function changeMany(order: ManyOrder, many: Many, hears: (done: Done) => boolean): Promise<Done> {
  const done: Done = { changed: 0, unchanged: 0, left: {} };
  const one = async (whom: Pick<Schema<"ManyContactsIn">, "ids" | "filter" | "after">) => {
    const body = { ...order, ...whom, reason: "" };
    const answer = await ok(api.POST("/api/v1/contacts/bulk", { body, headers: once(newKey()) }));
    done.changed += answer.changed;
    done.unchanged += answer.unchanged;
    for (const { reason, count } of answer.left) done.left[reason] = (done.left[reason] ?? 0) + count;
    return answer.after;
  };
  try {
    if ("ids" in many) {
      for (let at = 0; at < many.ids.length; at += AT_ONCE) {
        await one({ ids: many.ids.slice(at, at + AT_ONCE) });
        if (!hears({ ...done })) break;
      }
    } else {
      let after: string | null = null;
      do {
        after = await one({ filter: many.filter, after });
        if (!hears({ ...done })) break;
      } while (after);
    }
  } finally {
    for (const queryKey of CHANGES) void queryClient.invalidateQueries({ queryKey });
  }
  return done;
}

/** A file from the server, into the person's downloads. */
async function keep(answer: Response, name: string): Promise<void> {
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Not at once: the browser may not have begun to read it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export type FileForm = Schema<"TableForm">;

export async function exportContacts(many: Many, format: FileForm, name: string): Promise<void> {
  if ("ids" in many) {
    const body = JSON.stringify({ ids: many.ids, format });
    const headers = { "content-type": "application/json", ...once(newKey()) };
    await keep(await raw("/api/v1/contacts/export", { method: "POST", body, headers }), name);
    return;
  }
  const query = new URLSearchParams({ format });
  for (const [key, value] of Object.entries(many.filter))
    for (const each of [value].flat()) if (each) query.append(key, String(each));
  await keep(await raw(`/api/v1/contacts/export?${query}`), name);
}

export async function refusedRows(importId: string, name: string): Promise<void> {
  await keep(await raw(`/api/v1/contacts/imports/${importId}/refused`), name);
}
