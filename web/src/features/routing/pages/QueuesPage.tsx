import { useQuery } from "@tanstack/react-query";
import { Plus, Waypoints } from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { useMay } from "@/shared/api";
import { lazily } from "@/shared/code";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Bones, Button, Crumb, Empty, Failed, PageBody, PageHead, Refreshing } from "@/shared/ui";
import { type Queue, queuesOptions } from "../api";
import { Agents } from "../components/Agents";
import { Departments } from "../components/Departments";

// Fetched when one is opened.
const QueueEditor = lazily(() => import("../components/QueueEditor"), "QueueEditor");

function QueueCard({ queue, onOpen }: { queue: Queue; onOpen?: () => void }) {
  const { t } = useTranslation("routing");
  const format = useFormat();
  const answer = queue.service_level.first_answer;
  const inside = (
    <>
      <span className="flex flex-wrap items-center gap-2">
        <b className="text-lg font-semibold">{queue.name}</b>
        {queue.is_default && <Badge tone="brand">{t(($) => $.queues.default)}</Badge>}
      </span>
      <span className="mt-1 block text-sm text-fg-2">{t(($) => $.queue.strategies[queue.strategy])}</span>
      <span className="tnum mt-3 flex flex-wrap gap-x-4 gap-y-1 text-sm text-fg-2">
        <span className={queue.load.waiting > 0 ? "font-medium text-warn" : ""}>
          {t(($) => $.queues.waiting, { count: queue.load.waiting })}
        </span>
        <span>{t(($) => $.queues.members, { count: queue.members.length })}</span>
        <span>{t(($) => $.queues.on, { count: queue.load.agents_available })}</span>
        {answer != null && <span>{t(($) => $.queues.answerIn, { time: format.length(answer * 1000) })}</span>}
      </span>
    </>
  );
  const look = "block h-full w-full rounded-card border border-line bg-surface p-4 text-left shadow-e1";
  return (
    <li>
      {onOpen ? (
        <button type="button" onClick={onOpen} className={`${look} hover:bg-surface-2`}>
          {inside}
        </button>
      ) : (
        <div className={look}>{inside}</div>
      )}
    </li>
  );
}

/** Where conversations wait, and by which rules somebody is found. */
export function QueuesPage() {
  const { t } = useTranslation("routing");
  const manages = useMay("manage:routing");
  const queues = useQuery(queuesOptions);
  const [open, setOpen] = useState<Queue | "new" | null>(null);
  const add = t(($) => $.queues.add);
  useActions(
    manages
      ? [
          {
            id: "queues:new",
            label: add,
            group: t(($) => $.queues.title),
            keys: "n",
            icon: <Plus aria-hidden />,
            run: () => setOpen("new"),
          },
        ]
      : [],
  );
  const button = manages && (
    <Button look="primary" icon={<Plus aria-hidden />} onPress={() => setOpen("new")}>
      {add}
    </Button>
  );
  return (
    <PageBody>
      <Refreshing busy={queues.isFetching && !queues.isPending} />
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.queues.title)}
        about={t(($) => $.queues.about)}
        end={queues.data && queues.data.data.length > 0 && button}
      />
      {queues.data ? (
        queues.data.data.length > 0 ? (
          <ul aria-label={t(($) => $.queues.list)} className="mb-4 grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
            {queues.data.data.map((queue) => (
              <QueueCard key={queue.id} queue={queue} onOpen={manages ? () => setOpen(queue) : undefined} />
            ))}
          </ul>
        ) : (
          <Empty icon={<Waypoints aria-hidden />} title={t(($) => $.queues.empty)} action={button}>
            {t(($) => $.queues.emptyHint)}
          </Empty>
        )
      ) : queues.isError ? (
        <Failed error={queues.error} retry={() => void queues.refetch()} />
      ) : (
        <Bones rows={3} className="h-24" />
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Agents manages={manages} />
        <Departments manages={manages} />
      </div>
      <Suspense>{open && <QueueEditor queue={open === "new" ? null : open} onClose={() => setOpen(null)} />}</Suspense>
    </PageBody>
  );
}
