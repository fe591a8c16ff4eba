import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/shared/api";
import { e164 } from "@/shared/i18n/format";
import { Button, Checkbox, Dialog, Field, toast, useDeed, useErrors } from "@/shared/ui";
import { CHANGES, deeds } from "../api";
import { TagsField } from "./TagsField";

const FIELDS = ["phone", "name", "email", "tags"] as const;
const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** Somebody to add by hand. Whoever is there already is led to. */
export function NewContact({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("contacts");
  const navigate = useNavigate();
  const [form, setForm] = useState({ phone: "", name: "", email: "", tags: [] as string[], agrees: false });
  const [there, setThere] = useState<string | null>(null);
  const { errors, clear, set, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const field = (name: "phone" | "name" | "email") => ({
    label: t(($) => $.column[name]),
    value: form[name],
    error: errors[name],
    autoComplete: "off",
    onChange: (value: string) => {
      clear(name);
      setThere(null);
      setForm((now) => ({ ...now, [name]: value }));
    },
  });
  const refused = (error: unknown) => {
    if (!(error instanceof ApiError) || error.code !== "CONTACT_EXISTS") {
      const ofNumber = error instanceof ApiError && error.details.find((one) => /phone|addresses/.test(one.field));
      if (ofNumber) set("phone", ofNumber.message);
      else take(error);
      return;
    }
    set(
      "phone",
      t(($) => $.new.exists),
    );
    setThere(ID.exec(`${error.message} ${error.details.map((one) => one.message).join(" ")}`)?.[0] ?? null);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const phone = e164(form.phone);
    if (!phone) {
      set(
        "phone",
        t(($) => $.new.noNumber),
      );
      return;
    }
    void act({
      run: (key) =>
        deeds.add(key, {
          phone,
          name: form.name.trim() || null,
          email: form.email.trim() || null,
          tags: form.tags,
          vip: false,
          ...(form.agrees ? { opted_in: true } : {}),
        }),
      changes: CHANGES,
      failed: refused,
      after: (made) => {
        toast.done(t(($) => $.new.done));
        onClose();
        void navigate({ to: "/contacts/$contactId", params: { contactId: made.id } });
      },
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.new.title)}
      actions={
        <Button size="form" look="primary" type="submit" form="new-contact" busy={busy}>
          {t(($) => $.new.go)}
        </Button>
      }
    >
      <form id="new-contact" onSubmit={submit} className="flex flex-col gap-4">
        <Field autoFocus type="tel" isRequired hint={t(($) => $.new.phoneHint)} {...field("phone")} />
        {there && (
          <Link
            to="/contacts/$contactId"
            params={{ contactId: there }}
            className="-mt-2 text-sm font-medium text-brand-fg underline"
          >
            {t(($) => $.new.openThere)}
          </Link>
        )}
        <Field {...field("name")} />
        <Field type="email" {...field("email")} />
        <TagsField
          label={t(($) => $.column.tags)}
          value={form.tags}
          onChange={(tags) => setForm((now) => ({ ...now, tags }))}
          error={errors.tags}
          fresh
        />
        <Checkbox checked={form.agrees} onChange={(agrees) => setForm((now) => ({ ...now, agrees }))}>
          {t(($) => $.new.agrees)}
        </Checkbox>
      </form>
    </Dialog>
  );
}
