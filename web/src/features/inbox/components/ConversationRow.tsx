import clsx from "clsx";
import { BellOff, Bot, Clock, Moon, Timer } from "lucide-react";
import { type MouseEvent, memo } from "react";
import { useTranslation } from "react-i18next";
import { nationalPhone, useFormat } from "@/shared/i18n/format";
import { Avatar, Count } from "@/shared/ui";
import { CLOSING_MS, type Conversation, owed, windowLeft } from "../model";

const HOUR_MS = 3_600_000;

type RowProps = {
  it: Conversation;
  id: string;
  open: boolean;
  chosen: boolean;
  owner: string | null;
  now: number;
  onPress: (id: string, event: MouseEvent) => void;
};

/** A conversation in one glance: who, what they last said, whose it is, and how long the window stays open. */
export const ConversationRow = memo(function ConversationRow({ it, id, open, chosen, owner, now, onPress }: RowProps) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const name = it.contact.name || (it.contact.phone ? nationalPhone(it.contact.phone) : t(($) => $.list.nameless));
  const left = windowLeft(it, now);
  const answer = owed(it, now);
  const unread = it.unread_count > 0;
  const hours = (ms: number) =>
    ms >= HOUR_MS
      ? format.number(Math.floor(ms / HOUR_MS), { style: "unit", unit: "hour", unitDisplay: "narrow" })
      : format.number(Math.max(1, Math.floor(ms / 60_000)), { style: "unit", unit: "minute", unitDisplay: "narrow" });
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={open || chosen}
      onClick={(event) => onPress(it.id, event)}
      className={clsx(
        "flex h-[76px] cursor-pointer gap-3 border-b border-line px-3 py-2.5",
        open || chosen ? "bg-brand-soft" : "hover:bg-surface-2",
      )}
    >
      <Avatar name={name} seed={it.contact.id} size={40} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className={clsx("truncate text-base", unread ? "font-semibold" : "font-medium")}>{name}</span>
          {it.last_message_at && (
            <time
              dateTime={it.last_message_at}
              className={clsx("tnum ml-auto shrink-0 text-xs", unread ? "font-medium text-brand-fg" : "text-fg-3")}
            >
              {format.short(it.last_message_at, now)}
            </time>
          )}
        </span>
        <span className="flex items-center gap-2">
          <span className={clsx("min-w-0 flex-1 truncate text-sm", unread ? "text-fg" : "text-fg-2")}>
            {it.last_message}
          </span>
          {unread && (
            <>
              <Count value={it.unread_count} />
              <span className="sr-only">{t(($) => $.list.unread, { count: it.unread_count })}</span>
            </>
          )}
        </span>
        <span className="mt-0.5 flex items-center gap-1.5 text-2xs text-fg-3">
          {it.snoozed_until && Date.parse(it.snoozed_until) > now ? (
            <Moon className="size-3" aria-label={t(($) => $.list.snoozed)} />
          ) : it.status === "bot" ? (
            <Bot className="size-3 shrink-0" aria-hidden />
          ) : (
            <i aria-hidden className={clsx("size-1.5 shrink-0 rounded-full", owner ? "bg-brand" : "bg-warn")} />
          )}
          {it.muted && <BellOff className="size-3 shrink-0" aria-label={t(($) => $.list.muted)} />}
          <span className="truncate">
            {it.status === "bot" ? t(($) => $.list.robot) : (owner ?? it.queue_name ?? t(($) => $.list.nobody))}
          </span>
          {it.tags[0] && (
            <span className="max-w-24 truncate rounded-[4px] bg-surface-3 px-1 text-fg-2">{it.tags[0]}</span>
          )}
          {it.tags.length > 1 && (
            <span className="rounded-[4px] bg-surface-3 px-1 text-fg-2">+{it.tags.length - 1}</span>
          )}
          {answer && (
            <span
              className={clsx(
                "tnum ml-auto flex shrink-0 items-center gap-0.5 rounded-[4px] px-1",
                answer.state === "late" && "bg-danger-soft font-medium text-danger",
                answer.state === "soon" && "bg-warn-soft font-medium text-warn",
              )}
            >
              <Timer className="size-3" aria-hidden />
              {t(($) => $.owed[answer.state], { time: hours(answer.ms) })}
            </span>
          )}
          {left !== null && (
            <span
              className={clsx(
                "tnum flex shrink-0 items-center gap-0.5",
                !answer && "ml-auto",
                left < CLOSING_MS && "font-medium text-danger",
              )}
            >
              <Clock className="size-3" aria-hidden />
              <span className="sr-only">{t(($) => $.list.window)}</span>
              {hours(left)}
            </span>
          )}
        </span>
      </span>
    </div>
  );
});
