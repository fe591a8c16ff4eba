import { useTranslation } from "react-i18next";
import { Funnel } from "@/shared/charts";
import { useFormat } from "@/shared/i18n/format";
import { Card } from "@/shared/ui";
import type { Analytics } from "../api";
import { type PeopleView, totalsOf } from "../model";

const CATEGORIES = ["marketing", "utility", "authentication", "service"] as const;

export function FunnelCard({ analytics }: { analytics: Analytics }) {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  const { progress } = analytics;
  const out = progress.opted_out;
  const steps = (["sent", "delivered", "read", "clicked", "replied", "converted"] as const)
    .filter((id) => progress[id] > 0 || id === "sent" || id === "delivered" || id === "read" || id === "replied")
    .map((id) => ({ id, label: t(($) => $.funnel[id]), value: progress[id] }));
  return (
    <Card title={t(($) => $.funnel.title)}>
      <Funnel steps={steps} />
      {out > 0 && (
        <p className="mt-3 text-sm text-warn">
          {t(($) => $.funnel.optedOut, { count: out, shown: format.number(out) })}
        </p>
      )}
    </Card>
  );
}

type ReasonsProps = { analytics: Analytics; onShow: (view: PeopleView) => void };

/** In the server's words why somebody got nothing; each leads to those people. */
export function ReasonsCard({ analytics, onShow }: ReasonsProps) {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  const groups = (["failed", "skipped", "cancelled"] as const).filter((id) => analytics[id].length > 0);
  return (
    <Card title={t(($) => $.reasons.title)}>
      {groups.length === 0 && <p className="text-sm text-fg-2">{t(($) => $.reasons.none)}</p>}
      <div className="flex flex-col gap-4">
        {groups.map((id) => (
          <section key={id}>
            <h3 className="mb-1 text-xs font-medium text-fg-3">{t(($) => $.reasons[id])}</h3>
            <ul>
              {analytics[id].map(({ code, count, message }) => (
                <li key={code}>
                  <button
                    type="button"
                    title={t(($) => $.reasons.show)}
                    onClick={() => onShow({ outcome: id, reason: code })}
                    className="-mx-2 flex min-h-8 w-[calc(100%+16px)] items-center gap-3 rounded-control px-2 py-1 text-left text-sm hover:bg-surface-2"
                  >
                    <span className="min-w-0 flex-1 text-fg">{message}</span>
                    <span className="tnum font-medium">{format.number(count)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Card>
  );
}

export function CostCard({ analytics }: { analytics: Analytics }) {
  const { t, i18n } = useTranslation("campaigns");
  const format = useFormat();
  const { spent } = analytics;
  const names = new Intl.DisplayNames(i18n.language, { type: "region" });
  return (
    <Card title={t(($) => $.cost.title)}>
      {spent.length === 0 ? (
        <p className="text-sm text-fg-2">{t(($) => $.cost.none)}</p>
      ) : (
        <>
          <ul className="flex flex-col gap-2 text-sm">
            {spent.map((each) => {
              const category = CATEGORIES.find((id) => id === each.category.toLowerCase()) ?? "other";
              return (
                <li key={`${each.category} ${each.country} ${each.currency}`} className="flex gap-3">
                  <span className="min-w-0 flex-1 text-fg-2">
                    {t(($) => $.cost.line, {
                      count: each.messages,
                      shown: format.number(each.messages),
                      category: t(($) => $.cost.category[category]),
                      country: each.country ? (names.of(each.country) ?? each.country) : t(($) => $.cost.anywhere),
                    })}
                  </span>
                  <span className="tnum font-medium">{format.money(each.amount, each.currency)}</span>
                </li>
              );
            })}
          </ul>
          {totalsOf(spent)
            .filter(({ estimated }) => estimated > 0)
            .map(({ currency, estimated }) => (
              <p key={currency} className="mt-3 text-xs text-fg-3">
                {t(($) => $.cost.estimated, { amount: format.money(estimated, currency) })}
              </p>
            ))}
        </>
      )}
    </Card>
  );
}
