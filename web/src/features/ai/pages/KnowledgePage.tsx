import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { BookOpen, LockOpen, Plus, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { keys, useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { peopleOptions } from "@/shared/known";
import {
  Badge,
  Banner,
  Bones,
  Button,
  type Column,
  Confirm,
  Crumb,
  Empty,
  Failed,
  IconButton,
  PageBody,
  PageHead,
  Table,
  useDeed,
} from "@/shared/ui";
import { deeds, type Taught, taughtOptions } from "../api";
import { AiTabs } from "../components/AiTabs";
import { AskBox } from "../components/AskBox";
import { ReleaseDialog } from "../components/ReleaseDialog";
import { TeachDrawer } from "../components/TeachDrawer";
import { TONE_OF } from "../taught";

/** What the company teaches: documents, how far they are, and what is found in them. */
export function KnowledgePage() {
  const { t } = useTranslation("ai");
  const manages = useMay("manage:ai");
  const list = useInfiniteQuery(taughtOptions);
  const [teaching, setTeaching] = useState(false);
  const [removing, setRemoving] = useState<Taught | null>(null);
  const [releasing, setReleasing] = useState<Taught | "all" | null>(null);
  const { busy, act } = useDeed();
  const teach = () => setTeaching(true);
  useActions(
    manages
      ? [
          {
            id: "knowledge:teach",
            label: t(($) => $.kb.teach),
            group: t(($) => $.kb.title),
            keys: "n",
            icon: <Plus aria-hidden />,
            run: teach,
          },
        ]
      : [],
  );
  const readAgain = (one: Taught) =>
    void act({
      run: (key) => deeds.teach({ url: one.source }, key),
      changes: [keys.knowledge()],
      done: t(($) => $.kb.readAgain),
    });
  const fresh = (
    <Button look="primary" icon={<Plus aria-hidden />} onPress={teach}>
      {t(($) => $.kb.teach)}
    </Button>
  );
  const all = list.data?.pages.flatMap((page) => page.data) ?? [];
  const held = all.some((one) => one.held);
  const columns = useColumns(manages, readAgain, setRemoving, setReleasing);
  return (
    <PageBody wide>
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.kb.settings)}</Crumb>}
        title={t(($) => $.kb.title)}
        about={t(($) => $.kb.about)}
        end={
          manages &&
          all.length > 0 && (
            <>
              {held && (
                <Button icon={<LockOpen aria-hidden />} onPress={() => setReleasing("all")}>
                  {t(($) => $.kb.release.open)}
                </Button>
              )}
              {fresh}
            </>
          )
        }
      />
      <AiTabs />
      {list.data ? (
        all.length > 0 ? (
          <div className="grid items-start gap-4 [&>*]:min-w-0 2xl:grid-cols-[minmax(0,1fr)_400px]">
            <div className="flex flex-col gap-3">
              {all
                .filter((one) => one.problem)
                .map((one) => (
                  <Banner key={one.id} tone="danger">
                    <b className="font-semibold">{t(($) => $.kb.unreadable, { title: one.title || one.source })}</b>
                    <p>{one.problem?.message}</p>
                  </Banner>
                ))}
              <div className="overflow-hidden rounded-card border border-line bg-surface shadow-e1">
                <Table
                  label={t(($) => $.kb.title)}
                  columns={columns}
                  rows={all}
                  rowId={(one) => one.id}
                  className="max-h-[70dvh]"
                />
              </div>
              {list.hasNextPage && (
                <Button
                  look="quiet"
                  className="self-start"
                  busy={list.isFetchingNextPage}
                  onPress={() => void list.fetchNextPage()}
                >
                  {t(($) => $.kb.more)}
                </Button>
              )}
            </div>
            <AskBox held={held} />
          </div>
        ) : (
          <Empty icon={<BookOpen aria-hidden />} title={t(($) => $.kb.none)} action={manages && fresh}>
            {t(($) => $.kb.noneHint)}
          </Empty>
        )
      ) : list.isError ? (
        <Failed error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Bones rows={6} className="h-12" />
      )}
      {teaching && <TeachDrawer onClose={() => setTeaching(false)} />}
      {releasing && <ReleaseDialog one={releasing === "all" ? null : releasing} onClose={() => setReleasing(null)} />}
      {removing && (
        <Confirm
          open
          onClose={() => setRemoving(null)}
          title={t(($) => $.kb.removeTitle)}
          action={t(($) => $.kb.removeAction)}
          busy={busy}
          onConfirm={() =>
            void act({
              run: () => deeds.forget(removing.id),
              changes: [keys.knowledge()],
              done: t(($) => $.kb.removed),
              after: () => setRemoving(null),
            })
          }
        >
          {t(($) => $.kb.removeHint, { title: removing.title || removing.source, count: removing.pieces })}
        </Confirm>
      )}
    </PageBody>
  );
}

function useColumns(
  manages: boolean,
  onAgain: (one: Taught) => void,
  onRemove: (one: Taught) => void,
  onRelease: (one: Taught) => void,
) {
  const { t } = useTranslation("ai");
  const format = useFormat();
  const people = useQuery({ ...peopleOptions, enabled: useMay("read:users") });
  const nameOf = (id: string | null) => people.data?.data.find((one) => one.id === id)?.name ?? "–";
  const columns: Column<Taught>[] = [
    {
      id: "title",
      head: t(($) => $.kb.table.title),
      width: "minmax(220px, 2fr)",
      cell: (one) => (
        <span className="min-w-0">
          <span className="block truncate font-medium" title={one.title}>
            {one.title || one.source}
          </span>
          <span className="block truncate text-xs text-fg-3" title={one.source}>
            {[t(($) => $.kb.kind[one.kind]), one.source].filter(Boolean).join(" · ")}
          </span>
        </span>
      ),
    },
    {
      id: "state",
      head: t(($) => $.kb.table.state),
      width: "176px",
      cell: (one) => (
        <span className="flex gap-1">
          <Badge tone={TONE_OF[one.state]}>{t(($) => $.kb.state[one.state])}</Badge>
          {one.held && <Badge tone="warn">{t(($) => $.kb.held)}</Badge>}
        </span>
      ),
    },
    {
      id: "pieces",
      head: t(($) => $.kb.table.pieces),
      width: "88px",
      end: true,
      cell: (one) => format.number(one.pieces),
    },
    { id: "size", head: t(($) => $.kb.table.size), width: "96px", end: true, cell: (one) => format.bytes(one.size) },
    {
      id: "by",
      head: t(($) => $.kb.table.by),
      width: "minmax(96px, 1fr)",
      cell: (one) => <span className="truncate">{nameOf(one.created_by)}</span>,
    },
    { id: "when", head: t(($) => $.kb.table.when), width: "112px", cell: (one) => format.relative(one.updated_at) },
  ];
  if (!manages) return columns;
  columns.push({
    id: "actions",
    head: t(($) => $.kb.table.actions),
    width: "120px",
    end: true,
    cell: (one) => (
      <>
        {one.held && (
          <IconButton
            label={t(($) => $.kb.release.label, { title: one.title || one.source })}
            onPress={() => onRelease(one)}
          >
            <LockOpen aria-hidden />
          </IconButton>
        )}
        {one.kind === "page" && (
          <IconButton label={t(($) => $.kb.again, { title: one.title || one.source })} onPress={() => onAgain(one)}>
            <RotateCw aria-hidden />
          </IconButton>
        )}
        <IconButton label={t(($) => $.kb.remove, { title: one.title || one.source })} onPress={() => onRemove(one)}>
          <Trash2 aria-hidden />
        </IconButton>
      </>
    ),
  });
  return columns;
}
