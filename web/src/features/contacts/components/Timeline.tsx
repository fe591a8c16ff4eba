import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  GitMerge,
  HandHeart,
  type LucideIcon,
  Megaphone,
  MessageCircle,
  Pencil,
  Phone,
  Split,
  TriangleAlert,
  UserPlus,
  UserX,
} from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Bones, Button, Card, Failed, Tabs, useDeed } from "@/shared/ui";
import { CHANGES, type Contact, deeds, type Moment, timelineOptions } from "../api";
import { byDay, MOMENTS, type MomentFilter, momentKind } from "../model";
import { useDoer } from "../useNames";

const ICONS: Record<string, LucideIcon> = {
  Conversation: MessageCircle,
  Campaign: Megaphone,
  ContactCreated: UserPlus,
  ContactDeleted: UserX,
  ConsentRecorded: HandHeart,
  MarketingOptedIn: HandHeart,
  MarketingOptedOut: HandHeart,
  AttributeRefused: TriangleAlert,
  ContactsMerged: GitMerge,
  MergeUndone: Split,
  AddressesReplaced: Phone,
};

/** All that happened with somebody, under its days, the newest first. */
export function Timeline({ contact }: { contact: Contact }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  const [shown, setShown] = useState<MomentFilter>("all");
  const found = useInfiniteQuery(timelineOptions(contact.id));
  const all = found.data?.pages.flatMap((page) => page.data) ?? [];
  const moments = shown === "all" ? all : all.filter((moment) => momentKind(moment.type) === shown);
  const parted = new Set(all.flatMap((one) => (one.type === "MergeUndone" ? [String(one.data.merged_id)] : [])));
  return (
    <Card title={t(($) => $.timeline.title)}>
      <Tabs
        label={t(($) => $.timeline.filter)}
        tabs={MOMENTS.map((id) => ({ id, label: t(($) => $.timeline[id]) }))}
        value={shown}
        onChange={setShown}
      >
        {found.isError && !found.data ? (
          <Failed tight error={found.error} retry={() => void found.refetch()} />
        ) : !found.data ? (
          <Bones rows={4} className="h-8" />
        ) : (
          <div className="flex flex-col gap-4 pt-4">
            {moments.length === 0 && <p className="text-sm text-fg-3">{t(($) => $.timeline.none)}</p>}
            {byDay(moments, (at) => format.dayKey(at)).map(({ day, moments: own }) => (
              <section key={day} aria-label={format.date(`${day}T12:00:00Z`)}>
                <h3 className="mb-2 text-xs font-semibold text-fg-3">{format.date(`${day}T12:00:00Z`)}</h3>
                <ol className="flex flex-col gap-3">
                  {own.map((moment) => (
                    <Line
                      key={moment.id}
                      moment={moment}
                      undo={moment.type === "ContactsMerged" && !parted.has(String(moment.data.merged_id))}
                    />
                  ))}
                </ol>
              </section>
            ))}
            {found.hasNextPage && (
              <Button
                className="self-center"
                busy={found.isFetchingNextPage}
                onPress={() => void found.fetchNextPage()}
              >
                {t(($) => $.timeline.more)}
              </Button>
            )}
          </div>
        )}
      </Tabs>
    </Card>
  );
}

function Line({ moment, undo }: { moment: Moment; undo: boolean }) {
  const { t } = useTranslation("person");
  const format = useFormat();
  const doer = useDoer();
  const words = useWords(moment);
  const writes = useMay("write:contacts");
  const { busy, act } = useDeed();
  const Icon = ICONS[moment.type] ?? Pencil;
  const merged = String(moment.data.merged_id ?? "");
  const part = () =>
    act({
      run: (key) => deeds.part(merged, key),
      changes: [...CHANGES, ["contact"]],
      done: t(($) => $.merge.undone),
    });
  return (
    <li className="flex gap-3 text-sm">
      <span className="grid size-7 shrink-0 place-items-center rounded-full bg-surface-3 text-fg-2">
        <Icon className="size-3.5" aria-hidden />
      </span>
      <div className="min-w-0 flex-1">
        <p className="break-words text-fg">
          {moment.type === "Conversation" ? (
            <Link
              to="/inbox/$conversationId"
              params={{ conversationId: moment.subject_id }}
              search={{ tab: "all" }}
              className="hover:underline"
            >
              {words}
            </Link>
          ) : (
            words
          )}
        </p>
        <p className="text-xs text-fg-3">
          {format.time(moment.at)}
          {moment.type !== "Conversation" && ` · ${doer(moment.actor, moment.actor_id)}`}
          {moment.reason && moment.type !== "Conversation" && ` · ${moment.reason}`}
        </p>
        {undo && writes && merged && (
          <Button look="quiet" className="-ml-3 mt-0.5 h-7" busy={busy} onPress={() => void part()}>
            {t(($) => $.merge.undo)}
          </Button>
        )}
      </div>
    </li>
  );
}

type FieldName = "name" | "email" | "language" | "time_zone" | "vip" | "tags" | "attributes" | "blocked";

function useWords(moment: Moment): string {
  const { t } = useTranslation("person");
  const format = useFormat();
  const { data } = moment;
  switch (moment.type) {
    case "Conversation":
      return t(($) => $.moment.Conversation, {
        received: format.number(Number(data.received ?? 0)),
        sent: format.number(Number(data.sent ?? 0)),
        status: t(($) => $.status[String(data.status) as "bot"]),
      });
    case "Campaign":
      return t(($) => $.moment.Campaign, {
        name: String(data.campaign_name),
        outcome: t(($) => $.got[data.replied ? "replied" : (data.outcome as "read")]),
      });
    case "ContactChanged": {
      const named = (data.fields as string[] | undefined) ?? [];
      const fields = [...new Set(named.map((name) => (/^opted/.test(name) ? "marketing" : name)))];
      return t(($) => $.moment.ContactChanged, {
        fields: format.list(
          fields.map((name) => (name === "marketing" ? "marketing" : t(($) => $.changedField[name as FieldName]))),
        ),
      });
    }
    case "ConsentRecorded":
      return t(($) => (data.given ? $.moment.consentGiven : $.moment.consentTaken), { purpose: String(data.purpose) });
    case "AttributeRefused":
      return t(($) => $.moment.AttributeRefused, { attribute: String(data.attribute) });
    case "ContactCreated":
    case "ContactDeleted":
    case "MarketingOptedIn":
    case "MarketingOptedOut":
    case "ContactsMerged":
    case "MergeUndone":
    case "AddressesReplaced": {
      const { type } = moment;
      return t(($) => $.moment[type]);
    }
    default:
      return moment.type;
  }
}
