import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate, useParams } from "@tanstack/react-router";
import clsx from "clsx";
import { MessageCircle } from "lucide-react";
import { type CSSProperties, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/shared/api";
import { lazily } from "@/shared/code";
import { Bones, Empty, Failed } from "@/shared/ui";
import { conversationOptions, deeds, useDeed } from "../api";
import { ListPane } from "../components/ListPane";
import { LIST, PANE, Resizer, useWidth } from "../components/Resizer";
import { Thread } from "../components/Thread";
import { ThreadHead } from "../components/ThreadHead";
import { useInboxEvents } from "../live";
import type { Message, View } from "../model";

const route = getRouteApi("/inside/inbox");
const ContactPane = lazily(() => import("../components/ContactPane"), "ContactPane");
const composer = () => import("../components/Composer");
const Composer = lazily(composer, "Composer");
const Planned = lazily(() => import("../components/Planned"), "Planned");
const SHOWN = "pytake.contactPane";

/** Three panes: the list, the thread, the contact; on a narrow screen one after the other. */
export function InboxPage() {
  const { t } = useTranslation("inbox");
  const view = route.useSearch() as View;
  const { conversationId = null } = useParams({ strict: false });
  const navigate = useNavigate();
  const order = useRef<string[]>([]);
  const [width, setWidth] = useWidth(LIST);
  const [pane, setPane] = useState(() => localStorage.getItem(SHOWN) !== "closed");
  useInboxEvents(conversationId);
  // The list does without the box; it is there before anybody opens a conversation.
  useEffect(() => void composer().catch(() => undefined), []);

  const open = useCallback(
    (id: string) => void navigate({ to: "/inbox/$conversationId", params: { conversationId: id }, search: (s) => s }),
    [navigate],
  );
  const onOrder = useCallback((ids: string[]) => {
    order.current = ids;
  }, []);
  const onView = useCallback(
    (next: View) => void navigate({ to: ".", search: next as never, replace: true }),
    [navigate],
  );
  const step = (by: 1 | -1) => {
    const at = conversationId ? order.current.indexOf(conversationId) : -1;
    const next = order.current[at + by];
    if (next) open(next);
  };
  const back = () => void navigate({ to: "/inbox", search: (s) => s });
  const toggle = () => {
    localStorage.setItem(SHOWN, pane ? "closed" : "open");
    setPane(!pane);
  };
  const stable = useMemo(() => view, [view]);
  return (
    <div className="flex h-full min-h-0">
      <div
        className={clsx(
          "flex min-h-0 w-(--list) shrink-0 flex-col border-r border-line max-[900px]:w-full",
          conversationId && "max-[900px]:hidden",
        )}
        style={{ "--list": `${width}px` } as CSSProperties}
      >
        <ListPane view={stable} onView={onView} open={conversationId} onOpen={open} onOrder={onOrder} />
      </div>
      <Resizer
        of={LIST}
        width={width}
        onWidth={setWidth}
        label={t(($) => $.list.resize)}
        className="max-[900px]:hidden"
      />
      {conversationId ? (
        <Open key={conversationId} id={conversationId} pane={pane} onToggle={toggle} onBack={back} onStep={step} />
      ) : (
        <div className="grid min-w-0 flex-1 place-items-center bg-chat-bg max-[900px]:hidden">
          <Empty icon={<MessageCircle aria-hidden />} title={t(($) => $.thread.none)}>
            {t(($) => $.thread.noneHint)}
          </Empty>
        </div>
      )}
    </div>
  );
}

type OpenProps = { id: string; pane: boolean; onToggle: () => void; onBack: () => void; onStep: (by: 1 | -1) => void };

function Open({ id, pane, onToggle, onBack, onStep }: OpenProps) {
  const { t } = useTranslation("inbox");
  const conversation = useQuery(conversationOptions(id));
  const me = useSession((s) => s.me?.user?.id);
  const deed = useDeed(id);
  const [replyTo, setReplyTo] = useState<Message | null>(null);
  const [width, setWidth] = useWidth(PANE);
  const [finding, setFinding] = useState(false);
  const [narrowPane, setNarrowPane] = useState(false);
  if (conversation.isPending)
    return (
      <div className="min-w-0 flex-1">
        <Bones rows={7} />
      </div>
    );
  if (conversation.isError && !conversation.data)
    return (
      <div className="grid min-w-0 flex-1 place-items-center">
        <Failed error={conversation.error} retry={() => void conversation.refetch()} />
      </div>
    );
  const it = conversation.data;
  const narrow = () => matchMedia("(max-width: 1180px)").matches;
  const shown = narrow() ? narrowPane : pane;
  const contact = () => (narrow() ? setNarrowPane(!narrowPane) : onToggle());
  const next = () => onStep(1);
  const sentAndDone = () => {
    deed.mutate({
      run: () => deeds.resolve(id),
      done: t(($) => $.done.resolved),
      undo: () => deed.mutate({ run: () => deeds.reopen(id) }),
    });
    next();
  };
  return (
    <>
      <section
        aria-label={t(($) => $.thread.title)}
        data-mine={it.assigned_to === me || undefined}
        onKeyDown={(event) => {
          if (event.key.toLowerCase() !== "f" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          setFinding(true);
        }}
        className={clsx("flex min-h-0 min-w-0 flex-1 flex-col", narrowPane && "max-[1180px]:hidden")}
      >
        <ThreadHead
          conversation={it}
          onBack={onBack}
          onContact={contact}
          onStep={onStep}
          onDone={next}
          onFind={() => setFinding(true)}
        />
        <Thread conversation={it} onReply={setReplyTo} finding={finding} onFound={() => setFinding(false)} />
        <Suspense>
          <Planned conversationId={id} />
        </Suspense>
        <Suspense fallback={<div className="h-34 border-t border-line bg-surface" />}>
          <Composer
            conversation={it}
            replyTo={replyTo}
            onReplied={() => setReplyTo(null)}
            onSentAndDone={sentAndDone}
          />
        </Suspense>
      </section>
      {shown && (
        <>
          <Resizer
            of={PANE}
            right
            width={width}
            onWidth={setWidth}
            label={t(($) => $.contact.resize)}
            className="max-[1180px]:hidden"
          />
          <div
            className="flex min-h-0 w-(--pane) shrink-0 border-l border-line max-[1180px]:w-full"
            style={{ "--pane": `${width}px` } as CSSProperties}
          >
            <Suspense fallback={<Bones rows={5} />}>
              <ContactPane conversation={it} onClose={contact} />
            </Suspense>
          </div>
        </>
      )}
    </>
  );
}
