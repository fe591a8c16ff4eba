import { Link } from "@tanstack/react-router";
import { Ban, Star } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { nationalPhone, useFormat } from "@/shared/i18n/format";
import { Avatar, Badge, type Column, Table } from "@/shared/ui";
import type { Attribute, Contact } from "../api";
import { marketing, type Sort } from "../model";

type Props = {
  rows: Contact[];
  columns: string[];
  attributes: Attribute[];
  sorting: { by: string; order: "asc" | "desc" };
  onSort: (by: Sort, order: "asc" | "desc") => void;
  selected: ReadonlySet<string>;
  onSelect?: (selected: Set<string>) => void;
  onOpen: (contact: Contact) => void;
  onEnd: () => void;
};

const SHOWN_TAGS = 2;

/** Who there is, a row each, with the columns that were chosen. */
export function ContactTable(props: Props) {
  const { t } = useTranslation("contacts");
  const columns = useColumns(props.columns, props.attributes);
  return (
    <Table
      label={t(($) => $.title)}
      columns={columns}
      rows={props.rows}
      rowId={(contact) => contact.id}
      onOpen={props.onOpen}
      sorting={props.sorting}
      onSort={({ by, order }) => props.onSort(by as Sort, order)}
      selected={props.selected}
      onSelect={props.onSelect}
      onEnd={props.onEnd}
      className="min-h-0 flex-1"
    />
  );
}

function useColumns(chosen: string[], attributes: Attribute[]): Column<Contact>[] {
  const { t } = useTranslation("contacts");
  const format = useFormat();
  return useMemo(() => {
    const name: Column<Contact> = {
      id: "name",
      head: t(($) => $.column.name),
      width: "minmax(210px, 21fr)",
      sortable: true,
      cell: (contact) => <Name contact={contact} />,
    };
    const known: Record<string, Omit<Column<Contact>, "id">> = {
      phone: {
        head: t(($) => $.column.phone),
        width: "minmax(150px, 15fr)",
        cell: ({ phone }) => <span className="tnum truncate text-fg-2">{phone ? nationalPhone(phone) : "—"}</span>,
      },
      email: {
        head: t(($) => $.column.email),
        width: "minmax(170px, 17fr)",
        cell: ({ email }) => <span className="truncate text-fg-2">{email ?? "—"}</span>,
      },
      tags: {
        head: t(($) => $.column.tags),
        width: "minmax(180px, 18fr)",
        cell: ({ tags = [] }) => <Tags tags={tags} />,
      },
      language: {
        head: t(($) => $.column.language),
        width: "120px",
        cell: ({ language }) => (language ? t(($) => $.language[language as "pt-BR"]) : "—"),
      },
      marketing: {
        head: t(($) => $.column.marketing),
        width: "130px",
        cell: (contact) => {
          const said = marketing(contact);
          const tone = said === "yes" ? "brand" : said === "no" ? "danger" : "plain";
          return <Badge tone={tone}>{t(($) => $.marketing[said])}</Badge>;
        },
      },
      last_seen: {
        head: t(($) => $.column.last_seen),
        width: "140px",
        sortable: true,
        end: true,
        // A day without a time, which no time zone may move.
        cell: ({ last_seen }) => (last_seen ? format.date(`${last_seen}T12:00:00Z`) : "—"),
      },
      created_at: {
        head: t(($) => $.column.created_at),
        width: "120px",
        sortable: true,
        end: true,
        cell: ({ created_at }) => (created_at ? format.date(created_at) : "—"),
      },
    };
    const others = chosen.flatMap((id): Column<Contact>[] => {
      const column = known[id];
      if (column) return [{ id, ...column }];
      const attribute = attributes.find((one) => `attr.${one.name}` === id);
      if (!attribute) return [];
      return [
        {
          id,
          head: attribute.label,
          width: "minmax(130px, 13fr)",
          end: attribute.type === "number",
          cell: ({ attributes: held }) => <Value attribute={attribute} value={held?.[attribute.name]} />,
        },
      ];
    });
    return [name, ...others];
  }, [t, format, chosen, attributes]);
}

function Name({ contact }: { contact: Contact }) {
  const { t } = useTranslation("contacts");
  const name = contact.name || (contact.phone ? nationalPhone(contact.phone) : t(($) => $.nameless));
  return (
    <Link
      to="/contacts/$contactId"
      params={{ contactId: contact.id }}
      className="flex min-h-6 min-w-0 items-center gap-2.5 font-medium hover:underline"
    >
      <Avatar name={name} seed={contact.id} size={24} />
      <span className="truncate" title={name}>
        {name}
      </span>
      {contact.vip && <Star className="size-3.5 shrink-0 text-violet" aria-label={t(($) => $.vip)} />}
      {contact.blocked && <Ban className="size-3.5 shrink-0 text-danger" aria-label={t(($) => $.blocked)} />}
    </Link>
  );
}

function Tags({ tags }: { tags: string[] }) {
  if (tags.length === 0) return <span className="text-fg-3">—</span>;
  return (
    <span className="flex min-w-0 items-center gap-1 overflow-hidden" title={tags.join(", ")}>
      {tags.slice(0, SHOWN_TAGS).map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
      {tags.length > SHOWN_TAGS && <span className="text-xs text-fg-3">+{tags.length - SHOWN_TAGS}</span>}
    </span>
  );
}

function Value({ attribute, value }: { attribute: Attribute; value?: string | number | boolean | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (value === undefined || value === null || value === "") return <span className="text-fg-3">—</span>;
  if (typeof value === "boolean") return <>{t(($) => (value ? $.yes : $.no))}</>;
  if (typeof value === "number") return <>{format.number(value)}</>;
  const text = attribute.type === "date" && /^\d{4}-\d\d-\d\d$/.test(value) ? format.date(`${value}T12:00:00Z`) : value;
  return (
    <span className="truncate" title={text}>
      {text}
    </span>
  );
}
