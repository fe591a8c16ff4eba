import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import clsx from "clsx";
import { MoreHorizontal } from "lucide-react";
import { Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { useMay, useSession, useZone } from "@/shared/api";
import { lazily } from "@/shared/code";
import { Field, IconButton, Menu, PageBody, PageHead, toast } from "@/shared/ui";
import { download, numbersOptions, widgetsOptions } from "../api";
import { Alerts } from "../components/Alerts";
import { AgentsCard, FlowsCard, FunnelCard, HeatCard, MessagesCard, QueueCard } from "../components/Cards";
import { Figures } from "../components/Figures";
import { FirstSteps } from "../components/FirstSteps";
import { Widgets } from "../components/Widgets";
import { PERIODS, type View } from "../model";

const AddWidget = lazily(() => import("../components/AddWidget"), "AddWidget");
// Only companies with several numbers need it.
const NumberFilter = lazily(() => import("../components/NumberFilter"), "NumberFilter");
const route = getRouteApi("/inside/dashboard");

/** What needs a person, then the figures, then what they are made of. */
export function DashboardPage() {
  const { t } = useTranslation("dashboard");
  const view = route.useSearch() as View;
  const navigate = useNavigate();
  const zone = useZone();
  const company = useSession((s) => s.me?.tenant.name);
  const mayNumbers = useMay("read:whatsapp_configs");
  const numbers = useQuery({ ...numbersOptions, enabled: mayNumbers });
  const widgets = useQuery(widgetsOptions);
  const [adding, setAdding] = useState(false);
  const wall = useRef<HTMLDivElement>(null);
  const look = (change: View) => void navigate({ to: ".", search: { ...view, ...change } as never, replace: true });
  const custom = Boolean(view.from && view.to);
  const fullScreen = () => void wall.current?.requestFullscreen?.();
  const group = t(($) => $.title);
  const take = (format: "csv" | "pdf" | "xlsx") => void download(view, format).catch(toast.failed);
  const more = [
    { id: "dashboard:add", label: t(($) => $.own.add), group, run: () => setAdding(true) },
    { id: "dashboard:pdf", label: t(($) => $.export.pdf), group, run: () => take("pdf") },
    { id: "dashboard:xlsx", label: t(($) => $.export.xlsx), group, run: () => take("xlsx") },
    { id: "dashboard:csv", label: t(($) => $.export.csv), group, run: () => take("csv") },
    { id: "dashboard:wall", label: t(($) => $.wall), group, run: fullScreen },
  ];
  useActions(more);
  const today = new Date().toISOString().slice(0, 10);
  return (
    <div ref={wall} className="h-full bg-bg">
      <PageBody>
        <PageHead
          title={t(($) => $.title)}
          about={t(($) => $.about, { company, zone })}
          end={
            <>
              {numbers.data && numbers.data.data.length > 1 && (
                <Suspense>
                  <NumberFilter
                    numbers={numbers.data.data}
                    value={view.number}
                    onChange={(number) => look({ number })}
                  />
                </Suspense>
              )}
              <fieldset className="flex flex-wrap rounded-control border border-line bg-surface p-0.5">
                <legend className="sr-only">{t(($) => $.period.title)}</legend>
                {PERIODS.map((period) => (
                  <button
                    key={period}
                    type="button"
                    aria-pressed={!custom && (view.period ?? "7d") === period}
                    onClick={() => look({ period, from: undefined, to: undefined })}
                    className="h-8 rounded-chip px-2.5 text-sm text-fg-2 hover:bg-surface-2 aria-pressed:bg-brand-soft aria-pressed:font-medium aria-pressed:text-brand-fg"
                  >
                    {t(($) => $.period[period])}
                  </button>
                ))}
                <button
                  type="button"
                  aria-pressed={custom}
                  onClick={() => look({ from: today, to: today })}
                  className="h-8 rounded-chip px-2.5 text-sm text-fg-2 hover:bg-surface-2 aria-pressed:bg-brand-soft aria-pressed:font-medium aria-pressed:text-brand-fg"
                >
                  {t(($) => $.period.custom)}
                </button>
              </fieldset>
              {custom && (
                <span className="flex items-center gap-1">
                  <Field
                    aria-label={t(($) => $.period.from)}
                    type="date"
                    value={view.from ?? ""}
                    onChange={(from) => look({ from: from || today })}
                  />
                  <Field
                    aria-label={t(($) => $.period.to)}
                    type="date"
                    value={view.to ?? ""}
                    onChange={(to) => look({ to: to || today })}
                  />
                </span>
              )}
              <Menu label={t(($) => $.more)} items={more.map(({ id, label, run }) => ({ id, label, run }))}>
                <IconButton label={t(($) => $.more)}>
                  <MoreHorizontal aria-hidden />
                </IconButton>
              </Menu>
            </>
          }
        />
        <FirstSteps />
        <Alerts />
        <Figures view={view} />
        <div className={clsx("grid gap-4 xl:grid-cols-3")}>
          <MessagesCard view={view} className="min-w-0 xl:col-span-2" />
          <FunnelCard view={view} />
          <HeatCard view={view} className="min-w-0 xl:col-span-2" />
          <QueueCard />
          <AgentsCard />
          <FlowsCard className="xl:col-span-2" />
        </div>
        <Widgets />
        <Suspense>
          {adding && (
            <AddWidget
              last={Math.max(-1, ...(widgets.data?.data ?? []).map((w) => w.place.y ?? 0))}
              onClose={() => setAdding(false)}
            />
          )}
        </Suspense>
      </PageBody>
    </div>
  );
}
