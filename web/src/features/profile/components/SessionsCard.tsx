import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Bones, Button, Card, Failed, SessionList, useDeed } from "@/shared/ui";
import { deeds, sessionsOptions } from "../api";

/** Where the person is signed in: one ends at a time, or all but this one. */
export function SessionsCard() {
  const { t } = useTranslation("profile");
  const sessions = useQuery(sessionsOptions);
  const { busy, act } = useDeed();
  const others = (sessions.data?.data ?? []).filter((one) => !one.current);
  const end = (id: string) =>
    act({ run: () => deeds.endSession(id), changes: [keys.sessions()], done: t(($) => $.sessions.ended) });
  const endOthers = () =>
    act({
      run: () => Promise.all(others.map((one) => deeds.endSession(one.id))),
      changes: [keys.sessions()],
      done: t(($) => $.sessions.othersEnded),
    });
  return (
    <Card
      title={t(($) => $.sessions.title)}
      end={
        others.length > 0 && (
          <Button busy={busy} onPress={() => void endOthers()}>
            {t(($) => $.sessions.endOthers)}
          </Button>
        )
      }
    >
      {sessions.data ? (
        <SessionList sessions={sessions.data.data} onEnd={(id) => void end(id)} busy={busy} />
      ) : sessions.isError ? (
        <Failed tight error={sessions.error} retry={() => void sessions.refetch()} />
      ) : (
        <Bones rows={2} />
      )}
    </Card>
  );
}
