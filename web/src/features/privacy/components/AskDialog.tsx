import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, type Schema } from "@/shared/api";
import { PersonSearch } from "@/shared/person";
import { Button, Dialog, Radios, useDeed } from "@/shared/ui";
import { deeds, type Kind, type Request } from "../api";
import { among, KINDS } from "../model";
import { LoseDialog } from "./LoseDialog";
import { useSubject } from "./words";

type Props = { subject: string; kind: Kind; onClose: () => void; onAsked: (request: Request) => void };

/** Whose data, and what was asked for. What can't be undone is asked once more, with what would be lost. */
export function AskDialog({ subject, kind: first, onClose, onAsked }: Props) {
  const { t } = useTranslation("privacy");
  const { t: common } = useTranslation();
  const [found, setFound] = useState<Schema<"ContactShort"> | null>(null);
  const [kind, setKind] = useState<Kind>(first);
  const [losing, setLosing] = useState(false);
  const { busy, act } = useDeed();
  const who = subject || found?.id || "";
  const name = useSubject(subject);
  const loses = kind === "erasure" || kind === "anonymisation";
  const note = () =>
    void act({
      run: (key) => deeds.ask(kind, who, key),
      changes: [keys.privacyRequests()],
      done: t(($) => $.ask.noted),
      after: onAsked,
    });
  if (losing && loses)
    return <LoseDialog subject={who} kind={kind} onClose={() => setLosing(false)} onBegun={onAsked} />;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.ask.title)}
      actions={
        <>
          <Button size="form" onPress={onClose}>
            {common(($) => $.cancel)}
          </Button>
          <Button
            size="form"
            look="primary"
            busy={busy}
            isDisabled={!who}
            onPress={() => (loses ? setLosing(true) : note())}
          >
            {t(($) => (loses ? $.ask.next : $.ask.go))}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        {subject ? (
          <p className="text-sm">
            {t(($) => $.ask.who)} <b className="block text-base font-semibold text-fg">{name}</b>
          </p>
        ) : (
          <PersonSearch
            label={t(($) => $.ask.who)}
            placeholder={t(($) => $.ask.whoHint)}
            value={found}
            onChange={setFound}
          />
        )}
        <Radios
          label={t(($) => $.ask.what)}
          value={kind}
          onChange={(id) => setKind(among(KINDS, id) ?? "access")}
          options={KINDS.map((id) => ({ id, label: t(($) => $.kind[id]), hint: t(($) => $.kindHint[id]) }))}
        />
      </div>
    </Dialog>
  );
}
