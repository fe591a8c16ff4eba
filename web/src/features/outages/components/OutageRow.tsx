import { Pencil } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Button, IconButton } from "@/shared/ui";
import type { Outage } from "../api";
import { scopeOf, stateOf } from "../model";
import { useName } from "./useName";

type Props = { outage: Outage; now: number; onEdit: () => void; onEnd: () => void };

/** What is down, since when, whom it cuts off and who was told. */
export function OutageRow({ outage, now, onEdit, onEnd }: Props) {
  const { t } = useTranslation("outages");
  const format = useFormat();
  const may = useMay("write:erp");
  const name = useName()(outage);
  const state = stateOf(outage, now);
  const active = state === "active";
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-3 rounded-card border border-line bg-surface p-4 shadow-e1">
      <div className="min-w-0 flex-1 basis-72">
        <div className="flex flex-wrap items-center gap-2">
          <h2 className="break-words text-base font-semibold text-fg">{name}</h2>
          <Badge tone={active ? "danger" : "plain"}>{t(($) => $.list[state])}</Badge>
          {outage.found_by === "itself" && <Badge tone="info">{t(($) => $.list.itself)}</Badge>}
        </div>
        {outage.names.length > 0 && <p className="text-xs text-fg-3">{t(($) => $.scope[scopeOf(outage.scope)])}</p>}
        <p className="mt-1 break-words text-sm text-fg-2">{outage.message}</p>
      </div>
      <div className="tnum flex flex-col gap-0.5 text-sm text-fg-2">
        <p>
          <b className="font-semibold text-fg">
            {t(($) => $.list.affected, { count: outage.affected, shown: format.number(outage.affected) })}
          </b>
          {" · "}
          {t(($) => $.list.told, { count: outage.told, shown: format.number(outage.told) })}
        </p>
        <p className="text-xs text-fg-3">
          {outage.ended_at
            ? t(($) => $.list.ended, { from: format.dateTime(outage.started_at), to: format.dateTime(outage.ended_at) })
            : t(($) => $.list.since, { at: format.dateTime(outage.started_at) })}
        </p>
        {active && outage.expected_until && <Expected until={outage.expected_until} now={now} />}
      </div>
      {may && active && (
        <div className="ml-auto flex items-center gap-1">
          <IconButton label={t(($) => $.list.edit, { name })} onPress={onEdit}>
            <Pencil aria-hidden />
          </IconButton>
          <Button aria-label={t(($) => $.list.endOf, { name })} onPress={onEnd}>
            {t(($) => $.list.end)}
          </Button>
        </div>
      )}
    </li>
  );
}

function Expected({ until, now }: { until: string; now: number }) {
  const { t } = useTranslation("outages");
  const at = useFormat().dateTime(until);
  const late = Date.parse(until) < now;
  return (
    <p className={late ? "text-xs text-warn" : "text-xs text-fg-3"}>
      {t(($) => (late ? $.list.late : $.list.expected), { at })}
    </p>
  );
}
