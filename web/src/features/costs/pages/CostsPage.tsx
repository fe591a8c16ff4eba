import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { WalletMinimal } from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { useMay, useSession, useZone } from "@/shared/api";
import { lazily } from "@/shared/code";
import { numbersOptions } from "@/shared/known";
import { PeriodPicker } from "@/shared/period";
import { Bones, Empty, Failed, PageBody, PageHead, Refreshing, Select } from "@/shared/ui";
import { budgetOptions, costsOptions } from "../api";
import { BudgetCard } from "../components/BudgetCard";
import { DaysCard } from "../components/DaysCard";
import { PartsCard } from "../components/PartsCard";
import { Totals } from "../components/Totals";
import { type Costs, categoryOf, currencyOf, partsOf, USUAL, type View } from "../model";

const BudgetDialog = lazily(() => import("../components/BudgetDialog"), "BudgetDialog");
const route = getRouteApi("/inside/costs");

/** What messages cost, by everything that makes them, and what a month may cost. */
export function CostsPage() {
  const { t } = useTranslation("costs");
  const view = route.useSearch() as View;
  const navigate = useNavigate();
  const zone = useZone();
  const company = useSession((s) => s.me?.tenant.name);
  const maySet = useMay("manage:tenant");
  const mayNumbers = useMay("read:whatsapp_configs");
  const numbers = useQuery({ ...numbersOptions, enabled: mayNumbers });
  const costs = useQuery({ ...costsOptions(view), placeholderData: keepPreviousData });
  const budget = useQuery(budgetOptions);
  const [setting, setSetting] = useState(false);
  const look = (change: View) => void navigate({ to: ".", search: { ...view, ...change } as never, replace: true });
  useActions(
    maySet
      ? [
          {
            id: "costs:budget",
            label: t(($) => $.budget.change),
            group: t(($) => $.title),
            run: () => setSetting(true),
          },
        ]
      : [],
  );
  const currency = costs.data ? currencyOf(costs.data, view.currency) : null;
  const currencies = costs.data?.totals ?? [];
  return (
    <PageBody>
      <Refreshing busy={costs.isFetching && costs.isPlaceholderData} />
      <PageHead
        title={t(($) => $.title)}
        about={t(($) => $.about, { company, zone })}
        end={
          <>
            {currencies.length > 1 && currency && (
              <Select
                quiet
                label={t(($) => $.currency)}
                className="w-24"
                value={currency}
                onChange={(id) => look({ currency: id })}
                options={currencies.map((sum) => ({ id: sum.currency, label: sum.currency }))}
              />
            )}
            {numbers.data && numbers.data.data.length > 1 && (
              <Select
                quiet
                label={t(($) => $.number)}
                className="w-44"
                value={view.number ?? "all"}
                onChange={(id) => look({ number: id === "all" ? undefined : id })}
                options={[
                  { id: "all", label: t(($) => $.allNumbers) },
                  ...numbers.data.data.map((n) => ({ id: n.id, label: n.name })),
                ]}
              />
            )}
            <PeriodPicker value={view} usual={USUAL} onChange={look} />
          </>
        }
      />
      <BudgetCard onEdit={() => setSetting(true)} />
      {!costs.data ? (
        costs.isError ? (
          <Failed error={costs.error} retry={() => void costs.refetch()} />
        ) : (
          <Bones rows={4} className="h-28" />
        )
      ) : currency ? (
        <Report
          costs={costs.data}
          currency={currency}
          numbers={new Map((numbers.data?.data ?? []).map((n) => [n.id, n.name]))}
        />
      ) : (
        <Empty icon={<WalletMinimal aria-hidden />} title={t(($) => $.empty.title)}>
          {costs.data.unpriced > 0
            ? t(($) => $.unpriced, { count: costs.data.unpriced, shown: String(costs.data.unpriced) })
            : t(($) => $.empty.hint)}
        </Empty>
      )}
      <Suspense>
        {setting && budget.data && <BudgetDialog budget={budget.data} onClose={() => setSetting(false)} />}
      </Suspense>
    </PageBody>
  );
}

type ReportProps = { costs: Costs; currency: string; numbers: ReadonlyMap<string, string> };

function Report({ costs, currency, numbers }: ReportProps) {
  const { t, i18n } = useTranslation("costs");
  const countries = new Intl.DisplayNames(i18n.language, { type: "region" });
  const campaigns = new Map(costs.by_campaign.map((row) => [row.campaign_id, row.name]));
  const flows = new Map(costs.by_flow.map((row) => [row.flow_id, row.name]));
  const total = costs.totals.find((sum) => sum.currency === currency);
  const link = "hover:underline";
  return (
    <>
      {total && <Totals costs={costs} total={total} />}
      <DaysCard costs={costs} currency={currency} />
      <div className="grid gap-4 lg:grid-cols-6">
        <PartsCard
          className="lg:col-span-2"
          title={t(($) => $.by.category)}
          of={t(($) => $.one.category)}
          parts={partsOf(costs.by_category, currency, (row) => row.category)}
          currency={currency}
          name={(id) => {
            const known = categoryOf(id);
            return known === "other" ? id : t(($) => $.category[known]);
          }}
          none={t(($) => $.none)}
        />
        <PartsCard
          className="lg:col-span-2"
          title={t(($) => $.by.country)}
          of={t(($) => $.one.country)}
          parts={partsOf(costs.by_country, currency, (row) => row.country)}
          currency={currency}
          name={(id) => (/^[A-Z]{2}$/.test(id) ? (countries.of(id) ?? id) : id)}
          none={t(($) => $.none)}
        />
        <PartsCard
          className="lg:col-span-2"
          title={t(($) => $.by.number)}
          of={t(($) => $.one.number)}
          parts={partsOf(costs.by_number, currency, (row) => row.whatsapp_config_id)}
          currency={currency}
          name={(id) => {
            const name = numbers.get(id);
            if (!name) return t(($) => $.gone.number);
            return (
              <Link to="/settings/numbers/$numberId" params={{ numberId: id }} className={link}>
                {name}
              </Link>
            );
          }}
          none={t(($) => $.none)}
        />
        <PartsCard
          className="lg:col-span-3"
          title={t(($) => $.by.campaign)}
          of={t(($) => $.one.campaign)}
          parts={partsOf(costs.by_campaign, currency, (row) => row.campaign_id)}
          currency={currency}
          name={(id) => {
            const name = campaigns.get(id);
            if (!name) return t(($) => $.gone.campaign);
            return (
              <Link to="/campaigns/$campaignId" params={{ campaignId: id }} className={link}>
                {name}
              </Link>
            );
          }}
          none={t(($) => $.noCampaigns)}
        />
        <PartsCard
          className="lg:col-span-3"
          title={t(($) => $.by.flow)}
          of={t(($) => $.one.flow)}
          parts={partsOf(costs.by_flow, currency, (row) => row.flow_id)}
          currency={currency}
          name={(id) => {
            const name = flows.get(id);
            if (!name) return t(($) => $.gone.flow);
            return (
              <Link to="/flows/$flowId" params={{ flowId: id }} className={link}>
                {name}
              </Link>
            );
          }}
          none={t(($) => $.noFlows)}
        />
      </div>
    </>
  );
}
