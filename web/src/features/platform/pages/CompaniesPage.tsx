import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Building2, Plus } from "lucide-react";
import { Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { lazily } from "@/shared/code";
import { useFormat } from "@/shared/i18n/format";
import {
  Badge,
  Bones,
  Button,
  type Column,
  Empty,
  Failed,
  PageBody,
  PageHead,
  Refreshing,
  SearchBox,
  Select,
  Table,
} from "@/shared/ui";
import { type Company, companiesOptions, useOptions } from "../api";
import { Bar } from "../components/Use";
import { useWords } from "../components/words";
import { among, narrowed, PLANS, STATE_TONES, STATES, shareOf, type View, wantedOf } from "../model";

// Fetched when a company is made.
const NewCompany = lazily(() => import("../components/NewCompany"), "NewCompany");
const route = getRouteApi("/inside/platform/companies");
const TYPING_MS = 300;

/** The companies of this installation: what each may have, what it uses, whether it works. */
export function CompaniesPage() {
  const { t } = useTranslation("platform");
  const view = route.useSearch() as View;
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const wanted = wantedOf(view);
  const list = useInfiniteQuery({ ...companiesOptions(wanted), placeholderData: keepPreviousData });
  const columns = useColumns();
  const look = (next: View) => void navigate({ to: "/platform/companies", search: next as never, replace: true });
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  const total = list.data?.pages[0]?.pagination.total;
  useActions([
    {
      id: "platform:new",
      label: t(($) => $.list.new),
      group: t(($) => $.title),
      keys: "n",
      icon: <Plus aria-hidden />,
      run: () => setAdding(true),
    },
  ]);
  return (
    <PageBody wide>
      <Refreshing busy={list.isFetching && !list.isPending} />
      <PageHead
        title={t(($) => $.title)}
        about={typeof total === "number" ? t(($) => $.list.count, { count: total }) : t(($) => $.about)}
        end={
          <Button look="primary" icon={<Plus aria-hidden />} onPress={() => setAdding(true)}>
            {t(($) => $.list.new)}
          </Button>
        }
      />
      <Filters view={view} look={look} />
      {list.data ? (
        rows.length > 0 ? (
          <div className="overflow-hidden rounded-card border border-line bg-surface shadow-e1">
            <Table
              label={t(($) => $.title)}
              columns={columns}
              rows={rows}
              rowId={(company) => company.id}
              onOpen={({ id }) => void navigate({ to: "/platform/companies/$companyId", params: { companyId: id } })}
              sorting={{ by: wanted.sort, order: wanted.order }}
              onSort={({ by, order }) => look({ ...view, sort: by, order })}
              onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
              className="max-h-[65dvh]"
            />
          </div>
        ) : (
          <Empty
            icon={<Building2 aria-hidden />}
            title={t(($) => (narrowed(view) ? $.list.nothing : $.list.none))}
            action={narrowed(view) && <Button onPress={() => look({})}>{t(($) => $.list.clear)}</Button>}
          />
        )
      ) : list.isError ? (
        <Failed error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Bones rows={8} />
      )}
      <Suspense>{adding && <NewCompany onClose={() => setAdding(false)} />}</Suspense>
    </PageBody>
  );
}

function Filters({ view, look }: { view: View; look: (next: View) => void }) {
  const { t } = useTranslation("platform");
  const [typed, setTyped] = useState(view.q ?? "");
  useEffect(() => setTyped(view.q ?? ""), [view.q]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed sets the clock
  useEffect(() => {
    if (typed.trim() === (view.q ?? "")) return;
    const timer = setTimeout(() => look({ ...view, q: typed.trim() || undefined }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <SearchBox label={t(($) => $.list.search)} value={typed} onChange={setTyped} className="w-72 max-sm:w-full" />
      <Select
        quiet
        className="w-52 max-sm:min-w-0 max-sm:flex-1"
        label={t(($) => $.column.plan)}
        value={among(PLANS, view.plan) ?? ""}
        onChange={(plan) => look({ ...view, plan: plan || undefined })}
        options={[
          { id: "", label: t(($) => $.list.anyPlan) },
          ...PLANS.map((id) => ({ id, label: t(($) => $.plan[id]) })),
        ]}
      />
      <Select
        quiet
        className="w-52 max-sm:min-w-0 max-sm:flex-1"
        label={t(($) => $.column.state)}
        value={among(STATES, view.state) ?? ""}
        onChange={(state) => look({ ...view, state: state || undefined })}
        options={[
          { id: "", label: t(($) => $.list.anyState) },
          ...STATES.map((id) => ({ id, label: t(($) => $.state[id]) })),
        ]}
      />
    </div>
  );
}

/** What a row uses is asked for when the row comes into sight. */
function Used({ id, limit }: { id: string; limit: "users" | "messages_per_month" }) {
  const { t } = useTranslation("platform");
  const format = useFormat();
  const use = useQuery(useOptions(id));
  const line = use.data?.limits.find((one) => one.limit === limit);
  if (!line || line.used === null) return <span className="text-fg-3">{use.isError ? "—" : "…"}</span>;
  const used = format.number(line.used);
  const share = shareOf(line);
  const told =
    line.allowed === null
      ? t(($) => $.use.free, { used })
      : t(($) => $.use.of, { used, allowed: format.number(line.allowed) });
  if (limit === "users") return <span className="tnum truncate">{told}</span>;
  return (
    <span className="flex w-full min-w-0 flex-col gap-1">
      <span className="tnum truncate leading-4">{told}</span>
      {share !== null && <Bar share={share} label={t(($) => $.limit.messages_per_month)} told={told} />}
    </span>
  );
}

function useColumns(): Column<Company>[] {
  const { t } = useTranslation("platform");
  const format = useFormat();
  const words = useWords();
  return [
    {
      id: "name",
      head: t(($) => $.column.name),
      width: "minmax(180px, 1.2fr)",
      sortable: true,
      cell: (company) => (
        <Link
          to="/platform/companies/$companyId"
          params={{ companyId: company.id }}
          className="flex min-h-6 min-w-0 items-center font-medium hover:underline"
        >
          <span className="truncate">{company.name}</span>
        </Link>
      ),
    },
    {
      id: "slug",
      head: t(($) => $.column.slug),
      width: "minmax(140px, 1fr)",
      sortable: true,
      cell: (company) => <code className="truncate font-mono text-xs text-fg-2">{company.slug}</code>,
    },
    { id: "plan", head: t(($) => $.column.plan), width: "112px", cell: (company) => words.plan(company.plan) },
    {
      id: "state",
      head: t(($) => $.column.state),
      width: "116px",
      cell: (company) => (
        <Badge tone={STATE_TONES[among(STATES, company.status) ?? "active"]}>{words.state(company.status)}</Badge>
      ),
    },
    {
      id: "people",
      head: t(($) => $.column.people),
      width: "96px",
      cell: (company) => <Used id={company.id} limit="users" />,
    },
    {
      id: "messages",
      head: t(($) => $.column.messages),
      width: "minmax(150px, 1fr)",
      cell: (company) => <Used id={company.id} limit="messages_per_month" />,
    },
    {
      id: "created_at",
      head: t(($) => $.column.created_at),
      width: "120px",
      sortable: true,
      end: true,
      cell: (company) => format.date(company.created_at),
    },
  ];
}
