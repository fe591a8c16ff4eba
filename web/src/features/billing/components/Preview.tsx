import { useQuery } from "@tanstack/react-query";
import { CalendarClock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Bubble, WhatsAppText } from "@/shared/chat";
import { BILLED_IN } from "@/shared/erp";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Bones, Drawer, Empty, Failed, Refreshing } from "@/shared/ui";
import { type Previewed, previewOptions, type Rule } from "../api";
import { useWords } from "./words";

/** Who gets what and when in the next seven days, and why somebody does not. */
export function Preview({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const { t } = useTranslation("billing");
  const preview = useQuery(previewOptions(rule.id, rule.version));
  const all = preview.data?.data ?? [];
  const refused = all.filter(({ reason }) => reason !== null).length;
  return (
    <Drawer open wide onClose={onClose} title={t(($) => $.preview.title, { name: rule.name })}>
      <Refreshing busy={preview.isFetching && !preview.isPending} />
      <p className="mb-4 text-sm text-fg-3">{t(($) => (rule.active ? $.preview.hint : $.preview.hintOff))}</p>
      {preview.data ? (
        all.length > 0 ? (
          <>
            <p role="status" className="mb-3 text-sm font-medium text-fg">
              {t(($) => $.preview.get, { count: all.length - refused })}
              {refused > 0 && ` · ${t(($) => $.preview.refused, { count: refused })}`}
            </p>
            <ul aria-label={t(($) => $.preview.list)} className="flex flex-col gap-3">
              {all.map((one) => (
                <One key={`${one.invoice_id} ${one.at}`} one={one} />
              ))}
            </ul>
          </>
        ) : (
          <Empty icon={<CalendarClock aria-hidden />} title={t(($) => $.preview.none)}>
            {t(($) => $.preview.noneHint)}
          </Empty>
        )
      ) : preview.isError ? (
        <Failed error={preview.error} retry={() => void preview.refetch()} />
      ) : (
        <Bones rows={4} className="h-28" />
      )}
    </Drawer>
  );
}

function One({ one }: { one: Previewed }) {
  const { t } = useTranslation("billing");
  const format = useFormat();
  const words = useWords();
  return (
    <li className="rounded-node border border-line p-3">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <b className="font-semibold text-fg">{one.customer ?? t(($) => $.preview.nameless, { id: one.customer_id })}</b>
        {one.reason ? (
          <Badge tone="warn">{words.reason(one.reason)}</Badge>
        ) : (
          <Badge tone="brand">{format.dateTime(one.at)}</Badge>
        )}
        <span className="tnum ml-auto text-sm text-fg-2">
          {format.money(one.amount, BILLED_IN)}
          {one.due_on && ` · ${t(($) => $.preview.due, { day: format.calendarDate(one.due_on) })}`}
        </span>
      </div>
      {one.text && (
        <div className="rounded-node bg-chat-bg p-3">
          <Bubble side="in" wide>
            <WhatsAppText text={one.text} />
          </Bubble>
        </div>
      )}
    </li>
  );
}
