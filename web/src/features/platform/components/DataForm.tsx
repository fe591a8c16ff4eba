import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { LANGUAGES, NAMES } from "@/shared/i18n";
import { Button, Card, Combo, Field, Leaving, Select, useDeed, useErrors } from "@/shared/ui";
import { type Company, changes, deeds } from "../api";
import { linesOf } from "../model";

const FIELDS = ["name", "time_zone", "language", "currency", "opt_out_words", "settings"] as const;
type Form = { name: string; time_zone: string; language: string; currency: string; words: string };

const formOf = (company: Company): Form => ({
  name: company.name,
  time_zone: company.time_zone,
  language: company.language,
  currency: company.currency,
  words: (company.settings.opt_out_words ?? []).join("\n"),
});

/** Name, time zone, language, currency, and its own words for "no more". */
export function DataForm({ company }: { company: Company }) {
  const { t } = useTranslation("platform");
  const { t: common } = useTranslation();
  const stored = formOf(company);
  const [changed, setChanged] = useState<Partial<Form>>({});
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const form = { ...stored, ...changed };
  const dirty = JSON.stringify(form) !== JSON.stringify(stored);
  const going = company.status === "deleting";
  const set = (change: Partial<Form>) => {
    clear();
    setChanged((now) => ({ ...now, ...change }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { words, language, ...rest } = form;
    void act({
      run: () =>
        deeds.change(company.id, {
          ...rest,
          language: LANGUAGES.find((one) => one === language) ?? null,
          settings: { opt_out_words: linesOf(words) },
        }),
      changes: changes(company.id),
      done: t(($) => $.data.saved),
      failed: take,
      after: () => setChanged({}),
    });
  };
  return (
    <Card title={t(($) => $.data.title)}>
      <Leaving dirty={() => dirty} views />
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label={t(($) => $.column.name)}
          value={form.name}
          error={errors.name}
          onChange={(name) => set({ name })}
          isDisabled={going}
          isRequired
        />
        <Combo
          label={t(($) => $.data.time_zone)}
          value={form.time_zone}
          error={errors.time_zone}
          onChange={(time_zone) => set({ time_zone })}
          disabled={going}
          options={Intl.supportedValuesOf("timeZone").map((id) => ({ id, label: id.replaceAll("_", " ") }))}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <Select
            label={t(($) => $.data.language)}
            value={form.language}
            error={errors.language}
            onChange={(language) => set({ language })}
            disabled={going}
            options={LANGUAGES.map((id) => ({ id, label: NAMES[id] }))}
          />
          <Field
            label={t(($) => $.data.currency)}
            hint={t(($) => $.data.currencyHint)}
            value={form.currency}
            error={errors.currency}
            maxLength={3}
            onChange={(currency) => set({ currency: currency.toUpperCase() })}
            isDisabled={going}
          />
        </div>
        <Field
          label={t(($) => $.data.words)}
          hint={t(($) => $.data.wordsHint)}
          value={form.words}
          error={errors.opt_out_words ?? errors.settings}
          onChange={(words) => set({ words })}
          isDisabled={going}
          rows={3}
        />
        <div className="flex justify-end">
          <Button type="submit" look="primary" size="form" busy={busy} isDisabled={!dirty}>
            {common(($) => $.save)}
          </Button>
        </div>
      </form>
    </Card>
  );
}
