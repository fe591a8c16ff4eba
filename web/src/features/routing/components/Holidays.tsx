import { useQuery } from "@tanstack/react-query";
import { CalendarPlus, Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Bones, Button, Checkbox, Dialog, Failed, Field, IconButton, Select, Switch } from "@/shared/ui";
import { holidaysOptions } from "../api";
import { newSpan, rowKey, type SpecialDay, withHolidays } from "../model";
import { Spans } from "./Week";

type DatesProps = { dates: SpecialDay[]; onChange: (dates: SpecialDay[]) => void };

/** A day of the calendar, without a time that a zone could move. */
function told(date: string, language: string): string {
  const options = { day: "2-digit", month: "long", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(language, options).format(new Date(`${date}T12:00:00Z`));
}

function NationalDialog({ dates, onChange, onClose }: DatesProps & { onClose: () => void }) {
  const { t, i18n } = useTranslation("routing");
  const now = new Date().getFullYear();
  const [year, setYear] = useState(now);
  const [changed, setChanged] = useState<Record<string, boolean>>({});
  const offered = useQuery(holidaysOptions(year));
  const known = new Set(dates.map((one) => one.date));
  const fresh = (offered.data ?? []).filter((one) => !known.has(one.date));
  const chosen = fresh.filter((one) => changed[one.date] ?? !one.optional);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.hours.nationalOf, { year })}
      actions={
        <Button
          size="form"
          look="primary"
          isDisabled={chosen.length === 0}
          onPress={() => {
            onChange(withHolidays(dates, chosen));
            onClose();
          }}
        >
          {t(($) => $.hours.take)}
        </Button>
      }
    >
      <Select
        label={t(($) => $.hours.year)}
        options={[now, now + 1].map((one) => ({ id: String(one), label: String(one) }))}
        value={String(year)}
        onChange={(id) => setYear(Number(id))}
        className="mb-3 w-32"
      />
      {offered.data ? (
        <div className="flex flex-col gap-1">
          {offered.data.map((one) => (
            <Checkbox
              key={one.date}
              checked={known.has(one.date) || (changed[one.date] ?? !one.optional)}
              disabled={known.has(one.date)}
              onChange={(on) => setChanged((before) => ({ ...before, [one.date]: on }))}
            >
              <span className="tnum w-32 text-fg-2">{told(one.date, i18n.language)}</span>
              {one.name}
              {one.optional && <span className="text-xs text-fg-3">{t(($) => $.hours.optional)}</span>}
            </Checkbox>
          ))}
        </div>
      ) : offered.isError ? (
        <Failed tight error={offered.error} retry={() => void offered.refetch()} />
      ) : (
        <Bones rows={6} className="h-6" />
      )}
    </Dialog>
  );
}

/** Dates that are not like their weekday. */
export function Holidays({ dates, onChange, disabled }: DatesProps & { disabled: boolean }) {
  const { t } = useTranslation("routing");
  const [national, setNational] = useState(false);
  const change = (key: string, to: Partial<SpecialDay>) =>
    onChange(dates.map((one) => (one.key === key ? { ...one, ...to } : one)));
  return (
    <section>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <h2 className="mr-auto text-lg font-semibold">{t(($) => $.hours.holidays)}</h2>
        {!disabled && (
          <>
            <Button icon={<CalendarPlus aria-hidden />} onPress={() => setNational(true)}>
              {t(($) => $.hours.national)}
            </Button>
            <Button
              icon={<Plus aria-hidden />}
              onPress={() => onChange([...dates, { key: rowKey(), date: "", name: "", spans: [] }])}
            >
              {t(($) => $.hours.addDate)}
            </Button>
          </>
        )}
      </div>
      {dates.length === 0 && <p className="text-sm text-fg-2">{t(($) => $.hours.noHolidays)}</p>}
      <ul className="divide-y divide-line">
        {dates.map((one) => (
          <li key={one.key} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2">
            <Field
              aria-label={t(($) => $.hours.date)}
              type="date"
              value={one.date}
              onChange={(date) => change(one.key, { date })}
              isDisabled={disabled}
              isRequired
            />
            <Field
              aria-label={t(($) => $.hours.dateName)}
              placeholder={t(($) => $.hours.dateName)}
              value={one.name}
              onChange={(name) => change(one.key, { name })}
              isDisabled={disabled}
              className="min-w-40 flex-1"
            />
            <Switch
              checked={one.spans.length > 0}
              onChange={(on) => change(one.key, { spans: on ? [newSpan()] : [] })}
              disabled={disabled}
            >
              {t(($) => $.hours.dateHours)}
            </Switch>
            {one.spans.length > 0 && (
              <Spans
                name={one.name || one.date}
                spans={one.spans}
                onChange={(spans) => change(one.key, { spans })}
                disabled={disabled}
              />
            )}
            {!disabled && (
              <IconButton
                label={t(($) => $.hours.removeDate, { name: one.name || one.date })}
                onPress={() => onChange(dates.filter((other) => other.key !== one.key))}
              >
                <X aria-hidden />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
      {national && <NationalDialog dates={dates} onChange={onChange} onClose={() => setNational(false)} />}
    </section>
  );
}
