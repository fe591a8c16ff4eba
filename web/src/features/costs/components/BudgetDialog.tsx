import { useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, queryClient, useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { campaignsOptions } from "@/shared/known";
import { Button, Combo, Dialog, Field, IconButton, Switch, toast, useErrors } from "@/shared/ui";
import { budgetOptions, setBudget } from "../api";
import { amountOf, type Budget, percentsOf } from "../model";
import { CampaignName } from "./CampaignName";

type Own = { id: string; typed: string };

/** What a month may cost: of the company, of single campaigns, and who hears of it when. */
export function BudgetDialog({ budget, onClose }: { budget: Budget; onClose: () => void }) {
  const { t } = useTranslation("costs");
  const format = useFormat();
  const comma = format.number(0.5).includes(",");
  const shown = (amount: string) => format.number(Number(amount), { useGrouping: false, maximumFractionDigits: 6 });
  const [amount, setAmount] = useState(budget.amount === null ? "" : shown(budget.amount));
  const [alerts, setAlerts] = useState(budget.alerts.join(", "));
  const [stops, setStops] = useState(budget.stop_campaigns);
  const [own, setOwn] = useState<Own[]>(budget.campaigns.map((c) => ({ id: c.campaign_id, typed: shown(c.amount) })));
  const [version, setVersion] = useState(budget.version);
  const [busy, setBusy] = useState(false);
  const mayName = useMay("read:campaigns");
  const fields = ["amount", ...own.map((_, at) => `campaigns.${at}.amount`), "campaigns", "alerts"];
  const { errors, take, set, clear } = useErrors(fields);

  const submit = async () => {
    clear();
    const percents = percentsOf(alerts);
    const whole = amount.trim() ? amountOf(amount, comma) : undefined;
    const each = own.map(({ typed }) => amountOf(typed, comma));
    if (whole === null)
      set(
        "amount",
        t(($) => $.form.notAmount),
      );
    for (const [at, one] of each.entries())
      if (one === null)
        set(
          `campaigns.${at}.amount`,
          t(($) => $.form.notAmount),
        );
    if (percents === null)
      set(
        "alerts",
        t(($) => $.form.notPercents),
      );
    if (whole === null || percents === null || each.includes(null)) return;
    setBusy(true);
    try {
      await setBudget({
        currency: budget.currency,
        version,
        amount: whole ?? null,
        alerts: percents,
        stop_campaigns: stops,
        campaigns: own.map(({ id }, at) => ({ campaign_id: id, amount: each[at] as string })),
      });
      toast.done(t(($) => $.form.done));
      onClose();
    } catch (error) {
      take(error);
      // Somebody else was faster, which was said: what they wrote stands behind the dialog now, and saving again replaces it.
      if (error instanceof ApiError && error.status === 409) {
        const fresh = await queryClient.fetchQuery({ ...budgetOptions, staleTime: 0 }).catch(() => null);
        if (fresh) setVersion(fresh.version);
      }
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.form.title)}
      actions={
        <>
          <Button size="form" onPress={onClose}>
            {t(($) => $.form.cancel)}
          </Button>
          <Button size="form" look="primary" busy={busy} onPress={() => void submit()}>
            {t(($) => $.form.save)}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field
          label={t(($) => $.form.amount, { currency: budget.currency })}
          hint={t(($) => $.form.amountHint)}
          error={errors.amount}
          inputMode="decimal"
          value={amount}
          onChange={setAmount}
          autoFocus
        />
        <Field
          label={t(($) => $.form.alerts)}
          hint={t(($) => $.form.alertsHint)}
          error={errors.alerts}
          value={alerts}
          onChange={setAlerts}
        />
        <Switch checked={stops} onChange={setStops}>
          {t(($) => $.form.stops)}
        </Switch>
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-2 text-sm font-medium text-fg">{t(($) => $.form.campaigns)}</legend>
          {own.map((one, at) => (
            <div key={one.id} className="flex items-start gap-2">
              <span id={`budget-${one.id}`} className="min-w-0 flex-1 truncate pt-2 text-sm text-fg">
                <CampaignName id={one.id} />
              </span>
              <Field
                aria-label={t(($) => $.form.ofCampaign, { currency: budget.currency, at: at + 1 })}
                className="w-36"
                inputMode="decimal"
                error={errors[`campaigns.${at}.amount`]}
                value={one.typed}
                onChange={(typed) => setOwn(own.map((o) => (o.id === one.id ? { ...o, typed } : o)))}
              />
              <IconButton
                label={t(($) => $.form.remove, { at: at + 1 })}
                onPress={() => setOwn(own.filter((o) => o.id !== one.id))}
              >
                <Trash2 aria-hidden />
              </IconButton>
            </div>
          ))}
          {errors.campaigns && <p className="text-xs text-danger">{errors.campaigns}</p>}
          {mayName && <More taken={own.map((one) => one.id)} onPick={(id) => setOwn([...own, { id, typed: "" }])} />}
        </fieldset>
      </div>
    </Dialog>
  );
}

/** Campaigns that have no amount of their own yet, found by their name. */
function More({ taken, onPick }: { taken: string[]; onPick: (id: string) => void }) {
  const { t } = useTranslation("costs");
  const [typed, setTyped] = useState("");
  const found = useQuery({ ...campaignsOptions(typed.trim()), placeholderData: (before) => before });
  return (
    <Combo
      // Emptied by each choice: it is a way to add, not a value.
      key={taken.length}
      quiet
      label={t(($) => $.form.add)}
      placeholder={t(($) => $.form.add)}
      value={null}
      options={(found.data?.data ?? []).filter((c) => !taken.includes(c.id)).map((c) => ({ id: c.id, label: c.name }))}
      onType={setTyped}
      onChange={(id) => id && onPick(id)}
    />
  );
}
