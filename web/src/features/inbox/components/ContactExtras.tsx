import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { UserRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, keys, ok, useMay } from "@/shared/api";
import { useMedia, WhatsAppText } from "@/shared/chat";
import { useFormat } from "@/shared/i18n/format";
import { useEvents } from "@/shared/realtime";
import { Button, Failed } from "@/shared/ui";
import type { Conversation } from "../model";
import { FlowSession } from "./FlowSession";
import { MediaViewer } from "./MediaViewer";
import { Part } from "./Part";

/** Whom a note is by that a flow left. */
const FLOW = "flow";
const PICTURES = 12;
const COMES = new Set(["message_received", "message_sent"]);
const EVERY = ["bot", "queued", "active", "waiting", "resolved", "archived"] as const;

/** What is read after who they are: the flow they are in, notes, pictures, what was before. */
export function ContactExtras({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("inbox");
  const readsContacts = useMay("read:contacts");
  return (
    <>
      {readsContacts && (
        <Link
          to="/contacts/$contactId"
          params={{ contactId: conversation.contact.id }}
          className="mb-4 flex min-h-8 items-center justify-center gap-1.5 rounded-control border border-line-strong text-sm text-fg hover:bg-surface-2 max-md:min-h-10"
        >
          <UserRound className="size-4" aria-hidden />
          {t(($) => $.contact.page)}
        </Link>
      )}
      {conversation.flow_session_id && (
        <FlowSession conversation={conversation} sessionId={conversation.flow_session_id} />
      )}
      <Notes id={conversation.id} />
      <Pictures conversation={conversation} />
      <Earlier conversation={conversation} />
    </>
  );
}

function Notes({ id }: { id: string }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const notes = useQuery({
    queryKey: keys.notes(id),
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/conversations/{conversation_id}/notes", {
          params: { path: { conversation_id: id }, query: { limit: 100 } },
          signal,
        }),
      ),
  });
  const own = (notes.data?.data ?? []).toReversed();
  if (notes.isError) return <Failed error={notes.error} retry={() => void notes.refetch()} tight />;
  if (own.length === 0) return null;
  return (
    <Part title={t(($) => $.contact.notes)}>
      <ul className="flex flex-col gap-2">
        {own.map((note) => (
          <li key={note.id} className="rounded-control border border-dashed border-warn bg-warn-soft px-3 py-2">
            <WhatsAppText text={note.body} />
            <span className="mt-1 block text-xs text-fg-2">
              {note.author_name === FLOW ? t(($) => $.sender.flow) : note.author_name} ·{" "}
              {format.dateTime(note.created_at)}
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Pictures({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("inbox");
  const [at, setAt] = useState<string | null>(null);
  // Who sees only their own conversations sees the pictures of this one.
  const everything = useMay("read:all_conversations");
  const of = everything ? { contact_id: conversation.contact.id } : { conversation_id: conversation.id };
  const found = useInfiniteQuery({
    queryKey: ["pictures", of],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/v1/whatsapp/messages", {
          params: { query: { ...of, type: ["image"], cursor: pageParam, limit: PICTURES } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.pagination.next_cursor ?? undefined,
  });
  const { refetch } = found;
  useEvents((events) => {
    // Whether it was a picture the event does not say.
    if (events.some((e) => COMES.has(e.type) && e.data.conversation_id === conversation.id)) void refetch();
  });
  const media = (found.data?.pages ?? []).flatMap((page) =>
    page.data.flatMap((message) => (message.content.media_id ? [String(message.content.media_id)] : [])),
  );
  if (found.isError) return <Failed error={found.error} retry={() => void found.refetch()} tight />;
  if (media.length === 0) return null;
  return (
    <Part title={t(($) => $.contact.media)}>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(76px,1fr))] gap-1.5">
        {media.map((id, place) => (
          <li key={id}>
            <Picture id={id} label={t(($) => $.contact.picture, { at: place + 1 })} onOpen={() => setAt(id)} />
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <Button
          look="quiet"
          className="mt-2"
          busy={found.isFetchingNextPage}
          onPress={() => void found.fetchNextPage()}
        >
          {t(($) => $.contact.moreMedia)}
        </Button>
      )}
      {at && <MediaViewer media={media} at={at} onAt={setAt} onClose={() => setAt(null)} />}
    </Part>
  );
}

function Picture({ id, label, onOpen }: { id: string; label: string; onOpen: () => void }) {
  const held = useMedia(id, "thumbnail");
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onOpen}
      className="block aspect-square w-full overflow-hidden rounded-control bg-surface-3"
    >
      {held.url && <img src={held.url} alt="" className="size-full object-cover" />}
    </button>
  );
}

function Earlier({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const { contact } = conversation;
  const earlier = useQuery({
    queryKey: [...keys.conversations(), "of-contact", contact.id],
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/conversations", {
          params: { query: { contact_id: contact.id, limit: 20, status: [...EVERY] } },
          signal,
        }),
      ),
  });
  const others = (earlier.data?.data ?? []).filter((c) => c.id !== conversation.id);
  if (earlier.isError) return <Failed error={earlier.error} retry={() => void earlier.refetch()} tight />;
  if (others.length === 0) return null;
  return (
    <Part title={t(($) => $.contact.earlier)}>
      <ul className="flex flex-col gap-1">
        {others.map((c) => (
          <li key={c.id}>
            <Link
              to="/inbox/$conversationId"
              params={{ conversationId: c.id }}
              search={(s) => s}
              className="block rounded-control px-2 py-1.5 hover:bg-surface-2"
            >
              <span className="block truncate">{c.last_message}</span>
              <span className="text-xs text-fg-3">
                {format.date(c.last_message_at ?? c.created_at)} ·{" "}
                {t(($) => $.status[c.status as (typeof EVERY)[number]])}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Part>
  );
}
