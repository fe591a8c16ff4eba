import { Link, useNavigate } from "@tanstack/react-router";
import { ChartNoAxesColumn, Ellipsis } from "lucide-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "@/shared/code";
import { useFormat } from "@/shared/i18n/format";
import { IconButton, Menu } from "@/shared/ui";
import type { Campaign } from "../api";
import { useDoings } from "../useDoings";
import { Badges } from "./Badges";
import { ProgressBar } from "./ProgressBar";

const Asked = lazily(() => import("./Asked"), "Asked");

/** The moment that matters most of a campaign, in words. */
export function useWhen(campaign: Campaign): string {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  const { ended_at, started_at, created_at, schedule } = campaign;
  if (ended_at) return t(($) => $.when.ended, { at: format.dateTime(ended_at) });
  if (started_at) return t(($) => $.when.started, { at: format.dateTime(started_at) });
  if (campaign.status === "scheduled" && schedule.start_date)
    return t(($) => $.when.starts, { at: format.dateTime(schedule.start_date) });
  return t(($) => $.when.created, { at: format.dateTime(created_at) });
}

/** One of the list, with how far it is and what can be done with it. */
export function CampaignRow({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("campaigns");
  const navigate = useNavigate();
  const asked = useDoings(campaign);
  const when = useWhen(campaign);
  const open = {
    id: "open",
    label: t(($) => $.act.open),
    icon: <ChartNoAxesColumn />,
    run: () => void navigate({ to: "/campaigns/$campaignId", params: { campaignId: campaign.id } }),
  };
  const label = t(($) => $.act.menu, { name: campaign.name });
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-3 rounded-card border border-line bg-surface p-4 shadow-e1 md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto]">
      <div className="min-w-0">
        <Link
          to="/campaigns/$campaignId"
          params={{ campaignId: campaign.id }}
          className="block min-h-6 break-words text-base font-semibold text-fg hover:underline"
        >
          {campaign.name}
        </Link>
        <div className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1">
          <Badges campaign={campaign} />
          <span className="tnum text-xs text-fg-3">{when}</span>
        </div>
      </div>
      <div className="min-w-0 max-md:order-last max-md:col-span-2">
        <ProgressBar progress={campaign.progress} name={campaign.name} />
      </div>
      <Menu label={label} items={[open, ...asked.doings]}>
        <IconButton label={label}>
          <Ellipsis aria-hidden />
        </IconButton>
      </Menu>
      <Suspense>{asked.layer && <Asked campaign={campaign} asked={asked} />}</Suspense>
    </li>
  );
}
