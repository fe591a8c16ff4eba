import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ArrowDown, Clock, RotateCcw, X } from "lucide-react";
import {
  Fragment,
  Suspense,
  startTransition,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { api, newKey, ok, once } from "@/shared/api";
import { Bubble, MessageContent } from "@/shared/chat";
import { lazily } from "@/shared/code";
import { useFormat } from "@/shared/i18n/format";
import { Bones, Button, Failed, IconButton, toast } from "@/shared/ui";
import { agentsOptions, deeds as conversationDeeds, keepLines, patch, queuesOptions, timelineOptions } from "../api";
import { sayPresence } from "../live";
import { type Conversation, lines, type Message, reactions } from "../model";
import { again, forget, useOutbox } from "../outbox";
import { Line, type LineDeeds } from "./Line";

const ThreadSearch = lazily(() => import("./ThreadSearch"), "ThreadSearch");
const History = lazily(() => import("./History"), "History");
const MediaViewer = lazily(() => import("./MediaViewer"), "MediaViewer");
const NEAR = 120;
const OLDER = 300;
const PRESENT_MS = 20_000;
/** What fits on a tall screen is drawn at once, the rest above it when there is time. */
const FIRST = 24;

type ThreadProps = {
  conversation: Conversation;
  onReply: (message: Message) => void;
  /** Words are looked for in it. */
  finding: boolean;
  onFound: () => void;
};

/** All that was said and done, the newest at the bottom. */
export function Thread({ conversation, onReply, finding, onFound }: ThreadProps) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const id = conversation.id;
  /** The message that was jumped to, and whether the thread is drawn around it instead of from its end. */
  const [target, setTarget] = useState<string | null>(null);
  const [around, setAround] = useState<string | null>(null);
  const timeline = useInfiniteQuery({ ...timelineOptions(id, around), placeholderData: keepPreviousData });
  const agents = useQuery(agentsOptions);
  const queueList = useQuery(queuesOptions);
  const outbox = useOutbox((s) => s.items);
  const scroller = useRef<HTMLDivElement>(null);
  const bottom = useRef(true);
  const [away, setAway] = useState(false);
  const [history, setHistory] = useState<Message | null>(null);
  const [viewing, setViewing] = useState<string | null>(null);
  /** How many were unread when the thread was opened: the line before them stays where it was. */
  const [unread] = useState(conversation.unread_count);

  const entries = useMemo(() => {
    const all = timeline.data?.pages.flatMap((page) => page.data) ?? [];
    // Where two pages meet, both have the entry they meet at.
    return around ? [...new Map(all.map((entry) => [entry.id, entry])).values()] : all;
  }, [timeline.data, around]);
  const byMessage = useMemo(
    () => new Map(entries.flatMap((e) => (e.message ? [[e.message.id, e.message] as const] : []))),
    [entries],
  );
  const byProvider = useMemo(
    () =>
      new Map(
        entries.flatMap((e) =>
          e.message?.whatsapp_message_id ? [[e.message.whatsapp_message_id, e.message] as const] : [],
        ),
      ),
    [entries],
  );
  const [whole, setWhole] = useState(false);
  const all = useMemo(() => lines(entries, (at) => format.dayKey(at), unread), [entries, format, unread]);
  const drawn = whole ? all : all.slice(-FIRST - unread);
  const hung = useMemo(() => reactions(entries), [entries]);
  const waiting = useMemo(
    () => outbox.filter((item) => item.conversationId === id && !(item.messageId && byMessage.has(item.messageId))),
    [outbox, id, byMessage],
  );
  const names = useMemo(() => new Map((agents.data?.data ?? []).map((a) => [a.user_id, a.name])), [agents.data]);
  const queues = useMemo(() => new Map((queueList.data?.data ?? []).map((q) => [q.id, q.name])), [queueList.data]);
  const pictures = useMemo(
    () =>
      entries
        .flatMap((e) =>
          e.message?.type === "image" && e.message.content.media_id ? [e.message.content.media_id as string] : [],
        )
        .toReversed(),
    [entries],
  );

  // The newest stays in sight while somebody is at the bottom; what is read further up stays where it is.
  const tail = entries[0]?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line at the end is what moves the view
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box && bottom.current && !around) box.scrollTop = box.scrollHeight;
  }, [tail, waiting.length, timeline.isPending, whole, around]);
  // What is written grows, and takes its room from here.
  const ready = !timeline.isPending;
  useEffect(() => {
    const box = scroller.current;
    if (!ready || !box) return;
    const watch = new ResizeObserver(() => {
      if (bottom.current) box.scrollTop = box.scrollHeight;
    });
    watch.observe(box);
    return () => watch.disconnect();
  }, [ready]);
  const oldest = entries[entries.length - 1]?.id;
  const height = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: older lines at the top push the rest down by their own height
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    if (height.current > 0 && !bottom.current) box.scrollTop += box.scrollHeight - height.current;
    height.current = 0;
  }, [oldest, whole]);
  useEffect(() => {
    if (whole || timeline.isPending) return;
    height.current = scroller.current?.scrollHeight ?? 0;
    startTransition(() => setWhole(true));
  }, [whole, timeline.isPending]);

  // Opened at the first unread one, when there is one.
  const opened = useRef(false);
  useLayoutEffect(() => {
    if (opened.current || timeline.isPending) return;
    opened.current = true;
    const news = scroller.current?.querySelector("[data-news]");
    if (news && unread > 4) {
      bottom.current = false;
      news.scrollIntoView({ block: "center" });
    }
  }, [timeline.isPending, unread]);

  const fromEnd = useCallback(() => {
    bottom.current = true;
    setTarget(null);
    setAround(null);
  }, []);
  // What somebody sends stands at the end, and they with it.
  const sending = waiting.length;
  useEffect(() => {
    if (sending > 0) fromEnd();
  }, [sending, fromEnd]);
  const loaded = target !== null && entries.some((entry) => entry.id === target);
  const jump = useCallback((messageId: string) => {
    bottom.current = false;
    setTarget(messageId);
  }, []);
  useLayoutEffect(() => {
    if (!target) return;
    if (loaded) scroller.current?.querySelector(`[data-entry="${target}"]`)?.scrollIntoView({ block: "center" });
    else setAround(target);
  }, [target, loaded]);

  useEffect(() => {
    sayPresence(id, "viewing");
    const beat = setInterval(() => sayPresence(id, "viewing"), PRESENT_MS);
    return () => {
      clearInterval(beat);
      sayPresence(id, "left");
    };
  }, [id]);

  const unseen = conversation.unread_count;
  useEffect(() => {
    if (unseen === 0) return;
    const read = () => {
      if (document.visibilityState !== "visible") return;
      patch(id, (c) => ({ ...c, unread_count: 0 }));
      conversationDeeds.read(id).catch(() => undefined);
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [id, unseen]);

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = timeline;
  const { hasPreviousPage, isFetchingPreviousPage, fetchPreviousPage } = timeline;
  const onScroll = () => {
    const box = scroller.current;
    if (!box) return;
    const below = box.scrollHeight - box.scrollTop - box.clientHeight;
    bottom.current = below < NEAR;
    setAway(below > 2 * box.clientHeight);
    if (around && bottom.current && !timeline.isPlaceholderData) {
      if (!hasPreviousPage) fromEnd();
      else if (!isFetchingPreviousPage) void fetchPreviousPage();
    }
    if (box.scrollTop < OLDER && hasNextPage && !isFetchingNextPage) {
      height.current = box.scrollHeight;
      void fetchNextPage();
    }
  };
  const toEnd = () => {
    if (around) fromEnd();
    else scroller.current?.scrollTo({ top: scroller.current.scrollHeight, behavior: "smooth" });
  };

  const reply = useRef(onReply);
  reply.current = onReply;
  const act = useCallback(async (deed: Promise<Message>) => {
    try {
      const message = await deed;
      keepLines(message.conversation_id, [{ id: message.id, at: message.created_at, kind: "message", message }]);
    } catch (error) {
      toast.failed(error);
    }
  }, []);
  const deeds = useMemo(
    (): LineDeeds => ({
      reply: (message) => reply.current(message),
      react: (message, emoji) =>
        void act(
          ok(
            api.POST("/api/v1/whatsapp/send-reaction", {
              body: { message_id: message.id, emoji },
              headers: once(newKey()),
            }),
          ),
        ),
      resend: (message) =>
        void act(
          ok(
            api.POST("/api/v1/whatsapp/messages/{message_id}/resend", { params: { path: { message_id: message.id } } }),
          ),
        ),
      history: setHistory,
      view: setViewing,
    }),
    [act],
  );
  const quoted = (message: Message | undefined) =>
    message?.reply_to ? (byProvider.get(message.reply_to) ?? byMessage.get(message.reply_to) ?? null) : null;

  if (timeline.isPending)
    return (
      <div className="min-h-0 flex-1 bg-chat-bg">
        <Bones rows={6} className="h-12 w-2/3" />
      </div>
    );
  if (timeline.isError && entries.length === 0)
    return <Failed error={timeline.error} retry={() => void timeline.refetch()} />;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <Suspense>
        {finding && (
          <ThreadSearch
            conversationId={id}
            onHit={jump}
            onClose={() => {
              setTarget(null);
              onFound();
            }}
          />
        )}
      </Suspense>
      <div
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label={t(($) => $.thread.messages)}
        tabIndex={0}
        onScroll={onScroll}
        className="flex min-h-0 flex-1 flex-col gap-0.5 overflow-auto bg-chat-bg px-4 py-3 focus-visible:-outline-offset-2 md:px-6"
      >
        <div className="flex-1" />
        {isFetchingNextPage && <Bones rows={2} className="h-10 w-1/2" />}
        {drawn.map((line) => (
          <Fragment key={line.entry.id}>
            {line.day && (
              <div className="sticky top-0 z-[1] mx-auto my-2 rounded-full bg-surface px-3 py-1 text-2xs font-medium text-chat-meta shadow-e1">
                {format.day(line.entry.at)}
              </div>
            )}
            {line.news && (
              <div
                data-news
                className="my-2 flex items-center gap-3 text-xs font-medium text-brand-fg before:h-px before:flex-1 before:bg-brand after:h-px after:flex-1 after:bg-brand"
              >
                <span className="rounded-full bg-surface px-2">{t(($) => $.thread.news)}</span>
              </div>
            )}
            {line.entry.message?.type !== "reaction" && (
              <Line
                line={line}
                names={names}
                queues={queues}
                reactions={
                  hung.get(line.entry.message?.id ?? "") ??
                  hung.get(line.entry.message?.whatsapp_message_id ?? "") ??
                  NONE
                }
                quoted={quoted(line.entry.message)}
                deeds={deeds}
                found={line.entry.id === target}
              />
            )}
          </Fragment>
        ))}
        {waiting.map((item) => (
          <div key={item.key} className="mt-1.5 flex flex-col items-end" data-sending={item.state}>
            <Bubble side="out" time={format.time(item.at)} status={item.state === "refused" ? "failed" : "queued"}>
              <MessageContent type={item.type} content={item.content} plain={item.text} />
            </Bubble>
            {item.state === "refused" && (
              <div className="mt-1 flex items-center gap-2 text-xs text-danger">
                <span>{item.reason ?? t(($) => $.line.failed)}</span>
                <Button icon={<RotateCcw aria-hidden />} onPress={() => again(item)}>
                  {t(($) => $.line.resend)}
                </Button>
                <IconButton label={t(($) => $.line.discard)} onPress={() => forget(item.key)}>
                  <X aria-hidden />
                </IconButton>
              </div>
            )}
            {item.state === "waiting" && (
              <span className="mt-0.5 flex items-center gap-1 text-2xs text-chat-meta">
                <Clock className="size-3" aria-hidden />
                {t(($) => $.line.waits)}
              </span>
            )}
          </div>
        ))}
      </div>
      {(away || around) && (
        <IconButton
          label={t(($) => $.thread.toEnd)}
          onPress={toEnd}
          className="absolute bottom-3 right-4 rounded-full border border-line bg-surface shadow-e2"
        >
          <ArrowDown aria-hidden />
        </IconButton>
      )}
      <Suspense>
        {history && <History message={byMessage.get(history.id) ?? history} onClose={() => setHistory(null)} />}
        {viewing && <MediaViewer media={pictures} at={viewing} onAt={setViewing} onClose={() => setViewing(null)} />}
      </Suspense>
    </div>
  );
}

const NONE: string[] = [];
