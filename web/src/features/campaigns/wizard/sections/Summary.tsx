import { LoaderCircle } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Card } from "@/shared/ui";
import type { Estimate } from "../api";
import { anchorOf } from "../model";

const KNOWN = [
  "OPTED_OUT",
  "NO_CONSENT",
  "CONTACT_BLOCKED",
  "RECIPIENT_UNREACHABLE",
  "NO_ADDRESS",
  "HOLDOUT",
  "CONTROL_GROUP",
  "FREQUENCY_CAP_DAY",
  "FREQUENCY_CAP_WEEK",
  "MARKETING_RESTING",
  "IN_FLOW",
  "OPEN_CONVERSATION",
  "CONTACTED_RECENTLY",
  "CONTACT_GONE",
] as const;

/** Puts the cursor where a problem can be mended. */
function goTo(field: string) {
  const place = document.getElementById(anchorOf(field, (id) => document.getElementById(id) !== null));
  place?.scrollIntoView({ block: "center" });
  place
    ?.querySelector<HTMLElement>(
      "input:not(:disabled):not([type=file]), textarea:not(:disabled), button:not(:disabled)",
    )
    ?.focus();
}

export type Mend = { field: string; message: string };
type Props = { estimate: Estimate | undefined; open: boolean; failed: boolean; mends: Mend[]; trigger: boolean };

/** What it would do, beside all that is decided. */
export function Summary({ estimate, open, failed, mends, trigger }: Props) {
  const { t } = useTranslation("campaignWizard");
  const format = useFormat();
  return (
    <Card
      title={t(($) => $.summary.title)}
      end={
        open ? (
          <LoaderCircle
            className="size-4 animate-spin text-fg-3"
            aria-label={t(($) => $.summary.counting)}
            role="img"
          />
        ) : null
      }
    >
      <div role="status" className="mb-3">
        <p className="tnum text-2xl font-semibold text-fg">{estimate ? format.number(estimate.recipients) : "–"}</p>
        <p className="text-sm text-fg-3">
          {estimate
            ? t(($) => $.summary.of, { count: estimate.audience, total: format.number(estimate.audience) })
            : t(($) => (failed ? $.summary.failed : $.summary.counting))}
        </p>
        {trigger && <p className="mt-1 text-xs text-fg-3">{t(($) => $.summary.trigger)}</p>}
      </div>
      {estimate && <Facts estimate={estimate} />}
      {mends.length > 0 && (
        <section aria-label={t(($) => $.summary.problems)} className="mt-4 border-t border-line pt-3">
          <h3 className="mb-1.5 text-sm font-medium text-fg">{t(($) => $.summary.problems)}</h3>
          <ul className="flex flex-col gap-1">
            {mends.map(({ field, message }) => (
              <li key={`${field} ${message}`}>
                <a
                  href={`#${field}`}
                  className="inline-block min-h-6 text-sm text-danger underline underline-offset-2"
                  onClick={(event) => {
                    event.preventDefault();
                    goTo(field);
                  }}
                >
                  {place(t, field)}: {message}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Card>
  );
}

type Words = ReturnType<typeof useTranslation<"campaignWizard">>["t"];

const PLACES = {
  name: "name",
  type: "name",
  targeting: "audience",
  exclusions: "audience",
  purpose: "audience",
  basis: "audience",
  holdout: "audience",
  message: "message",
  steps: "steps",
  trigger: "trigger",
  numbers: "numbers",
  schedule: "schedule",
  limits: "limits",
  goal_tag: "limits",
  attribution_hours: "limits",
} as const;

function place(t: Words, field: string): string {
  const [first = "", ...rest] = field.split(".");
  const at = PLACES[first as keyof typeof PLACES] ?? "name";
  const number = rest.find((word) => /^\d+$/.test(word));
  const title = t(($) => $[at].title);
  return first === "steps" && number ? t(($) => $.steps.one, { at: Number(number) + 2 }) : title;
}

function Facts({ estimate }: { estimate: Estimate }) {
  const { t } = useTranslation("campaignWizard");
  const format = useFormat();
  const { cost, forecast } = estimate;
  const left = Object.entries(estimate.left_out).sort(([, a], [, b]) => b - a);
  const reason = (code: string) => {
    const known = KNOWN.find((one) => one === code);
    return known ? t(($) => $.reason[known]) : t(($) => $.reason.OTHER);
  };
  const price = cost.currency ? format.money(cost.amount, cost.currency) : t(($) => $.summary.noCost);
  return (
    <>
      {left.length > 0 && (
        <section aria-label={t(($) => $.summary.leftOut)} className="mb-3">
          <h3 className="mb-1 text-sm font-medium text-fg">{t(($) => $.summary.leftOut)}</h3>
          <ul className="text-sm text-fg-2">
            {left.map(([code, count]) => (
              <li key={code} className="flex gap-3">
                <span className="min-w-0 flex-1">{reason(code)}</span>
                <span className="tnum">{format.number(count)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 border-t border-line pt-3 text-sm [&_dd]:text-right [&_dt]:text-fg-3">
        <dt>{t(($) => $.summary.messages)}</dt>
        <dd className="tnum">{format.number(estimate.messages)}</dd>
        <dt>{t(($) => $.summary.cost)}</dt>
        <dd className="tnum">
          {price}
          {cost.unpriced > 0 && (
            <span className="block text-xs text-fg-3">{t(($) => $.summary.unpriced, { count: cost.unpriced })}</span>
          )}
        </dd>
        <dt>{t(($) => $.summary.begins)}</dt>
        <dd>{estimate.starts_at ? format.dateTime(estimate.starts_at) : t(($) => $.schedule.now)}</dd>
        <dt>{t(($) => $.summary.ends)}</dt>
        <dd>
          {forecast.ends_at ? format.dateTime(forecast.ends_at) : "–"}
          {forecast.left_over > 0 && (
            <span className="block text-xs text-warn">
              {t(($) => $.summary.leftOver, { count: forecast.left_over })}
            </span>
          )}
        </dd>
      </dl>
    </>
  );
}
