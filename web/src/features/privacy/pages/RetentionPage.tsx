import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { SearchCheck } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, keys, queryClient } from "@/shared/api";
import {
  Banner,
  Bones,
  Button,
  Card,
  Confirm,
  Crumb,
  Failed,
  Field,
  Leaving,
  PageBody,
  PageHead,
  useDeed,
  useEdited,
  useErrors,
} from "@/shared/ui";
import { deeds, type Retention, retentionOptions } from "../api";
import { PrivacyTabs } from "../components/PrivacyTabs";
import { DATA_KINDS, type DataKind, daysForm, daysOf, leastOf, wouldGo } from "../model";

/** How long what is kept; what would go is shown before it is so. */
export function RetentionPage() {
  const { t } = useTranslation("privacy");
  const retention = useQuery(retentionOptions);
  return (
    <PageBody>
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.retention.title)}
        about={t(($) => $.retention.about)}
      />
      <PrivacyTabs />
      {retention.data ? (
        <Days retention={retention.data} />
      ) : retention.isError ? (
        <Failed error={retention.error} retry={() => void retention.refetch()} />
      ) : (
        <Bones rows={7} className="h-14" />
      )}
    </PageBody>
  );
}

function Days({ retention }: { retention: Retention }) {
  const { t } = useTranslation("privacy");
  const { base, form, dirty, outdated, edit, reset } = useEdited(retention, ({ days }) => daysForm(days));
  /** What would go by the very days that are written. */
  const [seen, setSeen] = useState<{ of: string; retention: Retention } | null>(null);
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState(false);
  const { errors, clear, set, take } = useErrors<string>([...DATA_KINDS.map((kind) => `days.${kind}`), "days"]);
  const { busy, act } = useDeed();
  const written = JSON.stringify(form);
  const stale = refused || outdated;
  const known = seen?.of === written ? seen.retention : null;
  const gone = known ? wouldGo(known) : 0;
  const look = (event: FormEvent) => {
    event.preventDefault();
    clear();
    const { days, wrong } = daysOf(form);
    for (const kind of wrong)
      set(
        `days.${kind}`,
        t(($) => $.retention.number, { least: leastOf(kind) }),
      );
    if (wrong.length > 0) return;
    void act({
      run: () => deeds.retain(days, base.version, true),
      failed: take,
      after: (told) => setSeen({ of: written, retention: told }),
    });
  };
  const newest = () => {
    setRefused(false);
    reset();
    void queryClient.invalidateQueries({ queryKey: keys.retention() });
  };
  const save = () =>
    void act({
      run: () => deeds.retain(daysOf(form).days, base.version, false),
      changes: [keys.compliance()],
      done: t(($) => $.retention.saved),
      failed: (error) => {
        setAsking(false);
        if (error instanceof ApiError && error.code === "STALE_VERSION") setRefused(true);
        else take(error);
      },
      after: (saved) => {
        setAsking(false);
        queryClient.setQueryData(keys.retention(), saved);
        reset();
      },
    });
  return (
    <Card>
      <Leaving dirty={() => dirty} />
      {stale && (
        <div role="alert" className="mb-4">
          <Banner end={<Button onPress={newest}>{t(($) => $.retention.newest)}</Button>}>
            {t(($) => $.retention.stale)}
          </Banner>
        </div>
      )}
      <form noValidate onSubmit={look}>
        <ul className="flex flex-col divide-y divide-line">
          {DATA_KINDS.map((kind) => (
            <DaysRow
              key={kind}
              kind={kind}
              value={form[kind]}
              error={errors[`days.${kind}`]}
              would={known?.would_go?.[kind] ?? null}
              onChange={(value) => {
                clear(`days.${kind}`);
                edit({ [kind]: value });
              }}
            />
          ))}
        </ul>
        <div className="mt-4 flex flex-wrap items-center justify-end gap-3">
          <p role="status" className="min-w-0 flex-1 text-sm text-fg-2">
            {known
              ? gone > 0
                ? t(($) => $.retention.would, { count: gone })
                : t(($) => $.retention.none)
              : dirty && t(($) => $.retention.first)}
          </p>
          <Button size="form" type="submit" icon={<SearchCheck aria-hidden />} busy={busy} isDisabled={stale}>
            {t(($) => $.retention.dry)}
          </Button>
          <Button
            size="form"
            look="primary"
            busy={busy}
            isDisabled={!dirty || !known || stale}
            onPress={() => (gone > 0 ? setAsking(true) : save())}
          >
            {t(($) => $.retention.save)}
          </Button>
        </div>
      </form>
      {asking && (
        <Confirm
          open
          onClose={() => setAsking(false)}
          title={t(($) => $.retention.askTitle)}
          action={t(($) => $.retention.save)}
          busy={busy}
          onConfirm={save}
        >
          {t(($) => $.retention.ask, { count: gone })}
        </Confirm>
      )}
    </Card>
  );
}

type RowProps = {
  kind: DataKind;
  value: string;
  error: string | undefined;
  would: number | null;
  onChange: (value: string) => void;
};

function DaysRow({ kind, value, error, would, onChange }: RowProps) {
  const { t } = useTranslation("privacy");
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-1 py-3 first:pt-0">
      <Field
        className="w-72 max-w-full"
        label={t(($) => $.data[kind])}
        inputMode="numeric"
        placeholder={t(($) => $.retention.days)}
        hint={t(($) => (kind === "audit" ? $.retention.year : $.retention.forever))}
        value={value}
        error={error}
        onChange={onChange}
      />
      {would !== null && (
        <p className={clsx("tnum text-sm", would > 0 ? "font-medium text-warn" : "text-fg-3")}>
          {would > 0 ? t(($) => $.retention.would, { count: would }) : t(($) => $.retention.none)}
        </p>
      )}
    </li>
  );
}
