import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Button, Confirm, Dialog, Field, Radios, useDeed, useErrors } from "@/shared/ui";
import { deeds, type Proof } from "../api";

const changed = (contactId: string) => [keys.consents(contactId), keys.contacts(), keys.contact(contactId)];

/** What somebody said, with where and to which text. */
export function ConsentDialog({ contactId, onClose }: { contactId: string; onClose: () => void }) {
  const { t } = useTranslation("privacy");
  const { t: common } = useTranslation();
  const id = useId();
  const [form, setForm] = useState({ purpose: "marketing", given: true, source: "", text: "" });
  const { errors, clear, take } = useErrors(["purpose", "source", "text"]);
  const { busy, act } = useDeed();
  const field = (name: "purpose" | "source" | "text") => ({
    value: form[name],
    error: errors[name],
    onChange: (value: string) => {
      clear(name);
      setForm((now) => ({ ...now, [name]: value }));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    clear();
    void act({
      run: (key) =>
        deeds.record(
          { ...form, user_id: contactId, purpose: form.purpose.trim(), source: form.source.trim(), at: null },
          key,
        ),
      changes: changed(contactId),
      done: t(($) => $.consents.saved),
      failed: take,
      after: onClose,
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.consents.record)}
      actions={
        <>
          <Button size="form" onPress={onClose}>
            {common(($) => $.cancel)}
          </Button>
          <Button size="form" look="primary" type="submit" form={id} busy={busy}>
            {t(($) => $.consents.record)}
          </Button>
        </>
      }
    >
      <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Field
          isRequired
          label={t(($) => $.consents.purpose)}
          hint={t(($) => $.consents.purposeHint)}
          {...field("purpose")}
        />
        <Radios
          label={t(($) => $.consents.answer)}
          value={form.given ? "yes" : "no"}
          onChange={(answer) => setForm((now) => ({ ...now, given: answer === "yes" }))}
          options={(["yes", "no"] as const).map((answer) => ({ id: answer, label: t(($) => $.consents[answer]) }))}
        />
        <Field
          isRequired
          label={t(($) => $.consents.source)}
          hint={t(($) => $.consents.sourceHint)}
          {...field("source")}
        />
        <Field rows={3} label={t(($) => $.consents.text)} {...field("text")} />
      </form>
    </Dialog>
  );
}

/** The yes stays as a proof; from now on it is a no. */
export function WithdrawDialog({ proof, onClose }: { proof: Proof; onClose: () => void }) {
  const { t } = useTranslation("privacy");
  const [reason, setReason] = useState("");
  const { busy, act } = useDeed();
  return (
    <Confirm
      open
      onClose={onClose}
      title={t(($) => $.consents.withdrawTitle)}
      action={t(($) => $.consents.withdraw)}
      busy={busy}
      onConfirm={() =>
        void act({
          run: () => deeds.withdraw(proof.id, reason.trim()),
          changes: changed(proof.contact_id),
          done: t(($) => $.consents.withdrawn),
          after: onClose,
        })
      }
    >
      <p className="mb-4">{t(($) => $.consents.withdrawHint, { purpose: proof.purpose })}</p>
      <Field label={t(($) => $.consents.reason)} value={reason} onChange={setReason} maxLength={200} />
    </Confirm>
  );
}
