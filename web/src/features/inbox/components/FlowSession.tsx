import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Bot } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, keys, ok, useMay } from "@/shared/api";
import { Button } from "@/shared/ui";
import { deeds, useDeed } from "../api";
import type { Conversation } from "../model";
import { Part } from "./Part";

const MOST = 8;

/** The flow the customer is in: where it stands, what it knows, and the way back to it. */
export function FlowSession({ conversation, sessionId }: { conversation: Conversation; sessionId: string }) {
  const { t } = useTranslation("inbox");
  const mayRead = useMay("read:flows");
  const mayWrite = useMay("write:conversations");
  const deed = useDeed(conversation.id);
  const trace = useQuery({
    queryKey: ["flow-session", sessionId, conversation.last_message_at],
    enabled: mayRead,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/flows/sessions/{flow_session_id}/trace", {
          params: { path: { flow_session_id: sessionId } },
          signal,
        }),
      ),
  });
  const flows = useQuery({
    queryKey: keys.flows(),
    enabled: mayRead,
    queryFn: ({ signal }) => ok(api.GET("/api/v1/flows", { params: { query: { limit: 100 } }, signal })),
  });
  const flow = flows.data?.data.find((one) => one.id === trace.data?.flow_id);
  const last = trace.data?.steps.at(-1);
  const node = (flow?.nodes as { id: string; data?: { label?: string } }[] | undefined)?.find(
    (n) => n.id === last?.node,
  );
  const variables = Object.assign({}, ...(trace.data?.steps ?? []).map((step) => step.variables)) as Record<
    string,
    unknown
  >;
  return (
    <Part title={t(($) => $.contact.flow)}>
      <div className="rounded-node border border-line p-3">
        <b className="flex items-center gap-1.5 font-medium">
          <Bot className="size-4 shrink-0 text-fg-3" aria-hidden />
          {flow ? (
            <Link to="/flows/$flowId" params={{ flowId: flow.id }} className="truncate hover:underline">
              {flow.name}
            </Link>
          ) : (
            t(($) => $.contact.inFlow)
          )}
        </b>
        {last && (
          <p className="mt-0.5 text-xs text-fg-3">{t(($) => $.contact.at, { node: node?.data?.label || last.node })}</p>
        )}
        {Object.entries(variables)
          .slice(0, MOST)
          .map(([name, value]) => (
            <code
              key={name}
              className="mr-1.5 mt-1.5 inline-block max-w-full truncate rounded-[4px] bg-surface-3 px-1.5 py-0.5 font-mono text-2xs"
            >
              {name}={typeof value === "string" ? value : JSON.stringify(value)}
            </code>
          ))}
        {mayWrite && conversation.status !== "bot" && (
          <Button
            className="mt-3"
            onPress={() => deed.mutate({ run: () => deeds.toFlow(conversation.id), done: t(($) => $.done.toFlow) })}
          >
            {t(($) => $.do.toFlow)}
          </Button>
        )}
      </div>
    </Part>
  );
}
