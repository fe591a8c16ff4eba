import { useInfiniteQuery } from "@tanstack/react-query";
import { ChevronRight, RefreshCw, RotateCw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Bones, Button, Drawer, Failed, Refreshing, Select, useDeed } from "@/shared/ui";
import { type Delivery, deeds, deliveriesOptions, type Webhook } from "../api";
import { readable, STATES, stateOf, TONE_OF } from "../model";
import { useWords } from "./words";

const SHOWN = ["all", ...STATES] as const;
type Shown = (typeof SHOWN)[number];

/** What became of what a webhook was to be told; the dead are sent again from here. */
export function Deliveries({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useTranslation("webhooks");
  const may = useMay("write:webhooks");
  const [shown, setShown] = useState<Shown>("all");
  const log = useInfiniteQuery(deliveriesOptions(webhook.id, shown === "all" ? undefined : shown));
  const { busy, act } = useDeed();
  const rows = log.data?.pages.flatMap((page) => page.data) ?? [];
  const again = (deliveryId: string | null) =>
    void act({
      run: () => deeds.again(webhook.id, deliveryId),
      changes: [keys.webhooks()],
      done: t(($) => $.log.again),
    });
  return (
    <Drawer open wide onClose={onClose} title={t(($) => $.log.title)}>
      <p className="mb-3 break-all text-sm text-fg-2">{webhook.url}</p>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <Select
          quiet
          className="w-44"
          label={t(($) => $.log.filter)}
          options={SHOWN.map((id) => ({ id, label: t(($) => $.log.states[id]) }))}
          value={shown}
          onChange={(id) => setShown(SHOWN.find((one) => one === id) ?? "all")}
        />
        <Button icon={<RefreshCw aria-hidden />} onPress={() => void log.refetch()}>
          {t(($) => $.log.refresh)}
        </Button>
        {may && (
          <Button icon={<RotateCw aria-hidden />} busy={busy} onPress={() => again(null)}>
            {t(($) => $.log.allAgain)}
          </Button>
        )}
      </div>
      <div className="relative">
        <Refreshing busy={log.isFetching && !log.isPending} />
        {log.data ? (
          rows.length > 0 ? (
            <ul aria-label={t(($) => $.log.title)} className="flex flex-col divide-y divide-line">
              {rows.map((one) => (
                <Row key={one.id} delivery={one} busy={busy} onAgain={may ? () => again(one.id) : null} />
              ))}
            </ul>
          ) : (
            <p className="py-4 text-sm text-fg-3">{t(($) => (shown === "all" ? $.log.none : $.log.noneSuch))}</p>
          )
        ) : log.isError ? (
          <Failed tight error={log.error} retry={() => void log.refetch()} />
        ) : (
          <Bones rows={5} className="h-12" />
        )}
        {log.hasNextPage && (
          <Button look="quiet" busy={log.isFetchingNextPage} onPress={() => void log.fetchNextPage()}>
            {t(($) => $.log.more)}
          </Button>
        )}
      </div>
    </Drawer>
  );
}

type RowProps = { delivery: Delivery; busy: boolean; onAgain: (() => void) | null };

function Row({ delivery, busy, onAgain }: RowProps) {
  const { t } = useTranslation("webhooks");
  const format = useFormat();
  const words = useWords();
  const state = stateOf(delivery.status);
  const last = delivery.attempts.at(-1);
  const at = format.dateTime(delivery.created_at);
  return (
    <li className="py-2">
      <details className="group">
        <summary className="flex min-h-8 cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <ChevronRight aria-hidden className="size-4 shrink-0 text-fg-3 group-open:rotate-90" />
          <Badge tone={TONE_OF[state]}>{t(($) => $.log.states[state])}</Badge>
          <code className="font-mono text-xs text-fg">{delivery.event}</code>
          <span className="tnum text-xs text-fg-3">{at}</span>
          {last && <span className="tnum text-xs text-fg-2">{words.result(last.result, last.status)}</span>}
        </summary>
        <div className="flex flex-col gap-3 pt-2 pb-3 text-sm">
          <ol aria-label={t(($) => $.log.attempts)} className="tnum flex flex-col gap-0.5 text-xs text-fg-2">
            {delivery.attempts.map((one) => (
              <li key={one.at}>
                {format.dateTime(one.at)} · {words.result(one.result, one.status)} · {words.ms(one.milliseconds)}
              </li>
            ))}
            {delivery.next_at && <li>{t(($) => $.log.next, { at: format.dateTime(delivery.next_at) })}</li>}
            {state === "pending" && !delivery.next_at && <li>{t(($) => $.log.behind)}</li>}
          </ol>
          <Said title={t(($) => $.log.body)} text={readable(delivery.body)} />
          {delivery.answer && <Said title={t(($) => $.log.answer)} text={delivery.answer} />}
          {onAgain && state !== "pending" && (
            <Button
              className="self-start"
              icon={<RotateCw aria-hidden />}
              isDisabled={busy}
              aria-label={t(($) => $.log.resendOf, { event: delivery.event, at })}
              onPress={onAgain}
            >
              {t(($) => $.log.resend)}
            </Button>
          )}
        </div>
      </details>
    </li>
  );
}

function Said({ title, text }: { title: string; text: string }) {
  return (
    <section>
      <h3 className="mb-1 text-xs font-semibold text-fg-2">{title}</h3>
      <pre tabIndex={0} className="max-h-60 overflow-auto rounded-control bg-surface-2 p-3 font-mono text-xs">
        {text}
      </pre>
    </section>
  );
}
