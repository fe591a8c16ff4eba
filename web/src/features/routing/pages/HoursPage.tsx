import { useQuery } from "@tanstack/react-query";
import { Clock, Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, useMay, useZone } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import {
  Badge,
  Bones,
  Button,
  Card,
  Combo,
  Crumb,
  Empty,
  Failed,
  Field,
  Leaving,
  PageBody,
  PageHead,
  Select,
  Switch,
  useDeed,
  useErrors,
} from "@/shared/ui";
import { type Calendar, calendarsOptions, deeds } from "../api";
import { Holidays } from "../components/Holidays";
import { Week } from "../components/Week";
import { type HoursForm, hoursDraft, hoursForm } from "../model";

const FIELDS = ["name", "time_zone", "closed_message", "week", "hours", "exceptions"] as const;

function Editor({ id, calendar, onSaved }: { id: string; calendar: Calendar | null; onSaved: (id: string) => void }) {
  const { t } = useTranslation("routing");
  const { t: common } = useTranslation();
  const zone = useZone();
  const format = useFormat();
  const manages = useMay("manage:routing");
  const [form, setForm] = useState(() => hoursForm(calendar, zone));
  const [dirty, setDirty] = useState(false);
  const { errors, clear, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const zones = Intl.supportedValuesOf("timeZone");
  const set = (change: Partial<HoursForm>) => {
    clear();
    setDirty(true);
    setForm((now) => ({ ...now, ...change }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act({
      run: () => deeds.calendar(id, hoursDraft(form)),
      changes: [keys.calendars()],
      done: t(($) => $.hours.saved),
      failed: take,
      after: () => {
        setDirty(false);
        onSaved(id);
      },
    });
  };
  const wrong = errors.week ?? errors.hours ?? errors.exceptions;
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Leaving dirty={() => dirty} />
      <Card
        title={
          <span className="flex flex-wrap items-center gap-2">
            {calendar?.name ?? t(($) => $.hours.add)}
            {calendar && (
              <Badge tone={calendar.is_open ? "brand" : "plain"}>
                {t(($) => (calendar.is_open ? $.hours.open : $.hours.closed))}
              </Badge>
            )}
            {calendar && !calendar.is_open && calendar.opens_at && (
              <span className="text-sm font-normal text-fg-2">
                {t(($) => $.hours.opens, { time: format.dateTime(calendar.opens_at) })}
              </span>
            )}
          </span>
        }
      >
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Field
            label={t(($) => $.hours.name)}
            value={form.name}
            error={errors.name}
            onChange={(name) => set({ name })}
            isDisabled={!manages}
            isRequired
          />
          <Combo
            label={t(($) => $.hours.zone)}
            options={(zones.includes(form.zone) ? zones : [form.zone, ...zones]).map((one) => ({
              id: one,
              label: one,
            }))}
            value={form.zone}
            error={errors.time_zone}
            onChange={(one) => one && one !== form.zone && set({ zone: one })}
            disabled={!manages}
          />
          <Switch checked={form.isDefault} onChange={(isDefault) => set({ isDefault })} disabled={!manages}>
            {t(($) => $.hours.default)}
          </Switch>
        </div>
      </Card>
      <Card>
        {wrong && (
          <p role="alert" className="mb-2 text-sm text-danger">
            {wrong}
          </p>
        )}
        <Week week={form.week} onChange={(week) => set({ week })} disabled={!manages} />
      </Card>
      <Card>
        <Holidays dates={form.dates} onChange={(dates) => set({ dates })} disabled={!manages} />
      </Card>
      <Card>
        <Field
          label={t(($) => $.hours.closedMessage)}
          rows={3}
          value={form.closedMessage}
          error={errors.closed_message}
          onChange={(closedMessage) => set({ closedMessage })}
          isDisabled={!manages}
        />
        {manages && (
          <div className="mt-4 flex justify-end">
            <Button type="submit" look="primary" size="form" busy={busy} isDisabled={!dirty && calendar !== null}>
              {common(($) => $.save)}
            </Button>
          </div>
        )}
      </Card>
    </form>
  );
}

/** When the company answers. */
export function HoursPage() {
  const { t } = useTranslation("routing");
  const manages = useMay("manage:routing");
  const calendars = useQuery(calendarsOptions);
  const [chosen, setChosen] = useState<string | null>(null);
  // The id of a new one is made here, so that storing it twice stores it once.
  const [fresh, setFresh] = useState<string | null>(null);
  const all = calendars.data?.data ?? [];
  const calendar = all.find((one) => one.id === (fresh ?? chosen)) ?? (fresh ? null : (all[0] ?? null));
  const button = manages && (
    <Button look="primary" icon={<Plus aria-hidden />} onPress={() => setFresh(crypto.randomUUID())}>
      {t(($) => $.hours.add)}
    </Button>
  );
  return (
    <PageBody>
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.hours.title)}
        about={t(($) => $.hours.about)}
        end={
          <>
            {all.length > 1 && !fresh && (
              <Select
                quiet
                label={t(($) => $.hours.pick)}
                options={all.map((one) => ({ id: one.id, label: one.name }))}
                value={calendar?.id ?? null}
                onChange={setChosen}
                className="w-52"
              />
            )}
            {all.length > 0 && !fresh && button}
          </>
        }
      />
      {calendars.data ? (
        fresh || calendar ? (
          <Editor
            key={calendar ? `${calendar.id}${calendar.updated_at}` : fresh}
            id={calendar?.id ?? fresh ?? ""}
            calendar={calendar}
            onSaved={(id) => {
              setChosen(id);
              setFresh(null);
            }}
          />
        ) : (
          <Empty icon={<Clock aria-hidden />} title={t(($) => $.hours.empty)} action={button}>
            {t(($) => $.hours.emptyHint)}
          </Empty>
        )
      ) : calendars.isError ? (
        <Failed error={calendars.error} retry={() => void calendars.refetch()} />
      ) : (
        <Bones rows={3} className="h-32" />
      )}
    </PageBody>
  );
}
