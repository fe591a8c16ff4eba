import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Banner } from "@/shared/ui";
import type { Analytics, Campaign } from "../api";
import type { Status } from "../model";

const ADVISED = [
  "CAMPAIGN_QUALITY_LOW",
  "CAMPAIGN_FAILURES_RISING",
  "CAMPAIGN_REFUSALS_RISING",
  "CAMPAIGN_NUMBERS_OFF",
  "CAMPAIGN_TEMPLATE_STOPPED",
  "CAMPAIGN_QUOTA_USED",
  "CAMPAIGN_BUDGET_USED",
  "CAMPAIGN_TENANT_SUSPENDED",
  "CAMPAIGN_LOCKED_BY_PROVIDER",
  "CAMPAIGN_AUDIENCE_GONE",
] as const;
const OF_NUMBERS = ["CAMPAIGN_QUALITY_LOW", "CAMPAIGN_NUMBERS_OFF", "CAMPAIGN_LOCKED_BY_PROVIDER"];
const LINK = "inline-flex min-h-6 items-center font-semibold underline";

/** What must be known of its status before anything else: why it stands still, and what to do. */
export function StatusBanner({ campaign, analytics }: { campaign: Campaign; analytics?: Analytics }) {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  const { status_code: code, status_reason: reason, id } = campaign;
  const status = campaign.status as Status;
  const advised = ADVISED.find((each) => each === code);
  if (code)
    return (
      <div role="status" className="mb-4">
        <Banner
          tone="danger"
          end={
            <span className="flex flex-wrap gap-4">
              {OF_NUMBERS.includes(code) && (
                <Link to="/settings/numbers" className={LINK}>
                  {t(($) => $.advice.numbers)}
                </Link>
              )}
              {code === "CAMPAIGN_BUDGET_USED" && (
                <Link to="/costs" className={LINK}>
                  {t(($) => $.advice.costs)}
                </Link>
              )}
              {code === "CAMPAIGN_FAILURES_RISING" && (
                <Link
                  to="/campaigns/$campaignId"
                  params={{ campaignId: id }}
                  search={{ outcome: "failed" }}
                  className={LINK}
                >
                  {t(($) => $.advice.failures)}
                </Link>
              )}
            </span>
          }
        >
          <p className="font-semibold">{analytics?.status_message ?? t(($) => $.status[status])}</p>
          {advised && (
            <p>
              {t(($) => $.banner.todo)}: {t(($) => $.advice[advised])}
            </p>
          )}
        </Banner>
      </div>
    );
  const at = campaign.schedule.start_date;
  const said =
    status === "scheduled"
      ? at && t(($) => $.banner.scheduled, { at: format.dateTime(at) })
      : status === "draft" || status === "paused" || status === "stopping" || status === "stopped"
        ? t(($) => $.banner[status])
        : null;
  if (!said) return null;
  return (
    <div role="status" className="mb-4">
      <Banner tone={status === "draft" || status === "stopped" ? "plain" : status === "scheduled" ? "info" : "warn"}>
        {said}
        {reason && <> {t(($) => $.banner.said, { reason })}</>}
      </Banner>
    </div>
  );
}
