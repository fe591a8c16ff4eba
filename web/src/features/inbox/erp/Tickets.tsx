import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Button, Dialog, Field, useClosing, useDeed, useErrors } from "@/shared/ui";
import { deeds, type Linked, type Ticket, ticketsOptions } from "./api";
import { among, pending, TICKETS } from "./model";
import { Live } from "./parts";

const MOST = 5;

function One({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation("erpCard");
  const format = useFormat();
  const status = among(TICKETS, ticket.status);
  const opened = ticket.opened_at
    ? format.dateTime(ticket.opened_at)
    : ticket.opened_on && format.calendarDate(ticket.opened_on);
  return (
    <li>
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="min-w-0 break-words">{ticket.subject || t(($) => $.ticket.nameless)}</span>
        <Badge tone={pending(ticket.status) ? "warn" : "plain"}>
          {status ? t(($) => $.ticket.status[status]) : ticket.status_raw}
        </Badge>
      </span>
      <span className="tnum block text-xs text-fg-3">
        {[
          ticket.protocol && t(($) => $.protocol, { number: ticket.protocol }),
          opened,
          ticket.scheduled_at && t(($) => $.ticket.visit, { time: format.dateTime(ticket.scheduled_at) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </li>
  );
}

/** What they asked for before: the newest first. */
export function Tickets({ it }: { it: Linked }) {
  const { t } = useTranslation("erpCard");
  const tickets = useQuery(ticketsOptions(it));
  const [all, setAll] = useState(false);
  return (
    <Live title={t(($) => $.ticket.title)} query={tickets} at={tickets.data?.as_of}>
      {({ data }) =>
        data.length > 0 ? (
          <>
            <ul className="flex flex-col gap-2">
              {(all ? data : data.slice(0, MOST)).map((ticket) => (
                <One key={`${ticket.kind} ${ticket.id}`} ticket={ticket} />
              ))}
            </ul>
            {!all && data.length > MOST && (
              <Button look="quiet" className="-ml-3" onPress={() => setAll(true)}>
                {t(($) => $.ticket.more, { count: data.length - MOST })}
              </Button>
            )}
          </>
        ) : (
          <p className="text-fg-3">{t(($) => $.ticket.none)}</p>
        )
      }
    </Live>
  );
}

type DialogProps = { it: Linked; contract: string | null; onClose: () => void };

/** A ticket in the ERP, opened once however often it is pressed. */
export function TicketDialog({ it, contract, onClose }: DialogProps) {
  const { t } = useTranslation("erpCard");
  const [subject, setSubject] = useState("");
  const [description, setDescription] = useState("");
  const { errors, clear, take } = useErrors(["subject", "description"]);
  const { busy, act } = useDeed();
  const { close, asking } = useClosing(Boolean(subject.trim() || description.trim()), onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act({
      run: (key) =>
        deeds.openTicket(it, { subject: subject.trim(), description: description.trim(), contract_id: contract }, key),
      changes: [keys.erpCard(it.contactId)],
      done: t(($) => $.ticket.done),
      failed: take,
      after: onClose,
    });
  };
  return (
    <Dialog
      open
      onClose={close}
      title={t(($) => $.ticket.action)}
      actions={
        <>
          <Button size="form" onPress={close}>
            {t(($) => $.cancel, { ns: "common" })}
          </Button>
          <Button size="form" look="primary" type="submit" form="erp-ticket" busy={busy}>
            {t(($) => $.ticket.open)}
          </Button>
        </>
      }
    >
      {asking}
      <form id="erp-ticket" onSubmit={submit} className="flex flex-col gap-4">
        <Field
          label={t(($) => $.ticket.subject)}
          value={subject}
          error={errors.subject}
          onChange={(value) => {
            clear("subject");
            setSubject(value);
          }}
          autoFocus
          isRequired
        />
        <Field
          label={t(($) => $.ticket.description)}
          rows={4}
          value={description}
          error={errors.description}
          onChange={(value) => {
            clear("description");
            setDescription(value);
          }}
          isRequired
        />
      </form>
    </Dialog>
  );
}
