import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Button, Card, CopyField, Field, Leaving, Select, Switch, useDeed, useErrors } from "@/shared/ui";
import { deeds, rolesOptions, type SignOn } from "../api";

const FIELDS = ["issuer", "client_id", "client_secret", "domains", "role"] as const;
const BUILT_IN = ["viewer", "agent", "user", "admin"] as const;

const formOf = (settings: SignOn | null) => ({
  issuer: settings?.issuer ?? "",
  client_id: settings?.client_id ?? "",
  client_secret: "",
  domains: settings?.domains.join(", ") ?? "",
  role: settings?.role ?? "agent",
  create_people: settings?.create_people ?? true,
  enforced: settings?.enforced ?? false,
});

/** Where people are known, which of them are ours, and what they become. */
export function SignOnForm({ settings }: { settings: SignOn | null }) {
  const { t } = useTranslation("signOn");
  const { t: common } = useTranslation();
  const before = formOf(settings);
  const [form, setForm] = useState(before);
  const roles = useQuery(rolesOptions);
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const dirty = JSON.stringify(form) !== JSON.stringify(before);
  const set = (change: Partial<typeof form>) => {
    for (const field of FIELDS) if (field in change) clear(field);
    setForm((now) => ({ ...now, ...change }));
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    clear();
    const domains = form.domains.split(/[\s,;]+/).filter(Boolean);
    void act({
      run: () => deeds.put({ ...form, domains, client_secret: form.client_secret || null }),
      changes: [keys.signOn()],
      done: t(($) => $.saved),
      after: () => setForm((now) => ({ ...now, client_secret: "" })),
      failed: take,
    });
  };
  const own = (roles.data?.data ?? []).filter((role) => role.custom && role.id);
  return (
    <Card title={t(($) => $.provider)}>
      <Leaving views dirty={() => dirty} />
      <form onSubmit={save} noValidate className="flex flex-col gap-5">
        {settings && (
          <CopyField label={t(($) => $.redirect)} hint={t(($) => $.redirectHint)} value={settings.redirect_uri} />
        )}
        <Field
          label={t(($) => $.issuer)}
          hint={t(($) => $.issuerHint)}
          value={form.issuer}
          error={errors.issuer}
          maxLength={300}
          onChange={(issuer) => set({ issuer })}
          isRequired
        />
        <Field
          label={t(($) => $.client)}
          value={form.client_id}
          error={errors.client_id}
          maxLength={255}
          autoComplete="off"
          onChange={(client_id) => set({ client_id })}
          isRequired
        />
        <Field
          label={t(($) => $.secret)}
          hint={settings ? t(($) => $.secretHint) : undefined}
          type="password"
          autoComplete="new-password"
          value={form.client_secret}
          error={errors.client_secret}
          onChange={(client_secret) => set({ client_secret })}
          isRequired={!settings}
        />
        <Field
          label={t(($) => $.domains)}
          hint={t(($) => $.domainsHint)}
          value={form.domains}
          error={errors.domains}
          onChange={(domains) => set({ domains })}
          isRequired
        />
        <div>
          <Switch checked={form.create_people} onChange={(create_people) => set({ create_people })}>
            {t(($) => $.create)}
          </Switch>
          <p className="mt-1 text-xs text-fg-3">{t(($) => $.createHint)}</p>
        </div>
        {form.create_people && (
          <Select
            label={t(($) => $.role)}
            error={errors.role}
            options={[
              ...BUILT_IN.map((id) => ({ id, label: t(($) => $.roles[id]) })),
              ...own.map((role) => ({ id: role.id ?? "", label: role.name })),
            ]}
            value={form.role}
            onChange={(role) => set({ role })}
          />
        )}
        <div>
          <Switch checked={form.enforced} onChange={(enforced) => set({ enforced })}>
            {t(($) => $.enforced)}
          </Switch>
          <p className="mt-1 text-xs text-fg-3">{t(($) => $.enforcedHint)}</p>
        </div>
        <div>
          <Button type="submit" look="primary" size="form" busy={busy} isDisabled={!dirty}>
            {common(($) => $.save)}
          </Button>
        </div>
      </form>
    </Card>
  );
}
