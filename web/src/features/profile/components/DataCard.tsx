import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, type Me, reread } from "@/shared/api";
import { Button, Card, Field, useDeed, useErrors } from "@/shared/ui";
import { deeds } from "../api";

const FIELDS = ["name"] as const;

export function DataCard({ user }: { user: NonNullable<Me["user"]> }) {
  const { t } = useTranslation("profile");
  const { t: common } = useTranslation();
  const [name, setName] = useState(user.name);
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act({
      run: () => deeds.change(user.id, { name }),
      changes: [keys.users(), keys.user(user.id)],
      done: t(($) => $.data.saved),
      failed: take,
      after: () => void reread(),
    });
  };
  return (
    <Card title={t(($) => $.data.title)}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label={t(($) => $.data.name)}
          autoComplete="name"
          value={name}
          error={errors.name}
          onChange={(value) => {
            clear();
            setName(value);
          }}
        />
        <Field
          label={t(($) => $.data.email)}
          hint={t(($) => $.data.emailHint)}
          value={user.email}
          onChange={() => undefined}
          isReadOnly
        />
        <div className="flex justify-end">
          <Button type="submit" look="primary" size="form" busy={busy} isDisabled={name === user.name}>
            {common(($) => $.save)}
          </Button>
        </div>
      </form>
    </Card>
  );
}
