import clsx from "clsx";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Card, Facts } from "@/shared/ui";
import type { Settings } from "../api";
import { levelOf, spentShare } from "../model";

const FILL = { calm: "bg-brand", near: "bg-warn", gone: "bg-danger" } as const;

/** What this month was used, and how much of the budget that is. */
export function UseCard({ settings }: { settings: Settings }) {
  const { t } = useTranslation("ai");
  const format = useFormat();
  const { use, budget, currency } = settings;
  const share = spentShare(settings);
  return (
    <Card
      title={t(($) => $.use.title)}
      end={<span className="text-sm text-fg-3 first-letter:uppercase">{format.month(use.month)}</span>}
    >
      {share === null || budget === null ? (
        <p className="mb-4 text-sm text-fg-2">{t(($) => $.use.noBudget)}</p>
      ) : (
        <Spent share={share} spent={format.money(use.cost, currency)} amount={format.money(Number(budget), currency)} />
      )}
      <Facts
        items={[
          [t(($) => $.use.cost), format.money(use.cost, currency)],
          [t(($) => $.use.held), format.money(use.held, currency)],
          [t(($) => $.use.calls), format.number(use.calls)],
          [t(($) => $.use.failed), format.number(use.failed)],
          [t(($) => $.use.read), format.number(use.tokens_read)],
          [t(($) => $.use.written), format.number(use.tokens_written)],
        ]}
      />
      {use.unpriced > 0 && (
        <p className="mt-3 text-xs text-warn">{t(($) => $.use.unpriced, { count: use.unpriced })}</p>
      )}
    </Card>
  );
}

function Spent({ share, spent, amount }: { share: number; spent: string; amount: string }) {
  const { t } = useTranslation("ai");
  const format = useFormat();
  const level = levelOf(share);
  return (
    <div className="mb-4">
      <p className="tnum mb-1.5 flex flex-wrap items-baseline gap-x-2 text-sm">
        <b className="font-semibold text-fg">{spent}</b>
        <span className="text-fg-2">{t(($) => $.use.of, { amount })}</span>
        <span className={clsx("ml-auto font-medium", level === "gone" ? "text-danger" : "text-fg-2")}>
          {level === "gone" ? t(($) => $.use.gone, { share: format.percent(share) }) : format.percent(share)}
        </span>
      </p>
      <div className="relative">
        {/* biome-ignore lint/a11y/useSemanticElements: the browser's own takes no colours of ours */}
        <div
          role="meter"
          aria-label={t(($) => $.use.meter)}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.min(100, Math.round(share * 100))}
          aria-valuetext={t(($) => $.use.told, { spent, amount })}
          className="h-2.5 overflow-hidden rounded-full bg-surface-3"
        >
          <div
            className={clsx("h-full rounded-full", FILL[level])}
            style={{ width: `${Math.min(100, share * 100)}%` }}
          />
        </div>
        <i aria-hidden className="absolute -inset-y-0.5 w-0.5 rounded-full bg-control" style={{ left: "80%" }} />
      </div>
      <p className="mt-1.5 text-xs text-fg-3">{t(($) => $.use.alerts)}</p>
    </div>
  );
}
