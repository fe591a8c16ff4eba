import { useTranslation } from "react-i18next";
import { Badge } from "@/shared/ui";
import type { WhatsAppNumber } from "../api";
import { among, QUALITIES, QUALITY_TONES, REASONS, STATUSES, toneOf } from "../model";

/** How it is doing, in a word. */
export function StateBadge({ number }: { number: WhatsAppNumber }) {
  const { t } = useTranslation("numbers");
  const status = among(STATUSES, number.status);
  return (
    <Badge tone={toneOf(number)}>
      {number.is_active ? (status ? t(($) => $.status[status]) : number.status) : t(($) => $.paused)}
    </Badge>
  );
}

export function QualityBadge({ quality }: { quality: string | null }) {
  const { t } = useTranslation("numbers");
  const known = among(QUALITIES, quality) ?? "UNKNOWN";
  return <Badge tone={QUALITY_TONES[known]}>{t(($) => $.quality[known])}</Badge>;
}

/** Why it is not well; the provider's own words when they are no word of ours. */
export function useReason(number: WhatsAppNumber | undefined): string {
  const { t } = useTranslation("numbers");
  const reason = among(REASONS, number?.status_reason ?? null);
  return reason ? t(($) => $.reason[reason]) : (number?.status_reason ?? "");
}
