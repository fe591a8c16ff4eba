import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Bones, Crumb, Failed, PageBody } from "@/shared/ui";
import { analyticsOptions, campaignOptions } from "../api";
import { CampaignHead } from "../components/CampaignHead";
import { StepsCard, VariantsCard } from "../components/Compared";
import { Live } from "../components/Live";
import { People } from "../components/People";
import { CostCard, FunnelCard, ReasonsCard } from "../components/Results";
import { StatusBanner } from "../components/StatusBanner";
import { type PeopleView, peopleFilter, peopleOf } from "../model";
import { useProgress } from "../useProgress";

const route = getRouteApi("/inside/campaigns/$campaignId");

/** One campaign while it runs and after: its figures go on by themselves; which recipients are shown lives in the address. */
export function CampaignPage() {
  const { t } = useTranslation("campaigns");
  const { campaignId } = route.useParams();
  const search = route.useSearch();
  const view = useMemo(() => peopleOf(search), [search]);
  const navigate = useNavigate();
  const people = useRef<HTMLDivElement>(null);
  const query = useQuery(campaignOptions(campaignId));
  const results = useQuery(analyticsOptions(campaignId));
  useProgress(campaignId);
  const look = (next: PeopleView) =>
    void navigate({
      to: "/campaigns/$campaignId",
      params: { campaignId },
      search: peopleFilter(next) as never,
      replace: true,
      resetScroll: false,
    });
  const show = (next: PeopleView) => {
    look(next);
    people.current?.scrollIntoView({ block: "start" });
    people.current?.focus({ preventScroll: true });
  };
  const campaign = query.data;
  const analytics = results.data;
  if (!campaign)
    return (
      <PageBody wide>
        <Crumb to="/campaigns">{t(($) => $.title)}</Crumb>
        {query.isError ? (
          <Failed error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Bones rows={3} className="h-32" />
        )}
      </PageBody>
    );
  return (
    <PageBody wide>
      <CampaignHead key={campaign.id} campaign={campaign} view={view} />
      <StatusBanner campaign={campaign} analytics={analytics} />
      <div className="flex flex-col gap-4">
        {analytics ? (
          <>
            <Live campaign={campaign} analytics={analytics} />
            <div className="grid items-start gap-4 [&>*]:min-w-0 lg:grid-cols-3">
              <FunnelCard analytics={analytics} />
              <ReasonsCard analytics={analytics} onShow={show} />
              <CostCard analytics={analytics} />
            </div>
            <VariantsCard campaign={campaign} analytics={analytics} />
            <StepsCard analytics={analytics} />
          </>
        ) : results.isError ? (
          <Failed error={results.error} retry={() => void results.refetch()} />
        ) : (
          <Bones rows={2} className="h-40" />
        )}
        <div ref={people} tabIndex={-1} className="outline-none">
          <People campaign={campaign} analytics={analytics} view={view} look={look} />
        </div>
      </div>
    </PageBody>
  );
}
