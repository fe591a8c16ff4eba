import { useQuery } from "@tanstack/react-query";
import { MessageSquareText, Pencil, Plus, Trash2 } from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { keys, useMay, useSession } from "@/shared/api";
import { lazily } from "@/shared/code";
import {
  Badge,
  Bones,
  Button,
  Confirm,
  Crumb,
  Empty,
  Failed,
  IconButton,
  PageBody,
  PageHead,
  SearchBox,
  useDeed,
} from "@/shared/ui";
import { deeds, type Reply, repliesOptions } from "../api";

// Fetched when one is opened.
const ReplyDialog = lazily(() => import("../components/ReplyDialog"), "ReplyDialog");

/** Texts that the team writes again and again. */
export function RepliesPage() {
  const { t } = useTranslation("routing");
  const { t: common } = useTranslation();
  const list = useQuery(repliesOptions);
  const me = useSession((s) => s.me?.user?.id);
  const manages = useMay("manage:routing");
  const writes = useMay("write:messages");
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState<Reply | "new" | null>(null);
  const [removing, setRemoving] = useState<Reply | null>(null);
  const { busy, act } = useDeed();
  const add = t(($) => $.replies.add);
  useActions(
    writes
      ? [
          {
            id: "replies:new",
            label: add,
            group: t(($) => $.replies.title),
            keys: "n",
            icon: <Plus aria-hidden />,
            run: () => setOpen("new"),
          },
        ]
      : [],
  );
  const wanted = typed.trim().toLocaleLowerCase();
  const all = list.data?.data ?? [];
  const rows = all.filter((one) => `${one.shortcut} ${one.title} ${one.text}`.toLocaleLowerCase().includes(wanted));
  const button = writes && (
    <Button look="primary" icon={<Plus aria-hidden />} onPress={() => setOpen("new")}>
      {add}
    </Button>
  );
  const remove = () =>
    act({
      run: () => deeds.removeReply(removing?.id ?? ""),
      changes: [keys.canned()],
      done: t(($) => $.replies.removed),
      after: () => setRemoving(null),
    });
  return (
    <PageBody>
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.replies.title)}
        about={t(($) => $.replies.about)}
        end={all.length > 0 && button}
      />
      {list.data ? (
        all.length > 0 ? (
          <>
            <SearchBox label={t(($) => $.replies.search)} value={typed} onChange={setTyped} className="mb-3 max-w-80" />
            {rows.length === 0 && <p className="text-sm text-fg-2">{t(($) => $.replies.noneFound)}</p>}
            {rows.length > 0 && (
              <ul className="rounded-card border border-line bg-surface px-5 shadow-e1">
                {rows.map((one) => {
                  const own = one.audience === "own" && one.owner_id === me;
                  return (
                    <li key={one.id} className="flex items-start gap-3 border-b border-line py-3 last:border-0">
                      <div className="min-w-0 flex-1">
                        <p className="flex flex-wrap items-center gap-2">
                          <code className="font-mono text-sm font-semibold text-brand-fg">/{one.shortcut}</code>
                          <span className="text-base font-medium">{one.title}</span>
                          <Badge>{t(($) => $.replies.audiences[one.audience])}</Badge>
                        </p>
                        <p className="mt-0.5 line-clamp-2 whitespace-pre-line text-sm text-fg-2">{one.text}</p>
                      </div>
                      {(manages || own) && (
                        <span className="flex">
                          <IconButton
                            label={t(($) => $.replies.editOf, { name: one.title })}
                            onPress={() => setOpen(one)}
                          >
                            <Pencil aria-hidden />
                          </IconButton>
                          <IconButton
                            label={t(($) => $.replies.removeOf, { name: one.title })}
                            onPress={() => setRemoving(one)}
                          >
                            <Trash2 aria-hidden />
                          </IconButton>
                        </span>
                      )}
                    </li>
                  );
                })}
              </ul>
            )}
          </>
        ) : (
          <Empty icon={<MessageSquareText aria-hidden />} title={t(($) => $.replies.empty)} action={button}>
            {t(($) => $.replies.emptyHint)}
          </Empty>
        )
      ) : list.isError ? (
        <Failed error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Bones rows={5} />
      )}
      <Suspense>{open && <ReplyDialog reply={open === "new" ? null : open} onClose={() => setOpen(null)} />}</Suspense>
      {removing && (
        <Confirm
          open
          onClose={() => setRemoving(null)}
          title={t(($) => $.replies.removeAsk, { name: removing.title })}
          action={common(($) => $.delete)}
          onConfirm={() => void remove()}
          busy={busy}
        >
          {t(($) => $.replies.removeHint)}
        </Confirm>
      )}
    </PageBody>
  );
}
