import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { PlugZap, Star, Unplug } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { keys, queryClient, useMay } from "@/shared/api";
import { vendorOf } from "@/shared/erp";
import { useFormat } from "@/shared/i18n/format";
import { erpsOptions } from "@/shared/known";
import {
  Badge,
  Banner,
  Bones,
  Button,
  Card,
  Confirm,
  Crumb,
  Empty,
  Failed,
  PageBody,
  PageHead,
  Tabs,
  useDeed,
} from "@/shared/ui";
import { type Connection, deeds, type Offered, type Step, stateOptions } from "../api";
import { Calls, Figures } from "../components/Calls";
import { Choices, useChoice } from "../components/Choices";
import { ConnectForm } from "../components/ConnectForm";
import { Mapping } from "../components/Mapping";
import { Capabilities, StateBadge, Steps, Trouble } from "../components/State";
import { SyncCard } from "../components/SyncCard";
import { WebhookCard } from "../components/WebhookCard";
import { among } from "../model";

const route = getRouteApi("/inside/settings/erps/$erpType");
const TABS = ["connection", "facts", "sync", "calls"] as const;

/** One ERP: to connect it, or everything of its connection. */
export function ErpPage() {
  const { t } = useTranslation("erps");
  const { erpType } = route.useParams();
  const erps = useQuery(erpsOptions);
  const offered = erps.data?.data.find((one) => one.erp_type === erpType);
  const state = useQuery(stateOptions(erpType, Boolean(offered?.connection)));
  const back = <Crumb to="/settings/erps">{t(($) => $.title)}</Crumb>;
  if (!offered)
    return (
      <PageBody>
        {erps.data ? (
          <>
            <PageHead back={back} title={erpType} />
            <Empty icon={<PlugZap aria-hidden />} title={t(($) => $.unknown.title)}>
              {t(($) => $.unknown.hint)}
            </Empty>
          </>
        ) : (
          <>
            {back}
            {erps.isError ? (
              <Failed error={erps.error} retry={() => void erps.refetch()} />
            ) : (
              <Bones className="h-24" />
            )}
          </>
        )}
      </PageBody>
    );
  // The list is read again after every change; the state alone while a sweep runs.
  const connection = offered.connection && (state.data ?? offered.connection);
  return (
    <PageBody>
      <One key={erpType} offered={offered} connection={connection} back={back} />
    </PageBody>
  );
}

type OneProps = { offered: Offered; connection: Connection | null; back: React.ReactNode };

function One({ offered, connection, back }: OneProps) {
  const { t } = useTranslation("erps");
  const manages = useMay("manage:erp");
  const navigate = useNavigate();
  const view = route.useSearch() as { tab?: string };
  const [steps, setSteps] = useState<Step[] | null>(null);
  const { busy, act } = useDeed();
  const test = () =>
    act({
      run: () => deeds.test(offered.erp_type),
      changes: [keys.erps()],
      after: (checked) => setSteps(checked.steps),
    });
  useActions(
    connection && manages
      ? [
          {
            id: "erps:test",
            label: t(($) => $.test.run),
            group: vendorOf(offered.erp_type),
            icon: <PlugZap aria-hidden />,
            run: () => void test(),
          },
        ]
      : [],
  );
  const tabs = TABS.filter((id) => id !== "calls" || manages);
  const tab = among(tabs, view.tab ?? null) ?? "connection";
  const parts = {
    connection: () =>
      connection && (
        <ConnectionTab {...{ offered, connection, steps, busy }} onTest={() => void test()} onChecked={setSteps} />
      ),
    facts: () =>
      connection && (
        <>
          <Mapping connection={connection} />
          <Choices offered={offered} connection={connection} />
        </>
      ),
    sync: () =>
      connection && (
        <div className="grid items-start gap-4 xl:grid-cols-2">
          <SyncCard offered={offered} connection={connection} />
          {manages && <WebhookCard connection={connection} />}
        </div>
      ),
    calls: () => (
      <>
        <Figures erpType={offered.erp_type} />
        <Calls erpType={offered.erp_type} />
      </>
    ),
  };
  return (
    <>
      <PageHead
        back={back}
        title={vendorOf(offered.erp_type)}
        about={
          <span className="flex flex-wrap items-center gap-2">
            <StateBadge connection={connection} />
            {connection?.preferred && <Badge tone="info">{t(($) => $.preferred.badge)}</Badge>}
            {connection && <span className="break-all">{connection.base_url}</span>}
          </span>
        }
        end={connection && manages && <Preferred connection={connection} />}
      />
      {connection ? (
        <div className="flex flex-col gap-4">
          <Trouble connection={connection} />
          <Tabs
            label={t(($) => $.tabs.label)}
            tabs={tabs.map((id) => ({ id, label: t(($) => $.tabs[id]) }))}
            value={tab}
            onChange={(id) => void navigate({ to: ".", search: { tab: id } as never, replace: true })}
          >
            <div className="flex flex-col gap-4 pt-4">{parts[tab]()}</div>
          </Tabs>
        </div>
      ) : manages ? (
        <Card title={t(($) => $.form.title)}>
          <ConnectForm offered={offered} connection={null} onChecked={setSteps} />
        </Card>
      ) : (
        <Banner tone="info">{t(($) => $.notYours)}</Banner>
      )}
    </>
  );
}

