import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { CirclePlus, Paperclip, StickyNote, X, Zap } from "lucide-react";
import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  Suspense,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { useAi } from "@/shared/ai";
import { api, keys, newKey, ok, once, queryClient } from "@/shared/api";
import { lazily, reached } from "@/shared/code";
import { useFormat } from "@/shared/i18n/format";
import { Button, IconButton, Menu, toast, useNow } from "@/shared/ui";
import { agentsOptions, cannedOptions, capabilitiesOptions, fillText, patch, variablesOptions } from "../api";
import { draftOf, keepDraft } from "../drafts";
import { freshLines, sayPresence } from "../live";
import { type Conversation, type Message, windowLeft } from "../model";
import { send } from "../outbox";
import { enterSends, setEnterSends } from "../preferences";
import type { Made } from "./AiHelp";
import { EmojiPicker } from "./EmojiPicker";
import type { Extra } from "./Extras";
import { type Suggestion, Suggestions } from "./Suggestions";
import { VoiceNote } from "./VoiceNote";

const Closed = lazily(() => import("./Closed"), "Closed");
const ExtraDialog = lazily(() => import("./Extras"), "ExtraDialog");
const Filled = lazily(() => import("./Filled"), "Filled");
const AiMenu = lazily(() => import("./AiHelp"), "AiMenu");
const AiNote = lazily(() => import("./AiHelp"), "AiNote");
/** What sends files is read with the first of them. */
const files = () => reached(() => import("../files"));
const NAMES = { "/": "canned", "@": "people", "{{": "variables" } as const;
const EXTRAS: Extra[] = ["buttons", "list", "location", "contact", "schedule"];
const TALLEST = 8 * 20 + 20;
const TYPING_MS = 3000;

type ComposerProps = {
  conversation: Conversation;
  replyTo: Message | null;
  onReplied: () => void;
  /** After sending, the conversation is done: Ctrl+Enter. */
  onSentAndDone: () => void;
};

type Uploading = { key: string; name: string; share: number };

