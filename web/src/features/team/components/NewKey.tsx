import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, useSession } from "@/shared/api";
import { Button, Checkbox, CopyField, Dialog, Field, Select, useDeed, useErrors } from "@/shared/ui";
import { deeds, type Permission } from "../api";
import { EXPIRIES, expiresAt, grouped } from "../model";
import { useWords } from "./words";

const FIELDS = ["name", "permissions", "expires_at"] as const;
/** The same each time: a new list at every look would draw for ever. */
const NOTHING: string[] = [];

/** A key with permissions of its own; its secret is shown this once. */
export function NewKey({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("team");
  const words = useWords();
  const own = useSession((s) => s.me?.permissions ?? NOTHING);
  const [name, setName] = useState("");
  const [permissions, setPermissions] = useState<string[]>([]);
  const [expiry, setExpiry] = useState<string>("never");
  const [secret, setSecret] = useState<string | null>(null);
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act({
      run: (key) =>
        deeds.makeKey(key, { name, permissions: permissions as Permission[], expires_at: expiresAt(expiry) }),
      changes: [keys.apiKeys()],
      failed: take,
      after: (made) => setSecret(made.key ?? null),
    });
  };
  const toggle = (permission: string, on: boolean) => {
    clear("permissions");
    setPermissions((now) => (on ? [...now, permission] : now.filter((one) => one !== permission)));
  };
  if (secret)
    return (
      <Dialog
        open
        alert
        onClose={onClose}
        title={t(($) => $.keys.secretTitle)}
        actions={
          <Button size="form" look="primary" onPress={onClose}>
            {t(($) => $.keys.kept)}
          </Button>
        }
      >
        <p className="mb-3">{t(($) => $.keys.secretHint)}</p>
        <CopyField label={t(($) => $.keys.secret)} value={secret} />
      </Dialog>
    );
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t(($) => $.keys.add)}
      actions={
        <Button size="form" look="primary" type="submit" form="new-key" busy={busy}>
          {t(($) => $.keys.add)}
        </Button>
      }
    >
      <form id="new-key" onSubmit={submit} className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label={t(($) => $.keys.name)}
            hint={t(($) => $.keys.nameHint)}
            value={name}
            error={errors.name}
            onChange={(value) => {
              clear("name");
              setName(value);
            }}
            autoFocus
            isRequired
          />
          <Select
            label={t(($) => $.keys.expires)}
            options={EXPIRIES.map((id) => ({ id, label: t(($) => $.keys.expiry[id]) }))}
            value={expiry}
            error={errors.expires_at}
            onChange={setExpiry}
          />
        </div>
        <fieldset>
          <legend className="text-sm font-medium text-fg">{t(($) => $.keys.permissions)}</legend>
          {errors.permissions && <p className="text-xs text-danger">{errors.permissions}</p>}
          {grouped(own).map(({ group, permissions: names }) =>
            names.length === 0 ? null : (
              <section key={group} className="mt-2">
                <h3 className="mb-1 text-xs font-semibold text-fg-2">{t(($) => $.group[group])}</h3>
                <div className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
                  {names.map((permission) => (
                    <Checkbox
                      key={permission}
                      checked={permissions.includes(permission)}
                      onChange={(on) => toggle(permission, on)}
                    >
                      {words.permission(permission)}
                    </Checkbox>
                  ))}
                </div>
              </section>
            ),
          )}
        </fieldset>
      </form>
    </Dialog>
  );
}
