import {
  type InfiniteData,
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { api, keys, ok, type Page, queryClient } from "@/shared/api";
import { toast } from "@/shared/ui";
import { type Conversation, type Entry, fronted, merged, queryOf, type View } from "./model";

const ROWS = 40;
const LINES = 50;
const CALM_MS = 1500;

type Rows = Page<Conversation>;
type Lines = Page<Entry>;

export const listOptions = (view: View, me: string) =>
  infiniteQueryOptions({
    queryKey: keys.conversations(queryOf(view, me)),
    initialPageParam: "",
    staleTime: 60_000,
    queryFn: ({ pageParam, signal }) => readRows(queryOf(view, me), pageParam, signal),
    getNextPageParam: (page: Rows) => page.pagination.next_cursor ?? undefined,
  });

function readRows(filter: object, cursor = "", signal?: AbortSignal): Promise<Rows> {
  return ok(
    api.GET("/api/v1/conversations", { params: { query: { ...filter, cursor, limit: ROWS } as never }, signal }),
  );
}

type Lists = InfiniteData<Rows, string>;

/** Reads the first rows of the lists that are shown, without all their pages again; the conversations that were among them. */
export async function freshHeads(): Promise<Set<string>> {
  const seen = new Set<string>();
  for (const { queryKey } of queryClient.getQueryCache().findAll({ queryKey: keys.conversations(), type: "active" })) {
    const filter = queryKey[1];
    if (typeof filter !== "object" || filter === null) continue;
    const page = await readRows(filter).catch(() => null);
    const kept = queryClient.getQueryData<Lists>(queryKey);
    if (!page || !kept) continue;
    const rows = fronted(
      kept.pages.map((it) => it.data),
      page.data,
      page.pagination.next_cursor === null,
    );
    if (!rows) {
      void queryClient.resetQueries({ queryKey, exact: true });
      continue;
    }
    for (const it of page.data) seen.add(it.id);
    const pages = kept.pages.map((it, at) => ({ ...it, data: rows[at] as Conversation[] }));
    queryClient.setQueryData<Lists>(queryKey, { ...kept, pages });
  }
  recount();
  return seen;
}

/** Puts a conversation that no list knew where the lists are: each shows only what belongs to it. */
export function place(fresh: Conversation): void {
  queryClient.setQueriesData<Lists>({ queryKey: keys.conversations(), type: "active" }, (kept) => {
    if (!kept || typeof kept !== "object" || !("pages" in kept)) return kept;
    const [first, ...rest] = kept.pages;
    if (!first || kept.pages.some((page) => page.data.some((it) => it.id === fresh.id))) return kept;
    return { ...kept, pages: [{ ...first, data: [fresh, ...first.data] }, ...rest] };
  });
}

let counted = 0;
let counting: ReturnType<typeof setTimeout> | undefined;

/** How many each tab holds is read again: at once, and under load not more often than that. */
function recount(): void {
  if (counting !== undefined) return;
  counting = setTimeout(
    () => {
      counting = undefined;
      counted = Date.now();
      void queryClient.invalidateQueries({ queryKey: [...keys.conversations(), "count"] });
    },
    Math.max(0, counted + CALM_MS - Date.now()),
  );
}

/** How many a tab holds; the API counts up to ten thousand. */
export const countOptions = (view: View, me: string) =>
  queryOptions({
    queryKey: [...keys.conversations(), "count", queryOf(view, me)],
    staleTime: 15_000,
    queryFn: async ({ signal }) => {
      const query = { ...queryOf(view, me), limit: 1 } as never;
      return (await ok(api.GET("/api/v1/conversations", { params: { query }, signal }))).pagination.total;
    },
  });

export function readConversation(id: string, signal?: AbortSignal): Promise<Conversation> {
  return ok(
    api.GET("/api/v1/conversations/{conversation_id}", {
      params: { path: { conversation_id: id }, query: { expand: "contact" } },
      signal,
    }),
  );
}

export const conversationOptions = (id: string) =>
  queryOptions({ queryKey: keys.conversation(id), queryFn: ({ signal }) => readConversation(id, signal) });

type Stretch = { before?: string; since?: string };

/** The thread from its end back, or the part of it around an entry, which goes on in both directions. */
export const timelineOptions = (id: string, around: string | null = null) =>
  infiniteQueryOptions({
    queryKey: around ? [...keys.timeline(id), around] : keys.timeline(id),
    initialPageParam: {} as Stretch,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ pageParam, signal }) =>
      around && !pageParam.before && !pageParam.since
        ? readAround(id, around, signal)
        : readLines(id, pageParam, signal),
    getNextPageParam: (page: Lines & { newer?: string }): Stretch | undefined =>
      page.pagination.next_cursor ? { before: page.pagination.next_cursor } : undefined,
    getPreviousPageParam: (page): Stretch | undefined => (page.newer ? { since: page.newer } : undefined),
  });

