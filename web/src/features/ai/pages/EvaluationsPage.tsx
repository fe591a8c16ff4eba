import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ListChecks, Plus, RotateCw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { ApiError, keys } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Bones, Button, Crumb, Drawer, Empty, Failed, IconButton, PageBody, PageHead, useDeed } from "@/shared/ui";
import { deeds, type Evaluation, evaluationOptions, evaluationsOptions } from "../api";
import { AiTabs } from "../components/AiTabs";
import { EvaluationFormDrawer } from "../components/EvaluationForm";
import { Results, Standing } from "../components/Results";
import { answered } from "../prompts";

const route = getRouteApi("/inside/settings/ai/evaluations");
type View = { id?: string };

/** Questions with known answers, and what came of them. */
export function EvaluationsPage() {
  const { t } = useTranslation("ai");
  const view = route.useSearch() as View;
  const navigate = useNavigate();
  const list = useInfiniteQuery(evaluationsOptions);
  const [making, setMaking] = useState<{ from: Evaluation | null } | null>(null);
  const { busy, act } = useDeed();
  const look = (id?: string) => void navigate({ to: "/settings/ai/evaluations", search: { id } as never });
  const again = (one: Evaluation) =>
    void act({
      run: (key) => deeds.evaluate({ repeat_of: one.id }, key),
      changes: [keys.evaluations()],
      done: t(($) => $.evals.started),
      after: (made) => look(made.id),
    });
  const add = () => setMaking({ from: null });
  useActions([
    {
      id: "evaluations:new",
      label: t(($) => $.evals.new),
      group: t(($) => $.title),
      keys: "n",
      icon: <Plus aria-hidden />,
      run: add,
    },
  ]);
  const fresh = (
    <Button look="primary" icon={<Plus aria-hidden />} onPress={add}>
      {t(($) => $.evals.new)}
    </Button>
  );
  const all = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <PageBody>
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.evals.title)}
        about={t(($) => $.evals.about)}
        end={all.length > 0 && fresh}
      />
      <AiTabs />
      {list.data ? (
        all.length > 0 ? (
          <ul aria-label={t(($) => $.evals.title)} className="flex flex-col gap-3">
            {all.map((one) => (
              <Row key={one.id} one={one} busy={busy} onOpen={() => look(one.id)} onAgain={() => again(one)} />
            ))}
          </ul>
        ) : (
          <Empty icon={<ListChecks aria-hidden />} title={t(($) => $.evals.none)} action={fresh}>
            {t(($) => $.evals.noneHint)}
          </Empty>
        )
      ) : list.isError ? (
        <Failed error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Bones rows={4} className="h-16" />
      )}
      {list.hasNextPage && (
        <Button look="quiet" className="mt-3" busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
          {t(($) => $.evals.more)}
        </Button>
      )}
      {view.id && !making && (
        <Detail id={view.id} onClose={() => look()} onAgain={again} onCopy={(from) => setMaking({ from })} />
      )}
      {making && (
        <EvaluationFormDrawer
          from={making.from}
          onClose={() => setMaking(null)}
          onStarted={(id) => {
            setMaking(null);
            look(id);
          }}
        />
      )}
    </PageBody>
  );
}

type RowProps = { one: Evaluation; busy: boolean; onOpen: () => void; onAgain: () => void };

function Row({ one, busy, onOpen, onAgain }: RowProps) {
  const { t } = useTranslation("ai");
  const format = useFormat();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-card border border-line bg-surface p-4 shadow-e1">
      <div className="min-w-0 flex-1 basis-60">
        <h2 className="break-words text-base font-semibold text-fg">{one.name}</h2>
        <p className="tnum mt-0.5 flex flex-wrap items-center gap-2 text-sm text-fg-2">
          <Standing one={one} />
          {one.state === "running"
            ? t(($) => $.evals.progress, { done: answered(one), total: one.total })
            : t(($) => $.evals.right, { passed: one.passed, total: one.total })}
          <span className="text-fg-3">{format.dateTime(one.created_at)}</span>
        </p>
      </div>
      <div className="ml-auto flex items-center gap-1">
        <IconButton label={t(($) => $.evals.againOf, { name: one.name })} isDisabled={busy} onPress={onAgain}>
          <RotateCw aria-hidden />
        </IconButton>
        <Button onPress={onOpen}>{t(($) => $.evals.open, { name: one.name })}</Button>
      </div>
    </li>
  );
}

type DetailProps = {
  id: string;
  onClose: () => void;
  onAgain: (one: Evaluation) => void;
  onCopy: (one: Evaluation) => void;
};

function Detail({ id, onClose, onAgain, onCopy }: DetailProps) {
  const { t } = useTranslation("ai");
  const query = useQuery(evaluationOptions(id));
  const one = query.data;
  const gone = query.error instanceof ApiError && query.error.status === 404;
  return (
    <Drawer
      open
      wide
      onClose={onClose}
      title={one?.name ?? t(($) => $.evals.title)}
      actions={
        one && (
          <>
            <Button size="form" onPress={() => onCopy(one)}>
              {t(($) => $.evals.asNew)}
            </Button>
            <Button size="form" isDisabled={one.state === "running"} onPress={() => onAgain(one)}>
              {t(($) => $.evals.again)}
            </Button>
          </>
        )
      }
    >
      {one ? (
        <>
          <Results one={one} />
          {one.instructions.trim() && (
            <details className="mt-3 text-sm">
              <summary className="min-h-6 w-fit cursor-default font-medium text-fg-2 hover:text-fg">
                {t(($) => $.evals.instructions)}
              </summary>
              <p className="mt-2 whitespace-pre-wrap break-words rounded-control bg-surface-2 p-3">
                {one.instructions}
              </p>
            </details>
          )}
        </>
      ) : gone ? (
        <p className="text-sm text-fg-2">{t(($) => $.evals.missing)}</p>
      ) : query.isError ? (
        <Failed tight error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Bones rows={5} className="h-16" />
      )}
    </Drawer>
  );
}
