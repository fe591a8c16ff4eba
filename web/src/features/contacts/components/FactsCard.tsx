import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Pencil } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, queryClient, type Schema, useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Button, Card, Field, IconButton, Select, useDeed, useErrors } from "@/shared/ui";
import { type Attribute, attributesOptions, type Contact, deeds } from "../api";

type Kind = Attribute["type"] | "email" | "language";
type Fact = { id: string; label: string; kind: Kind; value: string | number | boolean | null; options?: string[] };
const ATTR = "attr.";
const NONE = "";

/** What is known of somebody, each in the field of its type, changed in place by who may. */
export function FactsCard({ contact }: { contact: Contact }) {
  const { t } = useTranslation("person");
  const writes = useMay("write:contacts");
  const defined = useQuery(attributesOptions).data?.data ?? [];
  const [editing, setEditing] = useState<string | null>(null);
  const [left, setLeft] = useState<string | null>(null);
  const held = contact.attributes ?? {};
  const own: Fact[] = [
    { id: "name", label: t(($) => $.fact.name), kind: "text", value: contact.name },
    { id: "email", label: t(($) => $.fact.email), kind: "email", value: contact.email ?? null },
    { id: "language", label: t(($) => $.fact.language), kind: "language", value: contact.language ?? null },
    { id: "time_zone", label: t(($) => $.fact.time_zone), kind: "text", value: contact.time_zone ?? null },
  ];
  const attributes: Fact[] = [
    ...defined.map((one) => ({
      id: ATTR + one.name,
      label: one.label,
      kind: one.type,
      value: held[one.name] ?? null,
      options: one.options,
    })),
    // Kept from before it was defined, or of one that was removed: shown, but of no type to change it by.
    ...Object.entries(held)
      .filter(([name]) => !defined.some((one) => one.name === name))
      .map(([name, value]) => ({ id: name, label: name, kind: "text" as const, value })),
  ];
  const close = () => {
    setLeft(editing);
    setEditing(null);
  };
  const row = (fact: Fact, changes: boolean) =>
    editing === fact.id ? (
      <Edit key={fact.id} fact={fact} contact={contact} onClose={close} />
    ) : (
      <Row
        key={fact.id}
        fact={fact}
        back={fact.id === left}
        onEdit={changes && writes ? () => setEditing(fact.id) : undefined}
      />
    );
  return (
    <Card title={t(($) => $.fact.title)}>
      <div className="flex flex-col">{own.map((fact) => row(fact, true))}</div>
      <h3 className="mb-1 mt-4 flex items-center justify-between text-sm font-semibold text-fg-2">
        {t(($) => $.fact.attributes)}
        <Link to="/settings/attributes" className="text-xs font-medium text-brand-fg hover:underline">
          {t(($) => $.fact.define)}
        </Link>
      </h3>
      {attributes.length === 0 && <p className="text-sm text-fg-3">{t(($) => $.fact.none)}</p>}
      <div className="flex flex-col">{attributes.map((fact) => row(fact, fact.id.startsWith(ATTR)))}</div>
    </Card>
  );
}

