import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "@/shared/code";
import { useFormat } from "@/shared/i18n/format";
import { agentsOptions, numbersOptions, queuesOptions } from "../api";
import type { View } from "../model";

const FilterPanel = lazily(() => import("./FilterPanel"), "FilterPanel");

function Chip({ children, onRemove }: { children: ReactNode; onRemove: () => void }) {
  const { t } = useTranslation("inbox");
  return (
    <button
      type="button"
      onClick={onRemove}
      className="flex min-h-6 items-center gap-1 rounded-full bg-brand-soft px-2 text-xs font-medium text-brand-fg hover:opacity-80"
    >
      {children}
      <X className="size-3" aria-hidden />
      <span className="sr-only">{t(($) => $.filter.remove)}</span>
    </button>
  );
}

/** What narrows the list: chips to take away, a panel to choose more, views to keep. */
export function FilterBar({ view, onView, open }: { view: View; onView: (view: View) => void; open: boolean }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const agents = useQuery({ ...agentsOptions, enabled: Boolean(view.agent) });
  const queues = useQuery({ ...queuesOptions, enabled: Boolean(view.queue) });
  const numbers = useQuery({ ...numbersOptions, enabled: Boolean(view.number) });
  const without = (field: keyof View) => onView({ ...view, [field]: undefined });
  const chips: ReactNode[] = [];
  for (const status of view.status ?? [])
    chips.push(
      <Chip key={status} onRemove={() => onView({ ...view, status: view.status?.filter((s) => s !== status) })}>
        {t(($) => $.status[status])}
      </Chip>,
    );
  const named = (list: { id: string; name: string }[] | undefined, id: string) =>
    list?.find((x) => x.id === id)?.name ?? "…";
  if (view.queue)
    chips.push(
      <Chip key="queue" onRemove={() => without("queue")}>
        {named(queues.data?.data, view.queue)}
      </Chip>,
    );
  if (view.agent)
    chips.push(
      <Chip key="agent" onRemove={() => without("agent")}>
        {agents.data?.data.find((a) => a.user_id === view.agent)?.name ?? "…"}
      </Chip>,
    );
  if (view.number)
    chips.push(
      <Chip key="number" onRemove={() => without("number")}>
        {named(numbers.data?.data, view.number)}
      </Chip>,
    );
  if (view.tag)
    chips.push(
      <Chip key="tag" onRemove={() => without("tag")}>
        {view.tag}
      </Chip>,
    );
  if (view.snoozed)
    chips.push(
      <Chip key="snoozed" onRemove={() => without("snoozed")}>
        {t(($) => $.list.snoozed)}
      </Chip>,
    );
  if (view.unread)
    chips.push(
      <Chip key="unread" onRemove={() => without("unread")}>
        {t(($) => $.filter.unread)}
      </Chip>,
    );
  if (view.closing)
    chips.push(
      <Chip key="closing" onRemove={() => without("closing")}>
        {t(($) => $.filter.closing)}
      </Chip>,
    );
  if (view.days)
    chips.push(
      <Chip key="days" onRemove={() => without("days")}>
        {t(($) => $.filter.days, { count: view.days })}
      </Chip>,
    );
  if (view.since || view.until)
    chips.push(
      <Chip key="period" onRemove={() => onView({ ...view, since: undefined, until: undefined })}>
        {/* Until midnight is the day before to whoever reads it. */}
        {[view.since, view.until && new Date(Date.parse(view.until) - 1)]
          .map((at) => (at ? format.date(at) : "…"))
          .join(" – ")}
      </Chip>,
    );
  if (view.sort)
    chips.push(
      <Chip key="sort" onRemove={() => without("sort")}>
        {t(($) => $.sort[view.sort ?? "newest"])}
      </Chip>,
    );
  return (
    <>
      {chips.length > 0 && <div className="flex flex-wrap gap-1.5 px-4 pb-2">{chips}</div>}
      <Suspense>{open && <FilterPanel view={view} onView={onView} />}</Suspense>
    </>
  );
}
