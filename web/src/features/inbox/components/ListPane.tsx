import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDownWideNarrow, ArrowUp, Inbox, ListFilter } from "lucide-react";
import {
  type KeyboardEvent,
  type MouseEvent,
  Suspense,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/shared/api";
import { lazily } from "@/shared/code";
import {
  Bones,
  Button,
  Count,
  Empty,
  Failed,
  IconButton,
  Menu,
  Refreshing,
  SearchBox,
  Tabs,
  useNow,
} from "@/shared/ui";
import { agentsOptions, countOptions, listOptions } from "../api";
import { type Conversation, FILTERS, ordered, SORTS, sieve, TABS, type Tab, type View } from "../model";
import { ConversationRow } from "./ConversationRow";

const FilterBar = lazily(() => import("./FilterBar"), "FilterBar");
const Found = lazily(() => import("./Found"), "Found");
const BulkBar = lazily(() => import("./BulkBar"), "BulkBar");
const ROW = 76;
const TOP = 8;

function useTabCounts(view: View, me: string) {
  // Each tab says how many it would show: narrowed as this one, but for what a tab itself chooses.
  const only = (tab: Tab): View => ({ ...view, tab, status: undefined, agent: undefined, sort: undefined });
  const mine = useQuery(countOptions(only("mine"), me));
  const unassigned = useQuery(countOptions(only("unassigned"), me));
  const bot = useQuery(countOptions(only("bot"), me));
  const all = useQuery(countOptions(only("all"), me));
  return { mine: mine.data, unassigned: unassigned.data, bot: bot.data, all: all.data };
}

type ListPaneProps = {
  view: View;
  onView: (view: View) => void;
  open: string | null;
  onOpen: (id: string) => void;
  /** Tells the page which conversations stand here, for "next" and "previous". */
  onOrder: (ids: string[]) => void;
};

/** The conversations of a view, live: nothing jumps while somebody reads further down. */
export function ListPane({ view, onView, open, onOpen, onOrder }: ListPaneProps) {
  const { t } = useTranslation("inbox");
  const me = useSession((s) => s.me?.user?.id ?? "");
  const now = useNow();
  const id = useId();
  const list = useInfiniteQuery(listOptions(view, me));
  const agents = useQuery(agentsOptions);
  const counts = useTabCounts(view, me);
  const scroller = useRef<HTMLDivElement>(null);
  const [atTop, setAtTop] = useState(true);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [filtering, setFiltering] = useState(false);
  const [typed, setTyped] = useState("");
  const before = useRef<{ view: string; order: string[] }>({ view: "", order: [] });

  const names = useMemo(() => new Map((agents.data?.data ?? []).map((a) => [a.user_id, a.name])), [agents.data]);
  const items = useMemo(() => {
    const byId = new Map<string, Conversation>();
    const belongs = sieve(view, me);
    for (const page of list.data?.pages ?? [])
      for (const it of page.data) if (belongs(it) && !byId.has(it.id)) byId.set(it.id, it);
    return byId;
  }, [list.data, view, me]);
  const viewKey = JSON.stringify(view);
  const { order, held } = useMemo(() => {
    const earlier = before.current.view === viewKey ? before.current.order : [];
    return ordered([...items.values()], earlier, atTop, view.sort);
  }, [items, atTop, viewKey, view.sort]);
  useEffect(() => {
    before.current = { view: viewKey, order };
    onOrder(order);
  }, [order, viewKey, onOrder]);

  const virtual = useVirtualizer({
    count: order.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
    getItemKey: (index) => order[index] as string,
  });
  const rows = virtual.getVirtualItems();
  const last = rows[rows.length - 1]?.index ?? -1;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (last >= order.length - 10 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [last, order.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  const anchor = useRef<string | null>(null);
  const press = useCallback(
    (conversationId: string, event: MouseEvent) => {
      if (event.shiftKey && anchor.current) {
        const [from, to] = [order.indexOf(anchor.current), order.indexOf(conversationId)].sort((a, b) => a - b) as [
          number,
          number,
        ];
        setChosen((now_) => new Set([...now_, ...order.slice(from, to + 1)]));
        return;
      }
      anchor.current = conversationId;
      if (event.ctrlKey || event.metaKey) {
        setChosen((now_) => {
          const next = new Set(now_);
          if (!next.delete(conversationId)) next.add(conversationId);
          return next;
        });
        return;
      }
      setChosen(new Set());
      onOpen(conversationId);
    },
    [order, onOpen],
  );
  const onKey = (event: KeyboardEvent) => {
    const at = open ? order.indexOf(open) : -1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: order.length - 1 }[event.key];
    if (event.key === " " && open) {
      setChosen((now_) => new Set(now_.has(open) ? [...now_].filter((c) => c !== open) : [...now_, open]));
      event.preventDefault();
      return;
    }
    if (to === undefined) return;
    event.preventDefault();
    const next = order[Math.max(0, Math.min(order.length - 1, to))];
    if (next) onOpen(next);
  };
  const at = open ? order.indexOf(open) : -1;
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [at, virtual]);

  const filtered = FILTERS.some((name) => view[name] !== undefined);
  return (
    <section aria-label={t(($) => $.list.title)} className="relative flex min-h-0 flex-1 flex-col bg-surface">
      <Refreshing busy={list.isFetching && !list.isPending && !isFetchingNextPage} />
      <header className="flex items-center gap-2 px-4 pb-2 pt-3">
        <h1 className="text-xl font-semibold">{t(($) => $.list.title)}</h1>
        <Menu
          label={t(($) => $.sort.title)}
          items={[undefined, ...SORTS].map((sort) => ({
            id: sort ?? "newest",
            label: t(($) => $.sort[sort ?? "newest"]),
            hint: view.sort === sort ? "✓" : undefined,
            run: () => onView({ ...view, sort }),
          }))}
        >
          <IconButton label={t(($) => $.sort.title)} className="ml-auto">
            <ArrowDownWideNarrow aria-hidden />
          </IconButton>
        </Menu>
        <IconButton label={t(($) => $.filter.title)} onPress={() => setFiltering(!filtering)} aria-expanded={filtering}>
          <ListFilter aria-hidden />
        </IconButton>
      </header>
      <SearchBox label={t(($) => $.list.search)} value={typed} onChange={setTyped} className="mx-4 mb-2" />
      {typed.trim().length >= 2 ? (
        <Suspense fallback={<Bones rows={7} className="h-12" />}>
          <Found text={typed} onOpen={onOpen} />
        </Suspense>
      ) : (
        <>
          <Suspense>
            {(filtering || filtered || view.sort) && <FilterBar view={view} onView={onView} open={filtering} />}
          </Suspense>
          <Tabs
            label={t(($) => $.list.tabs)}
            className="px-2"
            value={view.tab ?? "mine"}
            onChange={(tab) => onView({ ...view, tab, status: undefined, agent: undefined })}
            tabs={TABS.map((tab) => ({
              id: tab,
              label: (
                <>
                  {t(($) => $.tab[tab])} <Count value={counts[tab] ?? 0} quiet />
                </>
              ),
            }))}
          />
          {list.isPending ? (
            <Bones rows={9} className="h-16" />
          ) : list.isError && order.length === 0 ? (
            <Failed error={list.error} retry={() => void list.refetch()} />
          ) : order.length === 0 ? (
            <Empty
              icon={<Inbox aria-hidden />}
              title={t(($) => (filtered ? $.empty.filtered : $.empty[view.tab ?? "mine"]))}
              action={
                filtered ? (
                  <Button onPress={() => onView({ tab: view.tab, sort: view.sort })}>{t(($) => $.filter.clear)}</Button>
                ) : undefined
              }
            >
              {filtered ? undefined : t(($) => $.empty.hint)}
            </Empty>
          ) : (
            <div className="relative min-h-0 flex-1">
              {held > 0 && (
                <Button
                  look="primary"
                  icon={<ArrowUp aria-hidden />}
                  className="absolute left-1/2 top-2 z-10 -translate-x-1/2 rounded-full shadow-e2"
                  onPress={() => {
                    scroller.current?.scrollTo({ top: 0 });
                    setAtTop(true);
                  }}
                >
                  {t(($) => $.list.held, { count: held })}
                </Button>
              )}
              <div
                ref={scroller}
                role="listbox"
                tabIndex={0}
                aria-label={t(($) => $.list.title)}
                aria-multiselectable
                aria-activedescendant={at >= 0 ? `${id}-${open}` : undefined}
                onKeyDown={onKey}
                onScroll={(event) => setAtTop(event.currentTarget.scrollTop < TOP)}
                className="h-full overflow-auto focus-visible:-outline-offset-2"
              >
                <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
                  {rows.map((row) => {
                    const it = items.get(order[row.index] as string);
                    if (!it) return null;
                    return (
                      <div
                        key={row.key}
                        role="presentation"
                        className="absolute inset-x-0 top-0"
                        style={{ transform: `translateY(${row.start}px)` }}
                      >
                        <ConversationRow
                          it={it}
                          id={`${id}-${it.id}`}
                          open={it.id === open}
                          chosen={chosen.has(it.id)}
                          owner={it.assigned_to ? (names.get(it.assigned_to) ?? null) : null}
                          now={now}
                          onPress={press}
                        />
                      </div>
                    );
                  })}
                </div>
              </div>
            </div>
          )}
          <Suspense>{chosen.size > 0 && <BulkBar ids={[...chosen]} onDone={() => setChosen(new Set())} />}</Suspense>
        </>
      )}
    </section>
  );
}
