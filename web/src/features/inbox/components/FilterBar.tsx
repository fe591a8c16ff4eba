import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, newKey, ok, once, queryClient } from "@/shared/api";
import { Button, Checkbox, Combo, Field, Select, toast } from "@/shared/ui";
import { agentsOptions, numbersOptions, queuesOptions, viewsOptions } from "../api";
import type { Status, View } from "../model";

const STATUSES: Status[] = ["bot", "queued", "active", "waiting", "resolved", "archived"];

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
  const agents = useQuery({ ...agentsOptions, enabled: open || Boolean(view.agent) });
  const queues = useQuery({ ...queuesOptions, enabled: open || Boolean(view.queue) });
  const numbers = useQuery({ ...numbersOptions, enabled: open || Boolean(view.number) });
  const views = useQuery({ ...viewsOptions, enabled: open });
  const [name, setName] = useState("");
  const without = (field: keyof View) => onView({ ...view, [field]: undefined });
  const save = async () => {
    const filters = {
      status: view.status ?? [],
      mine: view.tab === "mine" || undefined,
      assigned_to: view.agent ?? null,
      queue_id: view.queue ?? null,
      whatsapp_config_id: view.number ?? null,
      tags: view.tag ? [view.tag] : [],
      snoozed: view.snoozed ?? null,
    };
    try {
      await ok(
        api.POST("/api/v1/saved-views", { body: { name, filters, shared: false } as never, headers: once(newKey()) }),
      );
      setName("");
      await queryClient.invalidateQueries({ queryKey: keys.views() });
    } catch (error) {
      toast.failed(error);
    }
  };
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
  return (
    <>
      {chips.length > 0 && <div className="flex flex-wrap gap-1.5 px-4 pb-2">{chips}</div>}
      {open && (
        <div className="flex max-h-[55%] flex-col gap-3 overflow-auto border-y border-line bg-bg px-4 py-3">
          {(views.data?.data.length ?? 0) > 0 && (
            <Select
              label={t(($) => $.filter.view)}
              options={(views.data?.data ?? []).map((v) => ({ id: v.id, label: v.name }))}
              value={null}
              placeholder={t(($) => $.filter.choose)}
              onChange={(id) => {
                const saved = views.data?.data.find((v) => v.id === id)?.filters;
                if (!saved) return;
                onView({
                  tab: saved.mine ? "mine" : "all",
                  status: saved.status?.length ? (saved.status as Status[]) : undefined,
                  agent: saved.assigned_to ?? undefined,
                  queue: saved.queue_id ?? undefined,
                  number: saved.whatsapp_config_id ?? undefined,
                  tag: saved.tags?.[0],
                  snoozed: saved.snoozed ?? undefined,
                });
              }}
            />
          )}
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
          <div className="flex flex-wrap gap-4">
            <Checkbox checked={view.unread ?? false} onChange={(on) => onView({ ...view, unread: on || undefined })}>
              {t(($) => $.filter.unread)}
            </Checkbox>
            <Checkbox checked={view.snoozed ?? false} onChange={(on) => onView({ ...view, snoozed: on || undefined })}>
              {t(($) => $.list.snoozed)}
            </Checkbox>
          </div>
          <div className="flex items-end gap-2">
            <Field label={t(($) => $.filter.saveAs)} value={name} onChange={setName} className="flex-1" />
            <Button size="form" onPress={() => void save()} isDisabled={!name.trim()}>
              {t(($) => $.filter.save)}
            </Button>
          </div>
        </div>
      )}
    </>
  );
}
