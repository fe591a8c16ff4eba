import { RefreshCw } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Banner, Button, Card, Facts, Field, Switch, useDeed, useErrors } from "@/shared/ui";
import { type Connection, deeds, type Offered, type Sync } from "../api";
import { among, changed } from "../model";
import { useWords } from "./words";

const PARTS = ["customers", "contracts", "invoices"] as const;

/** Taking over customers, contracts and invoices: on or off, how often, how the last one went. */
export function SyncCard({ offered, connection }: { offered: Offered; connection: Connection }) {
  const { t } = useTranslation("erps");
  const manages = useMay("manage:erp");
  const { settings, sync, erp_type } = connection;
  const { errors, clear, take } = useErrors(["sync_minutes", "settings.sync_minutes"]);
  const [typed, setTyped] = useState<string | null>(null);
  const { busy, act } = useDeed();
  const minutes = typed ?? String(settings.sync_minutes ?? 30);
  const running = sync?.state === "running";
  const change = (what: { sync?: boolean; sync_minutes?: number }) =>
    act({
      run: () => deeds.change(erp_type, connection.version, changed(connection, what)),
      changes: [keys.erps()],
      done: t(($) => $.saved),
      failed: take,
      after: () => setTyped(null),
    });
  const start = (everything: boolean) =>
    act({ run: () => deeds.sync(erp_type, everything), changes: [keys.erps()], done: t(($) => $.sync.started) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void change({ sync_minutes: Number(minutes) });
  };
  return (
    <Card
      title={t(($) => $.sync.title)}
      end={
        manages && (
          <Button
            icon={<RefreshCw aria-hidden className={running ? "animate-spin" : undefined} />}
            busy={busy || running}
            isDisabled={!settings.sync}
            onPress={() => void start(false)}
          >
            {t(($) => (running ? $.sync.running : $.sync.now))}
          </Button>
        )
      }
    >
      <p className="mb-3 text-sm text-fg-2">{t(($) => $.sync.hint)}</p>
      <form onSubmit={submit} className="flex flex-wrap items-end gap-4">
        <Switch
          checked={settings.sync ?? true}
          disabled={!manages || busy}
          onChange={(on) => void change({ sync: on })}
        >
          {t(($) => $.sync.on)}
        </Switch>
        <Field
          label={t(($) => $.sync.every)}
          type="number"
          className="w-40"
          value={minutes}
          isDisabled={!manages || !settings.sync}
          error={errors.sync_minutes ?? errors["settings.sync_minutes"]}
          onChange={(value) => {
            clear();
            setTyped(value);
          }}
        />
        {manages && typed !== null && (
          <Button type="submit" look="primary" size="form" busy={busy}>
            {t(($) => $.save, { ns: "common" })}
          </Button>
        )}
      </form>
      <Last sync={sync} />
      {manages && offered.incremental && settings.sync && !running && (
        <Button look="quiet" className="-ml-3 mt-3" busy={busy} onPress={() => void start(true)}>
          {t(($) => $.sync.everything)}
        </Button>
      )}
    </Card>
  );
}

function Last({ sync }: { sync: Sync | null }) {
  const { t } = useTranslation("erps");
  const format = useFormat();
  const words = useWords();
  if (!sync) return <p className="mt-4 text-sm text-fg-3">{t(($) => $.sync.never)}</p>;
  const part = among(PARTS, sync.part);
  const tone = { running: "info", done: sync.complete ? "brand" : "warn", failed: "danger" } as const;
  const state = among(["running", "done", "failed"] as const, sync.state);
  const reason = sync.error ? words.reason(sync.error, "") : null;
  return (
    <div className="mt-4 border-t border-line pt-4">
      <div role="status" className="mb-3 flex items-center gap-2 text-sm">
        <Badge tone={state ? tone[state] : "plain"}>{state ? t(($) => $.sync.state[state]) : sync.state}</Badge>
        {state === "running" && part && <span className="text-fg-2">{t(($) => $.sync.part[part])}</span>}
      </div>
      <Facts
        items={[
          [t(($) => $.sync.customers), format.number(sync.customers)],
          [t(($) => $.sync.invoices), format.number(sync.invoices)],
          [t(($) => $.sync.began), format.dateTime(sync.started_at)],
          [
            t(($) => $.sync.took),
            sync.ended_at
              ? format.length(new Date(sync.ended_at).getTime() - new Date(sync.started_at).getTime())
              : t(($) => $.sync.notYet),
          ],
          [
            t(($) => $.sync.extent),
            sync.since ? t(($) => $.sync.since, { time: format.dateTime(sync.since) }) : t(($) => $.sync.whole),
          ],
        ]}
      />
      {state === "done" && !sync.complete && (
        <div className="mt-3">
          <Banner tone="warn">{t(($) => $.sync.incomplete)}</Banner>
        </div>
      )}
      {reason && (
        <div className="mt-3">
          <Banner tone={state === "failed" ? "danger" : "warn"}>
            {reason.what} {reason.help}
          </Banner>
        </div>
      )}
    </div>
  );
}
