import { useQuery } from "@tanstack/react-query";
import { CircleHelp, Wifi, WifiOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Badge } from "@/shared/ui";
import { type Facts, type Line, type Linked, linesOptions } from "./api";
import { Light } from "./Light";
import { stateOf, stoppedBy } from "./model";
import { Live, useTold } from "./parts";

const LOOKS = {
  up: { icon: Wifi, tone: "text-brand-fg" },
  down: { icon: WifiOff, tone: "text-danger" },
  unknown: { icon: CircleHelp, tone: "text-fg-3" },
} as const;

function One({ it, line, light }: { it: Linked; line: Line; light: boolean }) {
  const { t } = useTranslation("erpCard");
  const format = useFormat();
  const state = stateOf(line);
  const { icon: Icon, tone } = LOOKS[state];
  const when = state === "up" ? line.since : state === "down" ? (line.last_seen ?? line.since) : null;
  return (
    <li className="flex items-start gap-2">
      <Icon className={`mt-0.5 size-4 shrink-0 ${tone}`} aria-hidden />
      <span className="min-w-0">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {t(($) => $.line[state])}
          {line.blocked && <Badge tone="danger">{t(($) => $.line.blocked)}</Badge>}
          {line.reduced && <Badge tone="warn">{t(($) => $.line.reduced)}</Badge>}
        </span>
        <span className="block break-words text-xs text-fg-3">
          {[line.login, when && t(($) => $.line.since, { time: format.relative(when) })].filter(Boolean).join(" · ")}
        </span>
        {light && line.contract_id && <Light it={it} contractId={line.contract_id} login={line.login} />}
      </span>
    </li>
  );
}

type Props = {
  it: Linked;
  facts: Facts | null;
  /** Does this ERP tell how strong the light is? */
  light: boolean;
  onTold: () => void;
};

/** Whether their internet is up; that the company stopped it is said apart. */
export function Lines({ it, facts, light, onTold }: Props) {
  const { t } = useTranslation("erpCard");
  const lines = useQuery(linesOptions(it));
  const told = lines.data?.as_of;
  useTold(told, onTold);
  return (
    <Live title={t(($) => $.line.title)} query={lines} at={told}>
      {({ data }) => {
        const stopped = stoppedBy(facts, data);
        return (
          <>
            {stopped && (
              <p className="mb-1.5">
                <Badge tone={stopped === "blocked" ? "danger" : "warn"}>{t(($) => $.line[stopped])}</Badge>
              </p>
            )}
            {data.length > 0 ? (
              <ul className="flex flex-col gap-1.5">
                {data.map((line) => (
                  <One key={`${line.contract_id} ${line.login}`} {...{ it, line, light }} />
                ))}
              </ul>
            ) : (
              <p className="text-fg-3">{t(($) => $.line.none)}</p>
            )}
          </>
        );
      }}
    </Live>
  );
}
