import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/api";
import { campaignOptions } from "@/shared/known";

/** Its name, for those who may know it. */
export function CampaignName({ id }: { id: string }) {
  const { t } = useTranslation("costs");
  const may = useMay("read:campaigns");
  const campaign = useQuery({ ...campaignOptions(id), enabled: may, retry: false });
  if (campaign.data) return campaign.data.name;
  return campaign.isFetching ? "…" : t(($) => $.gone.campaign);
}
