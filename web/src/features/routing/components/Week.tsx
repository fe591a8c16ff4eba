import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, Field, IconButton } from "@/shared/ui";
import { DAYS, type Day, likeMonday, newSpan, type Span } from "../model";

/** A Monday: the days of any week are named from it. */
const MONDAY = Date.UTC(2026, 0, 5, 12);
const DAY_MS = 86_400_000;

/** "segunda-feira" for `mon`, in the reader's language. */
export function dayName(day: Day, language: string): string {
  const at = new Date(MONDAY + DAYS.indexOf(day) * DAY_MS);
  return new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" }).format(at);
}

/** Periods of one day; closed when there are none. */
export function Spans({
  name,
  spans,
  onChange,
  disabled,
}: {
  name: string;
  spans: Span[];
  onChange: (spans: Span[]) => void;
  disabled: boolean;
}) {
  const { t } = useTranslation("routing");
  const change = (key: string, to: Partial<Span>) =>
    onChange(spans.map((one) => (one.key === key ? { ...one, ...to } : one)));
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      {spans.length === 0 && <span className="text-sm text-fg-3">{t(($) => $.hours.dayClosed)}</span>}
      {spans.map((span) => (
        <span key={span.key} className="flex items-center gap-1">
          <Field
            aria-label={t(($) => $.hours.from, { day: name })}
            type="time"
            value={span.start}
            onChange={(start) => change(span.key, { start })}
            isDisabled={disabled}
          />
          <span aria-hidden>–</span>
          <Field
            aria-label={t(($) => $.hours.to, { day: name })}
            type="time"
            value={span.end}
            onChange={(end) => change(span.key, { end })}
            isDisabled={disabled}
          />
          {!disabled && (
            <IconButton
              label={t(($) => $.hours.removeSpan, { day: name })}
              onPress={() => onChange(spans.filter((one) => one.key !== span.key))}
            >
              <X aria-hidden />
            </IconButton>
          )}
        </span>
      ))}
      {!disabled && spans.length < 4 && (
        <IconButton
          label={t(($) => $.hours.addSpan, { day: name })}
          onPress={() => onChange([...spans, newSpan(spans[spans.length - 1])])}
        >
          <Plus aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

export function Week({
  week,
  onChange,
  disabled,
}: {
  week: Record<Day, Span[]>;
  onChange: (week: Record<Day, Span[]>) => void;
  disabled: boolean;
}) {
  const { t, i18n } = useTranslation("routing");
  return (
    <section>
      <div className="mb-1 flex flex-wrap items-center gap-3">
        <h2 className="text-lg font-semibold">{t(($) => $.hours.week)}</h2>
        {!disabled && (
          <Button look="quiet" onPress={() => onChange(likeMonday(week))}>
            {t(($) => $.hours.copy)}
          </Button>
        )}
      </div>
      <ul className="divide-y divide-line">
        {DAYS.map((day) => {
          const name = dayName(day, i18n.language);
          return (
            <li key={day} className="grid items-center gap-x-4 gap-y-1 py-2 sm:grid-cols-[150px_minmax(0,1fr)]">
              <span className="text-sm font-medium">{name}</span>
              <Spans
                name={name}
                spans={week[day]}
                onChange={(spans) => onChange({ ...week, [day]: spans })}
                disabled={disabled}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
