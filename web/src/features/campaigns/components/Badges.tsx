import { useTranslation } from "react-i18next";
import { Badge } from "@/shared/ui";
import type { Campaign } from "../api";
import { type Kind, type Status, TONE } from "../model";

/** Its status and kind. */
export function Badges({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("campaigns");
  const status = campaign.status as Status;
  const itself = status === "paused" && campaign.status_code;
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <Badge tone={itself ? "danger" : TONE[status]}>{t(($) => (itself ? $.byItself : $.status[status]))}</Badge>
      <Badge>{t(($) => $.type[campaign.type as Kind])}</Badge>
    </span>
  );
}