async function readAround(id: string, entry: string, signal: AbortSignal): Promise<Lines & { newer?: string }> {
  const [newer, older] = await Promise.all([
    readLines(id, { since: entry }, signal),
    readLines(id, { before: entry }, signal),
  ]);
  return { ...older, data: [...newer.data, ...older.data], newer: newer.newer };
}

/** Lines before an entry, newest first; or what followed one. */
export async function readLines(
  id: string,
  { before = "", since }: Stretch = {},
  signal?: AbortSignal,
): Promise<Lines & { newer?: string }> {
  const query = since ? { beginning: since, limit: LINES } : { cursor: before, limit: LINES };
  const page = await ok(
    api.GET("/api/v1/conversations/{conversation_id}/timeline", {
      params: { path: { conversation_id: id }, query },
      signal,
    }),
  );
  if (!since) return page;
  return {
    ...page,
    pagination: { ...page.pagination, next_cursor: null },
    newer: page.pagination.next_cursor ?? undefined,
  };
}

/** Puts entries where the thread is kept, each once. */
export function keepLines(id: string, fresh: Entry[]): void {
  queryClient.setQueryData<InfiniteData<Lines, string>>(keys.timeline(id), (kept) => {
    const [first, ...rest] = kept?.pages ?? [];
    if (!kept || !first) return kept;
    const older = new Set(rest.flatMap((page) => page.data.map((entry) => entry.id)));
    const data = merged(
      first.data,
      fresh.filter((entry) => !older.has(entry.id)),
    );
    return { ...kept, pages: [{ ...first, data }, ...rest] };
  });
}

/** Changes a conversation wherever it is kept: in every list, and by itself. */
export function patch(id: string, change: (before: Conversation) => Conversation): void {
  queryClient.setQueryData<Conversation>(keys.conversation(id), (before) => before && change(before));
  queryClient.setQueriesData<InfiniteData<Rows, string>>({ queryKey: keys.conversations() }, (kept) => {
    if (!kept || typeof kept !== "object" || !("pages" in kept)) return kept;
    if (!kept.pages.some((page) => page.data.some((it) => it.id === id))) return kept;
    const pages = kept.pages.map((page) => ({
      ...page,
      data: page.data.map((it) => (it.id === id ? change(it) : it)),
    }));
    return { ...kept, pages };
  });
}

/** What an answer says of a conversation; what is known of its contact stays. */
export function learn(fresh: Conversation): void {
  patch(fresh.id, (before) => ({ ...fresh, contact: { ...before.contact, ...fresh.contact } }));
  recount();
}

