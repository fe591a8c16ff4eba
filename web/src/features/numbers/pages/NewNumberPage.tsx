import { getRouteApi, useNavigate } from "@tanstack/react-router";
import clsx from "clsx";
import { BadgeCheck, QrCode } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { Button, Card, Crumb, PageBody, PageHead, useDeed, useErrors } from "@/shared/ui";
import { deeds } from "../api";
import { Fields, MoreFields, useWrong } from "../components/Fields";
import { draftOf, EMPTY, NAMES, type Name } from "../model";

const route = getRouteApi("/inside/settings/numbers/new");
const WAYS = [
  { id: "official", icon: BadgeCheck, hint: "officialHint" },
  { id: "evolution", icon: QrCode, hint: "evolutionHint" },
] as const;

/** The first two steps of connecting: which way, and the credentials. The number's own page leads through the others. */
export function NewNumberPage() {
  const { t } = useTranslation("numbers");
  const way = (route.useSearch() as { type?: string }).type === "evolution" ? "evolution" : "official";
  const navigate = useNavigate();
  const [form, setForm] = useState(EMPTY);
  const { errors, clear, set: wrongAt, take } = useErrors(NAMES);
  const { busy, act } = useDeed();
  const words = useWrong();
  const set = (name: Name, value: string) => {
    clear(name);
    setForm((now) => ({ ...now, [name]: value }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { draft, wrong } = draftOf(form, EMPTY);
    for (const name of NAMES) if (wrong[name]) wrongAt(name, words[wrong[name]]);
    if (Object.keys(wrong).length > 0) return;
    void act({
      run: async (key) => {
        const made = await deeds.create(key, { ...draft, api_type: way as never });
        // Nothing leaves by it before it is linked; once it is, nothing more has to be pressed.
        if (way === "evolution") await deeds.use(made.id, true).catch(() => undefined);
        return made;
      },
      changes: [keys.numbers()],
      failed: take,
      after: (made) => void navigate({ to: "/settings/numbers/$numberId", params: { numberId: made.id } }),
    });
  };
  const props = { form, errors, set, official: way === "official" };
  return (
    <PageBody>
      <PageHead
        back={<Crumb to="/settings/numbers">{t(($) => $.title)}</Crumb>}
        title={t(($) => $.new.title)}
        about={t(($) => $.new.about)}
      />
      <fieldset className="mb-4 grid gap-3 sm:grid-cols-2">
        <legend className="sr-only">{t(($) => $.new.how)}</legend>
        {WAYS.map(({ id, icon: Icon, hint }) => (
          <label
            key={id}
            className={clsx(
              "flex items-start gap-3 rounded-card border bg-surface p-4 shadow-e1 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-brand",
              way === id ? "border-brand bg-brand-soft" : "border-line hover:border-line-strong",
            )}
          >
            <input
              type="radio"
              name="way"
              className="sr-only"
              checked={way === id}
              onChange={() => void navigate({ to: ".", search: { type: id } as never, replace: true })}
            />
            <Icon className="mt-0.5 size-5 shrink-0 text-brand-fg" aria-hidden />
            <span>
              <span className="block text-base font-semibold">{t(($) => $[id])}</span>
              <span className="block text-sm text-fg-2">{t(($) => $.new[hint])}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Card>
        <form onSubmit={submit}>
          <p className="mb-4 text-sm text-fg-2">
            {t(($) => (way === "official" ? $.new.whereOfficial : $.new.whereEvolution))}
          </p>
          <Fields {...props} />
          <MoreFields {...props} />
          <div className="mt-5 flex justify-end">
            <Button type="submit" look="primary" size="form" busy={busy}>
              {t(($) => $.new.go)}
            </Button>
          </div>
        </form>
      </Card>
    </PageBody>
  );
}
