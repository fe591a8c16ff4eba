import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Button, Card, Field, useDeed, useErrors } from "@/shared/ui";
import { deeds } from "../api";

const FIELDS = ["current_password", "password"] as const;

export function PasswordCard({ id }: { id: string }) {
  const { t } = useTranslation("profile");
  const [present, setPresent] = useState("");
  const [next, setNext] = useState("");
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act({
      run: () => deeds.password(id, present, next),
      changes: [keys.sessions()],
      done: t(($) => $.password.done),
      failed: take,
      after: () => {
        setPresent("");
        setNext("");
      },
    });
  };
  return (
    <Card title={t(($) => $.password.title)}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label={t(($) => $.password.present)}
          type="password"
          autoComplete="current-password"
          value={present}
          error={errors.current_password}
          onChange={(value) => {
            clear("current_password");
            setPresent(value);
          }}
          isRequired
        />
        <Field
          label={t(($) => $.password.next)}
          type="password"
          autoComplete="new-password"
          hint={t(($) => $.password.hint)}
          value={next}
          error={errors.password}
          onChange={(value) => {
            clear("password");
            setNext(value);
          }}
          isRequired
        />
        <div className="flex justify-end">
          <Button type="submit" size="form" busy={busy}>
            {t(($) => $.password.change)}
          </Button>
        </div>
      </form>
    </Card>
  );
}
