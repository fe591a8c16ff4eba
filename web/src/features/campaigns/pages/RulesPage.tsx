import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { queryClient, useMay } from "@/shared/api";
import {
  Banner,
  Bones,
  Button,
  Card,
  Crumb,
  Failed,
  Field,
  PageBody,
  PageHead,
  Switch,
  useDeed,
  useErrors,
} from "@/shared/ui";
import { deeds, type Rules, rulesOptions } from "../api";

const WHOLE = ["per_day", "per_week", "control_group", "headroom", "most_failed", "most_refused"] as const;
const FIELDS = [...WHOLE, "quiet_hours"] as const;
type Typed = Record<(typeof WHOLE)[number], string>;
const CAPS: readonly string[] = ["per_day", "per_week"];
const NIGHT = { start: "21:00", end: "08:00" };

/** Which fields hold no whole number. */
function wrong(typed: Typed): (typeof WHOLE)[number][] {
  return WHOLE.filter((id) => !(/^\d{1,4}$/.test(typed[id].trim()) || (CAPS.includes(id) && typed[id].trim() === "")));
}

function Form({ rules }: { rules: Rules }) {
  const { t } = useTranslation("campaigns");
  const may = useMay("manage:tenant");
  const [typed, setTyped] = useState<Typed>(
    () => Object.fromEntries(WHOLE.map((id) => [id, rules[id] === null ? "" : String(rules[id])])) as Typed,
  );
  const [quiet, setQuiet] = useState(rules.quiet_hours ?? null);
  const { errors, clear, set, take } = useErrors(FIELDS);
  const { busy, act } = useDeed();
  const field = (id: (typeof WHOLE)[number], label: string, hint?: string) => (
    <Field
      label={label}
      hint={hint}
      error={errors[id]}
      value={typed[id]}
      inputMode="numeric"
      isDisabled={!may}
      onChange={(value) => {
        clear(id);
        setTyped((now) => ({ ...now, [id]: value }));
      }}
    />
  );
  const save = (event: FormEvent) => {
    event.preventDefault();
    const bad = wrong(typed);
    for (const id of bad)
      set(
        id,
        t(($) => $.rules.whole),
      );
    if (bad.length > 0) return;
    const whole = (id: (typeof WHOLE)[number]) => Number(typed[id]);
    const cap = (id: "per_day" | "per_week") => (typed[id].trim() === "" ? null : whole(id));
    void act({
      run: () =>
        deeds.setRules({
          version: rules.version,
          quiet_hours: quiet,
          per_day: cap("per_day"),
          per_week: cap("per_week"),
          control_group: whole("control_group"),
          headroom: whole("headroom"),
          most_failed: whole("most_failed"),
          most_refused: whole("most_refused"),
        }),
      done: t(($) => $.rules.saved),
      after: (now) => queryClient.setQueryData(rulesOptions.queryKey, now),
      failed: take,
    });
  };
  const hour = (id: "start" | "end", label: string) => (
    <Field
      label={label}
      type="time"
      className="flex-1"
      value={quiet?.[id] ?? ""}
      isDisabled={!may}
      onChange={(value) => {
        clear("quiet_hours");
        setQuiet((now) => now && { ...now, [id]: value });
      }}
    />
  );
  return (
    <form onSubmit={save} className="flex flex-col gap-4">
      {!may && <Banner tone="info">{t(($) => $.rules.onlyAdmin)}</Banner>}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card title={t(($) => $.rules.caps)}>
          <div className="flex flex-col gap-4">
            {field(
              "per_day",
              t(($) => $.rules.perDay),
              t(($) => $.rules.noCap),
            )}
            {field(
              "per_week",
              t(($) => $.rules.perWeek),
              t(($) => $.rules.noCap),
            )}
          </div>
        </Card>
        <Card title={t(($) => $.rules.quiet)}>
          <div className="flex flex-col gap-4">
            <Switch checked={quiet !== null} disabled={!may} onChange={(on) => setQuiet(on ? NIGHT : null)}>
              {t(($) => $.rules.quietOn)}
            </Switch>
            {quiet && (
              <div className="flex gap-3">
                {hour(
                  "start",
                  t(($) => $.rules.from),
                )}
                {hour(
                  "end",
                  t(($) => $.rules.to),
                )}
              </div>
            )}
            {errors.quiet_hours && (
              <p role="alert" className="text-xs text-danger">
                {errors.quiet_hours}
              </p>
            )}
            <p className="text-xs text-fg-3">{t(($) => $.rules.quietHint)}</p>
          </div>
        </Card>
        <Card title={t(($) => $.rules.safety)} className="lg:col-span-2">
          <div className="grid items-start gap-4 sm:grid-cols-2">
            {field(
              "most_failed",
              t(($) => $.rules.mostFailed),
              t(($) => $.rules.ratesHint),
            )}
            {field(
              "most_refused",
              t(($) => $.rules.mostRefused),
              t(($) => $.rules.ratesHint),
            )}
            {field(
              "headroom",
              t(($) => $.rules.headroom),
              t(($) => $.rules.headroomHint),
            )}
            {field(
              "control_group",
              t(($) => $.rules.controlGroup),
              t(($) => $.rules.controlGroupHint),
            )}
          </div>
        </Card>
      </div>
      {may && (
        <div>
          <Button type="submit" look="primary" size="form" busy={busy}>
            {t(($) => $.rules.save)}
          </Button>
        </div>
      )}
    </form>
  );
}

/** What holds for all campaigns of the company. */
export function RulesPage() {
  const { t } = useTranslation("campaigns");
  const rules = useQuery(rulesOptions);
  return (
    <PageBody>
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.rules.settings)}</Crumb>}
        title={t(($) => $.rules.title)}
        about={t(($) => $.rules.about)}
      />
      {rules.data ? (
        <Form rules={rules.data} />
      ) : rules.isError ? (
        <Failed error={rules.error} retry={() => void rules.refetch()} />
      ) : (
        <Bones rows={3} className="h-32" />
      )}
    </PageBody>
  );
}
