import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, keys, reread, useSession } from "@/shared/api";
import { Button, Checkbox, Drawer, Field, useClosing, useDeed, useErrors } from "@/shared/ui";
import { deeds, type Permission, type Role } from "../api";
import { grouped } from "../model";
import { useWords } from "./words";

const FIELDS = ["name", "description", "permissions"] as const;
/** The same each time: a new list at every look would draw for ever. */
const NOTHING: string[] = [];

/** A role of the company's own: its name, and every permission in words, by groups. */
export function RoleForm({ role, onClose }: { role: Role | null; onClose: () => void }) {
  const { t } = useTranslation("team");
  const { t: common } = useTranslation();
  const words = useWords();
  const own = useSession((s) => s.me?.permissions ?? NOTHING);
  const stored = { name: role?.name ?? "", description: role?.description ?? "", permissions: role?.permissions ?? [] };
  const [form, setForm] = useState(stored);
  const { errors, clear, set, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const dirty = JSON.stringify(form) !== JSON.stringify(stored);
  const { close, asking } = useClosing(dirty, onClose);
  // What it has already is shown even to who may not give it.
  const groups = grouped([...new Set([...own, ...stored.permissions])]);
  const put = (names: string[], on: boolean) => {
    clear("permissions");
    const without = form.permissions.filter((one) => !names.includes(one));
    setForm({ ...form, permissions: on ? [...without, ...names].sort() : without });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { ...form, permissions: form.permissions as Permission[] };
    void act({
      run: (key) => (role?.id ? deeds.changeRole(role.id, body) : deeds.addRole(key, body)),
      changes: [keys.roles(), keys.users(), ["user"]],
      done: t(($) => $.roles.saved),
      failed: (error) => {
        if (error instanceof ApiError && error.code === "ROLE_NAME_TAKEN") set("name", error.message);
        else take(error);
      },
      after: () => {
        onClose();
        // It may be one's own.
        if (role) void reread().catch(() => undefined);
      },
    });
  };
  return (
    <>
      <Drawer
        open
        wide
        onClose={close}
        title={role ? t(($) => $.roles.editOne, { name: role.name }) : t(($) => $.roles.new)}
        actions={
          <Button size="form" look="primary" type="submit" form="role" busy={busy}>
            {common(($) => $.save)}
          </Button>
        }
      >
        <form id="role" onSubmit={submit} className="flex flex-col gap-4">
          <Field
            label={t(($) => $.field.name)}
            value={form.name}
            error={errors.name}
            onChange={(name) => {
              clear("name");
              setForm({ ...form, name });
            }}
            autoFocus
            isRequired
          />
          <Field
            label={t(($) => $.roles.description)}
            hint={t(($) => $.roles.descriptionHint)}
            value={form.description}
            error={errors.description}
            onChange={(description) => setForm({ ...form, description })}
          />
          {role && role.users > 0 && (
            <p className="text-sm text-warn">{t(($) => $.roles.atOnce, { count: role.users })}</p>
          )}
          <div>
            <h3 className="text-sm font-medium text-fg">{t(($) => $.roles.may)}</h3>
            <p className="text-xs text-fg-3">{t(($) => $.roles.mayHint)}</p>
            {errors.permissions && <p className="text-xs text-danger">{errors.permissions}</p>}
          </div>
          {groups.map(({ group, permissions }) => {
            const mine = permissions.filter((one) => own.includes(one));
            const has = permissions.filter((one) => form.permissions.includes(one)).length;
            return permissions.length === 0 ? null : (
              <fieldset key={group} className="rounded-node border border-line p-3">
                <legend className="px-1 text-xs font-semibold text-fg-2">{t(($) => $.group[group])}</legend>
                <Checkbox
                  checked={has === permissions.length}
                  some={has > 0 && has < permissions.length}
                  onChange={(on) => put(mine, on)}
                >
                  <span className="font-medium">{t(($) => $.roles.all, { group: t(($) => $.group[group]) })}</span>
                </Checkbox>
                <div className="mt-1 grid gap-x-4 gap-y-1 sm:grid-cols-2">
                  {permissions.map((permission) => (
                    <Checkbox
                      key={permission}
                      checked={form.permissions.includes(permission)}
                      disabled={!own.includes(permission)}
                      onChange={(on) => put([permission], on)}
                    >
                      {words.permission(permission)}
                    </Checkbox>
                  ))}
                </div>
              </fieldset>
            );
          })}
        </form>
      </Drawer>
      {asking}
    </>
  );
}