/** The word before the caret that asks for suggestions: "/boleto" at the start, "@mar" in a note, "{{con" in an answer. */
export function asked(
  text: string,
  caret: number,
  note: boolean,
): { sign: "/" | "@" | "{{"; word: string; from: number } | null {
  const before = text.slice(0, caret);
  const canned = /^\/([\p{L}\p{N}_-]*)$/u.exec(before);
  if (canned && !note) return { sign: "/", word: canned[1] ?? "", from: 0 };
  const variable = /\{\{\s*([\w.]*)$/.exec(before);
  if (variable && !note) return { sign: "{{", word: variable[1] ?? "", from: caret - variable[0].length };
  const mention = /(?:^|\s)@([\p{L}]*)$/u.exec(before);
  if (mention && note) return { sign: "@", word: mention[1] ?? "", from: caret - (mention[1]?.length ?? 0) - 1 };
  return null;
}

/** Where answers are written: to the customer, or, in another colour, to colleagues only. */
export function Composer({ conversation, replyTo, onReplied, onSentAndDone }: ComposerProps) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const id = conversation.id;
  const listId = useId();
  const now = useNow(15_000);
  const [draft, setDraft] = useState(() => draftOf(id));
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  const [hidden, setHidden] = useState(false);
  const [uploads, setUploads] = useState<Uploading[]>([]);
  const [busy, setBusy] = useState(false);
  const [extra, setExtra] = useState<Extra | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const ai = useAi();
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const typedAt = useRef(0);
  const named = useRef(new Map<string, string>());
  const canned = useQuery(cannedOptions);
  const agents = useQuery(agentsOptions);
  const can = useQuery(capabilitiesOptions(conversation.whatsapp_config_id));
  const { text, note } = draft;
  const holes = !note && text.includes("{{");
  const variables = useQuery({ ...variablesOptions(id), enabled: holes });
  const windowed = can.data?.features.free_text_any_time?.support === "no";
  const closed = !note && windowed && windowLeft(conversation, now) === null;

  const write = (next: { text?: string; note?: boolean }) => {
    const now_ = { ...draft, ...next };
    setDraft(now_);
    keepDraft(id, now_);
    setHidden(false);
    if (!now_.note && Date.now() - typedAt.current > TYPING_MS) {
      typedAt.current = Date.now();
      sayPresence(id, "typing");
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the box grows with what is in it
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    el.style.height = "0";
    el.style.height = `${Math.min(TALLEST, el.scrollHeight)}px`;
  }, [text, note]);
  useEffect(() => {
    if (replyTo) box.current?.focus();
  }, [replyTo]);

  const ask = hidden ? null : asked(text, caret, note);
  const items = useMemo((): Suggestion[] => {
    if (!ask) return [];
    const word = ask.word.toLocaleLowerCase();
    if (ask.sign === "/")
      return (canned.data?.data ?? [])
        .filter((r) => `${r.shortcut} ${r.title}`.toLocaleLowerCase().includes(word))
        .slice(0, 8)
        .map((r) => ({ id: r.id, label: `/${r.shortcut} · ${r.title}`, about: r.text }));
    if (ask.sign === "{{")
      return (variables.data?.data ?? [])
        .filter((v) => v.name.includes(word))
        .slice(0, 8)
        .map((v) => ({ id: v.name, label: v.name, about: v.value || t(($) => $.composer.noValue) }));
    return (agents.data?.data ?? [])
      .filter((a) => a.name.toLocaleLowerCase().includes(word))
      .slice(0, 8)
      .map((a) => ({ id: a.user_id, label: a.name }));
  }, [ask, canned.data, agents.data, variables.data, t]);
  const here = Math.min(at, Math.max(0, items.length - 1));

  const pick = async (item: Suggestion) => {
    if (!ask) return;
    if (ask.sign === "{{") {
      const rest = text.slice(caret).replace(/^\s*\}\}/, "");
      const filled = `${text.slice(0, ask.from)}{{${item.id}}}`;
      write({ text: filled + rest });
      setCaret(filled.length);
      // The box has the text only after it was drawn.
      requestAnimationFrame(() => box.current?.setSelectionRange(filled.length, filled.length));
      return;
    }
    if (ask.sign === "@") {
      named.current.set(item.label, item.id);
      write({ text: `${text.slice(0, ask.from)}@${item.label} ${text.slice(caret)}` });
      return;
    }
    try {
      const filled = await ok(
        api.POST("/api/v1/canned-replies/{reply_id}/render", {
          params: { path: { reply_id: item.id } },
          body: { conversation_id: id },
        }),
      );
      write({ text: filled.text });
      box.current?.focus();
    } catch (error) {
      toast.failed(error);
    }
  };

  const sendNote = async () => {
    let body = text.trim();
    for (const [name, userId] of named.current) body = body.replaceAll(`@${name}`, `@[${userId}]`);
    setBusy(true);
    try {
      await ok(
        api.POST("/api/v1/conversations/{conversation_id}/notes", {
          params: { path: { conversation_id: id } },
          body: { body },
          headers: once(newKey()),
        }),
      );
      write({ text: "", note: false });
      await freshLines(id);
      void queryClient.invalidateQueries({ queryKey: keys.notes(id) });
    } catch (error) {
      toast.failed(error);
    } finally {
      setBusy(false);
    }
  };
  const submit = (done = false) => {
    if (!text.trim() || busy) return;
    if (note) {
      void sendNote();
      return;
    }
    if (holes) {
      void fillAndSend(done);
      return;
    }
    say(text.trim(), done);
  };
  /** With its variables as the server knows them; what it does not know is not sent. */
  const fillAndSend = async (done: boolean) => {
    setBusy(true);
    try {
      say((await fillText(id, text.trim())).text.trim(), done);
    } catch (error) {
      toast.failed(error);
      box.current?.focus();
    } finally {
      setBusy(false);
    }
  };
  const say = (said: string, done: boolean) => {
    send({
      conversationId: id,
      route: "send",
      body: { conversation_id: id, message: said, ...(replyTo ? { reply_to: replyTo.id } : {}) },
      type: "text",
      content: { body: said },
      text: said,
    });
    patch(id, (c) => ({ ...c, last_message: said, last_message_at: new Date().toISOString() }));
    write({ text: "" });
    onReplied();
    if (done) onSentAndDone();
  };

  const attach = async (given: File[]) => {
    const known = queryClient.ensureQueryData(capabilitiesOptions(conversation.whatsapp_config_id));
    const ready = await Promise.all([files(), known]).catch(toast.failed);
    if (!ready) return;
    const [{ kindOf, refusal, sendStored, upload }, { media: limits }] = ready;
    for (const file of given) {
      const no = refusal(file, limits);
      if (no) {
        toast.say(
          no.reason === "size"
            ? t(($) => $.composer.tooLarge, { name: file.name, most: format.bytes(no.most) })
            : t(($) => $.composer.wrongType, { name: file.name }),
        );
        continue;
      }
      const key = newKey();
      setUploads((all) => [...all, { key, name: file.name, share: 0 }]);
      try {
        const stored = await upload(file, file.name, (share) =>
          setUploads((all) => all.map((u) => (u.key === key ? { ...u, share } : u))),
        );
        sendStored(id, stored, kindOf(file, limits), {
          caption: given.length === 1 ? text.trim() : undefined,
          filename: file.name,
        });
        if (given.length === 1) write({ text: "" });
      } catch (error) {
        toast.failed(error);
      } finally {
        setUploads((all) => all.filter((u) => u.key !== key));
      }
    }
  };
  const recorded = async (sound: Blob) => {
    const ending = sound.type.includes("ogg") ? "ogg" : sound.type.includes("mp4") ? "m4a" : "webm";
    try {
      const { sendStored, upload } = await files();
      const stored = await upload(sound, `audio.${ending}`, () => undefined);
      sendStored(id, stored, "audio", { voice: true });
    } catch (error) {
      toast.failed(error);
    }
  };

  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (ask && items.length > 0) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        setAt((here + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length);
        return;
      }
      if (event.key === "Enter" || event.key === "Tab") {
        event.preventDefault();
        void pick(items[here] as Suggestion);
        return;
      }
      if (event.key === "Escape") {
        event.stopPropagation();
        setHidden(true);
        return;
      }
    }
    if (event.key === "Escape") box.current?.blur();
    if (event.key !== "Enter") return;
    const withCtrl = event.ctrlKey || event.metaKey;
    if (withCtrl && enterSends()) {
      event.preventDefault();
      submit(true);
    } else if (enterSends() ? !event.shiftKey : withCtrl) {
      event.preventDefault();
      submit();
    }
  };
  const insert = (piece: string) => {
    write({ text: text.slice(0, caret) + piece + text.slice(caret) });
    setCaret(caret + piece.length);
    box.current?.focus();
  };
  const onPaste = (event: ClipboardEvent) => {
    const pasted = [...event.clipboardData.files];
    if (pasted.length === 0 || note) return;
    event.preventDefault();
    void attach(pasted);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    if (!note) void attach([...event.dataTransfer.files]);
  };

  return (
    <section
      aria-label={t(($) => $.composer.kind)}
      className="border-t border-line bg-surface p-3"
      onDragOver={(event) => event.preventDefault()}
      onDrop={onDrop}
    >
      <div role="tablist" aria-label={t(($) => $.composer.kind)} className="mb-1.5 flex gap-1">
        {([false, true] as const).map((isNote) => (
          <button
            key={String(isNote)}
            type="button"
            role="tab"
            aria-selected={note === isNote}
            onClick={() => {
              write({ note: isNote });
              box.current?.focus();
            }}
            className={clsx(
              "flex min-h-7 items-center gap-1 rounded-control px-2 text-sm text-fg-2 hover:bg-surface-2 aria-selected:font-medium",
              isNote
                ? "aria-selected:bg-warn-soft aria-selected:text-warn"
                : "aria-selected:bg-brand-soft aria-selected:text-brand-fg",
            )}
          >
            {isNote && <StickyNote className="size-3.5" aria-hidden />}
            {t(($) => (isNote ? $.composer.note : $.composer.answer))}
          </button>
        ))}
      </div>
      {closed ? (
        <Suspense fallback={<div className="h-16" />}>
          <Closed conversation={conversation} />
        </Suspense>
      ) : (
        <div
          className={clsx(
            "relative rounded-node border focus-within:border-brand",
            note ? "border-warn bg-warn-soft" : "border-control bg-bg",
          )}
        >
          {replyTo && (
            <div className="flex items-start gap-2 border-b border-line px-3 py-1.5 text-xs text-fg-2">
              <span className="line-clamp-2 min-w-0 flex-1 border-l-2 border-brand pl-2">{replyTo.text}</span>
              <IconButton label={t(($) => $.composer.noReply)} onPress={onReplied}>
                <X aria-hidden />
              </IconButton>
            </div>
          )}
          <Suspense>{holes && <Filled conversationId={id} text={text} />}</Suspense>
          <Suspense>
            {made && text && !note && (
              <AiNote
                made={made}
                onUndo={() => {
                  write({ text: made.before });
                  setMade(null);
                  box.current?.focus();
                }}
              />
            )}
          </Suspense>
          {ask && items.length > 0 && (
            <Suggestions
              id={listId}
              label={t(($) => $.composer[NAMES[ask.sign]])}
              items={items}
              at={here}
              onPick={(item) => void pick(item)}
            />
          )}
          <textarea
            ref={box}
            id="composer"
            rows={1}
            aria-autocomplete="list"
            aria-controls={ask && items.length > 0 ? listId : undefined}
            aria-activedescendant={ask && items.length > 0 ? `${listId}-${here}` : undefined}
            aria-label={t(($) => (note ? $.composer.noteLabel : $.composer.label))}
            placeholder={t(($) => (note ? $.composer.notePlaceholder : $.composer.placeholder))}
            value={text}
            onChange={(event) => {
              write({ text: event.target.value });
              setCaret(event.target.selectionStart);
              setAt(0);
            }}
            onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
            onKeyDown={onKey}
            onPaste={onPaste}
            className="block max-h-[180px] min-h-10 w-full resize-none bg-transparent px-3 py-2.5 text-base text-fg outline-none"
          />
          {uploads.map((u) => (
            <div key={u.key} className="flex items-center gap-2 px-3 pb-1 text-xs text-fg-2">
              <span className="truncate">{u.name}</span>
              <progress
                aria-label={t(($) => $.composer.uploading, { name: u.name })}
                value={u.share}
                className="h-1.5 w-32 accent-brand"
              />
              <span className="tnum">{format.percent(u.share, 0)}</span>
            </div>
          ))}
          <div className="flex items-center gap-0.5 px-1.5 pb-1.5">
            <EmojiPicker onPick={insert} />
            {!note && (
              <>
                <IconButton label={t(($) => $.composer.attach)} onPress={() => picker.current?.click()}>
                  <Paperclip aria-hidden />
                </IconButton>
                <input
                  ref={picker}
                  type="file"
                  multiple
                  hidden
                  onChange={(event) => {
                    void attach([...(event.target.files ?? [])]);
                    event.target.value = "";
                  }}
                />
                <IconButton
                  label={t(($) => $.composer.canned)}
                  hint="/"
                  onPress={() => {
                    write({ text: "/" });
                    setCaret(1);
                    box.current?.focus();
                  }}
                  isDisabled={text !== ""}
                >
                  <Zap aria-hidden />
                </IconButton>
                <Menu
                  label={t(($) => $.composer.more)}
                  items={[
                    ...EXTRAS.map((id) => ({ id, label: t(($) => $.extra[id]), run: () => setExtra(id) })),
                    "line" as const,
                    {
                      id: "enter",
                      label: t(($) => $.composer.enterSends),
                      hint: enterSends() ? "✓" : undefined,
                      run: () => setEnterSends(!enterSends()),
                    },
                  ]}
                >
                  <IconButton label={t(($) => $.composer.more)}>
                    <CirclePlus aria-hidden />
                  </IconButton>
                </Menu>
                {ai && (
                  <Suspense>
                    <AiMenu
                      conversationId={id}
                      text={text}
                      onMade={(written, about) => {
                        write({ text: written });
                        setMade({ ...about, before: text });
                        box.current?.focus();
                      }}
                    />
                  </Suspense>
                )}
                <VoiceNote onRecorded={(sound) => void recorded(sound)} />
              </>
            )}
            <Button look="primary" className="ml-auto" onPress={() => submit()} isDisabled={!text.trim()} busy={busy}>
              {t(($) => (note ? $.composer.keep : $.composer.send))}
            </Button>
          </div>
        </div>
      )}
      <Suspense>
        {extra && (
          <ExtraDialog
            extra={extra}
            conversation={conversation}
            text={text}
            onClose={(sent) => {
              setExtra(null);
              if (sent) write({ text: "" });
            }}
          />
        )}
      </Suspense>
    </section>
  );
}
