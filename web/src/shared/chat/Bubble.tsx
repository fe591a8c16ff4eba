import clsx from "clsx";
import { Check, CheckCheck, CircleAlert, Clock, StickyNote } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

type Side = "in" | "out" | "note";

/** How far a message of ours has come, by sign and by word. */
function Ticks({ status }: { status: string }) {
  const { t } = useTranslation();
  const known = ["queued", "sent", "delivered", "read", "played", "failed", "cancelled"] as const;
  const named = known.find((k) => k === status);
  if (!named) return null;
  const label = t(($) => $.status[named]);
  const Icon = {
    queued: Clock,
    sent: Check,
    delivered: CheckCheck,
    read: CheckCheck,
    played: CheckCheck,
    failed: CircleAlert,
    cancelled: CircleAlert,
  }[named];
  return (
    <span role="img" aria-label={label} title={label}>
      <Icon
        aria-hidden
        className={clsx(
          "size-3.5",
          (named === "read" || named === "played") && "text-tick-read",
          (named === "failed" || named === "cancelled") && "text-danger",
        )}
      />
    </span>
  );
}

type BubbleProps = {
  side: Side;
  /** Drawn above: who speaks for the company. */
  sender?: string | null;
  time?: string;
  status?: string;
  /** The first of those one person said in a row has the tail. */
  first?: boolean;
  wide?: boolean;
  children: ReactNode;
};

/** One message: the customer's at the left, the company's at the right, a note in its own colour. */
export function Bubble({ side, sender, time, status, first = true, wide, children }: BubbleProps) {
  const ours = side !== "in";
  return (
    <div
      className={clsx(
        "rounded-node px-3 py-1.5 text-base text-fg shadow-e1",
        wide ? "max-w-[85%]" : "max-w-[62%] max-md:max-w-[85%]",
        ours ? "self-end" : "self-start",
        side === "note" && "border border-dashed border-warn bg-warn-soft",
        side === "out" && "bg-chat-out",
        side === "in" && "bg-chat-in",
        first && (ours ? "rounded-tr-[4px]" : "rounded-tl-[4px]"),
      )}
    >
      {(sender || side === "note") && first && (
        <div
          className={clsx(
            "flex items-center gap-1 text-2xs font-semibold",
            side === "note" ? "text-warn" : "text-brand-fg",
          )}
        >
          {side === "note" ? <NoteBy name={sender ?? ""} /> : sender}
        </div>
      )}
      {children}
      {time && (
        <span className="tnum float-right ml-3 mt-1 flex items-center gap-1 text-2xs text-chat-meta">
          {time}
          {status && <Ticks status={status} />}
        </span>
      )}
      <div className="clear-both" />
    </div>
  );
}

function NoteBy({ name }: { name: string }) {
  const { t } = useTranslation();
  return (
    <>
      <StickyNote className="size-3" aria-hidden />
      {t(($) => $.noteBy, { name })}
    </>
  );
}

/** Something that happened, between the messages. */
export function EventPill({ children }: { children: ReactNode }) {
  return (
    <div className="mx-auto my-1 max-w-[80%] rounded-full bg-surface px-3 py-1 text-center text-2xs text-chat-meta shadow-e1">
      {children}
    </div>
  );
}
