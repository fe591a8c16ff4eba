import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Minimize2 } from "lucide-react";
import { type ReactNode, useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Failed, useNow } from "@/shared/ui";
import { agentsOptions, kpisOptions, queueOptions } from "../api";
import { Alerts } from "../components/Alerts";
import { useAwake, useLeave } from "../components/useWall";
import { FIRST } from "../model";

const route = getRouteApi("/wall");
const SECOND_MS = 1000;
/** Figures older than this are said to be. */
const STALE_MS = 90_000;
const BIG = "tnum text-[clamp(2.75rem,7vw,7rem)] font-semibold leading-none tracking-tight";

/** Today's figures for a screen on the wall: large, live, with nothing around them. */
export function WallPage() {
  const { t } = useTranslation("dashboard");
  const format = useFormat();
  const { number } = route.useSearch() as { number?: string };
  const view = { period: "today", ...(number ? { number } : {}) } as const;
  const navigate = useNavigate();
  const company = useSession((s) => s.me?.tenant.name);
  const now = useNow(SECOND_MS);
  const kpis = useQuery(kpisOptions(view));
  const queue = useQuery(queueOptions);
  const agents = useQuery(agentsOptions);
  const leave = useCallback(() => {
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
    void navigate({ to: "/dashboard", search: (number ? { number } : {}) as never });
  }, [navigate, number]);
  useAwake();
  useLeave(leave);
  const read = kpis.dataUpdatedAt;
  const stale = read > 0 && now - read > STALE_MS;
  const queues = (queue.data?.data ?? []).filter((one) => one.waiting > 0);
  const waiting = queues.reduce((sum, one) => sum + one.waiting, 0);
  const longest = Math.max(0, ...queues.map((one) => one.longest_wait_seconds ?? 0));
  const team = agents.data?.data ?? [];
  const there = team.filter((one) => one.presence === "available").length;
  return (
    <main id="main" className="flex min-h-full flex-col gap-[2vmin] bg-bg p-[2.5vmin]">
      <header className="flex flex-wrap items-end gap-x-6 gap-y-1">
        <div className="min-w-0 flex-1">
          <h1 className="truncate text-[clamp(1.25rem,2.5vw,2.5rem)] font-semibold leading-tight">{company}</h1>
          <p className="text-[clamp(0.875rem,1.3vw,1.375rem)] text-fg-2 first-letter:uppercase">{format.day(now)}</p>
        </div>
        <p className="tnum text-[clamp(2rem,5vw,5rem)] font-semibold leading-none">{format.time(now)}</p>
      </header>
      <Alerts />
      {kpis.isError && !kpis.data ? (
        <Failed error={kpis.error} retry={() => void kpis.refetch()} />
      ) : (
        <section
          aria-label={t(($) => $.onWall.today)}
          className="grid flex-1 grid-cols-2 gap-[2vmin] max-sm:flex-none lg:grid-cols-3"
        >
          {FIRST.map((metric) => {
            const kpi = kpis.data?.kpis.find((one) => one.metric === metric);
            const bad = metric === "messages_failed" && (kpi?.value ?? 0) > 0;
            return (
              <Tile key={metric} label={t(($) => $.metric[metric])}>
                <span className={`${BIG} ${bad ? "text-danger" : ""}`}>{kpi ? format.number(kpi.value) : "—"}</span>
              </Tile>
            );
          })}
          <Tile
            label={t(($) => $.onWall.waiting)}
            below={
              !queue.data
                ? undefined
                : waiting === 0
                  ? t(($) => $.onWall.calm)
                  : t(($) => $.onWall.longest, { length: format.length(longest * 1000) })
            }
          >
            <span className={`${BIG} ${waiting > 0 ? "text-warn" : ""}`}>
              {queue.data ? format.number(waiting) : "—"}
            </span>
          </Tile>
          <Tile label={t(($) => $.onWall.agents)}>
            <span className={BIG}>
              {agents.data ? t(($) => $.onWall.of, { count: there, total: format.number(team.length) }) : "—"}
            </span>
          </Tile>
        </section>
      )}
      <footer className="flex items-center gap-3 text-sm text-fg-2">
        {read > 0 && (
          <p className={stale ? "font-medium text-warn" : undefined}>
            {t(($) => (stale ? $.onWall.stale : $.onWall.updated), { time: format.time(read) })}
          </p>
        )}
        <button
          type="button"
          onClick={leave}
          className="ml-auto inline-flex min-h-8 items-center gap-1.5 rounded-control px-2 text-fg-2 hover:bg-surface-2 hover:text-fg [&_svg]:size-4"
        >
          <Minimize2 aria-hidden />
          {t(($) => $.onWall.leave)} (Esc)
        </button>
      </footer>
    </main>
  );
}

/** One figure, readable from the other side of the room. */
function Tile({ label, below, children }: { label: string; below?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a figure with its name, not a set of fields
    <div
      role="group"
      aria-label={label}
      className="flex min-w-0 flex-col justify-center rounded-card border border-line bg-surface p-[2.5vmin]"
    >
      <h2 className="mb-[1vmin] text-[clamp(0.9375rem,1.7vw,1.875rem)] leading-tight text-fg-2">{label}</h2>
      {children}
      {below && <p className="mt-[1vmin] text-[clamp(0.8125rem,1.3vw,1.375rem)] text-fg-2">{below}</p>}
    </div>
  );
}
