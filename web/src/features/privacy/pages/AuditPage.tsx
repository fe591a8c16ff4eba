import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ScrollText } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useZone } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { peopleOptions } from "@/shared/known";
import { PersonSearch } from "@/shared/person";
import {
  Badge,
  Bones,
  Button,
  type Column,
  Crumb,
  Empty,
  Failed,
  Field,
  PageBody,
  PageHead,
  Refreshing,
  Select,
  Table,
} from "@/shared/ui";
import { type AuditQuery, type AuditRow, auditOptions } from "../api";
import { AuditDrawer } from "../components/AuditDrawer";
import { useAuditWords } from "../components/auditWords";
import { ChainLine } from "../components/ChainBadge";
import { PrivacyTabs } from "../components/PrivacyTabs";
import { SubjectChip } from "../components/SubjectChip";
import { useDoer } from "../components/words";
import { ACTIONS, among, isDay, startOf } from "../model";

const route = getRouteApi("/inside/settings/audit");
type View = { actor_id?: string; user_id?: string; action?: string; from?: string; to?: string };

/** Who saw and changed whose data. */
export function AuditPage() {
  const { t } = useTranslation("privacy");
  const view = route.useSearch() as View;
  const zone = useZone();
  const navigate = useNavigate();
  const query: AuditQuery = {
    ...(view.actor_id ? { actor_id: view.actor_id } : {}),
    ...(view.user_id ? { user_id: view.user_id } : {}),
    ...(among(ACTIONS, view.action) ? { action: among(ACTIONS, view.action) } : {}),
    ...(isDay(view.from) ? { from: startOf(view.from, zone) } : {}),
    // The last day counts as a whole.
    ...(isDay(view.to) ? { to: startOf(view.to, zone, 1) } : {}),
  };
  const list = useInfiniteQuery(auditOptions(query));
  const [row, setRow] = useState<AuditRow | null>(null);
  const columns = useColumns();
  const look = (next: View) => void navigate({ to: "/settings/audit", search: next as never, replace: true });
  const all = list.data?.pages.flatMap((page) => page.data) ?? [];
  const filtered = Object.keys(query).length > 0;
  return (
    <PageBody wide>
      <Refreshing busy={list.isFetching && !list.isPending} />
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.audit.title)}
        about={t(($) => $.audit.about)}
      />
      <PrivacyTabs />
      <Filters view={view} onLook={look} />
      {list.data ? (
        <>
          <ChainLine chain={list.data.pages[0]?.verified ?? null} />
          {all.length > 0 ? (
            <div className="overflow-hidden rounded-card border border-line bg-surface shadow-e1">
              <Table
                dense
                label={t(($) => $.audit.title)}
                columns={columns}
                rows={all}
                rowId={(one) => one.id}
                onOpen={setRow}
                onEnd={list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined}
                className="max-h-[65dvh]"
              />
            </div>
          ) : (
            <Empty
              icon={<ScrollText aria-hidden />}
              title={t(($) => (filtered ? $.audit.nothing : $.audit.none))}
              action={filtered && <Button onPress={() => look({})}>{t(($) => $.audit.clear)}</Button>}
            />
          )}
        </>
      ) : list.isError ? (
        <Failed error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Bones rows={10} className="h-8" />
      )}
      {row && <AuditDrawer row={row} onClose={() => setRow(null)} />}
    </PageBody>
  );
}

function Filters({ view, onLook }: { view: View; onLook: (next: View) => void }) {
  const { t } = useTranslation("privacy");
  const people = useQuery({ ...peopleOptions, enabled: useMay("read:users") });
  const searches = useMay("read:contacts");
  const set = (change: View) => onLook({ ...view, ...change });
  return (
    <div className="mb-3 flex flex-wrap items-end gap-2">
      <Select
        className="w-48"
        label={t(($) => $.audit.actor)}
        value={view.actor_id ?? ""}
        onChange={(actor_id) => set({ actor_id: actor_id || undefined })}
        options={[
          { id: "", label: t(($) => $.audit.anyActor) },
          ...(people.data?.data ?? []).map(({ id, name }) => ({ id, label: name })),
        ]}
      />
      <Select
        className="w-40"
        label={t(($) => $.audit.action)}
        value={among(ACTIONS, view.action) ?? ""}
        onChange={(action) => set({ action: action || undefined })}
        options={[
          { id: "", label: t(($) => $.audit.anyAction) },
          ...ACTIONS.map((id) => ({ id, label: t(($) => $.action[id]) })),
        ]}
      />
      <Field
        type="date"
        className="w-40"
        label={t(($) => $.audit.from)}
        value={view.from ?? ""}
        onChange={(from) => set({ from: from || undefined })}
      />
      <Field
        type="date"
        className="w-40"
        label={t(($) => $.audit.to)}
        value={view.to ?? ""}
        onChange={(to) => set({ to: to || undefined })}
      />
      {searches && !view.user_id && (
        <div className="w-60">
          <PersonSearch
            label={t(($) => $.audit.subject)}
            placeholder={t(($) => $.audit.subjectHint)}
            value={null}
            onChange={(contact) => contact && set({ user_id: contact.id })}
          />
        </div>
      )}
      {view.user_id && (
        <SubjectChip
          id={view.user_id}
          words={(name) => t(($) => $.audit.of, { name })}
          clear={t(($) => $.audit.everyone)}
          onClear={() => set({ user_id: undefined })}
        />
      )}
    </div>
  );
}

function useColumns(): Column<AuditRow>[] {
  const { t } = useTranslation("privacy");
  const format = useFormat();
  const doer = useDoer();
  const words = useAuditWords();
  return [
    {
      id: "when",
      head: t(($) => $.audit.when),
      width: "150px",
      cell: (row) => <span className="tnum">{format.dateTime(row.at)}</span>,
    },
    {
      id: "who",
      head: t(($) => $.audit.who),
      width: "minmax(140px, 1fr)",
      cell: (row) => <span className="truncate">{doer(row.actor_kind, row.actor_id)}</span>,
    },
    {
      id: "did",
      head: t(($) => $.audit.did),
      width: "128px",
      cell: (row) => (
        <Badge tone={row.action === "read" ? "plain" : row.action === "change" ? "info" : "warn"}>
          {words.action(row.action)}
        </Badge>
      ),
    },
    {
      id: "what",
      head: t(($) => $.audit.what),
      width: "minmax(140px, 1fr)",
      cell: (row) => <span className="truncate">{words.area(row.kind)}</span>,
    },
    {
      id: "whose",
      head: t(($) => $.audit.whose),
      width: "104px",
      cell: (row) =>
        row.subjects.length > 0 ? t(($) => $.audit.people, { count: row.subjects.length }) : t(($) => $.audit.nobody),
    },
    {
      id: "route",
      head: t(($) => $.audit.route),
      width: "minmax(220px, 2fr)",
      cell: (row) => <code className="truncate font-mono text-xs text-fg-3">{row.route}</code>,
    },
  ];
}
