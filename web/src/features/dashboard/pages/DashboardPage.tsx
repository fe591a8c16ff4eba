import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import clsx from "clsx";
import { MoreHorizontal } from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { useMay, useSession, useZone } from "@/shared/api";
import { lazily } from "@/shared/code";
import { PeriodPicker } from "@/shared/period";
import { IconButton, Menu, PageBody, PageHead, toast } from "@/shared/ui";
import { download, numbersOptions, widgetsOptions } from "../api";
import { Alerts } from "../components/Alerts";
import { AgentsCard, FlowsCard, FunnelCard, HeatCard, MessagesCard, QueueCard } from "../components/Cards";
import { Figures } from "../components/Figures";
import { FirstSteps } from "../components/FirstSteps";
import { Widgets } from "../components/Widgets";
import { USUAL, type View } from "../model";

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
  const look = (change: View) => void navigate({ to: ".", search: { ...view, ...change } as never, replace: true });
  const wall = () => {
    // Where the browser allows it; the page is the same without.
    void document.documentElement.requestFullscreen?.().catch(() => undefined);
    void navigate({ to: "/wall", search: (view.number ? { number: view.number } : {}) as never });
  };
  const group = t(($) => $.title);
  const take = (format: "csv" | "pdf" | "xlsx") => void download(view, format).catch(toast.failed);
  const more = [
    { id: "dashboard:add", label: t(($) => $.own.add), group, run: () => setAdding(true) },
    { id: "dashboard:pdf", label: t(($) => $.export.pdf), group, run: () => take("pdf") },
    { id: "dashboard:xlsx", label: t(($) => $.export.xlsx), group, run: () => take("xlsx") },
    { id: "dashboard:csv", label: t(($) => $.export.csv), group, run: () => take("csv") },
    { id: "dashboard:wall", label: t(($) => $.wall), group, run: wall },
  ];
  useActions(more);
  return (
    <PageBody>
      <PageHead
        title={t(($) => $.title)}
        about={t(($) => $.about, { company, zone })}
        end={
          <>
            {numbers.data && numbers.data.data.length > 1 && (
              <Suspense>
                <NumberFilter numbers={numbers.data.data} value={view.number} onChange={(number) => look({ number })} />
              </Suspense>
            )}
            <PeriodPicker value={view} usual={USUAL} onChange={look} />
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
  );
}
