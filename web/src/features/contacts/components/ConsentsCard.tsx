import { useQuery } from "@tanstack/react-query";
import { Check, Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, queryClient, useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Bones, Button, Card, Dialog, Failed, Field, Radios, useDeed, useErrors } from "@/shared/ui";
import { type Contact, deeds, type Proof, proofsOptions } from "../api";
import { momentOf } from "../model";
import { useDoer } from "../useNames";

/** What they agreed to, per purpose: what holds now, and under it all that was ever said, with its proof. */
export function ConsentsCard({ contact }: { contact: Contact }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  const writes = useMay("write:contacts");
  const proofs = useQuery(proofsOptions(contact.id));
  const [adding, setAdding] = useState<string | null>(null);
  const now = contact.consents ?? [];
  const said = proofs.data?.data ?? [];
  const purposes = [...new Set([...now.map((one) => one.purpose), ...said.map((one) => one.purpose)])];
  return (
    <Card
      title={t(($) => $.consent.title)}
      end={
        writes && (
          <Button icon={<Plus aria-hidden />} onPress={() => setAdding("marketing")}>
            {t(($) => $.consent.record)}
          </Button>
        )
      }
    >
      {proofs.isError ? (
        <Failed tight error={proofs.error} retry={() => void proofs.refetch()} />
      ) : !proofs.data ? (
        <Bones rows={2} className="h-8" />
      ) : purposes.length === 0 ? (
        <p className="text-sm text-fg-3">{t(($) => $.consent.none)}</p>
      ) : (
        <ul className="flex flex-col gap-4">
          {purposes.map((purpose) => {
            const holds = now.find((one) => one.purpose === purpose);
            const own = said.filter((one) => one.purpose === purpose);
            return (
              <li key={purpose}>
                <div className="flex flex-wrap items-center gap-2">
                  <b className="font-semibold text-fg">{purpose}</b>
                  <Badge
                    tone={holds?.given ? "brand" : "danger"}
                    icon={holds?.given ? <Check aria-hidden /> : <X aria-hidden />}
                  >
                    {t(($) => (holds?.given ? $.consent.given : $.consent.taken))}
                  </Badge>
                  {holds?.at && <span className="tnum text-xs text-fg-3">{format.date(holds.at)}</span>}
                  {writes && (
                    <Button look="quiet" className="ml-auto h-7" onPress={() => setAdding(purpose)}>
                      {t(($) => (holds?.given ? $.consent.takeBack : $.consent.giveAgain))}
                    </Button>
                  )}
                </div>
                <ol className="mt-1 flex flex-col gap-2 border-l border-line pl-3">
                  {own.map((proof) => (
                    <ProofLine key={proof.id} proof={proof} />
                  ))}
                </ol>
              </li>
            );
          })}
        </ul>
      )}
      {adding && (
        <ConsentDialog
          contact={contact}
          purpose={adding}
          given={!now.some((one) => one.purpose === adding && one.given)}
          onClose={() => setAdding(null)}
        />
      )}
    </Card>
  );
}

function ProofLine({ proof }: { proof: Proof }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  const doer = useDoer();
  return (
    <li className="text-sm text-fg-2">
      <span className="text-fg">
        {t(($) => (proof.given ? $.consent.saidYes : $.consent.saidNo), { source: proof.source })}
      </span>
      <span className="block text-xs text-fg-3">
        {t(($) => $.consent.recorded, {
          at: format.dateTime(proof.at),
          who: doer(proof.recorded_by, proof.recorded_by_id),
        })}
      </span>
      {proof.text && <q className="mt-0.5 block break-words text-xs italic text-fg-2">{proof.text}</q>}
    </li>
  );
}

const FIELDS = ["purpose", "source", "at", "text"] as const;
type DialogProps = { contact: Contact; purpose: string; given: boolean; onClose: () => void };

function ConsentDialog({ contact, purpose, given, onClose }: DialogProps) {
  const { t } = useTranslation("person");
  const [form, setForm] = useState({ purpose, given, source: "", at: "", text: "" });
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const field = (name: (typeof FIELDS)[number]) => ({
    label: t(($) => $.consent[name]),
    value: form[name],
    error: errors[name],
    onChange: (value: string) => {
      clear(name);
      setForm((now) => ({ ...now, [name]: value }));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act({
      run: (key) =>
        deeds.consent(
          contact.id,
          {
            purpose: form.purpose.trim(),
            given: form.given,
            source: form.source.trim(),
            text: form.text,
            at: momentOf(form.at),
          },
          key,
        ),
      changes: [keys.contacts(), keys.segmentCounts(), keys.contact(contact.id)],
      done: t(($) => $.consent.done),
      failed: take,
      after: (fresh) => {
        queryClient.setQueryData(keys.contact(contact.id), fresh);
        onClose();
      },
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.consent.record)}
      actions={
        <Button size="form" look="primary" type="submit" form="consent" busy={busy}>
          {t(($) => $.consent.go)}
        </Button>
      }
    >
      <form id="consent" onSubmit={submit} className="flex flex-col gap-4">
        <Field isRequired hint={t(($) => $.consent.purposeHint)} {...field("purpose")} />
        <Radios
          label={t(($) => $.consent.answer)}
          value={form.given ? "yes" : "no"}
          onChange={(id) => setForm((now) => ({ ...now, given: id === "yes" }))}
          options={[
            { id: "yes", label: t(($) => $.consent.yes) },
            { id: "no", label: t(($) => $.consent.no) },
          ]}
        />
        <Field isRequired autoFocus hint={t(($) => $.consent.sourceHint)} {...field("source")} />
        <Field type="date" hint={t(($) => $.consent.atHint)} {...field("at")} />
        <Field rows={3} hint={t(($) => $.consent.textHint)} {...field("text")} />
      </form>
    </Dialog>
  );
}
