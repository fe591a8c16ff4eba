import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Banner, Button, Card, Field, IconButton } from "@/shared/ui";
import type { Form, PriceRow } from "../model";

type Props = {
  form: Form;
  unpriced: string[];
  errors: Partial<Record<string, string>>;
  set: (field: string, change: Partial<Form>) => void;
};

/** What a month may cost, and what models cost. */
export function PricesCard({ form, unpriced, errors, set }: Props) {
  const { t } = useTranslation("ai");
  const put = (prices: PriceRow[]) => set("prices", { prices });
  const change = (id: number, part: Partial<PriceRow>) =>
    put(form.prices.map((row) => (row.id === id ? { ...row, ...part } : row)));
  const next = Math.max(-1, ...form.prices.map((row) => row.id)) + 1;
  return (
    <Card title={t(($) => $.cost.title)}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          inputMode="decimal"
          label={t(($) => $.cost.budget)}
          hint={t(($) => $.cost.budgetHint)}
          value={form.budget}
          error={errors.budget}
          onChange={(budget) => set("budget", { budget })}
        />
        <Field
          maxLength={3}
          label={t(($) => $.cost.currency)}
          hint={t(($) => $.cost.currencyHint)}
          value={form.currency}
          error={errors.currency}
          onChange={(currency) => set("currency", { currency: currency.toUpperCase() })}
        />
      </div>
      {unpriced.length > 0 && (
        <div className="mt-4">
          <Banner>{t(($) => $.cost.unpriced, { models: unpriced.join(", ") })}</Banner>
        </div>
      )}
      <h3 className="mt-5 text-sm font-medium text-fg">{t(($) => $.cost.prices)}</h3>
      <p className="mb-2 text-xs text-fg-3">{t(($) => $.cost.pricesHint)}</p>
      {errors.prices && (
        <p role="alert" className="mb-2 text-xs text-danger">
          {errors.prices}
        </p>
      )}
      {form.prices.length > 0 && (
        <ul className="mb-3 flex flex-col gap-4">
          {form.prices.map((row) => (
            <li key={row.id} className="flex flex-wrap items-end gap-2">
              <Field
                mono
                className="basis-full"
                label={t(($) => $.cost.model)}
                value={row.model}
                onChange={(model) => change(row.id, { model })}
              />
              <Field
                className="min-w-20 flex-1"
                inputMode="decimal"
                label={t(($) => $.cost.read)}
                value={row.read}
                onChange={(read) => change(row.id, { read })}
              />
              <Field
                className="min-w-20 flex-1"
                inputMode="decimal"
                label={t(($) => $.cost.written)}
                value={row.written}
                onChange={(written) => change(row.id, { written })}
              />
              <IconButton
                label={t(($) => $.cost.remove, { model: row.model || "…" })}
                onPress={() => put(form.prices.filter((one) => one.id !== row.id))}
              >
                <Trash2 aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <Button
        icon={<Plus aria-hidden />}
        onPress={() => put([...form.prices, { id: next, model: unpriced[0] ?? "", read: "", written: "" }])}
      >
        {t(($) => $.cost.add)}
      </Button>
    </Card>
  );
}
