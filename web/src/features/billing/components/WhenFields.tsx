import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, Checkbox, Field, IconButton, Select, Switch } from "@/shared/ui";
import { DAYS, SPANS_MOST, WHEN, type When } from "../model";
import type { Part } from "./RuleForm";

/** How many days before or after the invoice is due. */
export function DaysFields({ form, set, told }: Part) {
  const { t } = useTranslation("billing");
  return (
    <div className="flex items-start gap-3">
      {form.when !== "on" && (
        <Field
          className="w-28"
          label={t(($) => $.form.days)}
          inputMode="numeric"
          value={form.days}
          error={told("days")}
          onChange={(days) => set("days", { days })}
        />
      )}
      <Select
        className="min-w-0 flex-1"
        label={t(($) => $.form.when)}
        options={WHEN.map((id) => ({ id, label: t(($) => $.when[id]) }))}
        value={form.when}
        error={form.when === "on" ? told("days") : null}
        onChange={(when) => set("days", { when: when as When })}
      />
    </div>
  );
}

/** On which days of the week, at which hours, and what a holiday changes. */
export function HoursFields({ form, set, told }: Part) {
  const { t } = useTranslation("billing");
  const put = (times: typeof form.times) => set("send_times", { times });
  const wrong = told("week_days");
  return (
    <>
      <fieldset>
        <legend className="mb-2 text-sm font-medium text-fg">{t(($) => $.form.weekDays)}</legend>
        <div className="flex flex-wrap gap-x-5 gap-y-1">
          {DAYS.map((day) => (
            <Checkbox
              key={day}
              checked={form.weekDays.includes(day)}
              onChange={(on) =>
                set("week_days", {
                  weekDays: DAYS.filter((one) => (one === day ? on : form.weekDays.includes(one))),
                })
              }
            >
              {t(($) => $.day[day])}
            </Checkbox>
          ))}
        </div>
        {wrong && (
          <p role="alert" className="mt-1 text-xs text-danger">
            {wrong}
          </p>
        )}
      </fieldset>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 text-sm font-medium text-fg">{t(($) => $.form.hours)}</legend>
        {form.times.length === 0 && <p className="text-sm text-fg-3">{t(($) => $.form.anyHour)}</p>}
        {form.times.map((span, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: spans have no other name
          <div key={at} className="flex items-center gap-2">
            {(["start", "end"] as const).map((edge) => (
              <Field
                key={edge}
                className="w-32"
                type="time"
                aria-label={t(($) => (edge === "start" ? $.form.from : $.form.until), { at: at + 1 })}
                // A day's last minute: the field has no 24:00.
                value={span[edge] === "24:00" ? "23:59" : span[edge]}
                onChange={(time) =>
                  time && put(form.times.map((one, place) => (place === at ? { ...one, [edge]: time } : one)))
                }
              />
            ))}
            <IconButton
              label={t(($) => $.form.removeSpan, { at: at + 1 })}
              onPress={() => put(form.times.filter((_, place) => place !== at))}
            >
              <Trash2 aria-hidden />
            </IconButton>
          </div>
        ))}
        {told("send_times") && (
          <p role="alert" className="text-xs text-danger">
            {told("send_times")}
          </p>
        )}
        <Button
          className="self-start"
          icon={<Plus aria-hidden />}
          isDisabled={form.times.length >= SPANS_MOST}
          onPress={() => put([...form.times, { start: "09:00", end: "18:00" }])}
        >
          {t(($) => $.form.addSpan)}
        </Button>
      </fieldset>
      <Switch checked={form.skipHolidays} onChange={(skipHolidays) => set("holidays", { skipHolidays })}>
        {t(($) => $.form.holidays)}
      </Switch>
    </>
  );
}
