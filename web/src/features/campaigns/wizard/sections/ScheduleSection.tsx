import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useZone } from "@/shared/api";
import { Button, Checkbox, Combo, Field, IconButton, Radios, Switch } from "@/shared/ui";
import { DAYS, type Form, localOf } from "../model";
import { At, Section, Told, useWizard } from "../parts";

const HOUR_MS = 3_600_000;
const SPANS_MOST = 6;

export function ScheduleSection() {
  const { t } = useTranslation("campaignWizard");
  const { form, set, told, begun } = useWizard();
  const company = useZone();
  const zones = [
    { id: "contact", label: t(($) => $.schedule.contactZone) },
    ...Intl.supportedValuesOf("timeZone").map((id) => ({ id, label: id })),
  ];
  return (
    <Section id="schedule" title={t(($) => $.schedule.title)}>
      <At field="schedule.start_date" className="flex flex-col gap-3">
        <Radios
          label={t(($) => $.schedule.begins)}
          value={form.begins ? "at" : "now"}
          options={(["now", "at"] as const).map((id) => ({ id, label: t(($) => $.schedule[id]), disabled: begun }))}
          onChange={(id) =>
            set({ begins: id === "now" ? "" : localOf(new Date(Date.now() + HOUR_MS).toISOString(), company) })
          }
        />
        {form.begins && (
          <Field
            className="max-w-xs"
            label={t(($) => $.schedule.start)}
            hint={t(($) => $.schedule.companyClock, { zone: company })}
            type="datetime-local"
            value={form.begins}
            error={told("schedule.start_date")}
            isDisabled={begun}
            onChange={(begins) => begins && set({ begins })}
          />
        )}
      </At>
      <div className="grid gap-4 md:grid-cols-2">
        <At field="schedule.end_date">
          <Field
            label={t(($) => $.schedule.end)}
            hint={t(($) => $.schedule.endHint)}
            type="datetime-local"
            value={form.ends}
            error={told("schedule.end_date")}
            onChange={(ends) => set({ ends })}
          />
        </At>
        <At field="schedule.time_zone">
          <Combo
            label={t(($) => $.schedule.zone)}
            hint={t(($) => $.schedule.zoneHint, { zone: company })}
            placeholder={company}
            options={zones}
            value={form.zone || null}
            error={told("schedule.time_zone")}
            onChange={(zone) => set({ zone })}
          />
        </At>
      </div>
      <Days />
      <Times />
      <Quiet />
      <Switch checked={form.skipHolidays} onChange={(skipHolidays) => set({ skipHolidays })}>
        {t(($) => $.schedule.holidays)}
      </Switch>
    </Section>
  );
}

function Days() {
  const { t } = useTranslation("campaignWizard");
  const { form, set } = useWizard();
  return (
    <At field="schedule.days">
      <fieldset>
        <legend className="mb-2 text-sm font-medium text-fg">{t(($) => $.schedule.days)}</legend>
        <div className="flex flex-wrap gap-x-5 gap-y-1">
          {DAYS.map((day) => (
            <Checkbox
              key={day}
              checked={form.days.includes(day)}
              onChange={(on) => set({ days: DAYS.filter((one) => (one === day ? on : form.days.includes(one))) })}
            >
              {t(($) => $.day[day])}
            </Checkbox>
          ))}
        </div>
      </fieldset>
      <Told field="schedule.days" />
    </At>
  );
}

type Hours = Form["times"][number];

function HoursFields({ hours, name, onChange }: { hours: Hours; name: string; onChange: (hours: Hours) => void }) {
  const { t } = useTranslation("campaignWizard");
  return (
    <>
      <Field
        className="w-32"
        aria-label={t(($) => $.schedule.from, { name })}
        type="time"
        value={hours.start}
        onChange={(start) => start && onChange({ ...hours, start })}
      />
      <span aria-hidden className="text-fg-3">
        –
      </span>
      <Field
        className="w-32"
        aria-label={t(($) => $.schedule.until, { name })}
        type="time"
        value={hours.end}
        onChange={(end) => end && onChange({ ...hours, end })}
      />
    </>
  );
}

function Times() {
  const { t } = useTranslation("campaignWizard");
  const { form, set } = useWizard();
  return (
    <At field="schedule.send_times" className="flex flex-col gap-2">
      <p className="text-sm font-medium text-fg">{t(($) => $.schedule.times)}</p>
      {form.times.length === 0 && <p className="text-sm text-fg-3">{t(($) => $.schedule.anyTime)}</p>}
      {form.times.map((hours, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: spans have no other name
        <div key={at} className="flex items-center gap-2">
          <HoursFields
            hours={hours}
            name={t(($) => $.schedule.span, { at: at + 1 })}
            onChange={(changed) => set({ times: form.times.map((one, place) => (place === at ? changed : one)) })}
          />
          <IconButton
            label={t(($) => $.schedule.removeSpan, { at: at + 1 })}
            onPress={() => set({ times: form.times.filter((_, place) => place !== at) })}
          >
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      ))}
      <Told field="schedule.send_times" deep />
      <Button
        className="self-start"
        icon={<Plus aria-hidden />}
        isDisabled={form.times.length >= SPANS_MOST}
        onPress={() => set({ times: [...form.times, { start: "09:00", end: "18:00" }] })}
      >
        {t(($) => $.schedule.addSpan)}
      </Button>
    </At>
  );
}

function Quiet() {
  const { t } = useTranslation("campaignWizard");
  const { form, set } = useWizard();
  return (
    <At field="schedule.quiet_hours" className="flex flex-col gap-2">
      <Switch
        checked={form.quiet !== null}
        onChange={(on) => set({ quiet: on ? { start: "21:00", end: "08:00" } : null })}
      >
        {t(($) => $.schedule.quiet)}
      </Switch>
      {form.quiet && (
        <div className="flex items-center gap-2">
          <HoursFields hours={form.quiet} name={t(($) => $.schedule.quiet)} onChange={(quiet) => set({ quiet })} />
        </div>
      )}
      <Told field="schedule.quiet_hours" deep />
    </At>
  );
}
