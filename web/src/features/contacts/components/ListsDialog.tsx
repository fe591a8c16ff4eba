import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Bones, Button, Confirm, Dialog, Failed, Field, IconButton, useDeed, useErrors } from "@/shared/ui";
import { type ContactList, deeds, listsOptions, told } from "../api";

const FIELDS = ["name"] as const;
const CHANGES = [keys.contactLists(), keys.segments()];

/** The lists: added, renamed, removed. */
export function ListsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("contacts");
  const lists = useQuery(listsOptions);
  const [editing, setEditing] = useState<string | null>(null);
  const [removing, setRemoving] = useState<ContactList | null>(null);
  const { busy, act } = useDeed();
  const remove = (list: ContactList) =>
    act({
      run: () => deeds.removeList(list.id),
      changes: CHANGES,
      done: t(($) => $.lists.removed),
      after: () => setRemoving(null),
    });
  return (
    <Dialog open onClose={onClose} title={t(($) => $.side.manageLists)}>
      <NameForm id={null} label={t(($) => $.lists.new)} action={t(($) => $.lists.add)} />
      {lists.data ? (
        <ul className="mt-3 divide-y divide-line">
          {lists.data.data.map((list) => (
            <li key={list.id} className="py-1.5">
              {editing === list.id ? (
                <NameForm
                  id={list.id}
                  start={list.name}
                  label={t(($) => $.lists.name)}
                  action={t(($) => $.lists.rename)}
                  onDone={() => setEditing(null)}
                />
              ) : (
                <div className="flex min-h-9 items-center gap-2">
                  <span className="min-w-0 flex-1 truncate text-sm font-medium text-fg">{list.name}</span>
                  <span className="tnum text-xs text-fg-3">{t(($) => $.lists.members, { count: list.members })}</span>
                  <IconButton
                    label={t(($) => $.lists.renameOf, { name: list.name })}
                    onPress={() => setEditing(list.id)}
                  >
                    <Pencil aria-hidden />
                  </IconButton>
                  <IconButton label={t(($) => $.lists.removeOf, { name: list.name })} onPress={() => setRemoving(list)}>
                    <Trash2 aria-hidden />
                  </IconButton>
                </div>
              )}
            </li>
          ))}
          {lists.data.data.length === 0 && <li className="py-3 text-sm text-fg-2">{t(($) => $.lists.none)}</li>}
        </ul>
      ) : lists.isError ? (
        <Failed tight error={lists.error} retry={() => void lists.refetch()} />
      ) : (
        <Bones rows={3} className="h-8" />
      )}
      {removing && (
        <Confirm
          open
          onClose={() => setRemoving(null)}
          title={t(($) => $.lists.removeAsk, { name: removing.name })}
          action={t(($) => $.lists.remove)}
          busy={busy}
          onConfirm={() => void remove(removing)}
        >
          {t(($) => $.lists.removeHint, { count: removing.members })}
        </Confirm>
      )}
    </Dialog>
  );
}

type NameProps = { id: string | null; start?: string; label: string; action: string; onDone?: () => void };

function NameForm({ id, start = "", label, action, onDone }: NameProps) {
  const { t } = useTranslation("contacts");
  const [name, setName] = useState(start);
  const { errors, clear, set, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    void act({
      run: (key) => deeds.list(id, name, key),
      changes: CHANGES,
      done: t(($) => (id ? $.lists.renamed : $.lists.added)),
      failed: (error) => {
        const taken = told(error, "CONTACT_LIST_NAME_TAKEN");
        if (taken) set("name", taken);
        else take(error);
      },
      after: () => {
        setName(id ? name : "");
        onDone?.();
      },
    });
  };
  return (
    <form onSubmit={submit} className="flex items-start gap-2">
      <Field
        label={label}
        value={name}
        maxLength={120}
        error={errors.name}
        autoFocus={id !== null}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || !onDone) return;
          event.stopPropagation();
          onDone();
        }}
        onChange={(value) => {
          clear();
          setName(value);
        }}
        className="flex-1"
      />
      <Button type="submit" size="form" className="mt-[26px]" busy={busy} icon={id ? undefined : <Plus aria-hidden />}>
        {action}
      </Button>
    </form>
  );
}
