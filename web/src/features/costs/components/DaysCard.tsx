import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { AreaChart } from "@/shared/charts";
import { useFormat } from "@/shared/i18n/format";
import { Card } from "@/shared/ui";
import type { Costs } from "../model";

/** What each day cost. */
export function DaysCard({ costs, currency }: { costs: Costs; currency: string }) {
  const { t } = useTranslation("costs");
  const format = useFormat();
  const days = useMemo(() => costs.by_day.filter((day) => day.currency === currency), [costs.by_day, currency]);
  const series = useMemo(
    () => [
      { id: "cost", label: t(($) => $.cost), color: "var(--brand)", values: days.map((day) => Number(day.amount)) },
    ],
    [days, t],
  );
  const unit = useMemo(
    () => ({
      whole: (value: number) => format.money(value, currency),
      brief: (value: number) => format.briefMoney(value, currency),
    }),
    [format, currency],
  );
  return (
    <Card title={t(($) => $.days.title)} className="mb-4 min-w-0">
      <AreaChart
        title={t(($) => $.days.title)}
        labels={days.map(({ day }) => format.calendarDay(day))}
        series={series}
        unit={unit}
      />
    </Card>
  );
}
