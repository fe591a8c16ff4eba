import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import type { Analytics, Campaign } from "../api";
import { totalsOf } from "../model";
import { ProgressBar } from "./ProgressBar";

function Figure({ label, value, hint }: { label: string; value: ReactNode; hint?: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-fg-3">{label}</dt>
      <dd>
        <span className="tnum block text-xl font-semibold text-fg">{value}</span>
        {hint && <span className="tnum block text-xs text-fg-3">{hint}</span>}
      </dd>
    </div>
  );
}

/** How many, how fast, until when, for how much: as it is now. */
export function Live({ campaign, analytics }: { campaign: Campaign; analytics: Analytics }) {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  const { progress, last_minute, forecast, spent } = analytics;
  const totals = totalsOf(spent);
  const left = forecast?.left_over ?? 0;
  return (
    <section className="rounded-card border border-line bg-surface p-5 shadow-e1">
      <dl className="mb-4 grid grid-cols-2 gap-4 lg:grid-cols-4">
        <Figure
          label={t(($) => $.live.sent)}
          value={format.number(progress.sent)}
          hint={t(($) => $.live.of, { total: format.number(progress.total) })}
        />
        <Figure label={t(($) => $.live.rate)} value={format.number(last_minute)} hint={t(($) => $.live.rateHint)} />
        {campaign.ended_at ? (
          <Figure label={t(($) => $.live.over)} value={format.dateTime(campaign.ended_at)} />
        ) : (
          <Figure
            label={t(($) => $.live.end)}
            value={forecast?.ends_at ? format.dateTime(forecast.ends_at) : forecast ? t(($) => $.live.endUnknown) : "—"}
            hint={
              left > 0
                ? t(($) => $.live.leftOver, { count: left, shown: format.number(left) })
                : forecast &&
                  t(($) => $.live.perSecond, {
                    rate: format.number(forecast.per_second, { maximumFractionDigits: 1 }),
                  })
            }
          />
        )}
        <Figure
          label={t(($) => $.live.cost)}
          value={
            totals.length > 0 ? totals.map(({ amount, currency }) => format.money(amount, currency)).join(" + ") : "—"
          }
          hint={t(($) => $.live.costHint)}
        />
      </dl>
      <ProgressBar progress={progress} name={campaign.name} tall />
    </section>
  );
}
