import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Check, Clock, Eye, MoreHorizontal, PanelRight, PenLine, RotateCcw, UserPlus } from "lucide-react";
import { type ReactNode, Suspense, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { printed, useActions } from "@/shared/actions";
import { raw, useMay, useSession } from "@/shared/api";
import { lazily } from "@/shared/code";
import { nationalPhone, useFormat } from "@/shared/i18n/format";
import { type LiveEvent, useEvents } from "@/shared/realtime";
import { Button, IconButton, type Item, Menu, toast, useNow } from "@/shared/ui";
import { agentsOptions, deeds, patch, useDeed } from "../api";
import { type Conversation, windowLeft } from "../model";

// What is opened now and then is fetched then.
const AssignDialog = lazily(() => import("./Dialogs"), "AssignDialog");
const TransferDialog = lazily(() => import("./Dialogs"), "TransferDialog");
const SnoozeDialog = lazily(() => import("./Dialogs"), "SnoozeDialog");
const TagsDialog = lazily(() => import("./Dialogs"), "TagsDialog");

type Opened = "assign" | "transfer" | "snooze" | "tags" | null;
type Colleague = { name: string; typing: boolean; until: number };

function useColleagues(conversationId: string): Colleague[] {
  const [there, setThere] = useState<ReadonlyMap<string, Colleague>>(new Map());
  const me = useSession((s) => s.me?.user?.id);
  const now = useNow(5000);
  useEvents((events) => {
    const told = events.filter(
      (e: LiveEvent) =>
        (e.type === "typing" || e.type === "agent_presence") &&
        e.data.conversation_id === conversationId &&
        e.data.user_id !== me,
    );
    if (told.length === 0) return;
    setThere((before) => {
      const next = new Map(before);
      for (const { data } of told) {
        const id = data.user_id as string;
        if (data.state === "left") next.delete(id);
        else
          next.set(id, {
            name: data.name as string,
            typing: data.state === "typing",
            until: Date.parse(data.expires_at as string) || Date.now() + 30_000,
          });
      }
      return next;
    });
  });
  return [...there.values()].filter((c) => c.until > now);
}

type HeadProps = {
  conversation: Conversation;
  onBack: () => void;
  onContact: () => void;
  onStep: (step: 1 | -1) => void;
  onDone: () => void;
  onFind: () => void;
};

/** Who it is, how long the window stays open, who else is here, and everything that can be done. */
export function ThreadHead({ conversation, onBack, onContact, onStep, onDone, onFind }: HeadProps) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const now = useNow();
  const me = useSession((s) => s.me?.user);
  const mayAssign = useMay("assign:conversations");
  const mayWrite = useMay("write:conversations");
  const mayExport = useMay("export:conversations");
  const agents = useQuery(agentsOptions);
  const deed = useDeed(conversation.id);
  const [opened, setOpened] = useState<Opened>(null);
  const colleagues = useColleagues(conversation.id);
  const id = conversation.id;
  const over = conversation.status === "resolved" || conversation.status === "archived";
  const name =
    conversation.contact.name ||
    (conversation.contact.phone ? nationalPhone(conversation.contact.phone) : t(($) => $.list.nameless));
  const owner = conversation.assigned_to
    ? agents.data?.data.find((a) => a.user_id === conversation.assigned_to)?.name
    : null;
  const left = windowLeft(conversation, now);

  const resolve = () => {
    deed.mutate({
      run: () => deeds.resolve(id),
      meanwhile: (c) => ({ ...c, status: "resolved" }),
      done: t(($) => $.done.resolved),
      undo: () => deed.mutate({ run: () => deeds.reopen(id) }),
    });
    onDone();
  };
  const archive = () => {
    deed.mutate({
      run: () => deeds.archive(id),
      meanwhile: (c) => ({ ...c, status: "archived" }),
      done: t(($) => $.done.archived),
      undo: () => deed.mutate({ run: () => deeds.reopen(id) }),
    });
    onDone();
  };
  const reopen = () => deed.mutate({ run: () => deeds.reopen(id), done: t(($) => $.done.reopened) });
  const take = () =>
    deed.mutate({
      run: () => deeds.assign(id, null),
      meanwhile: (c) => ({ ...c, assigned_to: me?.id ?? null, status: "active" }),
      done: t(($) => $.done.taken),
    });
  const toFlow = () => deed.mutate({ run: () => deeds.toFlow(id), done: t(($) => $.done.toFlow) });
  const download = async (form: "pdf" | "txt") => {
    try {
      const blob = await (await raw(`/api/v1/conversations/${id}/export?format=${form}`)).blob();
      const link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = `${name}.${form}`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (error) {
      toast.failed(error);
    }
  };

  type Deed = {
    id: string;
    label: string;
    keys?: string;
    icon?: ReactNode;
    danger?: boolean;
    when: boolean;
    run: () => void;
  };
  const all: Deed[] = [
    {
      id: "take",
      label: t(($) => $.do.take),
      keys: "i",
      when: mayWrite && !over && conversation.assigned_to !== me?.id,
      run: take,
    },
    { id: "assign", label: t(($) => $.do.assign), keys: "a", when: mayAssign && !over, run: () => setOpened("assign") },
    {
      id: "transfer",
      label: t(($) => $.do.transfer),
      keys: "t",
      when: mayWrite && !over,
      run: () => setOpened("transfer"),
    },
    { id: "resolve", label: t(($) => $.do.resolve), keys: "e", when: mayWrite && !over, run: resolve },
    { id: "reopen", label: t(($) => $.do.reopen), keys: "e", when: mayWrite && over, run: reopen },
    { id: "snooze", label: t(($) => $.do.snooze), keys: "s", when: mayWrite && !over, run: () => setOpened("snooze") },
    { id: "tags", label: t(($) => $.do.tags), keys: "l", when: mayWrite, run: () => setOpened("tags") },
    { id: "flow", label: t(($) => $.do.toFlow), when: mayWrite && !over && conversation.status !== "bot", run: toFlow },
    {
      id: "unread",
      label: t(($) => $.do.unread),
      keys: "u",
      when: true,
      run: () => {
        patch(id, (c) => ({ ...c, unread_count: Math.max(1, c.unread_count) }));
        onDone();
      },
    },
    {
      id: "mute",
      label: t(($) => (conversation.muted ? $.do.unmute : $.do.mute)),
      keys: "m",
      when: true,
      run: () => {
        const muted = !conversation.muted;
        deed.mutate({
          run: () => deeds.mute(id, muted),
          meanwhile: (c) => ({ ...c, muted }),
          done: t(($) => (muted ? $.done.muted : $.done.unmuted)),
        });
      },
    },
    { id: "find", label: t(($) => $.do.find), when: true, run: onFind },
    { id: "pdf", label: t(($) => $.do.pdf), when: mayExport, run: () => void download("pdf") },
    {
      id: "archive",
      label: t(($) => $.do.archive),
      keys: "#",
      danger: true,
      when: mayWrite && conversation.status !== "archived",
      run: archive,
    },
  ];
  const can = all.filter((d) => d.when);
  const group = t(($) => $.do.group);
  useActions([
    ...can.map((d) => ({ id: `inbox:${d.id}`, label: d.label, group, keys: d.keys, run: d.run })),
    { id: "inbox:next", label: t(($) => $.do.next), group, keys: "j", run: () => onStep(1) },
    { id: "inbox:before", label: t(($) => $.do.before), group, keys: "k", run: () => onStep(-1) },
    { id: "inbox:contact", label: t(($) => $.do.contact), group, keys: "]", run: onContact },
    {
      id: "inbox:answer",
      label: t(($) => $.do.answer),
      group,
      keys: "r",
      run: () => document.getElementById("composer")?.focus(),
    },
  ]);
  const items: Item[] = can.map((d) => ({
    id: d.id,
    label: d.label,
    hint: d.keys ? printed(d.keys) : undefined,
    danger: d.danger,
    run: d.run,
  }));
  return (
    <header className="flex min-h-16 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-surface px-3 py-2 md:px-5">
      <IconButton label={t(($) => $.thread.back)} onPress={onBack} className="min-[900px]:hidden">
        <ArrowLeft aria-hidden />
      </IconButton>
      <div className="min-w-0 flex-1">
        <h2 className="truncate text-lg font-semibold">{name}</h2>
        <p className="flex flex-wrap items-center gap-x-3 text-xs text-fg-3">
          <span className="flex items-center gap-1">
            <Clock className="size-3" aria-hidden />
            {left === null
              ? t(($) => $.thread.windowClosed)
              : t(($) => $.thread.window, { left: format.length(Math.floor(left / 60_000) * 60_000) })}
          </span>
          {owner && <span>{t(($) => $.thread.owner, { name: owner })}</span>}
          {over && (
            <span className="font-medium">{t(($) => $.status[conversation.status as "resolved" | "archived"])}</span>
          )}
        </p>
        {colleagues.length > 0 && (
          <p role="status" className="flex items-center gap-1 text-xs font-medium text-warn">
            {colleagues.some((c) => c.typing) ? (
              <PenLine className="size-3" aria-hidden />
            ) : (
              <Eye className="size-3" aria-hidden />
            )}
            {t(($) => (colleagues.some((c) => c.typing) ? $.thread.typing : $.thread.viewing), {
              names: format.list(colleagues.map((c) => c.name)),
              count: colleagues.length,
            })}
          </p>
        )}
      </div>
      {mayAssign && !over && (
        <Button icon={<UserPlus aria-hidden />} onPress={() => setOpened("assign")} className="max-md:hidden">
          {t(($) => $.do.assign)}
        </Button>
      )}
      {mayWrite &&
        (over ? (
          <Button icon={<RotateCcw aria-hidden />} onPress={reopen}>
            {t(($) => $.do.reopen)}
          </Button>
        ) : (
          <Button look="primary" icon={<Check aria-hidden />} onPress={resolve}>
            {t(($) => $.do.resolve)}
          </Button>
        ))}
      <Menu label={t(($) => $.do.group)} items={items}>
        <AriaButton
          aria-label={t(($) => $.do.more)}
          className="grid size-8 place-items-center rounded-control text-fg-2 hover:bg-surface-2 max-md:size-10"
        >
          <MoreHorizontal className="size-[18px]" aria-hidden />
        </AriaButton>
      </Menu>
      <IconButton label={t(($) => $.do.contact)} hint="]" onPress={onContact}>
        <PanelRight aria-hidden />
      </IconButton>
      <Suspense>
        {opened === "assign" && <AssignDialog conversation={conversation} onClose={() => setOpened(null)} />}
        {opened === "transfer" && <TransferDialog conversation={conversation} onClose={() => setOpened(null)} />}
        {opened === "snooze" && <SnoozeDialog conversation={conversation} onClose={() => setOpened(null)} />}
        {opened === "tags" && <TagsDialog conversation={conversation} onClose={() => setOpened(null)} />}
      </Suspense>
    </header>
  );
}
