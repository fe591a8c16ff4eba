import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, reread } from "@/shared/api";
import { givenUp, hasOne, makePasskey } from "@/shared/passkeys";
import { Banner, Button, Dialog, Field, useDeed, useErrors } from "@/shared/ui";
import { deeds, type Passkey } from "../api";

const FIELDS = ["name", "password"] as const;

/** The password first, then the browser's own window. */
export function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("profile");
  const [name, setName] = useState(() => t(($) => $.passkeys.nameHere));
  const [password, setPassword] = useState("");
  const [refused, setRefused] = useState<string | null>(null);
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const make = async () => {
    const begun = await deeds.beginPasskey(password);
    const credential = await makePasskey(begun.options);
    return deeds.addPasskey(begun.attempt, credential, name);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setRefused(null);
    void act({
      run: make,
      changes: [keys.passkeys()],
      done: t(($) => $.passkeys.added),
      failed: (error) => {
        if (givenUp(error)) return setRefused(t(($) => $.passkeys.givenUp));
        if (hasOne(error)) return setRefused(t(($) => $.passkeys.hasOne));
        take(error);
      },
      after: () => {
        // It is a second factor as well: where one was owed, nothing stands in the way any more.
        void reread();
        onClose();
      },
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.passkeys.addTitle)}
      actions={
        <Button size="form" look="primary" type="submit" form="passkey-add" busy={busy}>
          {t(($) => $.passkeys.go)}
        </Button>
      }
    >
      <form id="passkey-add" onSubmit={submit} className="flex flex-col gap-4">
        {refused && (
          <div role="alert">
            <Banner tone="danger">{refused}</Banner>
          </div>
        )}
        <p>{t(($) => $.passkeys.addHint)}</p>
        <Field
          label={t(($) => $.passkeys.name)}
          hint={t(($) => $.passkeys.nameHint)}
          value={name}
          error={errors.name}
          maxLength={60}
          onChange={(value) => {
            clear("name");
            setName(value);
          }}
          isRequired
        />
        <Field
          label={t(($) => $.passkeys.password)}
          type="password"
          autoComplete="current-password"
          value={password}
          error={errors.password}
          onChange={(value) => {
            clear("password");
            setPassword(value);
          }}
          isRequired
          autoFocus
        />
      </form>
    </Dialog>
  );
}

/** Another name, to tell it by. */
export function RenameDialog({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const { t } = useTranslation("profile");
  const [name, setName] = useState(passkey.name);
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act({
      run: () => deeds.renamePasskey(passkey.id, name),
      changes: [keys.passkeys()],
      done: t(($) => $.passkeys.renamed),
      failed: take,
      after: onClose,
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.passkeys.renameTitle)}
      actions={
        <Button size="form" look="primary" type="submit" form="passkey-name" busy={busy}>
          {t(($) => $.passkeys.save)}
        </Button>
      }
    >
      <form id="passkey-name" onSubmit={submit}>
        <Field
          label={t(($) => $.passkeys.name)}
          value={name}
          error={errors.name}
          maxLength={60}
          onChange={(value) => {
            clear("name");
            setName(value);
          }}
          isRequired
          autoFocus
        />
      </form>
    </Dialog>
  );
}

type Removing = { passkey: Passkey; last: boolean; onClose: () => void };

/** Removing it asks for the password, and says what is left. */
export function RemoveDialog({ passkey, last, onClose }: Removing) {
  const { t } = useTranslation("profile");
  const [password, setPassword] = useState("");
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act({
      run: () => deeds.removePasskey(passkey.id, password),
      changes: [keys.passkeys()],
      done: t(($) => $.passkeys.removed),
      failed: take,
      after: onClose,
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.passkeys.removeTitle, { name: passkey.name })}
      actions={
        <Button size="form" look="danger" type="submit" form="passkey-remove" busy={busy}>
          {t(($) => $.passkeys.removeGo)}
        </Button>
      }
    >
      <form id="passkey-remove" onSubmit={submit} className="flex flex-col gap-4">
        <p>{t(($) => (last ? $.passkeys.lastHint : $.passkeys.removeHint))}</p>
        <Field
          label={t(($) => $.passkeys.password)}
          type="password"
          autoComplete="current-password"
          value={password}
          error={errors.password}
          onChange={(value) => {
            clear("password");
            setPassword(value);
          }}
          isRequired
          autoFocus
        />
      </form>
    </Dialog>
  );
}
