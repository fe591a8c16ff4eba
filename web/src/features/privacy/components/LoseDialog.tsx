import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Banner, Bones, Confirm, Failed, Field, useDeed } from "@/shared/ui";
import { deeds, knownOptions, type Request } from "../api";
import { countsOf, proofWord, typedRight } from "../model";
import { Counts } from "./Counts";

type Props = {
  subject: string;
  kind: "erasure" | "anonymisation";
  onClose: () => void;
  onBegun: (request: Request) => void;
};

/** What will be lost, counted, and their name to be typed before it is. */
export function LoseDialog({ subject, kind, onClose, onBegun }: Props) {
  const { t } = useTranslation("privacy");
  const known = useQuery(knownOptions(subject));
  const [typed, setTyped] = useState("");
  const { busy, act } = useDeed();
  const erases = kind === "erasure";
  const found = known.data;
  const wanted = found
    ? proofWord(
        found,
        t(($) => $.lose.word),
      )
    : "";
  const go = () =>
    found &&
    void act({
      run: (key) => deeds.ask(kind, found.user_id, key),
      changes: [keys.privacyRequests(), keys.contacts(), keys.contact(found.user_id), keys.conversations()],
      done: t(($) => $.lose.begun),
      after: onBegun,
    });
  return (
    <Confirm
      open
      onClose={onClose}
      title={t(($) => $.lose[kind], { name: found?.name || t(($) => $.lose.nameless) })}
      action={t(($) => (erases ? $.lose.doErasure : $.lose.doAnonymisation))}
      busy={busy}
      ready={Boolean(found) && typedRight(typed, wanted)}
      onConfirm={go}
    >
      {found ? (
        <div className="flex flex-col gap-3">
          {countsOf(found.counts).length > 0 ? (
            <>
              <p className="text-fg">{t(($) => (erases ? $.lose.erases : $.lose.anonymises))}</p>
              <Counts counts={found.counts} label={t(($) => $.one.went)} />
            </>
          ) : (
            <p>{t(($) => $.lose.nothing)}</p>
          )}
          {found.subject_kind === "user" && <Banner tone="danger">{t(($) => $.lose.worker)}</Banner>}
          <p className="text-sm">
            {!erases && <>{t(($) => $.lose.staysAnonymous)} </>}
            {t(($) => $.lose.stays)} {t(($) => $.lose.notReached)}
          </p>
          <Field label={t(($) => $.lose.type, { name: wanted })} value={typed} onChange={setTyped} autoComplete="off" />
        </div>
      ) : known.isError ? (
        <Failed tight error={known.error} retry={() => void known.refetch()} />
      ) : (
        <Bones rows={5} className="h-6" />
      )}
    </Confirm>
  );
}