/** `back`: it was just changed, and the focus comes back to where that began. */
function Row({ fact, back, onEdit }: { fact: Fact; back: boolean; onEdit?: () => void }) {
  const { t } = useTranslation("person");
  const shown = useShown(fact);
  return (
    <div className="group/fact flex min-h-9 items-center gap-3 border-b border-line text-sm last:border-0">
      <span className="w-2/5 shrink-0 break-words text-fg-3">{fact.label}</span>
      <span className="min-w-0 flex-1 break-words py-1 text-fg">{shown}</span>
      {onEdit && (
        <IconButton
          label={t(($) => $.fact.edit, { field: fact.label })}
          className="-mr-2 text-fg-3 opacity-0 focus-visible:opacity-100 group-hover/fact:opacity-100 max-md:opacity-100"
          autoFocus={back}
          onPress={onEdit}
        >
          <Pencil aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

function useShown({ kind, value }: Fact): ReactNode {
  const { t } = useTranslation("person");
  const { t: common } = useTranslation();
  const format = useFormat();
  if (value === null || value === "") return <span className="text-fg-3">—</span>;
  if (typeof value === "boolean") return common(($) => (value ? $.yes : $.no));
  if (typeof value === "number") return <span className="tnum">{format.number(value)}</span>;
  if (kind === "language") return t(($) => $.language[value as "pt-BR"]);
  if (kind === "date" && /^\d{4}-\d\d-\d\d$/.test(value)) return format.date(`${value}T12:00:00Z`);
  return value;
}

const FIELDS = ["name", "email", "language", "time_zone", "attributes"] as const;

function Edit({ fact, contact, onClose }: { fact: Fact; contact: Contact; onClose: () => void }) {
  const { t: common } = useTranslation();
  const [draft, setDraft] = useState(fact.value === null ? NONE : String(fact.value));
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const save = (event: FormEvent) => {
    event.preventDefault();
    void act({
      run: () => deeds.change(contact.id, bodyOf(fact, draft, contact)),
      changes: [keys.contacts(), keys.segmentCounts(), [...keys.contact(contact.id), "timeline"]],
      failed: take,
      after: (fresh) => {
        queryClient.setQueryData(keys.contact(contact.id), fresh);
        onClose();
      },
    });
  };
  const set = (value: string) => {
    clear();
    setDraft(value);
  };
  const error = errors[fact.id as "name"] ?? errors.attributes;
  return (
    <form
      onSubmit={save}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.stopPropagation();
        onClose();
      }}
      className="flex flex-col gap-2 border-b border-line py-2 last:border-0"
    >
      <Control fact={fact} value={draft} onChange={set} error={error} />
      <div className="flex justify-end gap-2">
        <Button onPress={onClose}>{common(($) => $.cancel)}</Button>
        <Button type="submit" look="primary" busy={busy}>
          {common(($) => $.save)}
        </Button>
      </div>
    </form>
  );
}

/** Only the one that changes; attributes go as a whole. */
function bodyOf(fact: Fact, draft: string, contact: Contact): Schema<"ContactChangeIn"> {
  const text = draft.trim() === "" ? null : draft.trim();
  if (!fact.id.startsWith(ATTR)) return { [fact.id]: text };
  const value = fact.kind === "boolean" && text !== null ? text === "true" : text;
  return { attributes: { ...(contact.attributes ?? {}), [fact.id.slice(ATTR.length)]: value } };
}

type ControlProps = { fact: Fact; value: string; onChange: (value: string) => void; error?: string };

function Control({ fact, value, onChange, error }: ControlProps) {
  const { t } = useTranslation("person");
  const { t: common } = useTranslation();
  const none = { id: NONE, label: t(($) => $.fact.nothing) };
  const choices = {
    boolean: [
      { id: "true", label: common(($) => $.yes) },
      { id: "false", label: common(($) => $.no) },
    ],
    language: (["pt-BR", "en", "es"] as const).map((id) => ({ id: id as string, label: t(($) => $.language[id]) })),
    choice: (fact.options ?? []).map((id) => ({ id, label: id })),
  };
  if (fact.kind === "boolean" || fact.kind === "language" || fact.kind === "choice") {
    const known = choices[fact.kind];
    const gone = value !== NONE && !known.some((one) => one.id === value) ? [{ id: value, label: value }] : [];
    return (
      <Select label={fact.label} value={value} onChange={onChange} error={error} options={[none, ...known, ...gone]} />
    );
  }
  return (
    <Field
      label={fact.label}
      value={value}
      onChange={onChange}
      error={error}
      autoFocus
      type={fact.kind === "date" ? "date" : fact.kind === "email" ? "email" : "text"}
      inputMode={fact.kind === "number" ? "decimal" : undefined}
      hint={fact.id === "time_zone" ? t(($) => $.fact.zoneHint) : undefined}
    />
  );
}
