import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Button, Dialog, Field, Radios, useDeed, useErrors } from "@/shared/ui";
import { deeds, type Invitation } from "../api";
import { InvitationDialog } from "./InvitationDialog";
import { useRoleOptions } from "./useRoles";

const FIELDS = ["name", "email", "password", "role"] as const;

/** Somebody new: with a link to hand over, or with a first password. */
export function NewPerson({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("team");
  const [form, setForm] = useState({ name: "", email: "", password: "", role: "agent", how: "invite" });
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const roles = useRoleOptions();
  const field = (name: "name" | "email" | "password") => ({
    label: t(($) => $.field[name]),
    value: form[name],
    error: errors[name],
    isRequired: true,
    onChange: (value: string) => {
      clear(name);
      setForm((now) => ({ ...now, [name]: value }));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act({
      run: (key) =>
        deeds.add(key, {
          name: form.name,
          email: form.email,
          role: form.role,
          ...(form.how === "password" ? { password: form.password } : {}),
        }),
      changes: [keys.users()],
      done: t(($) => $.new.done, { name: form.name }),
      failed: take,
      after: (made) => (made.invitation ? setInvitation(made.invitation) : onClose()),
    });
  };
  if (invitation) return <InvitationDialog invitation={invitation} onClose={onClose} />;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.new.title)}
      actions={
        <Button size="form" look="primary" type="submit" form="new-person" busy={busy}>
          {t(($) => $.new.go)}
        </Button>
      }
    >
      <form id="new-person" onSubmit={submit} className="flex flex-col gap-4">
        <Field autoFocus autoComplete="off" {...field("name")} />
        <Field type="email" autoComplete="off" {...field("email")} />
        <Radios
          label={t(($) => $.field.role)}
          value={form.role}
          onChange={(role) => setForm((now) => ({ ...now, role }))}
          options={roles}
        />
        {errors.role && <p className="text-xs text-danger">{errors.role}</p>}
        <Radios
          label={t(($) => $.new.how)}
          value={form.how}
          onChange={(how) => setForm((now) => ({ ...now, how }))}
          options={[
            { id: "invite", label: t(($) => $.new.invite), hint: t(($) => $.new.inviteHint) },
            { id: "password", label: t(($) => $.new.byPassword), hint: t(($) => $.new.byPasswordHint) },
          ]}
        />
        {form.how === "password" && (
          <Field
            type="password"
            autoComplete="new-password"
            hint={t(($) => $.field.passwordHint)}
            {...field("password")}
          />
        )}
      </form>
    </Dialog>
  );
}
