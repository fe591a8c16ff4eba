import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { MessageCircle, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { keys, newKey, queryClient, useMay } from "@/shared/api";
import { nationalPhone, useFormat } from "@/shared/i18n/format";
import { Badge, Bones, Card, Combo, Failed, toast } from "@/shared/ui";
import { type Contact, conversationsOptions, deeds, listsOptions, ownListsOptions } from "../api";
import { TagsField } from "./TagsField";

/** Tags: there or gone at once, back again when the server refuses. */
export function TagsCard({ contact }: { contact: Contact }) {
  const { t } = useTranslation("person");
  const writes = useMay("write:contacts");
  const tags = contact.tags ?? [];
  const set = async (next: string[]) => {
    const added = next.filter((tag) => !tags.includes(tag));
    const gone = tags.filter((tag) => !next.includes(tag));
    queryClient.setQueryData<Contact>(keys.contact(contact.id), (now) => now && { ...now, tags: next });
    try {
      if (added.length > 0) await deeds.tag(contact.id, added);
      if (gone.length > 0) await deeds.untag(contact.id, gone);
    } catch (error) {
      toast.failed(error);
    }
    for (const queryKey of [keys.contact(contact.id), keys.contacts(), keys.tags(), keys.segmentCounts()])
      void queryClient.invalidateQueries({ queryKey });
  };
  return (
    <Card title={t(($) => $.tags.title)}>
      {writes ? (
        <TagsField label={t(($) => $.tags.add)} value={tags} onChange={(next) => void set(next)} fresh />
      ) : tags.length > 0 ? (
        <ul className="flex flex-wrap gap-1.5">
          {tags.map((tag) => (
            <li key={tag}>
              <Badge>{tag}</Badge>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-sm text-fg-3">{t(($) => $.tags.none)}</p>
      )}
    </Card>
  );
}

/** The lists that they are on. */
export function ListsCard({ contact }: { contact: Contact }) {
  const { t } = useTranslation("person");
  const writes = useMay("write:contacts");
  const own = useQuery(ownListsOptions(contact.id));
  const all = useQuery(listsOptions).data?.data ?? [];
  const on = own.data?.data ?? [];
  const again = () => {
    for (const queryKey of [[...keys.contact(contact.id), "lists"], keys.contactLists(), keys.contacts()])
      void queryClient.invalidateQueries({ queryKey });
  };
  const move = (deed: Promise<unknown>) => void deed.catch(toast.failed).finally(again);
  return (
    <Card title={t(($) => $.lists.title)}>
      {own.isError ? (
        <Failed tight error={own.error} retry={() => void own.refetch()} />
      ) : !own.data ? (
        <Bones rows={2} className="h-6" />
      ) : (
        <div className="flex flex-col gap-2">
          {writes && all.length > on.length && (
            <Combo
              key={on.length}
              label={t(($) => $.lists.add)}
              placeholder={t(($) => $.lists.choose)}
              value={null}
              onChange={(id) => id && move(deeds.putOn(id, [contact.id], newKey()))}
              options={all
                .filter((list) => !on.some((one) => one.id === list.id))
                .map(({ id, name }) => ({ id, label: name }))}
            />
          )}
          {on.length === 0 && <p className="text-sm text-fg-3">{t(($) => $.lists.none)}</p>}
          <ul className="flex flex-wrap gap-1.5">
            {on.map((list) => (
              <li key={list.id} className="flex items-center rounded-full bg-surface-3 pl-2.5 text-xs text-fg-2">
                <Link to="/contacts" search={{ list: list.id }} className="flex min-h-6 items-center hover:underline">
                  {list.name}
                </Link>
                {writes ? (
                  <button
                    type="button"
                    aria-label={t(($) => $.lists.remove, { name: list.name })}
                    onClick={() => move(deeds.takeOff(list.id, [contact.id]))}
                    className="grid size-6 place-items-center rounded-full hover:bg-line-strong"
                  >
                    <X className="size-3" aria-hidden />
                  </button>
                ) : (
                  <span className="w-2.5" />
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Card>
  );
}

/** How they are reached, now and before. */
export function AddressesCard({ contact }: { contact: Contact }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  return (
    <Card title={t(($) => $.address.title)}>
      <ul className="flex flex-col gap-2 text-sm">
        {(contact.addresses ?? []).map((one) => (
          <li key={`${one.kind} ${one.value}`} className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="tnum break-all text-fg">
              {one.kind === "phone" ? nationalPhone(one.value) : one.value}
            </span>
            <span className="text-xs text-fg-3">{t(($) => $.address.kind[one.kind as "phone"])}</span>
            {!one.current && <Badge>{t(($) => $.address.former)}</Badge>}
            {one.unreachable && (
              <Badge tone="warn">{t(($) => $.address.unreachable, { date: format.date(one.unreachable.since) })}</Badge>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

const TONES = {
  bot: "violet",
  queued: "warn",
  active: "brand",
  waiting: "info",
  resolved: "plain",
  archived: "plain",
} as const;

/** What was talked about, each a way into the inbox. */
export function ConversationsCard({ contact }: { contact: Contact }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  const reads = useMay("read:conversations");
  const found = useQuery({ ...conversationsOptions(contact.id), enabled: reads });
  if (!reads) return null;
  const all = found.data?.data ?? [];
  return (
    <Card title={t(($) => $.talk.title)}>
      {found.isError ? (
        <Failed tight error={found.error} retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Bones rows={2} className="h-8" />
      ) : all.length === 0 ? (
        <p className="text-sm text-fg-3">{t(($) => $.talk.none)}</p>
      ) : (
        <ul className="-mx-2 flex flex-col">
          {all.map((one) => (
            <li key={one.id}>
              <Link
                to="/inbox/$conversationId"
                params={{ conversationId: one.id }}
                search={{ tab: "all" }}
                className="flex min-h-11 items-center gap-3 rounded-control px-2 py-1.5 text-sm hover:bg-surface-2"
              >
                <MessageCircle className="size-4 shrink-0 text-fg-3" aria-hidden />
                <span className="min-w-0 flex-1">
                  <span className="block truncate text-fg">{one.last_message || t(($) => $.talk.silent)}</span>
                  <span className="block text-xs text-fg-3">
                    {format.dateTime(one.last_message_at ?? one.created_at)}
                  </span>
                </span>
                <Badge tone={TONES[one.status as keyof typeof TONES]}>{t(($) => $.status[one.status as "bot"])}</Badge>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