function Preferred({ connection }: { connection: Connection }) {
  const { t } = useTranslation("erps");
  const { busy, choose } = useChoice(connection);
  if (connection.preferred) return null;
  return (
    <Button icon={<Star aria-hidden />} busy={busy} onPress={() => void choose({}, true)}>
      {t(($) => $.preferred.make)}
    </Button>
  );
}

type ConnectionProps = {
  offered: Offered;
  connection: Connection;
  steps: Step[] | null;
  busy: boolean;
  onTest: () => void;
  onChecked: (steps: Step[]) => void;
};

function ConnectionTab({ offered, connection, steps, busy, onTest, onChecked }: ConnectionProps) {
  const { t } = useTranslation("erps");
  const format = useFormat();
  const manages = useMay("manage:erp");
  const outcome = useRef<HTMLDivElement>(null);
  // Where it was asked for below, the outcome is brought into sight.
  useEffect(() => {
    if (steps) outcome.current?.scrollIntoView({ block: "nearest" });
  }, [steps]);
  return (
    <>
      <Card
        title={t(($) => $.test.title)}
        end={
          manages && (
            <Button icon={<PlugZap aria-hidden />} busy={busy} onPress={onTest}>
              {t(($) => (busy ? $.form.trying : $.test.run))}
            </Button>
          )
        }
      >
        <p className="mb-3 text-sm text-fg-2">
          {connection.checked_at
            ? t(($) => $.test.checked, { time: format.dateTime(connection.checked_at) })
            : t(($) => $.test.never)}
        </p>
        <div role="status" ref={outcome} className="scroll-m-16">
          {steps && (
            <p className="mb-2 text-sm font-medium">
              {t(($) => (steps.every((step) => step.ok) ? $.test.allWell : $.test.trouble))}
            </p>
          )}
        </div>
        {steps && (
          <div className="mb-5 max-w-2xl">
            <Steps steps={steps} />
          </div>
        )}
        <h3 className="mb-2 text-sm font-semibold">{t(($) => $.can.title)}</h3>
        <Capabilities offered={offered} connection={connection} />
      </Card>
      {manages && (
        <>
          <Card title={t(($) => $.form.edit)}>
            <ConnectForm offered={offered} connection={connection} onChecked={onChecked} />
          </Card>
          <Ending connection={connection} />
        </>
      )}
    </>
  );
}

function Ending({ connection }: { connection: Connection }) {
  const { t } = useTranslation("erps");
  const navigate = useNavigate();
  const [asked, setAsked] = useState(false);
  const { busy, act } = useDeed();
  const name = vendorOf(connection.erp_type);
  const end = () =>
    act({
      run: () => deeds.disconnect(connection.erp_type),
      done: t(($) => $.disconnect.done, { name }),
      after: async () => {
        // Nothing is asked any more of what is gone: this page is left before the list is read again.
        await navigate({ to: "/settings/erps", ignoreBlocker: true });
        queryClient.removeQueries({ queryKey: [...keys.erps(), connection.erp_type] });
        queryClient.removeQueries({ queryKey: ["erp-card"] });
        await queryClient.invalidateQueries({ queryKey: keys.erps() });
      },
    });
  return (
    <Card title={t(($) => $.disconnect.action)}>
      <p className="mb-3 text-sm text-fg-2">{t(($) => $.disconnect.hint)}</p>
      <Button icon={<Unplug aria-hidden />} className="text-danger" onPress={() => setAsked(true)}>
        {t(($) => $.disconnect.action)}
      </Button>
      {asked && (
        <Confirm
          open
          onClose={() => setAsked(false)}
          title={t(($) => $.disconnect.ask, { name })}
          action={t(($) => $.disconnect.action)}
          onConfirm={() => void end()}
          busy={busy}
        >
          {t(($) => $.disconnect.hint)}
        </Confirm>
      )}
    </Card>
  );
}
