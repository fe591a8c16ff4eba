import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Download, Plus, Upload, Users } from "lucide-react";
import { type ReactNode, Suspense, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { useMay } from "@/shared/api";
import { lazily } from "@/shared/code";
import { useFormat } from "@/shared/i18n/format";
import { Bones, Button, Drawer, Empty, Failed, LinkButton, Menu, Refreshing, toast } from "@/shared/ui";
import { attributesOptions, contactsOptions, exportContacts, type FileForm, type Many } from "../api";
import { ContactTable } from "../components/ContactTable";
import { FilterBar } from "../components/FilterBar";
import { SidePane } from "../components/SidePane";
import { filtered, filterOf, keepColumns, keptColumns, type View, viewOf } from "../model";

const route = getRouteApi("/inside/contacts");
const BulkBar = lazily(() => import("../components/BulkBar"), "BulkBar");
const NewContact = lazily(() => import("../components/NewContact"), "NewContact");
const ColumnsDialog = lazily(() => import("../components/ColumnsDialog"), "ColumnsDialog");
const AdvancedFilter = lazily(() => import("../components/AdvancedFilter"), "AdvancedFilter");
const ListsDialog = lazily(() => import("../components/ListsDialog"), "ListsDialog");

type Layer = "new" | "columns" | "advanced" | "lists" | "side";
const NOBODY: ReadonlySet<string> = new Set();

/** The people that the company knows. What is shown lives in the address. */
export function ContactsPage() {
  const { t } = useTranslation("contacts");
  const search = route.useSearch();
  const view = useMemo(() => viewOf(search), [search]);
  const navigate = useNavigate();
  const writes = useMay("write:contacts");
  const [layer, setLayer] = useState<Layer | null>(null);
  const [columns, setColumns] = useState(keptColumns);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(NOBODY);
  const [everything, setEverything] = useState(false);
  const attributes = useQuery(attributesOptions).data?.data;
  const list = useInfiniteQuery({ ...contactsOptions(view), placeholderData: keepPreviousData });
  const look = (next: View) => {
    setLayer(null);
    void navigate({ to: "/contacts", search: next as never, replace: true });
  };
  const address = JSON.stringify(filterOf(view));
  // biome-ignore lint/correctness/useExhaustiveDependencies: who was chosen in one list is not in another
  useEffect(() => {
    setChosen(NOBODY);
    setEverything(false);
  }, [address]);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? [], [list.data]);
  const total = list.data?.pages[0]?.pagination.total ?? null;
  const take = (form: FileForm) =>
    exportContacts({ filter: filterOf(view) }, form, `${t(($) => $.export.file)}.${form}`)
      .then(() => toast.done(t(($) => $.export.done)))
      .catch(toast.failed);
  usePageActions({ open: setLayer, take, writes });
  const many: Many = everything ? { filter: filterOf(view) } : { ids: [...chosen] };
  const close = () => setLayer(null);
  return (
    <div className="flex h-full min-h-0">
      <aside className="hidden w-60 shrink-0 overflow-auto border-r border-line bg-surface p-3 min-[1100px]:block">
        <SidePane view={view} look={look} onLists={() => setLayer("lists")} />
      </aside>
      <div className="relative flex min-w-0 flex-1 flex-col">
        <Refreshing busy={list.isFetching && !list.isPending && !list.isFetchingNextPage} />
        <Head writes={writes} onNew={() => setLayer("new")} take={take} empty={rows.length === 0 && !filtered(view)} />
        <section className="mx-4 mb-4 flex min-h-0 flex-1 flex-col overflow-hidden rounded-card border border-line bg-surface shadow-e1 max-sm:mx-0 max-sm:mb-0 max-sm:rounded-none max-sm:border-x-0">
          <FilterBar
            view={view}
            look={look}
            onSide={() => setLayer("side")}
            onAdvanced={() => setLayer("advanced")}
            onColumns={() => setLayer("columns")}
            total={list.data && <Total total={total} />}
          />
          {list.isError && !list.data ? (
            <Failed error={list.error} retry={() => void list.refetch()} />
          ) : !list.data ? (
            <Bones rows={10} />
          ) : rows.length === 0 ? (
            <Nobody view={view} look={look} writes={writes} onNew={() => setLayer("new")} />
          ) : (
            <>
              <Everything
                shown={!everything && chosen.size === rows.length && list.hasNextPage}
                total={total}
                count={rows.length}
                onAll={() => setEverything(true)}
              />
              <ContactTable
                rows={rows}
                columns={columns}
                attributes={attributes ?? []}
                sorting={{ by: view.sort ?? "created_at", order: view.order ?? "desc" }}
                onSort={(sort, order) => look({ ...view, sort, order })}
                selected={chosen}
                onSelect={(next) => {
                  setEverything(false);
                  setChosen(next);
                }}
                onOpen={({ id }) => void navigate({ to: "/contacts/$contactId", params: { contactId: id } })}
                onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
              />
              <Suspense>
                {chosen.size > 0 && (
                  <BulkBar
                    many={many}
                    count={everything ? total : chosen.size}
                    onDone={() => {
                      setChosen(NOBODY);
                      setEverything(false);
                    }}
                  />
                )}
              </Suspense>
            </>
          )}
        </section>
      </div>
      <Suspense>
        {layer === "new" && <NewContact onClose={close} />}
        {layer === "columns" && (
          <ColumnsDialog
            columns={columns}
            attributes={attributes ?? []}
            onChange={(next) => {
              keepColumns(next);
              setColumns(next);
            }}
            onClose={close}
          />
        )}
        {layer === "advanced" && (
          <AdvancedFilter
            text={view.text ?? ""}
            onApply={(text) => look({ ...view, text })}
            onSaved={(segment) => look({ segment })}
            onClose={close}
          />
        )}
        {layer === "lists" && <ListsDialog onClose={close} />}
      </Suspense>
      <Drawer open={layer === "side"} onClose={close} title={t(($) => $.side.title)}>
        <SidePane view={view} look={look} onLists={() => setLayer("lists")} />
      </Drawer>
    </div>
  );
}

