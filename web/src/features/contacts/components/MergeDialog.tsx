import { useQuery } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { newKey, queryClient } from "@/shared/api";
import { nationalPhone, useFormat } from "@/shared/i18n/format";
import { PersonSearch } from "@/shared/person";
import { Badge, Button, Dialog, Field, toast, useDeed, useErrors } from "@/shared/ui";
import { attributesOptions, CHANGES, type Contact, deeds } from "../api";
import { type Kept, mergePreview } from "../model";

const FIELDS = ["reason"] as const;
const AGAIN = [...CHANGES, ["contact"]] as const;
const nameOf = (one: Contact) => one.name || (one.phone ? nationalPhone(one.phone) : "—");

/** Another contact who is the same person becomes part of this one: first what would be kept. */
export function MergeDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useTranslation("person");
  const [other, setOther] = useState<Contact | null>(null);
  const [reason, setReason] = useState("");
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const undo = (id: string) =>
    void deeds
      .part(id, newKey())
      .then(() => {
        toast.done(t(($) => $.merge.undone));
        for (const queryKey of AGAIN) void queryClient.invalidateQueries({ queryKey });
      })
      .catch(toast.failed);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!other || !reason.trim()) return;
    void act({
      run: (key) => deeds.merge({ contact_id: contact.id, other_id: other.id, reason: reason.trim() }, key),
      changes: AGAIN,
      failed: take,
      after: () => {
        toast.done(
          t(($) => $.merge.done, { name: nameOf(other) }),
          () => undo(other.id),
        );
        onClose();
      },
    });
  };
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t(($) => $.merge.title)}
      actions={
        <Button size="form" look="primary" type="submit" form="merge" busy={busy} isDisabled={!other || !reason.trim()}>
          {t(($) => $.merge.go)}
        </Button>
      }
    >
      <form id="merge" onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-sm">{t(($) => $.merge.hint, { name: nameOf(contact) })}</p>
        <PersonSearch
          label={t(($) => $.merge.other)}
          placeholder={t(($) => $.merge.search)}
          value={other}
          onChange={setOther}
          but={contact.id}
        />
        {other && <Preview contact={contact} other={other} />}
        <Field
          label={t(($) => $.merge.reason)}
          hint={t(($) => $.merge.reasonHint)}
          value={reason}
          error={errors.reason}
          maxLength={500}
          isRequired
          onChange={(value) => {
            clear();
            setReason(value);
          }}
        />
      </form>
    </Dialog>
  );
}

type KeptField = "name" | "email" | "language" | "time_zone" | "tags" | "addresses" | "vip" | "blocked" | "marketing";

function Preview({ contact, other }: { contact: Contact; other: Contact }) {
  const { t } = useTranslation("person");
  const { t: common } = useTranslation();
  const format = useFormat();
  const attributes = useQuery(attributesOptions).data?.data ?? [];
  const label = ({ field }: Kept) =>
    field.startsWith("attr.")
      ? (attributes.find((one) => `attr.${one.name}` === field)?.label ?? field.slice("attr.".length))
      : t(($) => $.merge.field[field as KeptField]);
  const value = ({ field, value: kept }: Kept) => {
    if (Array.isArray(kept)) return format.list(kept.map(nationalPhone));
    if (typeof kept === "boolean") return common(($) => (kept ? $.yes : $.no));
    if (field === "marketing") return t(($) => $.marketing[kept as "yes"]);
    if (typeof kept === "number") return format.number(kept);
    // A day without a time, which no time zone may move.
    return /^\d{4}-\d\d-\d\d$/.test(String(kept)) ? format.date(`${kept}T12:00:00Z`) : String(kept);
  };
  return (
    <section className="rounded-node border border-line">
      <h3 className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2.5 text-sm font-medium text-fg">
        {nameOf(other)}
        <ArrowRight className="size-4 text-fg-3" aria-hidden />
        {nameOf(contact)}
      </h3>
      <dl className="divide-y divide-line text-sm">
        {mergePreview(contact, other).map((kept) => (
          <div key={kept.field} className="flex items-center gap-3 px-4 py-2">
            <dt className="w-32 shrink-0 text-fg-3">{label(kept)}</dt>
            <dd className="flex min-w-0 flex-1 items-center gap-3">
              <span className="min-w-0 flex-1 break-words text-fg">{value(kept)}</span>
              <Badge tone={kept.from === "theirs" ? "info" : "plain"}>{t(($) => $.merge.from[kept.from])}</Badge>
            </dd>
          </div>
        ))}
      </dl>
      <p className="border-t border-line px-4 py-2.5 text-xs text-fg-3">{t(($) => $.merge.also)}</p>
    </section>
  );
}
