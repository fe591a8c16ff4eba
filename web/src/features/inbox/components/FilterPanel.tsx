import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, newKey, ok, once, queryClient } from "@/shared/api";
import { Button, Checkbox, Combo, Field, Select, toast } from "@/shared/ui";
import { agentsOptions, numbersOptions, queuesOptions, viewsOptions } from "../api";
import type { Status, View } from "../model";

const STATUSES: Status[] = ["bot", "queued", "active", "waiting", "resolved", "archived"];

/** More ways to narrow the list, and views to keep. */
export function FilterPanel({ view, onView }: { view: View; onView: (view: View) => void }) {
  const { t } = useTranslation("inbox");
  const agents = useQuery(agentsOptions);
  const queues = useQuery(queuesOptions);
  const numbers = useQuery(numbersOptions);
  const views = useQuery(viewsOptions);
  const [name, setName] = useState("");
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
  return (
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
  );
}
