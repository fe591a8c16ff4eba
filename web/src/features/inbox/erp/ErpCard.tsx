import { useQuery } from "@tanstack/react-query";
import { ArrowRightLeft, TicketPlus, UnlockKeyhole } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { keys, useMay } from "@/shared/api";
import { BILLED_IN, vendorOf } from "@/shared/erp";
import { useFormat } from "@/shared/i18n/format";
import { erpsOptions } from "@/shared/known";
import { Badge, Bones, Button, Confirm, useDeed } from "@/shared/ui";
import { Part } from "../components/Part";
import type { Conversation } from "../model";
import { type Card, type Connection, cardOptions, deeds, type Facts, type Linked } from "./api";
import { ChangePlan } from "./ChangePlan";
import { Contracts } from "./Contracts";
import { Invoices } from "./Invoices";
import { Lines } from "./Lines";
import { Broken, Stamp } from "./parts";
import { Search } from "./Search";
import { TicketDialog, Tickets } from "./Tickets";
import { Unlock } from "./Unlock";

/** The customer as the company's ERP knows them: facts at once, the rest as the ERP answers; nothing where none is connected. */
export function ErpCard({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation("erpCard");
  const mayRead = useMay("read:erp");
  const contactId = conversation.contact.id;
  const erps = useQuery({ ...erpsOptions, staleTime: 300_000, enabled: mayRead });
  const connections = (erps.data?.data ?? []).flatMap((one) => (one.connection ? [one.connection] : []));
  const card = useQuery({ ...cardOptions(contactId), enabled: connections.length > 0 });
  if (connections.length === 0) return null;
  if (!card.data)
    return (
      <Part title={t(($) => $.title)}>
        {card.isError ? (
          <Broken error={card.error} retry={() => void card.refetch()} />
        ) : (
          <Bones rows={2} className="h-6" />
        )}
      </Part>
    );
  const { erp_type, customer_id } = card.data;
  const connection = connections.find((one) => one.erp_type === erp_type);
  if (!erp_type || !customer_id || !connection)
    return (
      <Part title={t(($) => $.title)}>
        <Search contactId={contactId} connections={connections} />
      </Part>
    );
  const it = { contactId, erpType: erp_type, customerId: customer_id };
  return (
    <Known
      key={`${erp_type} ${customer_id}`}
      {...{ it, connection, connections, conversation }}
      card={card.data}
      onTold={() => void card.refetch()}
    />
  );
}

type KnownProps = {
  it: Linked;
  card: Card;
  connection: Connection;
  connections: Connection[];
  conversation: Conversation;
  /** The ERP told something anew: the facts follow it. */
  onTold: () => void;
};

function Known({ it, card, connection, connections, conversation, onTold }: KnownProps) {
  const { t } = useTranslation("erpCard");
  const can = (capability: string) => connection.capabilities.includes(capability);
  const changes = can("change_plan") && can("list_plans") && can("list_contracts");
  const mayWrite = useMay("write:erp");
  const [open, setOpen] = useState<"unlock" | "ticket" | "plan" | null>(null);
  const close = () => setOpen(null);
  return (
    <Part title={t(($) => $.titleOf, { erp: vendorOf(it.erpType) })}>
      <div className="flex flex-col gap-4">
        <Who {...{ it, card, connections }} />
        {can("list_contracts") && <Contracts it={it} facts={card.facts} onTold={onTold} />}
        {can("connection_status") && <Lines it={it} facts={card.facts} light={can("signal")} onTold={onTold} />}
        {can("list_invoices") && (
          <Invoices it={it} conversation={conversation} copies={can("payment_options")} onTold={onTold} />
        )}
        {can("list_tickets") && <Tickets it={it} />}
        {mayWrite && (can("trust_unlock") || can("open_ticket") || changes) && (
          <div className="flex flex-wrap gap-2">
            {can("trust_unlock") && (
              <Button icon={<UnlockKeyhole aria-hidden />} onPress={() => setOpen("unlock")}>
                {t(($) => $.unlock.action)}
              </Button>
            )}
            {can("open_ticket") && (
              <Button icon={<TicketPlus aria-hidden />} onPress={() => setOpen("ticket")}>
                {t(($) => $.ticket.action)}
              </Button>
            )}
            {changes && (
              <Button icon={<ArrowRightLeft aria-hidden />} onPress={() => setOpen("plan")}>
                {t(($) => $.change.action)}
              </Button>
            )}
          </div>
        )}
      </div>
      {open === "unlock" && <Unlock it={it} onClose={close} />}
      {open === "plan" && <ChangePlan it={it} connection={connection} onClose={close} />}
      {open === "ticket" && <TicketDialog it={it} contract={card.facts?.contract_id ?? null} onClose={close} />}
    </Part>
  );
}

/** Who they are to the ERP, how that is known, and saying that it is somebody else. */
function Who({ it, card, connections }: { it: Linked; card: Card; connections: Connection[] }) {
  const { t } = useTranslation("erpCard");
  const mayWrite = useMay("write:erp");
  const [asked, setAsked] = useState(false);
  const [searching, setSearching] = useState(false);
  const { busy, act } = useDeed();
  const { facts } = card;
  const unlink = () =>
    act({
      run: () => deeds.unlink(it.contactId),
      changes: [keys.erpCard(it.contactId)],
      done: t(($) => $.link.undone),
      after: () => setAsked(false),
    });
  return (
    <div>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <b className="font-semibold">{facts?.name ?? t(($) => $.customer, { id: it.customerId })}</b>
        <Badge tone={card.proven ? "brand" : "warn"}>{t(($) => (card.proven ? $.proven : $.hint))}</Badge>
      </p>
      {!card.proven && <p className="mt-0.5 text-xs text-fg-2">{t(($) => $.hintAbout)}</p>}
      {facts && <FactsOf facts={facts} />}
      {mayWrite && (
        <div className="mt-1 flex flex-wrap gap-1">
          <Button look="quiet" className="-ml-3" onPress={() => setSearching(!searching)} aria-expanded={searching}>
            {t(($) => $.link.other)}
          </Button>
          <Button look="quiet" onPress={() => setAsked(true)}>
            {t(($) => $.link.undo)}
          </Button>
        </div>
      )}
      {searching && <Search contactId={it.contactId} connections={connections} onLinked={() => setSearching(false)} />}
      {asked && (
        <Confirm
          open
          onClose={() => setAsked(false)}
          title={t(($) => $.link.undoAsk)}
          action={t(($) => $.link.undo)}
          onConfirm={() => void unlink()}
          busy={busy}
        >
          {t(($) => $.link.undoHint)}
        </Confirm>
      )}
    </div>
  );
}

function FactsOf({ facts }: { facts: Facts }) {
  const { t } = useTranslation("erpCard");
  const format = useFormat();
  return (
    <>
      <p className="tnum mt-0.5 text-fg-2">
        {facts.owed_count > 0
          ? t(($) => $.owes, { count: facts.owed_count, amount: format.money(facts.owed_amount, BILLED_IN) })
          : t(($) => $.owesNothing)}
      </p>
      <Stamp at={facts.as_of} />
    </>
  );
}
