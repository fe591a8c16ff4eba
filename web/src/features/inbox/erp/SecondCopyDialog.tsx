import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMedia } from "@/shared/chat";
import { BILLED_IN } from "@/shared/erp";
import { useFormat } from "@/shared/i18n/format";
import { Banner, Bones, Button, Checkbox, Dialog, Field, useNow } from "@/shared/ui";
import { capabilitiesOptions } from "../api";
import { type Conversation, windowLeft } from "../model";
import { send } from "../outbox";
import { copyOptions, type Invoice, type Linked, type SecondCopy } from "./api";
import { nameOf, type Part, partsOf } from "./model";
import { Broken } from "./parts";

type Props = { it: Linked; invoice: Invoice; conversation: Conversation; onClose: () => void };

/** Can something that is no template be sent now? */
function useOpen(conversation: Conversation): boolean {
  const now = useNow();
  const can = useQuery(capabilitiesOptions(conversation.whatsapp_config_id));
  const windowed = can.data?.features.free_text_any_time?.support === "no";
  return !windowed || windowLeft(conversation, now) !== null;
}

function sendText(conversationId: string, text: string): void {
  send({
    conversationId,
    route: "send",
    body: { conversation_id: conversationId, message: text },
    type: "text",
    content: { body: text },
    text,
  });
}

function sendPdf(conversationId: string, copy: SecondCopy): void {
  const filename = nameOf(copy);
  send({
    conversationId,
    route: "send-document",
    body: { conversation_id: conversationId, media_id: copy.pdf_media_id, filename },
    type: "document",
    content: { media_id: copy.pdf_media_id, filename, mime_type: "application/pdf", caption: null },
    text: filename,
  });
}

/** What will be sent is seen before it leaves: the paper, the line, the PIX code, each left out at will. */
export function SecondCopyDialog({ it, invoice, conversation, onClose }: Props) {
  const { t } = useTranslation("erpCard");
  const format = useFormat();
  const copy = useQuery(copyOptions(it, invoice.id));
  const [left, setLeft] = useState<Part[]>([]);
  const [typed, setTyped] = useState<string | null>(null);
  const open = useOpen(conversation);
  const parts = copy.data ? partsOf(copy.data) : [];
  const chosen = parts.filter((part) => !left.includes(part));
  const words = {
    amount: format.money(copy.data?.amount ?? invoice.amount, BILLED_IN),
    date: invoice.due_on ? format.calendarDate(invoice.due_on) : t(($) => $.invoice.noDate),
  };
  const text = typed ?? t(($) => $.copy.text, words);
  const submit = () => {
    if (!copy.data) return;
    const { digitable_line, pix_code } = copy.data;
    if (text.trim()) sendText(conversation.id, text.trim());
    // A code stands alone in its message, so that it is copied by one touch.
    if (chosen.includes("pdf")) sendPdf(conversation.id, copy.data);
    if (chosen.includes("line") && digitable_line) sendText(conversation.id, digitable_line);
    if (chosen.includes("pix") && pix_code) sendText(conversation.id, pix_code);
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(($) => $.copy.title)}
      actions={
        <>
          <Button size="form" onPress={onClose}>
            {t(($) => $.cancel, { ns: "common" })}
          </Button>
          <Button size="form" look="primary" isDisabled={chosen.length === 0 || !open} onPress={submit}>
            {t(($) => $.copy.send)}
          </Button>
        </>
      }
    >
      {!open && <Banner tone="warn">{t(($) => $.copy.closed)}</Banner>}
      {copy.isError && <Broken error={copy.error} retry={() => void copy.refetch()} />}
      {copy.isPending && <Bones rows={3} className="h-8" />}
      {copy.data && (
        <div className="flex flex-col gap-4">
          <Field label={t(($) => $.copy.message)} rows={2} value={text} onChange={setTyped} />
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-1 text-sm font-medium text-fg">{t(($) => $.copy.what)}</legend>
            {parts.length === 0 && <p className="text-sm">{t(($) => $.copy.nothing)}</p>}
            {parts.map((part) => (
              <div key={part}>
                <Checkbox
                  checked={chosen.includes(part)}
                  onChange={(on) => setLeft(on ? left.filter((one) => one !== part) : [...left, part])}
                >
                  {t(($) => $.copy.part[part])}
                </Checkbox>
                <Shown part={part} copy={copy.data} />
              </div>
            ))}
          </fieldset>
        </div>
      )}
    </Dialog>
  );
}

function Shown({ part, copy }: { part: Part; copy: SecondCopy }) {
  const { t } = useTranslation("erpCard");
  const pdf = useMedia(copy.pdf_media_id, "original", part === "pdf");
  if (part === "pdf")
    return pdf.url ? (
      <a href={pdf.url} download={nameOf(copy)} className="ml-6 text-sm text-brand-fg underline">
        {t(($) => $.copy.see, { name: nameOf(copy) })}
      </a>
    ) : (
      <span className="ml-6 text-sm">{nameOf(copy)}</span>
    );
  return (
    <code className="tnum ml-6 block break-all rounded-control bg-surface-2 px-2 py-1 font-mono text-xs text-fg">
      {part === "line" ? copy.digitable_line : copy.pix_code}
    </code>
  );
}
