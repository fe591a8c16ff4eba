import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Button, Combo, Confirm, Dialog, Field, toast, useErrors } from "@/shared/ui";
import { changeMany, type Done, listsOptions, type Many, type ManyOrder } from "../api";
import { momentOf } from "../model";
import { TagsField } from "./TagsField";

export type Deed = "tag" | "untag" | "list" | "unlist" | "consent" | "optOut" | "delete";
type Props = { deed: Deed; many: Many; count: number | null; onClose: () => void; onDone: () => void };

const FIELDS = ["tags", "list_id", "purpose", "source", "at", "text"] as const;
const EMPTY = { tags: [] as string[], list: "", purpose: "marketing", source: "", at: "", text: "" };
type Form = typeof EMPTY;

function orderOf(deed: Deed, form: Form): ManyOrder | null {
  if (deed === "tag" || deed === "untag") return form.tags.length > 0 ? { action: deed, tags: form.tags } : null;
  if (deed === "list" || deed === "unlist") return form.list ? { action: deed, list_id: form.list } : null;
  if (deed === "delete") return { action: "delete" };
  if (!form.source.trim() || !form.purpose.trim()) return null;
  const purpose = deed === "optOut" ? "marketing" : form.purpose.trim();
  const said = { purpose, given: deed === "consent", source: form.source.trim(), text: form.text };
  return { action: "consent", consent: { ...said, at: momentOf(form.at) } };
}

/** One change of many: what it needs is asked, how far it is shown, and at the end what became of them. */
export function BulkDialog({ deed, many, count, onClose, onDone }: Props) {
  const { t } = useTranslation("contacts");
  const { t: common } = useTranslation();
  const format = useFormat();
  const [form, setForm] = useState(EMPTY);
  const [done, setDone] = useState<Done | null>(null);
  const [busy, setBusy] = useState(false);
  const { errors, clear, take } = useErrors(FIELDS);
  const stopped = useRef(false);
  const told = (now: Done) => {
    const parts = [t(($) => $.bulk.changed, { count: now.changed, shown: format.number(now.changed) })];
    if (now.unchanged > 0)
      parts.push(t(($) => $.bulk.unchanged, { count: now.unchanged, shown: format.number(now.unchanged) }));
    for (const [reason, n] of Object.entries(now.left))
      parts.push(t(($) => $.bulk.left[reason as "said_no"], { count: n, shown: format.number(n) }));
    return parts.join(" ");
  };
  const order = orderOf(deed, form);
  const run = async () => {
    if (!order || busy) return;
    stopped.current = false;
    setBusy(true);
    try {
      const all = await changeMany(order, many, (now) => {
        setDone(now);
        return !stopped.current;
      });
      toast.done(told(all));
      onDone();
    } catch (error) {
      take(error);
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run();
  };
  const set = (change: Partial<Form>) => {
    clear();
    setForm((now) => ({ ...now, ...change }));
  };
  const close = () => {
    stopped.current = true;
    if (!busy) onClose();
  };
  const title = t(($) => $.bulk.deed[deed]);
  const whom =
    count === null ? t(($) => $.bulk.everything) : t(($) => $.bulk.chosen, { count, shown: format.number(count) });
  const progress = busy && done && (
    <p role="status" className="mt-3 text-sm text-fg-2">
      {told(done)}
    </p>
  );
  if (deed === "delete")
    return (
      <Confirm
        open
        onClose={close}
        title={
          count === null
            ? t(($) => $.bulk.deleteAll)
            : t(($) => $.bulk.deleteAsk, { count, shown: format.number(count) })
        }
        action={title}
        busy={busy}
        onConfirm={() => void run()}
      >
        {t(($) => $.bulk.deleteHint)}
        {progress}
      </Confirm>
    );
  return (
    <Dialog
      open
      onClose={close}
      title={title}
      actions={
        <>
          <Button size="form" onPress={close}>
            {busy ? t(($) => $.bulk.stop) : common(($) => $.cancel)}
          </Button>
          <Button size="form" look="primary" type="submit" form="bulk" busy={busy} isDisabled={!order}>
            {t(($) => $.bulk.go)}
          </Button>
        </>
      }
    >
      <p className="mb-4 text-sm">{whom}</p>
      <form id="bulk" onSubmit={submit} className="flex flex-col gap-4">
        <DeedFields deed={deed} form={form} set={set} errors={errors} />
      </form>
      {progress}
    </Dialog>
  );
}

type FieldsProps = {
  deed: Deed;
  form: Form;
  set: (change: Partial<Form>) => void;
  errors: Partial<Record<(typeof FIELDS)[number], string>>;
};

function DeedFields({ deed, form, set, errors }: FieldsProps) {
  const { t } = useTranslation("contacts");
  const lists = useQuery(listsOptions).data?.data ?? [];
  if (deed === "tag" || deed === "untag")
    return (
      <TagsField
        label={t(($) => $.column.tags)}
        value={form.tags}
        onChange={(tags) => set({ tags })}
        fresh={deed === "tag"}
        error={errors.tags}
      />
    );
  if (deed === "list" || deed === "unlist")
    return (
      <Combo
        label={t(($) => $.bulk.list)}
        placeholder={t(($) => $.bulk.chooseList)}
        value={form.list || null}
        onChange={(list) => set({ list })}
        error={errors.list_id}
        options={lists.map(({ id, name, members }) => ({
          id,
          label: name,
          hint: t(($) => $.lists.members, { count: members }),
        }))}
      />
    );
  return (
    <>
      <p className="text-sm text-fg-2">{t(($) => (deed === "consent" ? $.consent.manyHint : $.consent.optOutHint))}</p>
      {deed === "consent" && (
        <Field
          label={t(($) => $.consent.purpose)}
          hint={t(($) => $.consent.purposeHint)}
          value={form.purpose}
          onChange={(purpose) => set({ purpose })}
          error={errors.purpose}
          isRequired
        />
      )}
      <Field
        label={t(($) => $.consent.source)}
        hint={t(($) => $.consent.sourceHint)}
        value={form.source}
        onChange={(source) => set({ source })}
        error={errors.source}
        isRequired
      />
      <Field
        label={t(($) => $.consent.at)}
        hint={t(($) => $.consent.atHint)}
        type="date"
        value={form.at}
        onChange={(at) => set({ at })}
        error={errors.at}
      />
      {deed === "consent" && (
        <Field
          label={t(($) => $.consent.text)}
          hint={t(($) => $.consent.textHint)}
          rows={3}
          value={form.text}
          onChange={(text) => set({ text })}
          error={errors.text}
        />
      )}
    </>
  );
}
