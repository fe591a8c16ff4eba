import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { Plug, PlugZap } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { useMay } from "@/shared/api";
import { vendorOf } from "@/shared/erp";
import { useFormat } from "@/shared/i18n/format";
import { erpsOptions } from "@/shared/known";
import { Badge, Bones, Crumb, Empty, Failed, PageBody, PageHead, Refreshing } from "@/shared/ui";
import type { Offered } from "../api";
import { StateBadge } from "../components/State";
import { useWords } from "../components/words";

function About({ offered: { connection, erp_type, capabilities } }: { offered: Offered }) {
  const { t } = useTranslation("erps");
  const format = useFormat();
  const words = useWords();
  if (!connection) return <p className="text-sm text-fg-2">{words.about(erp_type)}</p>;
  const trouble = connection.status === "failing" ? words.reason(connection.error, connection.detail) : null;
  return (
    <div className="flex flex-col gap-1 text-sm text-fg-2">
      <p className="truncate" title={connection.base_url}>
        {connection.base_url}
      </p>
      {trouble && (
        <p className="text-danger">
          {trouble.what} {trouble.help}
        </p>
      )}
      <p>
        {connection.checked_at && t(($) => $.list.checked, { time: format.relative(connection.checked_at) })}
        {" · "}
        {t(($) => $.list.can, { count: connection.capabilities.length, all: capabilities.length })}
      </p>
      {connection.sync?.state === "done" && connection.sync.ended_at && (
        <p className="tnum">
          {t(($) => $.list.synced, {
            time: format.relative(connection.sync.ended_at),
            customers: format.number(connection.sync.customers),
            invoices: format.number(connection.sync.invoices),
          })}
        </p>
      )}
    </div>
  );
}

function Row({ offered }: { offered: Offered }) {
  const { t } = useTranslation("erps");
  const manages = useMay("manage:erp");
  const { connection, erp_type } = offered;
  return (
    <li>
      <Link
        to="/settings/erps/$erpType"
        params={{ erpType: erp_type }}
        className="flex h-full flex-col gap-2 rounded-card border border-line bg-surface p-5 shadow-e1 hover:bg-surface-2"
      >
        <span className="flex flex-wrap items-center gap-2">
          <span
            className={`grid size-9 place-items-center rounded-control ${connection ? "bg-brand-soft text-brand-fg" : "bg-surface-3 text-fg-3"}`}
          >
            {connection ? (
              <PlugZap className="size-[18px]" aria-hidden />
            ) : (
              <Plug className="size-[18px]" aria-hidden />
            )}
          </span>
          <h2 className="text-lg font-semibold">{vendorOf(erp_type)}</h2>
          <StateBadge connection={connection} />
          {connection?.preferred && <Badge tone="info">{t(($) => $.preferred.badge)}</Badge>}
        </span>
        <About offered={offered} />
        {!connection && manages && (
          <span className="mt-auto pt-1 text-sm font-medium text-brand-fg">{t(($) => $.list.connect)}</span>
        )}
      </Link>
    </li>
  );
}

/** Every ERP that can be connected, each with how it is doing. */
export function ErpsPage() {
  const { t } = useTranslation("erps");
  const router = useRouter();
  const erps = useQuery(erpsOptions);
  const all = erps.data?.data ?? [];
  useActions(
    all.map(({ erp_type }) => ({
      id: `erps:${erp_type}`,
      label: vendorOf(erp_type),
      group: t(($) => $.title),
      icon: <Plug aria-hidden />,
      run: () => void router.navigate({ to: "/settings/erps/$erpType", params: { erpType: erp_type } }),
    })),
  );
  return (
    <PageBody>
      <Refreshing busy={erps.isFetching && !erps.isPending} />
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.title)}
        about={t(($) => $.about.page)}
      />
      {erps.data ? (
        all.length > 0 ? (
          <ul className="grid gap-4 md:grid-cols-2">
            {all.map((offered) => (
              <Row key={offered.erp_type} offered={offered} />
            ))}
          </ul>
        ) : (
          <Empty icon={<Plug aria-hidden />} title={t(($) => $.list.none)}>
            {t(($) => $.list.noneHint)}
          </Empty>
        )
      ) : erps.isError ? (
        <Failed error={erps.error} retry={() => void erps.refetch()} />
      ) : (
        <Bones rows={4} className="h-24" />
      )}
    </PageBody>
  );
}
