import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Activity } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, queryClient } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { useChannels, useEvents } from "@/shared/realtime";
import { Bones, Empty, Failed, Select } from "@/shared/ui";
import { analyticsOptions, sessionsOptions, versionsOptions } from "../api";
import { useWords } from "../canvas/useWords";
import { isDecoration } from "../model/document";
import { dropOff, trafficOn } from "../model/traffic";
import { docShown, useEditor, useEditorStore } from "../store";

const PERIODS = [1, 7, 30, 90];
const PULSE_MS = 4000;
const MOST = 50;

/** Who went where, on the drawing and in figures; what moves now pulses. */
export function LivePanel({ flowId }: { flowId: string }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const store = useEditorStore();
  const [version, setVersion] = useState("");
  const [days, setDays] = useState(30);
  const versions = useQuery(versionsOptions(flowId));
  const from = new Date(Date.now() - (days - 1) * 86_400_000).toISOString().slice(0, 10);
  const figures = useQuery({
    ...analyticsOptions(flowId, { from, ...(version ? { version: Number(version) } : {}) }),
    enabled: (versions.data?.length ?? 0) > 0,
  });
  const running = useQuery(sessionsOptions(flowId));
  usePulses(flowId);
  const doc = useEditor(docShown);
  useEffect(() => {
    store.setState({ traffic: figures.data ? trafficOn(doc, figures.data) : null });
  }, [figures.data, doc, store]);
  useEffect(() => () => store.setState({ traffic: null, pulses: new Map() }), [store]);
  if (versions.isPending) return <Bones rows={4} />;
  if (versions.data?.length === 0)
    return (
      <Empty icon={<Activity aria-hidden />} title={t(($) => $.live.none)}>
        {t(($) => $.live.noneHint)}
      </Empty>
    );
  if (figures.isError && !figures.data)
    return <Failed tight error={figures.error} retry={() => void figures.refetch()} />;
  const ended = Object.entries(figures.data?.ended ?? {});
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-auto p-4">
      <div className="grid grid-cols-2 gap-2">
        <Select
          label={t(($) => $.live.version)}
          value={version || String(figures.data?.version ?? versions.data?.[0]?.version ?? "")}
          onChange={setVersion}
          options={(versions.data ?? []).map((v) => ({
            id: String(v.version),
            label: t(($) => $.versions.number, { version: v.version }),
          }))}
        />
        <Select
          label={t(($) => $.live.period)}
          value={String(days)}
          onChange={(id) => setDays(Number(id))}
          options={PERIODS.map((count) => ({ id: String(count), label: t(($) => $.live.days, { count }) }))}
        />
      </div>
      <dl className="grid grid-cols-2 gap-2">
        <Figure name={t(($) => $.live.started)} value={format.number(figures.data?.started ?? 0)} />
        <Figure name={t(($) => $.live.running)} value={format.number(running.data?.pagination.total ?? 0)} />
        {ended.map(([status, count]) => (
          <Figure key={status} name={t(($) => $.ended[status as "completed"])} value={format.number(Number(count))} />
        ))}
      </dl>
      <NodeFigures flowId={flowId} />
    </div>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className="rounded-control border border-line p-2.5">
      <dt className="text-xs text-fg-3">{name}</dt>
      <dd className="tnum text-lg font-semibold text-fg">{value}</dd>
    </div>
  );
}

/** Of the chosen block: how many came, who stopped, who is there now. */
function NodeFigures({ flowId }: { flowId: string }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const words = useWords();
  const node = useEditor((s) =>
    s.selected.length === 1 ? docShown(s).nodes.find((n) => n.id === s.selected[0]) : undefined,
  );
  const figures = useEditor((s) => s.traffic?.nodes.get(node?.id ?? ""));
  const running = useQuery({
    ...sessionsOptions(flowId, "running", MOST, node?.id),
    enabled: node !== undefined && !isDecoration(node),
  });
  if (!node || isDecoration(node)) return null;
  const here = running.data?.data ?? [];
  const more = (running.data?.pagination.total ?? 0) - here.length;
  const share = dropOff(figures);
  return (
    <section aria-label={words.title(node)} className="flex flex-col gap-2 border-t border-line pt-3">
      <h3 className="text-sm font-semibold text-fg">{words.title(node)}</h3>
      <dl className="grid grid-cols-3 gap-2">
        <Figure name={t(($) => $.live.entered)} value={format.number(figures?.entered ?? 0)} />
        <Figure
          name={t(($) => $.live.dropped)}
          value={
            share === null
              ? format.number(figures?.dropped ?? 0)
              : `${format.number(figures?.dropped ?? 0)} · ${format.percent(share, 0)}`
          }
        />
        <Figure
          name={t(($) => $.live.seconds)}
          value={figures?.seconds != null ? format.length(figures.seconds * 1000) : "–"}
        />
      </dl>
      <h4 className="text-xs font-semibold uppercase tracking-wide text-fg-3">{t(($) => $.live.sessions)}</h4>
      {running.data && here.length === 0 && <p className="text-sm text-fg-2">{t(($) => $.live.nobody)}</p>}
      <ul className="flex flex-col gap-1">
        {here.map((session) => (
          <li key={session.id}>
            <Link
              to="/inbox/$conversationId"
              params={{ conversationId: session.conversation_id }}
              search={{ tab: "all" } as never}
              className="flex min-h-8 items-center justify-between gap-2 rounded-control px-2 text-sm text-fg hover:bg-surface-2"
            >
              {t(($) => $.live.open)}
              <span className="text-xs text-fg-3">
                {t(($) => $.live.since, { time: format.short(session.updated_at) })}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="text-xs text-fg-3">{t(($) => $.request.more, { count: more })}</p>}
    </section>
  );
}

function usePulses(flowId: string): void {
  const store = useEditorStore();
  useEffect(() => {
    const fade = setInterval(() => {
      const { pulses } = store.getState();
      const still = [...pulses].filter(([, at]) => Date.now() - at < PULSE_MS);
      if (still.length !== pulses.size) store.setState({ pulses: new Map(still) });
    }, 1000);
    return () => clearInterval(fade);
  }, [store]);
  useChannels("flows");
  useEvents((events) => {
    const mine = events.filter(
      (e) => e.type === "flow_session_updated" && (e.data as { flow_id?: string }).flow_id === flowId,
    );
    if (mine.length === 0) return;
    const now = Date.now();
    store.setState(({ pulses }) => {
      const next = new Map([...pulses].filter(([, at]) => now - at < PULSE_MS));
      for (const event of mine) {
        const node = (event.data as { node?: string | null }).node;
        if (node) next.set(node, now);
      }
      return { pulses: next };
    });
    void queryClient.invalidateQueries({ queryKey: ["flow-analytics", flowId] });
    void queryClient.invalidateQueries({ queryKey: [keys.flowSessions(flowId, {})[0], flowId] });
  });
}
