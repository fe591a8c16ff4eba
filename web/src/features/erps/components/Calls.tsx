import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Bones, Button, Card, type Column, Failed, Refreshing, Select, Table } from "@/shared/ui";
import { type Call, callsOptions, metricsOptions } from "../api";
import { among, KINDS } from "../model";
import { useWords } from "./words";

const SHOWN = ["all", "failed", "ok", ...KINDS] as const;

function useMs() {
  const format = useFormat();
  return (ms: number) => format.number(Math.round(ms), { style: "unit", unit: "millisecond", unitDisplay: "short" });
}

/** Calls of the last seven days: how many, which failed and how, how long they took. */
export function Figures({ erpType }: { erpType: string }) {
  const { t } = useTranslation("erps");
  const format = useFormat();
  const words = useWords();
  const ms = useMs();
  const metrics = useQuery(metricsOptions);
  const own = metrics.data?.data.find((one) => one.erp_type === erpType);
  const failed = Object.entries(own?.failed ?? {}).sort(([, a], [, b]) => b - a);
  const sum = failed.reduce((total, [, count]) => total + count, 0);
  if (metrics.isError)
    return (
      <Card title={t(($) => $.figures.title)}>
        <Failed tight error={metrics.error} retry={() => void metrics.refetch()} />
      </Card>
    );
  const figures: [string, string][] = [
    [t(($) => $.figures.calls), own ? format.number(own.calls) : "—"],
    [t(($) => $.figures.failed), own ? format.number(sum) : "—"],
    [t(($) => $.figures.median), own ? ms(own.median_ms) : "—"],
    [t(($) => $.figures.p95), own ? ms(own.p95_ms) : "—"],
  ];
  return (
    <Card title={t(($) => $.figures.title)}>
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt className="text-xs text-fg-3">{label}</dt>
            <dd className="tnum text-xl font-semibold text-fg">{value}</dd>
          </div>
        ))}
      </dl>
      {failed.length > 0 && (
        <ul aria-label={t(($) => $.figures.byKind)} className="mt-4 flex flex-wrap gap-2">
          {failed.map(([kind, count]) => (
            <li key={kind}>
              <Badge tone="danger">
                {words.outcome(kind)}: {format.number(count)}
              </Badge>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** Every request of the last thirty days; of no person anything is kept in it. */
export function Calls({ erpType }: { erpType: string }) {
  const { t } = useTranslation("erps");
  const format = useFormat();
  const words = useWords();
  const ms = useMs();
  const [shown, setShown] = useState<(typeof SHOWN)[number]>("all");
  const calls = useInfiniteQuery(callsOptions(erpType, shown === "all" ? undefined : shown));
  const rows = calls.data?.pages.flatMap((page) => page.data) ?? [];
  const columns: Column<Call>[] = [
    { id: "at", head: t(($) => $.calls.at), width: "minmax(140px, 1fr)", cell: (call) => format.dateTime(call.at) },
    {
      id: "operation",
      head: t(($) => $.calls.operation),
      width: "minmax(180px, 2fr)",
      cell: (call) => <code className="truncate font-mono text-xs">{call.operation}</code>,
    },
    {
      id: "outcome",
      head: t(($) => $.calls.outcome),
      width: "minmax(150px, 1fr)",
      cell: (call) => <Badge tone={call.outcome === "ok" ? "brand" : "danger"}>{words.outcome(call.outcome)}</Badge>,
    },
    { id: "status", head: t(($) => $.calls.status), width: "80px", end: true, cell: (call) => call.status ?? "—" },
    { id: "attempts", head: t(($) => $.calls.attempts), width: "96px", end: true, cell: (call) => call.attempts },
    { id: "ms", head: t(($) => $.calls.time), width: "110px", end: true, cell: (call) => ms(call.ms) },
  ];
  return (
    <Card title={t(($) => $.calls.title)}>
      <p className="mb-3 text-sm text-fg-2">{t(($) => $.calls.hint)}</p>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <Select
          quiet
          className="w-44"
          label={t(($) => $.calls.filter)}
          options={SHOWN.map((id) => ({
            id,
            label: id === "all" || id === "failed" ? t(($) => $.calls[id]) : words.outcome(id),
          }))}
          value={shown}
          onChange={(id) => setShown(among(SHOWN, id) ?? "all")}
        />
        <Button icon={<RefreshCw aria-hidden />} onPress={() => void calls.refetch()}>
          {t(($) => $.calls.refresh)}
        </Button>
      </div>
      <div className="relative">
        <Refreshing busy={calls.isFetching && !calls.isPending} />
        {calls.data ? (
          rows.length > 0 ? (
            <Table
              dense
              label={t(($) => $.calls.title)}
              columns={columns}
              rows={rows}
              rowId={(call) => `${call.at} ${call.operation} ${call.ms}`}
              onEnd={() => calls.hasNextPage && !calls.isFetching && void calls.fetchNextPage()}
              className="max-h-[480px]"
            />
          ) : (
            <p className="py-4 text-sm text-fg-3">{t(($) => (shown === "all" ? $.calls.none : $.calls.noneSuch))}</p>
          )
        ) : calls.isError ? (
          <Failed tight error={calls.error} retry={() => void calls.refetch()} />
        ) : (
          <Bones rows={4} className="h-8" />
        )}
      </div>
    </Card>
  );
}
