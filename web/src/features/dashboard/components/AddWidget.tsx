import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newKey, ok, once, type Schema } from "@/shared/api";
import { PERIODS } from "@/shared/period";
import { Button, Dialog, Field, Select, useErrors } from "@/shared/ui";
import { widgetsOptions } from "../api";
import { METRICS } from "../model";

const FIELDS = ["title", "metric", "kind", "period"] as const;

/** A card of one's own: a figure or a chart of it. */
export function AddWidget({ last, onClose }: { last: number; onClose: () => void }) {
  const { t } = useTranslation("dashboard");
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const [key] = useState(newKey);
  const [form, setForm] = useState({
    title: "",
    kind: "chart",
    metric: "messages_received" as Schema<"Metric">,
    period: "7d",
  });
  const [busy, setBusy] = useState(false);
  const { errors, take } = useErrors(FIELDS);
  const submit = async () => {
    setBusy(true);
    try {
      const body = { ...form, place: { x: 0, y: last + 1, width: form.kind === "chart" ? 2 : 1, height: 1 } };
      await ok(api.POST("/api/v1/dashboard/widgets", { body: body as never, headers: once(key) }));
      await client.invalidateQueries({ queryKey: widgetsOptions.queryKey });
      onClose();
    } catch (error) {
      take(error);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.own.add)}
      actions={
        <Button size="form" look="primary" busy={busy} onPress={() => void submit()}>
          {common(($) => $.add)}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Select
          label={t(($) => $.own.metric)}
          value={form.metric}
          error={errors.metric}
          onChange={(metric) => setForm({ ...form, metric: metric as Schema<"Metric"> })}
          options={METRICS.map((id) => ({ id, label: t(($) => $.metric[id]) }))}
        />
        <Select
          label={t(($) => $.own.kind)}
          value={form.kind}
          error={errors.kind}
          onChange={(kind) => setForm({ ...form, kind })}
          options={(["chart", "kpi"] as const).map((id) => ({ id, label: t(($) => $.own[id]) }))}
        />
        <Select
          label={common(($) => $.period.title)}
          value={form.period}
          error={errors.period}
          onChange={(period) => setForm({ ...form, period })}
          options={PERIODS.map((id) => ({ id, label: common(($) => $.period[id]) }))}
        />
        <Field
          label={t(($) => $.own.name)}
          hint={t(($) => $.own.nameHint)}
          value={form.title}
          error={errors.title}
          onChange={(title) => setForm({ ...form, title })}
        />
      </div>
    </Dialog>
  );
}
