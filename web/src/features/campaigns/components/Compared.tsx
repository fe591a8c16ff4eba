import { Trophy } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Card } from "@/shared/ui";
import type { Analytics, Campaign } from "../api";

type Line = { id: string; name: ReactNode; progress: Schema<"ProgressOut"> };
const RATES = ["read", "clicked", "replied", "converted"] as const;
/** Below it a lead is no chance any more: the server names a winner. */
const LIMIT = 0.05;

function Lines({ head, lines }: { head: string; lines: Line[] }) {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  const cell = "px-3 py-2 text-right";
  return (
    // Reached by the keyboard where it scrolls.
    <section className="-mx-3 overflow-x-auto" tabIndex={0} aria-label={head}>
      <table className="tnum w-full text-sm">
        <thead>
          <tr className="border-b border-line text-xs text-fg-3">
            <th scope="col" className="px-3 py-2 text-left font-medium">
              {head}
            </th>
            <th scope="col" className={`${cell} font-medium`}>
              {t(($) => $.funnel.sent)}
            </th>
            {RATES.map((id) => (
              <th key={id} scope="col" className={`${cell} font-medium`}>
                {t(($) => $.funnel[id])}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ id, name, progress }) => (
            <tr key={id} className="border-b border-line last:border-0">
              <th scope="row" className="px-3 py-2 text-left font-medium">
                {name}
              </th>
              <td className={cell}>{format.number(progress.sent)}</td>
              {RATES.map((rate) => (
                <td key={rate} className={cell}>
                  {progress.sent > 0 ? format.percent(progress[rate] / progress.sent) : "—"}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Variants side by side, with how sure the difference is. */
export function VariantsCard({ campaign, analytics }: { campaign: Campaign; analytics: Analytics }) {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  const { verdict, by_variant } = analytics;
  const winner = campaign.winner ?? verdict?.winner;
  const lines = Object.entries(by_variant).map(([id, progress]) => ({
    id,
    name: (
      <span className="inline-flex items-center gap-2">
        {id}
        {id === winner && (
          <Badge tone="brand" icon={<Trophy aria-hidden />}>
            {t(($) => $.variants.winner)}
          </Badge>
        )}
      </span>
    ),
    progress,
  }));
  if (!campaign.message.variants?.length || lines.length === 0) return null;
  const said =
    verdict?.best && verdict.lead > 0
      ? {
          best: verdict.best,
          lead: format.percent(verdict.lead),
          chance: format.percent(verdict.chance),
        }
      : null;
  return (
    <Card title={t(($) => $.variants.title)}>
      <p className="mb-3 text-sm text-fg-2">
        {!said
          ? t(($) => $.variants.early)
          : verdict?.winner
            ? t(($) => $.variants.won, said)
            : t(($) => $.variants.soFar, { ...said, limit: format.percent(LIMIT) })}
      </p>
      <Lines head={t(($) => $.variants.variant)} lines={lines} />
    </Card>
  );
}

/** The messages of a drip, one after the other. */
export function StepsCard({ analytics }: { analytics: Analytics }) {
  const { t } = useTranslation("campaigns");
  const steps = Object.entries(analytics.by_step);
  if (steps.length < 2) return null;
  return (
    <Card title={t(($) => $.steps.title)}>
      <Lines
        head={t(($) => $.steps.title)}
        lines={steps.map(([id, progress]) => ({
          id,
          name: t(($) => $.steps.step, { at: Number(id) + 1 }),
          progress,
        }))}
      />
    </Card>
  );
}
