import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { MessageCircleReply } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { nationalPhone, useFormat } from "@/shared/i18n/format";
import { Badge, Bones, Button, Card, Checkbox, type Column, Failed, Select, Table } from "@/shared/ui";
import { type Analytics, type Campaign, type Recipient, recipientsOptions, restedRecipients } from "../api";
import { lastMoment, OUTCOME_TONE, OUTCOMES, type Outcome, type PeopleView, peopleFilter } from "../model";

type Props = { campaign: Campaign; analytics?: Analytics; view: PeopleView; look: (view: PeopleView) => void };

function Filters({ campaign, analytics, view, look }: Props) {
  const { t } = useTranslation("campaigns");
  const every = { id: "every", label: t(($) => $.people.every) };
  const chosen = (id: string) => (id === "every" ? undefined : id);
  const reasons = new Map(
    [...(analytics?.failed ?? []), ...(analytics?.skipped ?? []), ...(analytics?.cancelled ?? [])].map(
      ({ code, message }) => [code, message],
    ),
  );
  if (view.reason && !reasons.has(view.reason)) reasons.set(view.reason, view.reason);
  const { variants = [] } = campaign.message;
  return (
    <div className="mb-3 flex flex-wrap items-end gap-3">
      <Select
        label={t(($) => $.people.outcome)}
        className="w-44 max-sm:w-full"
        value={view.outcome ?? "every"}
        onChange={(id) => look({ ...view, outcome: chosen(id) as Outcome | undefined, reason: undefined })}
        options={[every, ...OUTCOMES.map((id) => ({ id, label: t(($) => $.outcome[id]) }))]}
      />
      {reasons.size > 0 && (
        <Select
          label={t(($) => $.people.reason)}
          className="w-72 max-sm:w-full"
          value={view.reason ?? "every"}
          onChange={(id) => look({ ...view, reason: chosen(id), outcome: undefined })}
          options={[every, ...[...reasons].map(([id, label]) => ({ id, label }))]}
        />
      )}
      {variants.length > 0 && (
        <Select
          label={t(($) => $.people.variant)}
          className="w-36 max-sm:w-full"
          value={view.variant ?? "every"}
          onChange={(id) => look({ ...view, variant: chosen(id) })}
          options={[every, ...variants.map(({ key }) => ({ id: key, label: key }))]}
        />
      )}
      <span className="flex min-h-9 items-center">
        <Checkbox checked={view.replied ?? false} onChange={(on) => look({ ...view, replied: on || undefined })}>
          {t(($) => $.people.onlyReplied)}
        </Checkbox>
      </span>
    </div>
  );
}

function useColumns(campaign: Campaign): Column<Recipient>[] {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  const stepped = campaign.steps.length > 0;
  const varied = Boolean(campaign.message.variants?.length);
  return useMemo(() => {
    const nameOf = ({ name, phone }: Recipient) => name || (phone ? nationalPhone(phone) : t(($) => $.people.nameless));
    const columns: (Column<Recipient> | false)[] = [
      {
        id: "name",
        head: t(($) => $.people.name),
        width: "minmax(180px, 2fr)",
        cell: (row) => (
          <Link
            to="/contacts/$contactId"
            params={{ contactId: row.contact_id }}
            className="inline-flex min-h-6 min-w-0 items-center truncate font-medium hover:underline"
          >
            {nameOf(row)}
          </Link>
        ),
      },
      {
        id: "phone",
        head: t(($) => $.people.phone),
        width: "160px",
        cell: ({ phone }) => <span className="tnum text-fg-2">{phone ? nationalPhone(phone) : "—"}</span>,
      },
      stepped && {
        id: "step",
        head: t(($) => $.people.step),
        width: "80px",
        cell: ({ step }) => format.number(step + 1),
      },
      varied && {
        id: "variant",
        head: t(($) => $.people.variant),
        width: "100px",
        cell: ({ variant }) => variant ?? "—",
      },
      {
        id: "outcome",
        head: t(($) => $.people.outcome),
        width: "190px",
        cell: ({ outcome, replied_at }) => (
          <span className="flex items-center gap-1.5">
            <Badge tone={OUTCOME_TONE[outcome as Outcome]}>{t(($) => $.outcome[outcome as Outcome])}</Badge>
            {replied_at && (
              <Badge tone="brand" icon={<MessageCircleReply aria-hidden />}>
                {t(($) => $.people.replied)}
              </Badge>
            )}
          </span>
        ),
      },
      {
        id: "reason",
        head: t(($) => $.people.reason),
        width: "minmax(220px, 3fr)",
        cell: ({ message }) => (
          <span className="truncate text-fg-2" title={message ?? undefined}>
            {message ?? "—"}
          </span>
        ),
      },
      {
        id: "at",
        head: t(($) => $.people.at),
        width: "150px",
        end: true,
        cell: (row) => {
          const at = lastMoment(row);
          return at ? format.dateTime(at) : "—";
        },
      },
    ];
    return columns.filter((each) => each !== false);
  }, [t, format, stepped, varied]);
}

/** Everybody it is for, and what became of each; a row leads to the person. */
export function People(props: Props) {
  const { campaign, view, look } = props;
  const { t } = useTranslation("campaigns");
  const navigate = useNavigate();
  const columns = useColumns(campaign);
  const list = useInfiniteQuery({ ...recipientsOptions(campaign.id, view), placeholderData: keepPreviousData });
  // While it runs only the first rows follow; when it rests, all are read as they are.
  const before = useRef(campaign.status);
  useEffect(() => {
    if (before.current !== campaign.status) restedRecipients(campaign.id);
    before.current = campaign.status;
  }, [campaign.id, campaign.status]);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? [], [list.data]);
  const filtered = Object.keys(peopleFilter(view)).length > 0;
  const height = Math.min(560, 56 + rows.length * 48);
  return (
    <Card title={t(($) => $.people.title)}>
      {(rows.length > 0 || filtered) && <Filters {...props} />}
      {list.isError && !list.data ? (
        <Failed tight error={list.error} retry={() => void list.refetch()} />
      ) : !list.data ? (
        <Bones rows={6} />
      ) : rows.length > 0 ? (
        <div className="-mx-5 -mb-5 overflow-hidden rounded-b-card border-t border-line" style={{ height }}>
          <Table
            label={t(($) => $.people.table)}
            columns={columns}
            rows={rows}
            rowId={(row) => `${row.contact_id} ${row.step} ${row.due_at}`}
            onOpen={({ contact_id }) =>
              void navigate({ to: "/contacts/$contactId", params: { contactId: contact_id } })
            }
            onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()}
            className="h-full"
          />
        </div>
      ) : filtered ? (
        <div className="flex flex-wrap items-center gap-3 text-sm text-fg-2">
          {t(($) => $.people.noneFound)}
          <Button onPress={() => look({})}>{t(($) => $.clear)}</Button>
        </div>
      ) : (
        <p className="text-sm text-fg-2">{t(($) => $.people.none)}</p>
      )}
    </Card>
  );
}
