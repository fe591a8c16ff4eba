import { useQuery } from "@tanstack/react-query";
import { Barcode, QrCode, Send } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queryClient, useMay } from "@/shared/api";
import { BILLED_IN } from "@/shared/erp";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Button, toast } from "@/shared/ui";
import type { Conversation } from "../model";
import { copyOptions, type Invoice, invoicesOptions, type Linked } from "./api";
import { among, INVOICES } from "./model";
import { Live, useTold } from "./parts";
import { SecondCopyDialog } from "./SecondCopyDialog";

const TONES = { open: "info", overdue: "danger", partial: "warn", paid: "brand", cancelled: "plain" } as const;

type Props = { it: Linked; conversation: Conversation; copies: boolean; onTold: () => void };

/** What they owe, each with its second copy. */
export function Invoices({ it, conversation, copies, onTold }: Props) {
  const { t } = useTranslation("erpCard");
  const invoices = useQuery(invoicesOptions(it));
  const [sending, setSending] = useState<Invoice | null>(null);
  const told = invoices.data?.as_of;
  useTold(told, onTold);
  return (
    <>
      <Live title={t(($) => $.invoice.title)} query={invoices} at={told}>
        {({ data }) =>
          data.length > 0 ? (
            <ul className="flex flex-col gap-2">
              {data.map((invoice) => (
                <One key={invoice.id} {...{ it, invoice, copies }} onSend={() => setSending(invoice)} />
              ))}
            </ul>
          ) : (
            <p className="text-fg-3">{t(($) => $.invoice.none)}</p>
          )
        }
      </Live>
      {sending && (
        <SecondCopyDialog it={it} invoice={sending} conversation={conversation} onClose={() => setSending(null)} />
      )}
    </>
  );
}

type OneProps = { it: Linked; invoice: Invoice; copies: boolean; onSend: () => void };

function One({ it, invoice, copies, onSend }: OneProps) {
  const { t } = useTranslation("erpCard");
  const format = useFormat();
  const maySend = useMay("write:messages");
  const [busy, setBusy] = useState<"pix_code" | "digitable_line" | null>(null);
  const status = among(INVOICES, invoice.status);
  const due = invoice.due_on ? format.calendarDate(invoice.due_on) : t(($) => $.invoice.noDate);
  const copy = async (what: "pix_code" | "digitable_line") => {
    setBusy(what);
    try {
      const code = invoice[what] ?? (await queryClient.fetchQuery(copyOptions(it, invoice.id)))[what];
      if (!code) return toast.say(t(($) => $.invoice.noCode[what]));
      await navigator.clipboard.writeText(code);
      toast.done(t(($) => $.invoice.copied[what]));
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(null);
    }
  };
  return (
    <li className="rounded-node border border-line p-3">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <b className="tnum font-semibold">{format.money(invoice.amount_due ?? invoice.amount, BILLED_IN)}</b>
        <Badge tone={status ? TONES[status] : "plain"}>
          {status ? t(($) => $.invoice.status[status]) : invoice.status_raw}
        </Badge>
        <span className="tnum text-fg-2">
          {t(($) => (status === "overdue" ? $.invoice.wasDue : $.invoice.due), { date: due })}
        </span>
      </div>
      {copies && (
        <div className="mt-2 flex flex-col items-start gap-1">
          {maySend && (
            <Button icon={<Send aria-hidden />} onPress={onSend} aria-label={`${t(($) => $.copy.action)}: ${due}`}>
              {t(($) => $.copy.action)}
            </Button>
          )}
          <div className="-ml-1.5 flex flex-wrap">
            <Button
              look="quiet"
              className="px-1.5"
              icon={<QrCode aria-hidden />}
              busy={busy === "pix_code"}
              onPress={() => void copy("pix_code")}
              aria-label={`${t(($) => $.invoice.copyPix)}: ${due}`}
            >
              {t(($) => $.invoice.copyPix)}
            </Button>
            <Button
              look="quiet"
              className="px-1.5"
              icon={<Barcode aria-hidden />}
              busy={busy === "digitable_line"}
              onPress={() => void copy("digitable_line")}
              aria-label={`${t(($) => $.invoice.copyLine)}: ${due}`}
            >
              {t(($) => $.invoice.copyLine)}
            </Button>
          </div>
        </div>
      )}
    </li>
  );
}
