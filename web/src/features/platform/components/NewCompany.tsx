import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, keys } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { invitationLink } from "@/shared/invitation";
import { Button, CopyField, Dialog, Field, Radios, Select, useClosing, useDeed, useErrors } from "@/shared/ui";
import { deeds, type Made } from "../api";
import { among, PLANS } from "../model";

const FIELDS = ["company", "slug", "plan", "name", "email", "password"] as const;
const NOTHING = { company: "", slug: "", plan: "starter", name: "", email: "", password: "", how: "invite" };

/** A company with its first administrator: with a link to hand over, or with a first password. */
export function NewCompany({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("platform");
  const navigate = useNavigate();
  const [form, setForm] = useState(NOTHING);
  const [made, setMade] = useState<Made | null>(null);
  const { errors, clear, set, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const dirty = made === null && JSON.stringify(form) !== JSON.stringify(NOTHING);
  const { close, asking } = useClosing(dirty, onClose);
  const open = (id: string) =>
    void navigate({ to: "/platform/companies/$companyId", params: { companyId: id }, ignoreBlocker: true });
  const field = (name: "company" | "slug" | "name" | "email" | "password") => ({
    label: t(($) => $.new[name]),
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
        deeds.add(
          {
            company: form.company,
            name: form.name,
            email: form.email,
            plan: among(PLANS, form.plan) ?? "starter",
            ...(form.slug.trim() ? { slug: form.slug.trim() } : {}),
            ...(form.how === "password" ? { password: form.password } : {}),
          },
          key,
        ),
      changes: [keys.companies()],
      done: t(($) => $.new.done, { name: form.company }),
      failed: (error) => {
        const code = error instanceof ApiError ? error.code : "";
        if (code === "EMAIL_TAKEN") set("email", (error as ApiError).message);
        else if (code === "SLUG_TAKEN") set("slug", (error as ApiError).message);
        else take(error);
      },
      after: (company) => (company.invitation ? setMade(company) : open(company.id)),
    });
  };
  if (made?.invitation) return <Handed made={made} invitation={made.invitation} onClose={() => open(made.id)} />;
  return (
    <>
      <Dialog
        open
        onClose={close}
        title={t(($) => $.new.title)}
        actions={
          <Button size="form" look="primary" type="submit" form="new-company" busy={busy}>
            {t(($) => $.new.go)}
          </Button>
        }
      >
        <form id="new-company" onSubmit={submit} className="flex flex-col gap-4">
          <Field autoFocus autoComplete="off" isRequired {...field("company")} />
          <div className="grid gap-4 sm:grid-cols-2">
            <Field autoComplete="off" mono hint={t(($) => $.new.slugHint)} {...field("slug")} />
            <Select
              label={t(($) => $.column.plan)}
              value={form.plan}
              error={errors.plan}
              onChange={(plan) => setForm((now) => ({ ...now, plan }))}
              options={PLANS.map((id) => ({ id, label: t(($) => $.plan[id]) }))}
            />
          </div>
          <h3 className="text-sm font-semibold text-fg">{t(($) => $.new.first)}</h3>
          <Field autoComplete="off" isRequired {...field("name")} />
          <Field type="email" autoComplete="off" isRequired {...field("email")} />
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
              isRequired
              hint={t(($) => $.new.passwordHint)}
              {...field("password")}
            />
          )}
        </form>
      </Dialog>
      {asking}
    </>
  );
}

type HandedProps = { made: Made; invitation: NonNullable<Made["invitation"]>; onClose: () => void };

/** The link for its administrator, shown this once. */
function Handed({ made, invitation, onClose }: HandedProps) {
  const { t } = useTranslation("platform");
  const format = useFormat();
  return (
    <Dialog
      open
      alert
      onClose={onClose}
      title={t(($) => $.handed.title)}
      actions={
        <Button size="form" look="primary" onPress={onClose}>
          {t(($) => $.handed.done)}
        </Button>
      }
    >
      <p className="mb-3">
        {t(($) => $.handed.hint, { name: made.administrator.name, time: format.dateTime(invitation.expires_at) })}
      </p>
      <CopyField label={t(($) => $.handed.link)} value={invitationLink(invitation.token)} />
    </Dialog>
  );
}
