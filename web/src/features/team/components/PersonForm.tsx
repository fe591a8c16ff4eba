import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, reread, useMay, useSession } from "@/shared/api";
import { Button, Card, Field, Select, Switch, useDeed, useErrors } from "@/shared/ui";
import { deeds, type Person } from "../api";
import { roleOf } from "../model";
import { useRoleOptions } from "./useRoles";

const FIELDS = ["name", "email", "current_password", "role", "active"] as const;
type Form = { name: string; email: string; current_password: string; role: string; active: boolean };

/** Name, address, role, and whether they may sign in. */
export function PersonForm({ person }: { person: Person }) {
  const { t } = useTranslation("team");
  const { t: common } = useTranslation();
  const manages = useMay("manage:users");
  const me = useSession((s) => s.me?.user?.id);
  const [changed, setChanged] = useState<Partial<Form>>({});
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const roles = useRoleOptions();
  const form = {
    name: person.name,
    email: person.email,
    current_password: "",
    role: roleOf(person),
    active: person.active,
    ...changed,
  };
  const proves = person.id === me && form.email !== person.email;
  const set = (change: Partial<Form>) => {
    for (const name of Object.keys(change)) clear(name as (typeof FIELDS)[number]);
    setChanged((now) => ({ ...now, ...change }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act({
      run: () => deeds.change(person.id, changed),
      changes: [keys.users(), keys.user(person.id)],
      done: t(($) => $.person.saved),
      failed: take,
      after: () => {
        setChanged({});
        if (person.id === me) void reread();
      },
    });
  };
  return (
    <Card title={t(($) => $.person.data)}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label={t(($) => $.field.name)}
          value={form.name}
          error={errors.name}
          onChange={(name) => set({ name })}
          isDisabled={!manages}
        />
        <Field
          label={t(($) => $.field.email)}
          type="email"
          value={form.email}
          error={errors.email}
          onChange={(email) => set({ email })}
          isDisabled={!manages}
        />
        {proves && (
          <Field
            label={t(($) => $.field.presentPassword)}
            type="password"
            autoComplete="current-password"
            hint={t(($) => $.field.presentPasswordHint)}
            value={form.current_password}
            error={errors.current_password}
            onChange={(current_password) => set({ current_password })}
            isRequired
          />
        )}
        <Select
          label={t(($) => $.field.role)}
          options={roles}
          value={form.role}
          error={errors.role}
          onChange={(role) => set({ role })}
          disabled={!manages}
        />
        <div>
          <Switch checked={form.active} onChange={(active) => set({ active })} disabled={!manages || person.id === me}>
            {t(($) => $.person.active)}
          </Switch>
          {errors.active && <p className="mt-1 text-xs text-danger">{errors.active}</p>}
        </div>
        {manages && (
          <div className="flex justify-end">
            <Button type="submit" look="primary" size="form" busy={busy} isDisabled={Object.keys(changed).length === 0}>
              {common(($) => $.save)}
            </Button>
          </div>
        )}
      </form>
    </Card>
  );
}
