import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Banner } from "@/shared/ui";
import type { Costs, Sum } from "../model";

function Figure({ title, children, hint }: { title: string; children: ReactNode; hint?: string }) {
  return (
    <article className="rounded-card border border-line bg-surface p-4 shadow-e1">
      <h2 className="text-sm text-fg-3">{title}</h2>
      <p className="tnum mt-1 text-2xl font-semibold text-fg">{children}</p>
      {hint && <p className="mt-1 text-xs text-fg-3">{hint}</p>}
    </article>
  );
}

/** The period in three figures, and what they do not hold. */
export function Totals({ costs, total }: { costs: Costs; total: Sum }) {
  const { t } = useTranslation("costs");
  const format = useFormat();
  const { currency, amount, estimated, messages } = total;
  return (
    <>
      <section aria-label={t(($) => $.figures.title)} className="mb-4 grid gap-4 sm:grid-cols-3">
        <Figure
          title={t(($) => $.figures.total)}
          hint={
            Number(estimated) > 0 ? t(($) => $.figures.estimated, { amount: format.money(estimated, currency) }) : ""
          }
        >
          {format.money(amount, currency)}
        </Figure>
        <Figure title={t(($) => $.figures.messages)}>{format.number(messages)}</Figure>
        <Figure title={t(($) => $.figures.each)}>
          {messages > 0 ? format.money(Number(amount) / messages, currency) : "—"}
        </Figure>
      </section>
      {costs.unpriced > 0 && (
        <div className="mb-4">
          <Banner>{t(($) => $.unpriced, { count: costs.unpriced, shown: format.number(costs.unpriced) })}</Banner>
        </div>
      )}
    </>
  );
}
