import { Check, CircleCheck, CircleX, Minus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Banner } from "@/shared/ui";
import type { Connection, Offered, Step } from "../api";
import { among, DETAILS, inOrder, STATUSES, toneOf } from "../model";
import { useWords } from "./words";

/** How the connection is doing, in a word. */
export function StateBadge({ connection }: { connection: Connection | null }) {
  const { t } = useTranslation("erps");
  const status = connection && among(STATUSES, connection.status);
  return (
    <Badge tone={toneOf(connection)}>
      {status ? t(($) => $.status[status]) : (connection?.status ?? t(($) => $.status.none))}
    </Badge>
  );
}

/** Why it does not work, in words, and what to do. */
export function Trouble({ connection }: { connection: Connection }) {
  const words = useWords();
  if (connection.status !== "failing") return null;
  const { what, help } = words.reason(connection.error, connection.detail);
  return (
    <Banner tone="danger">
      <b className="font-semibold">{what}</b> {help}
      <Told detail={connection.detail} />
    </Banner>
  );
}

/** The ERP's own words; ours have been said already. */
function Told({ detail }: { detail: string }) {
  if (!detail || among(DETAILS, detail)) return null;
  return <code className="mt-0.5 block break-words font-mono text-xs">{detail}</code>;
}

/** What a check has asked, each with how long it took. */
export function Steps({ steps }: { steps: Step[] }) {
  const { t } = useTranslation("erps");
  const words = useWords();
  const format = useFormat();
  return (
    <ul aria-label={t(($) => $.test.steps)} className="flex flex-col gap-2">
      {steps.map(({ step, ok, error, detail, ms }) => {
        const Icon = ok ? CircleCheck : CircleX;
        const reason = ok ? null : words.reason(error, detail);
        return (
          <li key={step} className="flex items-start gap-2 text-sm">
            <Icon
              className={`mt-0.5 size-4 shrink-0 ${ok ? "text-brand-fg" : "text-danger"}`}
              aria-label={t(($) => (ok ? $.test.ok : $.test.bad))}
            />
            <span className="min-w-0 flex-1">
              {words.step(step)}
              {reason && (
                <span className="block text-fg-2">
                  {reason.what} {reason.help}
                  <Told detail={detail} />
                </span>
              )}
            </span>
            {ms > 0 && (
              <span className="tnum text-xs text-fg-3">
                {format.number(ms, { style: "unit", unit: "millisecond", unitDisplay: "short" })}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** What this company's ERP can be asked for, out of what its maker offers. */
export function Capabilities({ offered, connection }: { offered: Offered; connection: Connection }) {
  const { t } = useTranslation("erps");
  const words = useWords();
  return (
    <ul className="grid gap-x-6 gap-y-1.5 sm:grid-cols-2 lg:grid-cols-3">
      {inOrder(offered.capabilities).map((name) => {
        const can = connection.capabilities.includes(name);
        const Icon = can ? Check : Minus;
        return (
          <li key={name} className="flex items-center gap-2 text-sm">
            <Icon
              className={`size-4 shrink-0 ${can ? "text-brand-fg" : "text-fg-3"}`}
              aria-label={t(($) => (can ? $.can.yes : $.can.no))}
            />
            <span className={can ? "text-fg" : "text-fg-2"}>{words.capability(name)}</span>
          </li>
        );
      })}
    </ul>
  );
}
