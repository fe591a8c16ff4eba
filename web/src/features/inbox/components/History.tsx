import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Dialog } from "@/shared/ui";
import type { Message } from "../model";

const KNOWN = ["queued", "sent", "delivered", "read", "played", "failed", "cancelled"] as const;

/** Every status the provider told of a message, and what it costs. */
export function History({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t } = useTranslation("inbox");
  const { t: common } = useTranslation();
  const format = useFormat();
  return (
    <Dialog open onClose={onClose} title={t(($) => $.history.title)}>
      <ol className="flex flex-col gap-2 text-sm text-fg">
        {message.status_history.map((step) => {
          const known = KNOWN.find((k) => k === step.status);
          return (
            <li key={`${step.status}${step.at}`} className="flex flex-wrap gap-x-3">
              <span className="font-medium">{known ? common(($) => $.status[known]) : step.status}</span>
              <span className="tnum text-fg-3">{format.dateTime(step.at)}</span>
              {step.error && <span className="w-full text-danger">{step.error.message}</span>}
              {step.error?.detail && <span className="w-full text-xs text-fg-3">{step.error.detail}</span>}
            </li>
          );
        })}
      </ol>
      {message.cost?.amount && (
        <p className="mt-4 text-sm">
          {t(($) => $.history.cost)}{" "}
          <span className="tnum">{format.money(message.cost.amount, message.cost.currency ?? "USD")}</span>
          {message.cost.estimated && ` · ${t(($) => $.history.estimated)}`}
        </p>
      )}
    </Dialog>
  );
}
