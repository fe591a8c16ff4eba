import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Button, Dialog } from "@/shared/ui";
import type { Estimate } from "../api";
import type { Form } from "../model";

type Props = { form: Form; estimate: Estimate | undefined; busy: boolean; onClose: () => void; onStart: () => void };

/** Says once more what will happen, before it does. */
export function StartDialog({ form, estimate, busy, onClose, onStart }: Props) {
  const { t } = useTranslation("campaignWizard");
  const { t: common } = useTranslation();
  const format = useFormat();
  const begins = estimate?.starts_at ? format.dateTime(estimate.starts_at) : null;
  return (
    <Dialog
      open
      alert
      onClose={onClose}
      title={t(($) => $.start.title, { name: form.name })}
      actions={
        <>
          <Button size="form" onPress={onClose} autoFocus>
            {common(($) => $.cancel)}
          </Button>
          <Button size="form" look="primary" busy={busy} onPress={onStart}>
            {t(($) => (begins ? $.start.plan : $.start.go))}
          </Button>
        </>
      }
    >
      <ul className="list-disc space-y-1 pl-5">
        {form.type === "trigger" ? (
          <li>{t(($) => $.start.trigger)}</li>
        ) : (
          estimate && (
            <li>
              {t(($) => $.start.people, {
                count: estimate.recipients,
                people: format.number(estimate.recipients),
                messages: format.number(estimate.messages),
              })}
            </li>
          )
        )}
        <li>{begins ? t(($) => $.start.at, { at: begins }) : t(($) => $.start.now)}</li>
        {estimate?.forecast.ends_at && form.type !== "trigger" && (
          <li>{t(($) => $.start.ends, { at: format.dateTime(estimate.forecast.ends_at) })}</li>
        )}
        {estimate?.cost.currency && (
          <li>{t(($) => $.start.cost, { amount: format.money(estimate.cost.amount, estimate.cost.currency) })}</li>
        )}
      </ul>
      <p className="mt-3">{t(($) => $.start.later)}</p>
    </Dialog>
  );
}
