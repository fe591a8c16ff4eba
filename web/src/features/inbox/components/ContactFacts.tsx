import { useMutation, useQuery } from "@tanstack/react-query";
import { Pencil, Plus } from "lucide-react";
import { type FormEvent, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok, type Schema, useMay } from "@/shared/api";
import { lazily } from "@/shared/code";
import { Button, Field, IconButton, useErrors } from "@/shared/ui";
import { attributesOptions, patch } from "../api";
import type { Conversation } from "../model";
import { Part } from "./Part";

const AddAttribute = lazily(() => import("./AddAttribute"), "AddAttribute");
type Change = Schema<"ContactChangeIn">;
const FIELDS = ["name", "email", "attributes"] as const;

/** What is known of the person, changed in place by who may. */
export function ContactFacts({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("inbox");
  const { contact } = conversation;
  const mayWrite = useMay("write:contacts");
  const { errors, clear, take } = useErrors(FIELDS);
  const [editing, setEditing] = useState<string | null>(null);
  const [draft, setDraft] = useState("");
  const [adding, setAdding] = useState(false);
  const attributes = contact.attributes ?? {};
  const defined = useQuery(attributesOptions).data?.data ?? [];
  const known = (fresh: Schema<"ContactShort">) => {
    patch(conversation.id, (c) => ({ ...c, contact: { ...c.contact, ...fresh } }));
    setEditing(null);
    setAdding(false);
    clear();
  };
  const change = useMutation({
    mutationFn: (body: Change) =>
      ok(api.PUT("/api/v1/contacts/{contact_id}", { params: { path: { contact_id: contact.id } }, body })),
    onSuccess: known,
    onError: take,
  });
  const save = (field: string, value: string) => {
    if (field === "name" || field === "email") change.mutate({ [field]: value.trim() || null });
    else change.mutate({ attributes: { ...attributes, [field]: value.trim() || null } });
  };
  const rows: [field: string, label: string, value: string][] = [
    ["name", t(($) => $.contact.name), contact.name ?? ""],
    ["email", t(($) => $.contact.email), contact.email ?? ""],
    ...Object.entries(attributes).map(([name, value]): [string, string, string] => [
      name,
      defined.find((one) => one.name === name)?.label ?? name,
      typeof value === "boolean" ? t(($) => (value ? $.contact.yes : $.contact.no)) : String(value ?? ""),
    ]),
  ];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (editing) save(editing, draft);
  };
  return (
    <Part title={t(($) => $.contact.about)}>
      <form onSubmit={submit} className="flex flex-col gap-1">
        {rows.map(([field, label, value]) =>
          editing === field ? (
            <div key={field} className="flex items-end gap-1">
              <Field
                label={label}
                value={draft}
                onChange={setDraft}
                autoFocus
                error={errors[field as "name"] ?? errors.attributes}
                onKeyDown={(event) => event.key === "Escape" && setEditing(null)}
                className="flex-1"
              />
              <Button type="submit" look="primary" size="form" busy={change.isPending}>
                {t(($) => $.tags.save)}
              </Button>
            </div>
          ) : (
            <div key={field} className="group/fact flex min-h-8 items-center gap-3">
              <span className="shrink-0 text-fg-3">{label}</span>
              <span className="min-w-0 flex-1 truncate text-right">{value || "—"}</span>
              {mayWrite && (
                <IconButton
                  label={t(($) => $.contact.edit, { field: label })}
                  className="-mr-2 opacity-0 focus-visible:opacity-100 group-hover/fact:opacity-100 max-md:opacity-100"
                  onPress={() => {
                    clear();
                    setDraft(value);
                    setEditing(field);
                  }}
                >
                  <Pencil aria-hidden />
                </IconButton>
              )}
            </div>
          ),
        )}
      </form>
      {adding && (
        <Suspense>
          <AddAttribute
            contactId={contact.id}
            present={attributes}
            free={defined.filter((one) => !(one.name in attributes))}
            onKept={known}
            onClose={() => setAdding(false)}
          />
        </Suspense>
      )}
      {mayWrite && !adding && (
        <Button look="quiet" icon={<Plus aria-hidden />} className="self-start" onPress={() => setAdding(true)}>
          {t(($) => $.contact.addAttribute)}
        </Button>
      )}
    </Part>
  );
}
