import { Phone, X } from "lucide-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useAi } from "@/shared/ai";
import { useMay } from "@/shared/api";
import { lazily } from "@/shared/code";
import { nationalPhone, useFormat } from "@/shared/i18n/format";
import { Avatar, Badge, IconButton } from "@/shared/ui";
import { deeds, useDeed } from "../api";
import type { Conversation } from "../model";
import { ContactFacts } from "./ContactFacts";
import { Part } from "./Part";

const ErpCard = lazily(() => import("../erp/ErpCard"), "ErpCard");
const Summary = lazily(() => import("./Summary"), "Summary");
const ContactExtras = lazily(() => import("./ContactExtras"), "ContactExtras");

/** Who it is: identity, attributes, the customer in the company's ERP, consent, tags, the flow they are in, what was before. */
export function ContactPane({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t } = useTranslation("inbox");
  const format = useFormat();
  const mayWrite = useMay("write:conversations");
  const ai = useAi();
  const deed = useDeed(conversation.id);
  const { contact } = conversation;
  const name = contact.name || (contact.phone ? nationalPhone(contact.phone) : t(($) => $.list.nameless));
  const consents = (contact.consents ?? []).filter((c) => c.purpose === "marketing" || c.given);
  return (
    <aside aria-label={t(($) => $.contact.title)} className="min-h-0 w-full overflow-auto bg-surface px-5 pb-6 text-sm">
      <div className="flex justify-end pt-2">
        <IconButton label={t(($) => $.contact.close)} hint="]" onPress={onClose}>
          <X aria-hidden />
        </IconButton>
      </div>
      <div className="flex flex-col items-center gap-2 pb-4 text-center">
        <Avatar name={name} seed={contact.id} size={64} />
        <b className="text-lg font-semibold">{name}</b>
        {contact.phone && (
          <span className="tnum flex items-center gap-1 text-fg-2">
            <Phone className="size-3.5" aria-hidden />
            {nationalPhone(contact.phone)}
          </span>
        )}
        <span className="flex flex-wrap justify-center gap-1">
          {contact.vip && <Badge tone="violet">{t(($) => $.contact.vip)}</Badge>}
          {contact.blocked && <Badge tone="danger">{t(($) => $.contact.blocked)}</Badge>}
          {contact.opted_in !== undefined && (
            <Badge tone={contact.opted_in ? "brand" : "plain"}>
              {t(($) => (contact.opted_in ? $.contact.optedIn : $.contact.notOptedIn))}
            </Badge>
          )}
        </span>
      </div>
      <ContactFacts conversation={conversation} />
      {ai && (
        <Suspense>
          <Summary key={conversation.id} conversation={conversation} />
        </Suspense>
      )}
      <Suspense>
        <ErpCard key={contact.id} conversation={conversation} />
      </Suspense>
      {consents.length > 0 && (
        <Part title={t(($) => $.contact.consents)}>
          <ul className="flex flex-col gap-1.5">
            {consents.map((c) => (
              <li key={c.purpose} className="flex items-center gap-2">
                <span className="flex-1">{c.purpose}</span>
                <Badge tone={c.given ? "brand" : "plain"}>{t(($) => (c.given ? $.contact.yes : $.contact.no))}</Badge>
                {c.at && <span className="tnum text-xs text-fg-3">{format.date(c.at)}</span>}
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Part title={t(($) => $.contact.tags)}>
        {conversation.tags.length === 0 ? (
          <p className="text-fg-3">{t(($) => $.contact.noTags)}</p>
        ) : (
          <ul className="flex flex-wrap gap-1.5">
            {conversation.tags.map((tag) => (
              <li key={tag} className="flex items-center rounded-full bg-surface-3 pl-2.5 text-xs text-fg-2">
                {tag}
                {mayWrite && (
                  <button
                    type="button"
                    aria-label={t(($) => $.contact.untag, { tag })}
                    onClick={() => {
                      const tags = conversation.tags.filter((x) => x !== tag);
                      deed.mutate({ run: () => deeds.tags(conversation.id, tags), meanwhile: (c) => ({ ...c, tags }) });
                    }}
                    className="grid size-6 place-items-center rounded-full hover:bg-line-strong"
                  >
                    <X className="size-3" aria-hidden />
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Part>
      <Suspense>
        <ContactExtras conversation={conversation} />
      </Suspense>
    </aside>
  );
}
