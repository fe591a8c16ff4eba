import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { useMay } from "@/shared/api";
import { lazily } from "@/shared/code";
import { useFormat } from "@/shared/i18n/format";
import {
  Avatar,
  Badge,
  Bones,
  Button,
  type Column,
  Crumb,
  Failed,
  PageBody,
  PageHead,
  Refreshing,
  Table,
  Tabs,
} from "@/shared/ui";
import { type Person, peopleOptions } from "../api";
import { Roles } from "../components/Roles";
import { useWords } from "../components/words";
import { STATE_TONES, stateOf } from "../model";

// Fetched when somebody is added.
const NewPerson = lazily(() => import("../components/NewPerson"), "NewPerson");
const route = getRouteApi("/inside/settings/team");
type View = { tab?: "people" | "roles"; sort?: string; order?: "asc" | "desc" };

function usePeopleColumns(): Column<Person>[] {
  const { t } = useTranslation("team");
  const format = useFormat();
  const words = useWords();
  return [
    {
      id: "name",
      head: t(($) => $.column.name),
      width: "minmax(200px, 2fr)",
      sortable: true,
      cell: (person) => (
        <Link
          to="/settings/team/$userId"
          params={{ userId: person.id }}
          className="flex min-h-6 min-w-0 items-center gap-2.5 font-medium hover:underline"
        >
          <Avatar name={person.name} seed={person.id} size={24} />
          <span className="truncate">{person.name}</span>
        </Link>
      ),
    },
    {
      id: "email",
      head: t(($) => $.column.email),
      width: "minmax(200px, 2fr)",
      sortable: true,
      cell: (person) => <span className="truncate text-fg-2">{person.email}</span>,
    },
    {
      id: "role",
      head: t(($) => $.column.role),
      width: "minmax(120px, 1fr)",
      cell: (person) => (
        <span className="truncate" title={words.roleOf(person)}>
          {words.roleOf(person)}
        </span>
      ),
    },
    {
      id: "state",
      head: t(($) => $.column.state),
      width: "130px",
      cell: (person) => <Badge tone={STATE_TONES[stateOf(person)]}>{t(($) => $.state[stateOf(person)])}</Badge>,
    },
    {
      id: "created_at",
      head: t(($) => $.column.created_at),
      width: "120px",
      sortable: true,
      end: true,
      cell: (person) => format.date(person.created_at),
    },
  ];
}

/** Who is here, and what each role may do. */
export function TeamPage() {
  const { t } = useTranslation("team");
  const view = route.useSearch() as View;
  const navigate = useNavigate();
  const manages = useMay("manage:users");
  const [adding, setAdding] = useState(false);
  const tab = view.tab === "roles" ? "roles" : "people";
  const sorting = { by: view.sort ?? "name", order: view.order ?? ("asc" as const) };
  const people = useInfiniteQuery(peopleOptions(sorting.by, sorting.order));
  const columns = usePeopleColumns();
  const look = (change: View) => void navigate({ to: ".", search: { ...view, ...change } as never, replace: true });
  const add = t(($) => $.add);
  useActions(
    manages
      ? [
          {
            id: "team:add",
            label: add,
            group: t(($) => $.title),
            keys: "n",
            icon: <UserPlus aria-hidden />,
            run: () => setAdding(true),
          },
        ]
      : [],
  );
  return (
    <PageBody>
      <Refreshing busy={people.isFetching && !people.isPending} />
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.title)}
        about={t(($) => $.about)}
        end={
          manages && (
            <Button look="primary" icon={<UserPlus aria-hidden />} onPress={() => setAdding(true)}>
              {add}
            </Button>
          )
        }
      />
      <Tabs
        label={t(($) => $.tabs.label)}
        tabs={[
          { id: "people", label: t(($) => $.tabs.people) },
          { id: "roles", label: t(($) => $.tabs.roles) },
        ]}
        value={tab}
        onChange={(id) => look({ tab: id })}
      >
        <div className="pt-4">
          {tab === "roles" ? (
            <Roles />
          ) : people.data ? (
            <Table
              label={t(($) => $.list)}
              columns={columns}
              rows={people.data.pages.flatMap((page) => page.data)}
              rowId={(person) => person.id}
              onOpen={(person) => void navigate({ to: "/settings/team/$userId", params: { userId: person.id } })}
              sorting={sorting}
              onSort={({ by, order }) => look({ sort: by, order })}
              onEnd={() => people.hasNextPage && !people.isFetchingNextPage && void people.fetchNextPage()}
              className="max-h-[65vh] rounded-card border border-line bg-surface"
            />
          ) : people.isError ? (
            <Failed error={people.error} retry={() => void people.refetch()} />
          ) : (
            <Bones rows={6} />
          )}
        </div>
      </Tabs>
      <Suspense>{adding && <NewPerson onClose={() => setAdding(false)} />}</Suspense>
    </PageBody>
  );
}
