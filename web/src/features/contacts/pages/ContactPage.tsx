import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Bones, Crumb, Failed, PageBody, Refreshing } from "@/shared/ui";
import { contactOptions } from "../api";
import { AddressesCard, ConversationsCard, ListsCard, TagsCard } from "../components/BelongsCards";
import { ConsentsCard } from "../components/ConsentsCard";
import { FactsCard } from "../components/FactsCard";
import { PersonHead } from "../components/PersonHead";
import { Timeline } from "../components/Timeline";

const route = getRouteApi("/inside/contacts/$contactId");

/** All of one contact: who they are, what they agreed to, where they belong, what happened. */
export function ContactPage() {
  const { t } = useTranslation("person");
  const { contactId } = route.useParams();
  const query = useQuery(contactOptions(contactId));
  const contact = query.data;
  const navigate = useNavigate();
  const now = contact?.id;
  // Who was merged is the one they became: the page goes to where that one is changed and read again.
  useEffect(() => {
    if (now && now !== contactId)
      void navigate({ to: "/contacts/$contactId", params: { contactId: now }, replace: true });
  }, [now, contactId, navigate]);
  if (!contact)
    return (
      <PageBody wide>
        <Crumb to="/contacts">{t(($) => $.contacts)}</Crumb>
        {query.isError ? (
          <Failed error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Bones rows={3} className="h-32" />
        )}
      </PageBody>
    );
  return (
    <PageBody wide>
      <Refreshing busy={query.isFetching} />
      <PersonHead key={`head ${contact.id}`} contact={contact} />
      <div className="grid grid-cols-1 items-start gap-4 [&>*]:min-w-0 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.25fr)]">
        <div className="flex flex-col gap-4 [&>*]:min-w-0">
          <FactsCard key={contact.id} contact={contact} />
          <TagsCard contact={contact} />
          <ListsCard contact={contact} />
          <AddressesCard contact={contact} />
        </div>
        <div className="flex flex-col gap-4 [&>*]:min-w-0">
          <ConversationsCard contact={contact} />
          <ConsentsCard contact={contact} />
          <Timeline contact={contact} />
        </div>
      </div>
    </PageBody>
  );
}
