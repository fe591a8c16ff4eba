import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Checkbox, Combo, Field, Select } from "@/shared/ui";
import { agentsOptions, numbersOptions, queuesOptions } from "../api";
import type { Status, View } from "../model";
import { midnight } from "../views";
import { SavedViews } from "./SavedViews";

const DAYS = [1, 7, 30];

const STATUSES: Status[] = ["bot", "queued", "active", "waiting", "resolved", "archived"];

/** More ways to narrow the list, and views to keep. */
export function FilterPanel({ view, onView }: { view: View; onView: (view: View) => void }) {
  const { t } = useTranslation("inbox");
  const agents = useQuery(agentsOptions);
  const queues = useQuery(queuesOptions);
  const numbers = useQuery(numbersOptions);
  const zone = useZone();
  const format = useFormat();
  const [custom, setCustom] = useState(Boolean(view.since || view.until));
  const period = custom ? "custom" : view.days ? String(view.days) : null;
  const onPeriod = (id: string) => {
    setCustom(id === "custom");
    onView({ ...view, since: undefined, until: undefined, days: Number(id) || undefined });
  };
  const from = view.since ? format.dayKey(view.since) : "";
  const to = view.until ? format.dayKey(Date.parse(view.until) - 1) : "";
  return (
    <div className="flex max-h-[55%] flex-col gap-3 overflow-auto border-y border-line bg-bg px-4 py-3">
      <SavedViews view={view} onView={onView} />
      <fieldset>
        <legend className="mb-1 text-sm font-medium">{t(($) => $.filter.status)}</legend>
        <div className="grid grid-cols-2 gap-1">
          {STATUSES.map((status) => (
            <Checkbox
              key={status}
              checked={view.status?.includes(status) ?? false}
              onChange={(on) =>
                onView({
                  ...view,
                  status: on ? [...(view.status ?? []), status] : view.status?.filter((s) => s !== status),
                })
              }
            >
              {t(($) => $.status[status])}
            </Checkbox>
          ))}
        </div>
      </fieldset>
      <Select
        label={t(($) => $.filter.queue)}
        options={(queues.data?.data ?? []).map((q) => ({ id: q.id, label: q.name }))}
        value={view.queue ?? null}
        placeholder={t(($) => $.filter.any)}
        onChange={(queue) => onView({ ...view, queue })}
      />
      <Combo
        label={t(($) => $.filter.agent)}
        options={(agents.data?.data ?? []).map((a) => ({ id: a.user_id, label: a.name }))}
        value={view.agent ?? null}
        placeholder={t(($) => $.filter.any)}
        onChange={(agent) => onView({ ...view, tab: "all", agent: agent || undefined })}
      />
      <Select
        label={t(($) => $.filter.number)}
        options={(numbers.data?.data ?? []).map((n) => ({ id: n.id, label: n.name }))}
        value={view.number ?? null}
        placeholder={t(($) => $.filter.any)}
        onChange={(number) => onView({ ...view, number })}
      />
      <Field
        label={t(($) => $.filter.tag)}
        value={view.tag ?? ""}
        onChange={(tag) => onView({ ...view, tag: tag || undefined })}
      />
      <Select
        label={t(($) => $.filter.period)}
        options={[
          ...DAYS.map((days) => ({ id: String(days), label: t(($) => $.filter.days, { count: days }) })),
          { id: "custom", label: t(($) => $.filter.custom) },
        ]}
        value={period}
        placeholder={t(($) => $.filter.any)}
        onChange={onPeriod}
      />
      {custom && (
        <div className="grid grid-cols-2 gap-2">
          <Field
            type="date"
            label={t(($) => $.filter.from)}
            value={from}
            onChange={(day) => onView({ ...view, since: day ? midnight(day, zone) : undefined })}
          />
          <Field
            type="date"
            label={t(($) => $.filter.to)}
            value={to}
            onChange={(day) => onView({ ...view, until: day ? midnight(day, zone, 1) : undefined })}
          />
        </div>
      )}
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        <Checkbox checked={view.closing ?? false} onChange={(on) => onView({ ...view, closing: on || undefined })}>
          {t(($) => $.filter.closing)}
        </Checkbox>
        <Checkbox checked={view.unread ?? false} onChange={(on) => onView({ ...view, unread: on || undefined })}>
          {t(($) => $.filter.unread)}
        </Checkbox>
        <Checkbox checked={view.snoozed ?? false} onChange={(on) => onView({ ...view, snoozed: on || undefined })}>
          {t(($) => $.list.snoozed)}
        </Checkbox>
      </div>
    </div>
  );
}
