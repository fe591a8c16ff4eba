import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import clsx from "clsx";
import { MoreHorizontal } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, ok, type Schema } from "@/shared/api";
import { AreaChart, Spark } from "@/shared/charts";
import { useFormat } from "@/shared/i18n/format";
import { Card, Failed, IconButton, Menu, toast } from "@/shared/ui";
import { chartOptions, kpisOptions, widgetsOptions } from "../api";
import { type Widgets as All, moved, type Widget } from "../model";
import { Grip } from "./Grip";

type Metric = Schema<"Metric">;
const WIDEST = 3;

/** One's own cards, in one's own order; each is moved by its grip, and moved, widened and taken away by its menu. */
export function Widgets() {
  const { t } = useTranslation("dashboard");
  const client = useQueryClient();
  const widgets = useQuery(widgetsOptions);
  const change = useMutation({
    mutationFn: async (changed: Widget[]) => {
      for (const one of changed) {
        const { kind, title, metric, period, whatsapp_config_id, place } = one;
        await ok(
          api.PUT("/api/v1/dashboard/widgets/{widget_id}", {
            params: { path: { widget_id: one.id } },
            body: { kind, title, metric, period, whatsapp_config_id, place } as never,
          }),
        );
      }
    },
    onMutate: (changed) => {
      const before = client.getQueryData<All>(widgetsOptions.queryKey);
      client.setQueryData<All>(
        widgetsOptions.queryKey,
        (now) => now && { ...now, data: now.data.map((w) => changed.find((c) => c.id === w.id) ?? w) },
      );
      return { before };
    },
    onError: (error, _, kept) => {
      client.setQueryData(widgetsOptions.queryKey, kept?.before);
      toast.failed(error);
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) =>
      ok(api.DELETE("/api/v1/dashboard/widgets/{widget_id}", { params: { path: { widget_id: id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.dashboard("widgets", {}) }),
    onError: toast.failed,
  });
  const [over, setOver] = useState<number | null>(null);
  const own = (widgets.data?.data ?? []).toSorted((a, b) => a.place.y - b.place.y || a.place.x - b.place.x);
  if (widgets.isError && own.length === 0)
    return <Failed error={widgets.error} retry={() => void widgets.refetch()} tight />;
  if (own.length === 0) return null;
  const wider = (one: Widget, by: number) => ({
    ...one,
    place: { ...one.place, width: Math.max(1, Math.min(WIDEST, (one.place.width ?? 1) + by)) },
  });
  return (
    <section aria-label={t(($) => $.own.title)} className="mt-4 grid gap-4 xl:grid-cols-3">
      {own.map((one, at) => (
        <div
          key={one.id}
          data-place={at}
          className={clsx(
            "min-w-0 rounded-card",
            ["", "", "xl:col-span-2", "xl:col-span-3"][one.place.width ?? 1],
            over === at && "outline-2 outline-offset-2 outline-brand",
          )}
        >
          <Card
            title={one.title || t(($) => $.metric[one.metric as Metric])}
            className="h-full"
            end={
              <>
                {own.length > 1 && (
                  <Grip at={at} onOver={setOver} onDrop={(from, to) => change.mutate(moved(own, from, to))} />
                )}
                <Menu
                  label={t(($) => $.own.menu)}
                  items={[
                    {
                      id: "before",
                      label: t(($) => $.own.before),
                      disabled: at === 0,
                      run: () => change.mutate(moved(own, at, at - 1)),
                    },
                    {
                      id: "after",
                      label: t(($) => $.own.after),
                      disabled: at === own.length - 1,
                      run: () => change.mutate(moved(own, at, at + 1)),
                    },
                    {
                      id: "wider",
                      label: t(($) => $.own.wider),
                      disabled: (one.place.width ?? 1) >= WIDEST,
                      run: () => change.mutate([wider(one, 1)]),
                    },
                    {
                      id: "narrower",
                      label: t(($) => $.own.narrower),
                      disabled: (one.place.width ?? 1) <= 1,
                      run: () => change.mutate([wider(one, -1)]),
                    },
                    "line",
                    { id: "remove", label: t(($) => $.own.remove), danger: true, run: () => remove.mutate(one.id) },
                  ]}
                >
                  <IconButton label={t(($) => $.own.menu)}>
                    <MoreHorizontal aria-hidden />
                  </IconButton>
                </Menu>
              </>
            }
          >
            <Shown widget={one} />
          </Card>
        </div>
      ))}
    </section>
  );
}

function Shown({ widget }: { widget: Widget }) {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const view = { period: widget.period, number: widget.whatsapp_config_id ?? undefined };
  const metric = widget.metric as Metric;
  const isKpi = widget.kind === "kpi";
  const kpis = useQuery({ ...kpisOptions(view), enabled: isKpi });
  const chart = useQuery({ ...chartOptions(view, metric), enabled: !isKpi });
  if (isKpi) {
    const kpi = kpis.data?.kpis.find((k) => k.metric === metric);
    if (!kpi) return kpis.isError ? <Failed error={kpis.error} tight /> : null;
    return (
      <div className="flex items-end justify-between gap-2">
        <p className="tnum text-2xl font-semibold">{format.number(kpi.value)}</p>
        <Spark values={kpi.spark.map((p) => p.value)} color="var(--brand)" />
      </div>
    );
  }
  if (!chart.data) return chart.isError ? <Failed error={chart.error} tight /> : null;
  return (
    <AreaChart
      title={t(($) => $.metric[metric])}
      height={180}
      labels={chart.data.points.map((p) =>
        chart.data.bucket === "hour" ? format.time(p.at) : format.date(p.at).slice(0, 5),
      )}
      series={[
        {
          id: metric,
          label: t(($) => $.metric[metric]),
          color: "var(--brand)",
          values: chart.data.points.map((p) => p.value),
        },
      ]}
    />
  );
}
