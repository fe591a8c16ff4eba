import { Clock, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Button, useNow } from "@/shared/ui";
import type { Request } from "../api";
import { among, KINDS, STATES, TONE_OF, urgencyOf } from "../model";
import { useDoer, useSubject } from "./words";

/** How near the deadline is, in words and not by colour alone. */
export function Deadline({ request }: { request: Request }) {
  const { t } = useTranslation("privacy");
  const format = useFormat();
  const now = useNow(60_000);
  const urgency = urgencyOf(request, now);
  const when = format.relative(request.due_at, now);
  if (urgency === "ended") return null;
  if (urgency === "late")
    return (
      <Badge tone="danger" icon={<TriangleAlert aria-hidden />}>
        {t(($) => $.requests.late, { when })}
      </Badge>
    );
  if (urgency === "near")
    return (
      <Badge tone="warn" icon={<Clock aria-hidden />}>
        {t(($) => $.requests.near, { when })}
      </Badge>
    );
  return <Badge>{t(($) => $.requests.due, { date: format.date(request.due_at) })}</Badge>;
}

/** What a request asks for, by its own word where there is one. */
export function useRequestWords() {
  const { t } = useTranslation("privacy");
  return {
    kind: (told: string) => {
      const kind = among(KINDS, told);
      return kind ? t(($) => $.kind[kind]) : told;
    },
    state: (told: string) => {
      const state = among(STATES, told);
      return state ? t(($) => $.status[state]) : told;
    },
  };
}

export function RequestRow({ request, onOpen }: { request: Request; onOpen: () => void }) {
  const { t } = useTranslation("privacy");
  const format = useFormat();
  const doer = useDoer();
  const words = useRequestWords();
  const erased = request.kind === "erasure" && request.status === "done";
  // Of who was erased nobody is asked for.
  const found = useSubject(erased ? "" : request.user_id, request.subject_kind);
  const name = erased ? t(($) => $.requests.gone) : found;
  const kind = words.kind(request.kind);
  const asked = format.relative(request.created_at);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-card border border-line bg-surface p-4 shadow-e1">
      <div className="min-w-0 flex-1 basis-72">
        <h2 className="break-words text-base font-semibold text-fg">{kind}</h2>
        <p className="break-words text-sm text-fg-2">{name}</p>
        <p className="tnum text-xs text-fg-3">
          {request.ended_at
            ? t(($) => $.requests.ended, { when: format.relative(request.ended_at) })
            : request.asked_by
              ? t(($) => $.requests.askedBy, { when: asked, who: doer("user", request.asked_by) })
              : t(($) => $.requests.asked, { when: asked })}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Deadline request={request} />
        <Badge tone={TONE_OF[among(STATES, request.status) ?? "open"]}>{words.state(request.status)}</Badge>
      </div>
      <Button className="ml-auto" aria-label={t(($) => $.requests.openOf, { kind, name })} onPress={onOpen}>
        {t(($) => $.requests.open)}
      </Button>
    </li>
  );
}
