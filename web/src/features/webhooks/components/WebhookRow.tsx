import { KeyRound, ListTree, Pencil, Play, Send, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Banner, Button, IconButton } from "@/shared/ui";
import type { Webhook } from "../api";
import { shownWaiting } from "../model";
import { useWords } from "./words";

type Props = {
  webhook: Webhook;
  busy: boolean;
  onTry: () => void;
  onLog: () => void;
  onEdit: () => void;
  onRotate: () => void;
  onRemove: () => void;
  onResume: () => void;
};

const TONES = { active: "brand", paused: "danger", off: "plain" } as const;

/** One webhook: where it leads, how it is doing, what can be done with it. */
export function WebhookRow({ webhook, busy, onTry, onLog, onEdit, onRotate, onRemove, onResume }: Props) {
  const { t } = useTranslation("webhooks");
  const may = useMay("write:webhooks");
  const name = webhook.description || webhook.url;
  const state = webhook.status === "paused" ? "paused" : webhook.active ? "active" : "off";
  const failing = state === "active" && webhook.failing_since !== null;
  return (
    <li className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4 shadow-e1">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          <div className="flex flex-wrap items-center gap-2">
            <h2 className="break-all text-base font-semibold text-fg">{name}</h2>
            <Badge tone={failing ? "warn" : TONES[state]}>{t(($) => $.list[failing ? "failing" : state])}</Badge>
          </div>
          {webhook.description && <p className="break-all font-mono text-xs text-fg-2">{webhook.url}</p>}
          <p className="mt-1 break-words text-sm text-fg-2">
            {webhook.events.includes("*") ? t(($) => $.list.everything) : webhook.events.join(" · ")}
          </p>
        </div>
        <Doing webhook={webhook} />
        <div className="ml-auto flex items-center gap-1">
          <IconButton label={t(($) => $.list.log, { name })} onPress={onLog}>
            <ListTree aria-hidden />
          </IconButton>
          {may && (
            <>
              <IconButton label={t(($) => $.list.try, { name })} isDisabled={busy} onPress={onTry}>
                <Send aria-hidden />
              </IconButton>
              <IconButton label={t(($) => $.list.rotate, { name })} onPress={onRotate}>
                <KeyRound aria-hidden />
              </IconButton>
              <IconButton label={t(($) => $.list.edit, { name })} onPress={onEdit}>
                <Pencil aria-hidden />
              </IconButton>
              <IconButton label={t(($) => $.list.remove, { name })} onPress={onRemove}>
                <Trash2 aria-hidden />
              </IconButton>
            </>
          )}
        </div>
      </div>
      {state === "paused" && (
        <Banner
          tone="danger"
          end={
            may && (
              <Button icon={<Play aria-hidden />} busy={busy} onPress={onResume}>
                {t(($) => $.list.resume)}
              </Button>
            )
          }
        >
          {t(($) => (webhook.pause_reason === "gone" ? $.list.gone : $.list.gaveUp))} {t(($) => $.list.kept)}
        </Banner>
      )}
    </li>
  );
}

function Doing({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const format = useFormat();
  const words = useWords();
  if (webhook.last_at === null || webhook.last_result === null)
    return <p className="text-sm text-fg-3">{t(($) => $.list.nothing)}</p>;
  return (
    <div className="tnum flex flex-col gap-0.5 text-sm text-fg-2">
      <p>
        {t(($) => $.list.last, {
          result: words.result(webhook.last_result, webhook.last_status),
          when: format.relative(webhook.last_at),
        })}
      </p>
      {webhook.failing_since && (
        <p className="text-xs text-danger">{t(($) => $.list.since, { at: format.dateTime(webhook.failing_since) })}</p>
      )}
      {webhook.waiting > 0 && (
        <p className="text-xs text-fg-3">
          {t(($) => $.list.waiting, {
            count: webhook.waiting,
            shown: shownWaiting(webhook.waiting, format.number(webhook.waiting)),
          })}
        </p>
      )}
    </div>
  );
}
