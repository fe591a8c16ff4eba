import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { AreaChart, Funnel, Heat, Legend } from "@/shared/charts";
import { useFormat } from "@/shared/i18n/format";
import { Avatar, Badge, Bone, Card, Failed, Later } from "@/shared/ui";
import { agentsOptions, chartOptions, flowsOptions, funnelOptions, heatOptions, queueOptions } from "../api";
import type { View } from "../model";

/** A card that loads, fails and tries again by itself: it never takes the page with it. */
function Own<T>({
  title,
  query,
  end,
  className,
  children,
}: {
  title: string;
  query: UseQueryResult<T>;
  end?: ReactNode;
  className?: string;
  children: (data: T) => ReactNode;
}) {
  return (
    <Card title={title} end={end} className={className}>
      {query.data !== undefined ? (
        children(query.data)
      ) : query.isError ? (
        <Failed error={query.error} retry={() => void query.refetch()} tight />
      ) : (
        <Later>
          <Bone className="h-48" />
        </Later>
      )}
    </Card>
  );
}

export function MessagesCard({ view, className }: { view: View; className?: string }) {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const received = useQuery(chartOptions(view, "messages_received"));
  const sent = useQuery(chartOptions(view, "messages_sent"));
  const names = [
    { id: "in", label: t(($) => $.messages.received), color: "var(--brand)" },
    { id: "out", label: t(($) => $.messages.sent), color: "var(--violet)" },
  ];
  return (
    <Own title={t(($) => $.messages.title)} query={received} end={<Legend series={names} />} className={className}>
      {(data) => (
        <AreaChart
          title={t(($) => $.messages.title)}
          labels={data.points.map((p) =>
            data.bucket === "hour" ? `${format.weekday(p.at)} ${format.time(p.at)}` : format.date(p.at).slice(0, 5),
          )}
          series={[
            { ...(names[0] as (typeof names)[0]), values: data.points.map((p) => p.value) },
            { ...(names[1] as (typeof names)[0]), values: data.points.map((_, i) => sent.data?.points[i]?.value ?? 0) },
          ]}
        />
      )}
    </Own>
  );
}

export function FunnelCard({ view }: { view: View }) {
  const { t } = useTranslation("dashboard");
  const funnel = useQuery(funnelOptions(view));
  const steps = ["queued", "sent", "delivered", "read"] as const;
  return (
    <Own title={t(($) => $.funnel.title)} query={funnel}>
      {(data) => (
        <>
          <Funnel steps={steps.map((id) => ({ id, label: t(($) => $.funnel[id]), value: data[id] }))} />
          {data.failed > 0 && (
            <p className="mt-4 text-sm text-danger">{t(($) => $.funnel.failed, { count: data.failed })}</p>
          )}
        </>
      )}
    </Own>
  );
}

/** Monday first, as people here read a week; the API counts from Monday as well. */
export function HeatCard({ view, className }: { view: View; className?: string }) {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const heat = useQuery(heatOptions(view));
  const monday = Date.UTC(2024, 0, 1, 12);
  return (
    <Own title={t(($) => $.heat.title)} query={heat} className={className}>
      {(data) => (
        <Heat
          title={t(($) => $.heat.title)}
          rows={data.rows.map((_, day) => format.weekday(monday + day * 86_400_000))}
          columns={Array.from({ length: 24 }, (_, hour) => t(($) => $.heat.hour, { hour }))}
          values={data.rows}
        />
      )}
    </Own>
  );
}

export function QueueCard() {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const queue = useQuery(queueOptions);
  return (
    <Own title={t(($) => $.queue.title)} query={queue}>
      {({ data }) =>
        data.length === 0 ? (
          <p className="text-sm text-fg-3">{t(($) => $.queue.none)}</p>
        ) : (
          <ul className="flex flex-col">
            {data.map((one) => (
              <li key={one.queue_id} className="border-b border-line last:border-0">
                <Link
                  to="/inbox"
                  search={{ tab: "unassigned", queue: one.queue_id }}
                  className="flex items-center gap-2 rounded-control py-2 text-sm hover:bg-surface-2"
                >
                  <span className="min-w-0 flex-1 truncate">{one.name}</span>
                  <span className="tnum text-fg-3">
                    {one.longest_wait_seconds === null
                      ? t(($) => $.queue.nobody)
                      : format.length(one.longest_wait_seconds * 1000)}
                  </span>
                  <Badge tone={one.waiting > 0 ? "warn" : "plain"}>
                    {t(($) => $.queue.waiting, { count: one.waiting })}
                  </Badge>
                </Link>
              </li>
            ))}
          </ul>
        )
      }
    </Own>
  );
}

const PRESENCES = ["available", "away", "busy", "offline"] as const;
const DOTS: Record<(typeof PRESENCES)[number], string> = {
  available: "bg-brand",
  away: "bg-warn",
  busy: "bg-danger",
  offline: "bg-control",
};

export function AgentsCard() {
  const { t } = useTranslation("dashboard");
  const agents = useQuery(agentsOptions);
  return (
    <Own title={t(($) => $.agents.title)} query={agents}>
      {({ data }) =>
        data.length === 0 ? (
          <p className="text-sm text-fg-3">{t(($) => $.agents.none)}</p>
        ) : (
          <ul className="flex flex-col">
            {data.map((agent) => {
              const presence = PRESENCES.find((p) => p === agent.presence) ?? "offline";
              return (
                <li
                  key={agent.user_id}
                  className="flex items-center gap-3 border-b border-line py-2 text-sm last:border-0"
                >
                  <Avatar name={agent.name} seed={agent.user_id} />
                  <span className="min-w-0 flex-1">
                    <span className="block truncate">{agent.name}</span>
                    <span className="flex items-center gap-1 text-xs text-fg-3">
                      <i aria-hidden className={clsx("size-1.5 rounded-full", DOTS[presence])} />
                      {t(($) => $.presence[presence])}
                    </span>
                  </span>
                  <span className="tnum text-fg-3">
                    {t(($) => $.agents.load, { load: agent.load, capacity: agent.capacity })}
                  </span>
                </li>
              );
            })}
          </ul>
        )
      }
    </Own>
  );
}

export function FlowsCard({ className }: { className?: string }) {
  const { t } = useTranslation("dashboard");
  const flows = useQuery(flowsOptions);
  return (
    <Own title={t(($) => $.flows.title)} query={flows} className={className}>
      {({ data }) => {
        const running = data.filter((flow) => flow.status === "published");
        if (running.length === 0) return <p className="text-sm text-fg-3">{t(($) => $.flows.none)}</p>;
        return (
          <ul className="flex flex-col">
            {running.map((flow) => (
              <li key={flow.id} className="border-b border-line last:border-0">
                <Link
                  to="/flows/$flowId"
                  params={{ flowId: flow.id }}
                  className="flex items-center gap-2 rounded-control py-2 text-sm hover:bg-surface-2"
                >
                  <span className="min-w-0 flex-1 truncate">{flow.name}</span>
                  <span className="tnum text-xs text-fg-3">{t(($) => $.flows.version, { version: flow.version })}</span>
                </Link>
              </li>
            ))}
          </ul>
        );
      }}
    </Own>
  );
}
