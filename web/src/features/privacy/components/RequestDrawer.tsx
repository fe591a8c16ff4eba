import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, keys, queryClient } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Bones, Button, Drawer, Facts, Failed, Field, Radios, useDeed, useErrors, useNow } from "@/shared/ui";
import { deeds, type Request, requestOptions, save } from "../api";
import { among, countsOf, STATES, TONE_OF } from "../model";
import { Certificate } from "./Certificate";
import { Counts } from "./Counts";
import { Deadline, useRequestWords } from "./RequestRow";
import { useDoer, useSubject } from "./words";

/** One request: how far it is, its file or certificate, or the answer that people give. */
export function RequestDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation("privacy");
  const query = useQuery(requestOptions(id));
  const words = useRequestWords();
  const one = query.data;
  const gone = query.error instanceof ApiError && query.error.status === 404;
  return (
    <Drawer open wide onClose={onClose} title={one ? words.kind(one.kind) : t(($) => $.requests.title)}>
      {one ? (
        <Told request={one} />
      ) : gone ? (
        <p className="text-sm text-fg-2">{t(($) => $.requests.missing)}</p>
      ) : query.isError ? (
        <Failed tight error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Bones rows={5} className="h-12" />
      )}
    </Drawer>
  );
}

function Told({ request }: { request: Request }) {
  const { t } = useTranslation("privacy");
  const format = useFormat();
  const doer = useDoer();
  const words = useRequestWords();
  const erased = request.kind === "erasure" && request.status === "done";
  const name = useSubject(erased ? "" : request.user_id, request.subject_kind);
  const facts: [string, ReactNode][] = [
    [t(($) => $.one.subject), erased ? t(($) => $.requests.gone) : name],
    [
      t(($) => $.one.state),
      <span key="state" className="flex flex-wrap gap-2">
        <Badge tone={TONE_OF[among(STATES, request.status) ?? "open"]}>{words.state(request.status)}</Badge>
        <Deadline request={request} />
      </span>,
    ],
    [t(($) => $.one.asked), format.dateTime(request.created_at)],
    [t(($) => $.one.by), doer("user", request.asked_by)],
    [t(($) => $.one.due), format.date(request.due_at)],
  ];
  if (request.ended_at) facts.push([t(($) => $.one.ended), format.dateTime(request.ended_at)]);
  if (request.reason) facts.push([t(($) => $.one.reason), request.reason]);
  return (
    <div className="flex flex-col gap-5">
      <Facts items={facts} />
      {request.status === "running" && (
        <p role="status" className="text-sm text-fg-2">
          {t(($) => $.one.running)}
        </p>
      )}
      {countsOf(request.counts).length > 0 && (
        <Section title={t(($) => (request.kind === "export" ? $.one.found : $.one.went))}>
          <Counts counts={request.counts} label={t(($) => $.one.found)} />
        </Section>
      )}
      {request.kind === "export" && request.status === "done" && <ExportFile request={request} />}
      {request.certificate && <Certificate id={request.id} jws={request.certificate} />}
      {request.status === "open" && <Answer request={request} />}
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1 text-sm font-semibold text-fg">{title}</h3>
      {children}
    </section>
  );
}

function ExportFile({ request }: { request: Request }) {
  const { t } = useTranslation("privacy");
  const format = useFormat();
  const now = useNow(60_000);
  const { busy, act } = useDeed();
  const until = request.file_until;
  if (!until || Date.parse(until) <= now) return <p className="text-sm text-fg-2">{t(($) => $.one.fileGone)}</p>;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button
        look="primary"
        icon={<Download aria-hidden />}
        busy={busy}
        onPress={() =>
          void act({
            run: () => save(`/api/v1/privacy/requests/${request.id}/file`, `dados-${request.id}.zip`),
          })
        }
      >
        {t(($) => $.one.file)}
      </Button>
      <p className="min-w-0 flex-1 text-xs text-fg-3">{t(($) => $.one.until, { date: format.dateTime(until) })}</p>
    </div>
  );
}

function Answer({ request }: { request: Request }) {
  const { t } = useTranslation("privacy");
  const [done, setDone] = useState(true);
  const [reason, setReason] = useState("");
  const { errors, clear, take } = useErrors(["reason"]);
  const { busy, act } = useDeed();
  const answer = () =>
    void act({
      run: () => deeds.answer(request.id, done, reason.trim()),
      changes: [keys.privacyRequests(), keys.compliance()],
      done: t(($) => $.one.answered),
      failed: take,
      after: (now) => queryClient.setQueryData(requestOptions(request.id).queryKey, now),
    });
  return (
    <Section title={t(($) => $.one.answer)}>
      <div className="flex flex-col gap-4 rounded-node border border-line bg-bg p-4">
        <Radios
          label={t(($) => $.one.what)}
          value={done ? "done" : "refuse"}
          onChange={(id) => {
            clear();
            setDone(id === "done");
          }}
          options={[
            { id: "done", label: t(($) => $.one.done) },
            { id: "refuse", label: t(($) => $.one.refuse) },
          ]}
        />
        <Field
          rows={3}
          maxLength={500}
          label={t(($) => $.one.words)}
          hint={t(($) => $.one.wordsHint)}
          value={reason}
          error={errors.reason}
          onChange={(value) => {
            clear();
            setReason(value);
          }}
        />
        <Button look={done ? "primary" : "danger"} className="self-end" busy={busy} onPress={answer}>
          {t(($) => (done ? $.one.answer : $.one.refuse))}
        </Button>
      </div>
    </Section>
  );
}
