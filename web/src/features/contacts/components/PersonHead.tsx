import { useNavigate } from "@tanstack/react-router";
import {
  Ban,
  Ellipsis,
  FileDown,
  GitMerge,
  MessageCircle,
  Phone,
  ScrollText,
  ShieldUser,
  Star,
  Trash2,
  UserX,
} from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { keys, queryClient, useMay } from "@/shared/api";
import { lazily } from "@/shared/code";
import { nationalPhone } from "@/shared/i18n/format";
import {
  Avatar,
  Badge,
  Button,
  Confirm,
  Crumb,
  Field,
  IconButton,
  type Item,
  Menu,
  PageHead,
  useDeed,
} from "@/shared/ui";
import { CHANGES, type Contact, deeds } from "../api";
import { marketing } from "../model";

const MergeDialog = lazily(() => import("./MergeDialog"), "MergeDialog");
const StartDialog = lazily(() => import("./StartDialog"), "StartDialog");

/** Who it is, at a glance, and what can be done about the whole of them. */
export function PersonHead({ contact }: { contact: Contact }) {
  const { t } = useTranslation("person");
  const writes = useMay("write:contacts");
  const sends = useMay("write:messages") && Boolean(contact.phone) && !contact.blocked;
  const [layer, setLayer] = useState<"merge" | "start" | "delete" | null>(null);
  const { act } = useDeed();
  const name = contact.name || (contact.phone ? nationalPhone(contact.phone) : t(($) => $.nameless));
  const change = (body: { vip?: boolean; blocked?: boolean }, done: string) =>
    act({
      run: () => deeds.change(contact.id, body),
      changes: [keys.contacts(), [...keys.contact(contact.id), "timeline"]],
      done,
      after: (fresh) => queryClient.setQueryData(keys.contact(contact.id), fresh),
    });
  const vip = () =>
    change(
      { vip: !contact.vip },
      t(($) => (contact.vip ? $.vipOff : $.vipOn)),
    );
  const block = () =>
    change(
      { blocked: !contact.blocked },
      t(($) => (contact.blocked ? $.unblocked : $.blockedNow)),
    );
  const navigate = useNavigate();
  const manages = useMay("manage:privacy");
  const audits = useMay("read:audit");
  const lead = (to: "/settings/privacy" | "/settings/audit", ask?: string) =>
    void navigate({ to, search: { user_id: contact.id, ask } as never });
  const about: Item[] = [
    ...(audits
      ? [{ id: "audit", label: t(($) => $.whoSaw), icon: <ScrollText />, run: () => lead("/settings/audit") }]
      : []),
    ...(manages
      ? [
          {
            id: "privacy",
            label: t(($) => $.askPrivacy),
            icon: <ShieldUser />,
            run: () => lead("/settings/privacy"),
          },
          {
            id: "export",
            label: t(($) => $.exportData),
            icon: <FileDown />,
            run: () => lead("/settings/privacy", "export"),
          },
          {
            id: "erase",
            label: t(($) => $.eraseData),
            icon: <UserX />,
            danger: true,
            run: () => lead("/settings/privacy", "erasure"),
          },
        ]
      : []),
  ];
  const own: Item[] = [
    { id: "vip", label: t(($) => (contact.vip ? $.noVip : $.makeVip)), icon: <Star />, run: () => void vip() },
    { id: "block", label: t(($) => (contact.blocked ? $.unblock : $.block)), icon: <Ban />, run: () => void block() },
    { id: "merge", label: t(($) => $.merge.title), icon: <GitMerge />, run: () => setLayer("merge") },
    "line" as const,
    { id: "delete", label: t(($) => $.delete.title), icon: <Trash2 />, danger: true, run: () => setLayer("delete") },
  ];
  const items: Item[] = [...(writes ? own : []), ...(writes && about.length > 0 ? ["line" as const] : []), ...about];
  const group = t(($) => $.title);
  useActions([
    ...(sends ? [{ id: "contact:start", label: t(($) => $.start.title), group, run: () => setLayer("start") }] : []),
    ...items.flatMap((item) =>
      item === "line" ? [] : [{ id: `contact:${item.id}`, label: item.label, group, run: item.run }],
    ),
  ]);
  const said = marketing(contact);
  const close = () => setLayer(null);
  return (
    <>
      <PageHead
        back={<Crumb to="/contacts">{t(($) => $.contacts)}</Crumb>}
        title={
          <span className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5">
            <Avatar name={name} seed={contact.id} size={40} />
            <span className="min-w-0 break-words">{name}</span>
            {contact.vip && (
              <Badge tone="violet" icon={<Star aria-hidden />}>
                {t(($) => $.vip)}
              </Badge>
            )}
            {contact.blocked && (
              <Badge tone="danger" icon={<Ban aria-hidden />}>
                {t(($) => $.blocked)}
              </Badge>
            )}
            <Badge tone={said === "yes" ? "brand" : said === "no" ? "danger" : "plain"}>
              {t(($) => $.marketing[said])}
            </Badge>
          </span>
        }
        about={
          contact.phone && (
            <span className="tnum mt-1 inline-flex items-center gap-1.5 text-base text-fg-2">
              <Phone className="size-3.5" aria-hidden />
              {nationalPhone(contact.phone)}
            </span>
          )
        }
        end={
          <>
            {sends && (
              <Button look="primary" icon={<MessageCircle aria-hidden />} onPress={() => setLayer("start")}>
                {t(($) => $.start.title)}
              </Button>
            )}
            {items.length > 0 && (
              <Menu label={t(($) => $.menu)} items={items}>
                <IconButton label={t(($) => $.menu)}>
                  <Ellipsis aria-hidden />
                </IconButton>
              </Menu>
            )}
          </>
        }
      />
      <Suspense>
        {layer === "merge" && <MergeDialog contact={contact} onClose={close} />}
        {layer === "start" && <StartDialog contact={contact} onClose={close} />}
      </Suspense>
      {layer === "delete" && <Remove contact={contact} name={name} onClose={close} />}
    </>
  );
}

function Remove({ contact, name, onClose }: { contact: Contact; name: string; onClose: () => void }) {
  const { t } = useTranslation("person");
  const navigate = useNavigate();
  const [reason, setReason] = useState("");
  const { busy, act } = useDeed();
  const remove = () =>
    act({
      run: () => deeds.remove(contact.id, reason.trim()),
      changes: CHANGES,
      done: t(($) => $.delete.done),
      after: () => void navigate({ to: "/contacts" }),
    });
  return (
    <Confirm
      open
      onClose={onClose}
      title={t(($) => $.delete.ask, { name })}
      action={t(($) => $.delete.title)}
      busy={busy}
      onConfirm={() => void remove()}
    >
      <p className="mb-4">{t(($) => $.delete.hint)}</p>
      <Field label={t(($) => $.delete.reason)} value={reason} onChange={setReason} maxLength={200} />
    </Confirm>
  );
}
