import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowDownRight, ArrowUpRight, Minus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Spark } from "@/shared/charts";
import { useFormat } from "@/shared/i18n/format";
import { Bone, Failed, Later } from "@/shared/ui";
import { kpisOptions } from "../api";
import { better, FIRST, type View } from "../model";

/** The list that a figure counts. */
const LISTS = {
  conversations_opened: { tab: "all" },
  conversations_resolved: { tab: "all", status: ["resolved"] },
  messages_received: { tab: "all" },
  messages_failed: { tab: "all" },
};

/** The four figures, each against the period before. */
export function Figures({ view }: { view: View }) {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const kpis = useQuery(kpisOptions(view));
  if (kpis.isError && !kpis.data) return <Failed error={kpis.error} retry={() => void kpis.refetch()} tight />;
  return (
    <section aria-label={t(($) => $.figures.title)} className="mb-4 grid grid-cols-2 gap-4 xl:grid-cols-4">
      {FIRST.map((metric) => {
        const kpi = kpis.data?.kpis.find((k) => k.metric === metric);
        const good = kpi ? better(metric, kpi.trend) : null;
        const Icon = !kpi?.trend ? Minus : kpi.trend > 0 ? ArrowUpRight : ArrowDownRight;
        return (
          <article
            key={metric}
            className="group/figure relative rounded-card border border-line bg-surface p-4 shadow-e1"
          >
            <h2 className="text-sm text-fg-3">
              <Link
                to="/inbox"
                search={LISTS[metric]}
                aria-describedby={`${metric}-how`}
                className="after:absolute after:inset-0 after:rounded-card"
              >
                {t(($) => $.metric[metric])}
              </Link>
            </h2>
            <p
              id={`${metric}-how`}
              className="pointer-events-none absolute inset-x-2 top-full z-10 mt-1 hidden rounded-control bg-fg px-3 py-2 text-xs text-bg shadow-e2 group-focus-within/figure:block group-hover/figure:block"
            >
              {t(($) => $.how[metric])}
            </p>
            {kpi ? (
              <>
                <p className="tnum mt-1 text-2xl font-semibold">{format.number(kpi.value)}</p>
                <div className="mt-1 flex flex-wrap items-end justify-between gap-2">
                  <p
                    className={`flex items-center gap-0.5 text-xs font-medium ${good === null ? "text-fg-3" : good ? "text-brand-fg" : "text-danger"}`}
                  >
                    <Icon className="size-3.5 shrink-0" aria-hidden />
                    {kpi.trend === null
                      ? t(($) => $.figures.noBefore)
                      : t(($) => $.figures.against, {
                          trend: format.number(kpi.trend / 100, {
                            style: "percent",
                            signDisplay: "exceptZero",
                            maximumFractionDigits: 1,
                          }),
                        })}
                  </p>
                  <Spark
                    values={kpi.spark.map((p) => p.value)}
                    color={good === false ? "var(--danger)" : "var(--brand)"}
                  />
                </div>
              </>
            ) : (
              <Later>
                <Bone className="mt-2 h-14" />
              </Later>
            )}
          </article>
        );
      })}
    </section>
  );
}
