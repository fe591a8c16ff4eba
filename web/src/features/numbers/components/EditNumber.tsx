import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Button, Card, useDeed, useErrors } from "@/shared/ui";
import { deeds, type WhatsAppNumber } from "../api";
import { draftOf, formOf, linked, NAMES, type Name } from "../model";
import { Fields, MoreFields, useWrong } from "./Fields";

/** Name, credentials and limits; of a secret only its end is known here. */
export function EditNumber({ number }: { number: WhatsAppNumber }) {
  const { t } = useTranslation("numbers");
  const [changed, setChanged] = useState<Partial<Record<Name, string>>>({});
  const { errors, clear, set: wrongAt, take } = useErrors(NAMES);
  const { busy, act } = useDeed();
  const words = useWrong();
  const before = formOf(number);
  const form = { ...before, ...changed };
  const set = (name: Name, value: string) => {
    clear(name);
    setChanged((now) => ({ ...now, [name]: value }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { draft, wrong } = draftOf(form, before);
    for (const name of NAMES) if (wrong[name]) wrongAt(name, words[wrong[name]]);
    if (Object.keys(wrong).length > 0) return;
    void act({
      run: () => deeds.change(number.id, draft),
      changes: [keys.numbers(), keys.number(number.id)],
      done: t(($) => $.edit.saved),
      failed: take,
      after: () => setChanged({}),
    });
  };
  const props = {
    form,
    errors,
    set,
    official: !linked(number),
    tails: {
      access_token: number.has_access_token ? (number.access_token_last4 ?? "…") : null,
      app_secret: number.has_app_secret ? (number.app_secret_last4 ?? "…") : null,
      evolution_api_key: number.has_evolution_api_key ? (number.evolution_api_key_last4 ?? "…") : null,
    },
  };
  return (
    <Card title={t(($) => $.edit.title)}>
      <form onSubmit={submit}>
        <Fields {...props} />
        <MoreFields {...props} />
        <div className="mt-5 flex justify-end">
          <Button
            type="submit"
            look="primary"
            size="form"
            busy={busy}
            isDisabled={NAMES.every((name) => form[name].trim() === before[name])}
          >
            {t(($) => $.save, { ns: "common" })}
          </Button>
        </div>
      </form>
    </Card>
  );
}
