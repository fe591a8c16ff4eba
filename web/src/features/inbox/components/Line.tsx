import type { TFunction } from "i18next";
import { MoreHorizontal, RotateCcw } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Bubble, EventPill, MessageContent, WhatsAppText } from "@/shared/chat";
import { useFormat } from "@/shared/i18n/format";
import { Button, Menu } from "@/shared/ui";
import type { Entry, Line as LineOf, Message } from "../model";

export type LineDeeds = {
  reply: (message: Message) => void;
  react: (message: Message, emoji: string | null) => void;
  resend: (message: Message) => void;
  history: (message: Message) => void;
  view: (mediaId: string) => void;
};

const QUICK = ["👍", "❤️", "😂", "😮", "🙏"];

type LineProps = {
  line: LineOf;
  names: ReadonlyMap<string, string>;
  queues: ReadonlyMap<string, string>;
  reactions: string[];
  quoted: Message | null;
  deeds: LineDeeds;
  /** A search came here. */
  found: boolean;
};

/** One thing of a thread: a message, a note, or something that happened. */
export const Line = memo(function Line(props: LineProps) {
  const { entry } = props.line;
  if (entry.message) return <Said {...props} message={entry.message} />;
  if (entry.note) return <NoteLine {...props} />;
  return <Happened entry={entry} names={props.names} queues={props.queues} />;
});

function senderOf(message: Message, names: ReadonlyMap<string, string>, t: TFunction<"inbox">): string | null {
  if (message.direction === "inbound") return null;
  const { kind, id } = message.sent_by;
  if (kind === "agent" || kind === "user") return (id && names.get(id)) || t(($) => $.sender.agent);
  if (kind === "flow") return t(($) => $.sender.flow);
  if (kind === "campaign") return t(($) => $.sender.campaign);
  if (kind === "ai") return t(($) => $.sender.ai);
  if (kind === "api" || kind === "api_key") return t(($) => $.sender.api);
  return null;
}

function Said({ line, message, names, reactions, quoted, deeds, found }: LineProps & { message: Message }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const sender = senderOf(message, names, t);
  const ours = message.direction !== "inbound";
  const menu = t(($) => $.line.menu, { text: message.text.slice(0, 60) });
  return (
    <div
      data-entry={line.entry.id}
      className={`group/line flex items-center gap-1 ${found ? "-mx-2 rounded-node bg-brand-soft px-2 py-1 outline-2 outline-brand" : ""} ${ours ? "flex-row-reverse" : ""} ${line.first ? "mt-1.5" : ""}`}
    >
      <div className={`flex min-w-0 max-w-full flex-1 flex-col ${ours ? "items-end" : "items-start"}`}>
        <Bubble
          side={ours ? "out" : "in"}
          sender={sender}
          time={format.time(message.created_at)}
          status={ours ? message.status : undefined}
          first={line.first}
        >
          {quoted && (
            <span className="mb-1 block rounded-chip border-l-2 border-brand bg-surface-2 px-2 py-1 text-xs text-fg-2">
              <span className="line-clamp-2">{quoted.text}</span>
            </span>
          )}
          <MessageContent type={message.type} content={message.content} plain={message.text} view={deeds.view} />
        </Bubble>
        {reactions.length > 0 && (
          <span
            className="-mt-1.5 rounded-full border border-line bg-surface px-1.5 text-sm shadow-e1"
            role="img"
            aria-label={t(($) => $.line.reactions, { list: reactions.join(" ") })}
          >
            {reactions.join(" ")}
          </span>
        )}
        {message.status === "failed" && (
          <div
            role="status"
            className="mt-1 flex max-w-[85%] flex-wrap items-center justify-end gap-2 text-xs text-danger"
          >
            <span>{message.error?.message || t(($) => $.line.failed)}</span>
            <Button icon={<RotateCcw aria-hidden />} onPress={() => deeds.resend(message)}>
              {t(($) => $.line.resend)}
            </Button>
          </div>
        )}
      </div>
      <Menu
        label={menu}
        items={() =>
          [
            { id: "reply", label: t(($) => $.line.reply), run: () => deeds.reply(message) },
            { id: "copy", label: t(($) => $.line.copy), run: () => void navigator.clipboard.writeText(message.text) },
            ...(ours ? [{ id: "history", label: t(($) => $.line.history), run: () => deeds.history(message) }] : []),
            "line" as const,
            ...(ours
              ? []
              : QUICK.map((emoji) => ({ id: emoji, label: emoji, run: () => deeds.react(message, emoji) }))),
          ].filter((item, at, all) => item !== "line" || at < all.length - 1)
        }
      >
        {/* The plain one of the browser: a thread has hundreds. */}
        <button
          type="button"
          aria-label={menu}
          className="grid size-7 shrink-0 place-items-center rounded-full text-chat-meta opacity-0 hover:bg-surface focus-visible:opacity-100 group-hover/line:opacity-100 aria-expanded:opacity-100"
        >
          <MoreHorizontal className="size-4" aria-hidden />
        </button>
      </Menu>
    </div>
  );
}

function NoteLine({ line }: LineProps) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const note = line.entry.note;
  if (!note) return null;
  return (
    <div className={`flex flex-col ${line.first ? "mt-1.5" : ""}`}>
      <Bubble
        side="note"
        sender={note.author_name === "flow" ? t(($) => $.sender.flow) : note.author_name}
        time={format.time(note.created_at)}
        first={line.first}
      >
        <WhatsAppText text={note.body} />
      </Bubble>
    </div>
  );
}

const CHANGES = [
  "opened",
  "reopened",
  "bot",
  "queued",
  "active",
  "waiting",
  "resolved",
  "archived",
  "snoozed",
  "woken",
] as const;

function Happened({
  entry,
  names,
  queues,
}: {
  entry: Entry;
  names: ReadonlyMap<string, string>;
  queues: ReadonlyMap<string, string>;
}) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const { assignment, change } = entry;
  const time = format.time(entry.at);
  if (assignment) {
    const person = assignment.user_id ? (names.get(assignment.user_id) ?? t(($) => $.sender.agent)) : null;
    const queue = assignment.queue_id ? queues.get(assignment.queue_id) : null;
    const said = person
      ? queue
        ? t(($) => $.event.assignedIn, { person, queue })
        : t(($) => $.event.assigned, { person })
      : queue
        ? t(($) => $.event.queuedIn, { queue })
        : t(($) => $.event.unassigned);
    return (
      <EventPill>
        {said}
        {assignment.note && ` · “${assignment.note}”`} · {time}
      </EventPill>
    );
  }
  const known = CHANGES.find((c) => c === change?.change);
  if (!known) return null;
  const by = change?.actor_id ? names.get(change.actor_id) : null;
  return (
    <EventPill>
      {t(($) => $.event[known])}
      {by && ` · ${by}`} · {time}
    </EventPill>
  );
}
