import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { CirclePause, Pencil } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Bone, Button, Card, Failed, Later } from "@/shared/ui";
import { budgetOptions } from "../api";
import { type Budget, type Level, levelOf, spentShare } from "../model";
import { CampaignName } from "./CampaignName";

const FILL: Record<Level, string> = { calm: "bg-brand", near: "bg-warn", gone: "bg-danger" };

type SpentProps = { name: string; spent: string; amount: string; budget: Budget; marks?: boolean };

/** How much of an amount is spent, with the shares that are told. */
function Spent({ name, spent, amount, budget, marks }: SpentProps) {
  const { t } = useTranslation("costs");
  const format = useFormat();
  const share = spentShare(spent, amount);
  const level = levelOf(share, budget.alerts);
  const [of, all] = [format.money(spent, budget.currency), format.money(amount, budget.currency)];
  return (
    <div>
      <p className="tnum mb-1.5 flex flex-wrap items-baseline gap-x-2 text-sm">
        <b className="font-semibold text-fg">{of}</b>
        <span className="text-fg-2">{t(($) => $.budget.of, { amount: all })}</span>
        <span className={clsx("ml-auto font-medium", level === "gone" ? "text-danger" : "text-fg-2")}>
          {level === "gone" ? t(($) => $.budget.gone, { share: format.percent(share) }) : format.percent(share)}
        </span>
      </p>
      <div className="relative">
        {/* biome-ignore lint/a11y/useSemanticElements: the browser's own takes no colours of ours */}
        <div
          role="meter"
          aria-label={name}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.min(100, Math.round(share * 100))}
          aria-valuetext={t(($) => $.budget.told, { spent: of, amount: all })}
          className="h-2.5 overflow-hidden rounded-full bg-surface-3"
        >
          <div
            className={clsx("h-full rounded-full", FILL[level])}
            style={{ width: `${Math.min(100, share * 100)}%` }}
          />
        </div>
        {marks &&
          budget.alerts
            .filter((percent) => percent < 100)
            .map((percent) => (
              <i
                key={percent}
                aria-hidden
                className="absolute -inset-y-0.5 w-0.5 rounded-full bg-control"
                style={{ left: `${percent}%` }}
              />
            ))}
      </div>
    </div>
  );
}

/** What the month may cost, how much of it is spent, and what happens then. */
export function BudgetCard({ onEdit }: { onEdit: () => void }) {
  const { t } = useTranslation("costs");
  const format = useFormat();
  const maySet = useMay("manage:tenant");
  const budget = useQuery(budgetOptions);
  const it = budget.data;
  const none = it && it.amount === null && it.campaigns.length === 0;
  const title = t(($) => $.budget.title);
  return (
    <Card
      title={title}
      className="mb-4 min-w-0"
      end={
        it && maySet ? (
          <Button icon={<Pencil aria-hidden />} onPress={onEdit}>
            {t(($) => (none ? $.budget.set : $.budget.change))}
          </Button>
        ) : undefined
      }
    >
      {!it ? (
        budget.isError ? (
          <Failed tight error={budget.error} retry={() => void budget.refetch()} />
        ) : (
          <Later>
            <Bone className="h-16" />
          </Later>
        )
      ) : none ? (
        <p className="text-sm text-fg-2">{t(($) => (maySet ? $.budget.none : $.budget.noneHere))}</p>
      ) : (
        <div className="flex flex-col gap-3">
          <p className="flex flex-wrap items-center gap-2 text-sm text-fg-2">
            <span className="first-letter:uppercase">{format.month(it.month)}</span>
            <Badge tone={it.stop_campaigns ? "warn" : "plain"} icon={<CirclePause aria-hidden />}>
              {t(($) => (it.stop_campaigns ? $.budget.stops : $.budget.goesOn))}
            </Badge>
            <span className="text-fg-3">
              {it.alerts.length > 0
                ? t(($) => $.budget.alerts, { list: format.list(it.alerts.map((p) => format.percent(p / 100))) })
                : t(($) => $.budget.noAlerts)}
            </span>
          </p>
          {it.amount !== null && (
            <Spent name={t(($) => $.budget.company)} spent={it.spent} amount={it.amount} budget={it} marks />
          )}
          {it.campaigns.length > 0 && (
            <ul aria-label={t(($) => $.budget.campaigns)} className="grid gap-x-8 gap-y-3 md:grid-cols-2">
              {it.campaigns.map((one) => (
                <li key={one.campaign_id} className="min-w-0 border-t border-line pt-2">
                  <Link
                    to="/campaigns/$campaignId"
                    params={{ campaignId: one.campaign_id }}
                    className="mb-1 block min-h-6 truncate text-sm text-fg hover:underline"
                  >
                    <CampaignName id={one.campaign_id} />
                  </Link>
                  <Spent name={t(($) => $.budget.ofCampaign)} spent={one.spent} amount={one.amount} budget={it} />
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </Card>
  );
}
