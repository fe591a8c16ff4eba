import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button, Card, CopyField } from "@/shared/ui";
import type { WhatsAppNumber } from "../api";
import { Test } from "./Test";

function Step({ n, title, hint, children }: { n: number; title: string; hint: string; children: ReactNode }) {
  return (
    <li className="flex gap-3">
      <span
        aria-hidden
        className="tnum grid size-7 shrink-0 place-items-center rounded-full bg-brand-soft text-sm font-semibold text-brand-fg"
      >
        {n}
      </span>
      <div className="min-w-0 flex-1 pt-0.5">
        <h3 className="text-base font-semibold">{title}</h3>
        <p className="mb-3 text-sm text-fg-2">{hint}</p>
        {children}
      </div>
    </li>
  );
}

export function Webhook({ number }: { number: WhatsAppNumber }) {
  const { t } = useTranslation("numbers");
  return (
    <div className="flex flex-col gap-3">
      <CopyField label={t(($) => $.webhook.url)} value={number.webhook_url} />
      {number.webhook_verify_token && (
        <CopyField label={t(($) => $.webhook.token)} value={number.webhook_verify_token} />
      )}
    </div>
  );
}

/** What is left between stored credentials and the first message of an official number. */
export function Guide({ number, busy, onUse }: { number: WhatsAppNumber; busy: boolean; onUse: () => void }) {
  const { t } = useTranslation("numbers");
  return (
    <Card title={t(($) => $.guide.title)}>
      <ol className="flex flex-col gap-6">
        <Step n={1} title={t(($) => $.guide.webhook)} hint={t(($) => $.guide.webhookHint)}>
          <Webhook number={number} />
        </Step>
        <Step n={2} title={t(($) => $.guide.test)} hint={t(($) => $.guide.testHint)}>
          <Test id={number.id} />
        </Step>
        <Step n={3} title={t(($) => $.guide.start)} hint={t(($) => $.guide.startHint)}>
          <Button look="primary" busy={busy} onPress={onUse}>
            {t(($) => $.guide.go)}
          </Button>
        </Step>
      </ol>
    </Card>
  );
}