export const attributesOptions = queryOptions({
  queryKey: keys.attributes(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/contact-attributes", { signal })),
  staleTime: 300_000,
});
export const agentsOptions = queryOptions({
  queryKey: keys.agents(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/agents", { params: { query: { limit: 100 } }, signal })),
});
export const queuesOptions = queryOptions({
  queryKey: keys.queues(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/queues", { params: { query: { limit: 100 } }, signal })),
});
export const departmentsOptions = queryOptions({
  queryKey: keys.departments(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/departments", { params: { query: { limit: 100 } }, signal })),
});
export const numbersOptions = queryOptions({
  queryKey: keys.numbers(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/whatsapp-configs", { params: { query: { limit: 100 } }, signal })),
});
export const viewsOptions = queryOptions({
  queryKey: keys.views(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/saved-views", { params: { query: { limit: 100 } }, signal })),
});
export const cannedOptions = queryOptions({
  queryKey: keys.canned(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/canned-replies", { params: { query: { limit: 100 } }, signal })),
});
export const capabilitiesOptions = (numberId: string) =>
  queryOptions({
    queryKey: keys.capabilities(numberId),
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/whatsapp-configs/{config_id}/capabilities", {
          params: { path: { config_id: numberId } },
          signal,
        }),
      ),
  });

export const variablesOptions = (id: string) =>
  queryOptions({
    queryKey: [...keys.conversation(id), "variables"],
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/conversations/{conversation_id}/variables", {
          params: { path: { conversation_id: id }, query: { limit: 100 } },
          signal,
        }),
      ),
  });

/** The text as the customer would read it. */
export const fillText = (id: string, text: string, signal?: AbortSignal) =>
  ok(
    api.POST("/api/v1/conversations/{conversation_id}/fill", {
      params: { path: { conversation_id: id } },
      body: { text },
      signal,
    }),
  );

type Deed = {
  run: () => Promise<Conversation>;
  /** Said at once; taken back when the server refuses. */
  meanwhile?: (before: Conversation) => Conversation;
  done?: string;
  undo?: () => void;
};

/** Something done to a conversation: shown at once, rolled back with a word when it fails. */
export function useDeed(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (deed: Deed) => deed.run(),
    onMutate: (deed) => {
      const before = client.getQueryData<Conversation>(keys.conversation(id));
      if (deed.meanwhile) patch(id, deed.meanwhile);
      return { before };
    },
    onError: (error, deed, kept) => {
      if (deed.meanwhile && kept?.before) patch(id, () => kept.before as Conversation);
      toast.failed(error);
      void client.invalidateQueries({ queryKey: keys.conversation(id) });
    },
    onSuccess: (fresh, deed) => {
      learn(fresh);
      if (deed.done) toast.done(deed.done, deed.undo);
    },
  });
}

const at = (id: string) => ({ params: { path: { conversation_id: id } } });

/** Everything that can be done to a conversation, as the API names it. */
export const deeds = {
  assign: (id: string, userId: string | null, reason = "") =>
    ok(api.POST("/api/v1/conversations/{conversation_id}/assign", { ...at(id), body: { user_id: userId, reason } })),
  transfer: (id: string, to: { user_id?: string; queue_id?: string; department_id?: string }, reason: string) =>
    ok(api.POST("/api/v1/conversations/{conversation_id}/transfer", { ...at(id), body: { ...to, reason } })),
  resolve: (id: string) =>
    ok(api.PUT("/api/v1/conversations/{conversation_id}", { ...at(id), body: { status: "resolved", reason: "" } })),
  reopen: (id: string) =>
    ok(api.POST("/api/v1/conversations/{conversation_id}/reopen", { ...at(id), body: { reason: "" } })),
  archive: (id: string) =>
    ok(api.POST("/api/v1/conversations/{conversation_id}/archive", { ...at(id), body: { reason: "" } })),
  snooze: (id: string, until: string | null) =>
    ok(api.POST("/api/v1/conversations/{conversation_id}/snooze", { ...at(id), body: { until } })),
  tags: (id: string, tags: string[]) =>
    ok(api.PUT("/api/v1/conversations/{conversation_id}", { ...at(id), body: { tags, reason: "" } })),
  mute: (id: string, muted: boolean) =>
    ok(api.POST("/api/v1/conversations/{conversation_id}/mute", { ...at(id), body: { muted } })),
  read: (id: string) => ok(api.POST("/api/v1/conversations/{conversation_id}/read", at(id))),
  toFlow: (id: string) =>
    ok(
      api.POST("/api/v1/conversations/{conversation_id}/return-to-flow", { ...at(id), body: { reason: "" } as never }),
    ),
};