type HeadProps = { writes: boolean; empty: boolean; onNew: () => void; take: (form: FileForm) => void };

function Head({ writes, empty, onNew, take }: HeadProps) {
  const { t } = useTranslation("contacts");
  return (
    <header className="flex flex-wrap items-end gap-3 p-4 md:pt-6">
      <div className="min-w-0">
        <h1 className="text-2xl font-semibold text-fg">{t(($) => $.title)}</h1>
        <p className="mt-0.5 text-sm text-fg-3 max-sm:hidden">{t(($) => $.about)}</p>
      </div>
      <div className="ml-auto flex flex-wrap items-center gap-2">
        {!empty && (
          <Menu
            label={t(($) => $.export.title)}
            items={(["csv", "xlsx"] as const).map((id) => ({
              id,
              label: t(($) => $.export[id]),
              run: () => take(id),
            }))}
          >
            <Button icon={<Download aria-hidden />}>{t(($) => $.export.title)}</Button>
          </Menu>
        )}
        {writes && !empty && (
          <>
            <LinkButton to="/contacts/import" look="secondary" icon={<Upload aria-hidden />}>
              {t(($) => $.import)}
            </LinkButton>
            <Button look="primary" icon={<Plus aria-hidden />} onPress={onNew}>
              {t(($) => $.add)}
            </Button>
          </>
        )}
      </div>
    </header>
  );
}

function Total({ total }: { total: number | null }): ReactNode {
  const { t } = useTranslation("contacts");
  const format = useFormat();
  return (
    <span className="tnum whitespace-nowrap">
      {total === null ? t(($) => $.manyMore) : t(($) => $.total, { count: total, shown: format.number(total) })}
    </span>
  );
}

/** All that are loaded are chosen, but the list goes on: offers the rest of it. */
function Everything(props: { shown: boolean; total: number | null; count: number; onAll: () => void }) {
  const { t } = useTranslation("contacts");
  const format = useFormat();
  if (!props.shown) return null;
  return (
    <p className="flex flex-wrap items-center justify-center gap-2 border-b border-line bg-brand-soft px-3 py-1.5 text-sm text-brand-fg">
      {t(($) => $.everything.some, { count: props.count, shown: format.number(props.count) })}
      <button type="button" onClick={props.onAll} className="min-h-6 font-semibold underline">
        {props.total === null
          ? t(($) => $.everything.all)
          : t(($) => $.everything.allOf, { count: props.total, shown: format.number(props.total) })}
      </button>
    </p>
  );
}

type NobodyProps = { view: View; look: (view: View) => void; writes: boolean; onNew: () => void };

function Nobody({ view, look, writes, onNew }: NobodyProps) {
  const { t } = useTranslation("contacts");
  if (filtered(view))
    return (
      <Empty
        icon={<Users aria-hidden />}
        title={t(($) => $.noneFound)}
        action={<Button onPress={() => look({})}>{t(($) => $.clear)}</Button>}
      />
    );
  return (
    <Empty
      icon={<Users aria-hidden />}
      title={t(($) => $.none)}
      action={
        writes && (
          <>
            <LinkButton to="/contacts/import" icon={<Upload aria-hidden />}>
              {t(($) => $.import)}
            </LinkButton>
            <Button icon={<Plus aria-hidden />} onPress={onNew}>
              {t(($) => $.add)}
            </Button>
          </>
        )
      }
    >
      {t(($) => $.noneHint)}
    </Empty>
  );
}

type ActionProps = { open: (layer: Layer) => void; take: (form: FileForm) => void; writes: boolean };

function usePageActions({ open, take, writes }: ActionProps): void {
  const { t } = useTranslation("contacts");
  const navigate = useNavigate();
  const group = t(($) => $.title);
  const changes = [
    { id: "contacts:new", label: t(($) => $.add), group, keys: "n", run: () => open("new") },
    {
      id: "contacts:import",
      label: t(($) => $.importLong),
      group,
      run: () => void navigate({ to: "/contacts/import" }),
    },
    { id: "contacts:lists", label: t(($) => $.side.manageLists), group, run: () => open("lists") },
    {
      id: "contacts:segment",
      label: t(($) => $.side.newSegment),
      group,
      run: () => void navigate({ to: "/segments/$segmentId", params: { segmentId: "new" } }),
    },
  ];
  useActions([
    ...(writes ? changes : []),
    {
      id: "contacts:segments",
      label: t(($) => $.side.manageSegments),
      group,
      run: () => void navigate({ to: "/segments" }),
    },
    { id: "contacts:advanced", label: t(($) => $.filter.advanced), group, run: () => open("advanced") },
    { id: "contacts:columns", label: t(($) => $.columns.title), group, run: () => open("columns") },
    { id: "contacts:csv", label: t(($) => $.exportLong.csv), group, run: () => take("csv") },
    { id: "contacts:xlsx", label: t(($) => $.exportLong.xlsx), group, run: () => take("xlsx") },
  ]);
}
