import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Action } from "@/shared/actions";
import { api, may, ok } from "@/shared/api";
import { nationalPhone } from "@/shared/i18n/format";

const PAUSE_MS = 150;
const SHORTEST = 2;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** What the company holds that fits the words: contacts, messages with their conversations, flows. The newest question wins. */
export function useFound(typed: string): { found: Action[]; looking: boolean } {
  const { t } = useTranslation();
  const router = useRouter();
  const q = useSettled(typed);
  const asks = q.length >= SHORTEST;
  const messages = useQuery({
    queryKey: ["palette", "messages", q],
    enabled: asks && may("read:messages"),
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/whatsapp/messages/search", { params: { query: { q, limit: 6 } }, signal })),
  });
  const people = useQuery({
    queryKey: ["palette", "contacts", q],
    enabled: asks && may("read:contacts"),
    queryFn: ({ signal }) => ok(api.GET("/api/v1/contacts/search", { params: { query: { q, limit: 6 } }, signal })),
  });
  const flows = useQuery({
    queryKey: ["palette", "flows"],
    enabled: asks && may("read:flows"),
    queryFn: ({ signal }) => ok(api.GET("/api/v1/flows", { params: { query: { limit: 100 } }, signal })),
  });
  const found = useMemo((): Action[] => {
    if (!asks) return [];
    const wanted = q.toLocaleLowerCase();
    const named = (flows.data?.data ?? []).filter((f) => f.name.toLocaleLowerCase().includes(wanted)).slice(0, 5);
    return [
      ...(people.data?.data ?? []).map((person) => ({
        id: `found:contact:${person.id}`,
        label: [person.name, person.phone && nationalPhone(person.phone)].filter(Boolean).join(" · ") || "—",
        group: t(($) => $.nav.contacts),
        run: () => void router.navigate({ to: "/contacts/$contactId", params: { contactId: person.id } }),
      })),
      ...named.map((flow) => ({
        id: `found:flow:${flow.id}`,
        label: flow.name,
        group: t(($) => $.nav.flows),
        run: () => void router.navigate({ to: "/flows/$flowId", params: { flowId: flow.id } }),
      })),
      ...(messages.data?.data ?? []).map((message) => ({
        id: `found:message:${message.id}`,
        label: message.text,
        group: t(($) => $.nav.inbox),
        run: () =>
          void router.navigate({ to: "/inbox/$conversationId", params: { conversationId: message.conversation_id } }),
      })),
    ];
  }, [asks, q, people.data, flows.data, messages.data, router, t]);
  return { found, looking: asks && (people.isFetching || messages.isFetching || flows.isFetching) };
}
