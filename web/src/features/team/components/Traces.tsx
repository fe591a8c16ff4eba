import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Bones, Button, Card, Failed, SessionList, useDeed } from "@/shared/ui";
import { activityOptions, deeds, sessionsOptions } from "../api";
import { useWords } from "./words";

/** Where somebody is signed in. */
export function Sessions({ id }: { id: string }) {
  const { t } = useTranslation("team");
  const sessions = useQuery(sessionsOptions(id));
  const { busy, act } = useDeed();
  const end = (session: string) =>
    act({ run: () => deeds.endSession(session), changes: [keys.sessions()], done: t(($) => $.sessions.ended) });
  return (
    <Card title={t(($) => $.sessions.title)}>
      {sessions.data ? (
        sessions.data.data.length > 0 ? (
          <SessionList sessions={sessions.data.data} onEnd={(session) => void end(session)} busy={busy} />
        ) : (
          <p className="text-sm text-fg-2">{t(($) => $.sessions.none)}</p>
        )
      ) : sessions.isError ? (
        <Failed tight error={sessions.error} retry={() => void sessions.refetch()} />
      ) : (
        <Bones rows={2} />
      )}
    </Card>
  );
}

/** What somebody did, newest first. */
export function ActivityCard({ id }: { id: string }) {
  const { t } = useTranslation("team");
  const format = useFormat();
  const words = useWords();
  const activity = useInfiniteQuery(activityOptions(id));
  const rows = activity.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Card title={t(($) => $.activity.title)}>
      {activity.data ? (
        <>
          {rows.length === 0 && <p className="text-sm text-fg-2">{t(($) => $.activity.none)}</p>}
          <ol className="flex flex-col gap-2 border-l border-line pl-4">
            {rows.map((row) => (
              <li key={row.id} className="text-sm">
                <span className="block">{words.action(row.action)}</span>
                <span className="tnum block text-xs text-fg-3">{format.dateTime(row.at)}</span>
              </li>
            ))}
          </ol>
          {activity.hasNextPage && (
            <Button
              look="quiet"
              className="mt-2"
              busy={activity.isFetchingNextPage}
              onPress={() => void activity.fetchNextPage()}
            >
              {t(($) => $.activity.more)}
            </Button>
          )}
        </>
      ) : activity.isError ? (
        <Failed tight error={activity.error} retry={() => void activity.refetch()} />
      ) : (
        <Bones rows={4} className="h-8" />
      )}
    </Card>
  );
}
