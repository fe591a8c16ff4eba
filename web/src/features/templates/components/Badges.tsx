import { useTranslation } from "react-i18next";
import { Badge } from "@/shared/ui";
import type { Template } from "../api";
import { among, CATEGORIES, QUALITIES, REASONS, STATUSES, toneOf } from "../model";

export function StatusBadge({ status }: { status: string }) {
  const { t } = useTranslation("templates");
  const known = among(STATUSES, status);
  return <Badge tone={toneOf(status)}>{known ? t(($) => $.status[known]) : status}</Badge>;
}

export function CategoryBadge({ category }: { category: string }) {
  const { t } = useTranslation("templates");
  const known = among(CATEGORIES, category);
  return <Badge>{known ? t(($) => $.category[known]) : category}</Badge>;
}

export function QualityBadge({ quality }: { quality: string | null }) {
  const { t } = useTranslation("templates");
  const known = among(QUALITIES, quality);
  if (!known) return null;
  return (
    <Badge tone={({ GREEN: "brand", YELLOW: "warn", RED: "danger" } as const)[known]}>
      {t(($) => $.quality[known])}
    </Badge>
  );
}

/** Why the provider refused or stopped it, in plain words when it is a word we know. */
export function useReason(): (reason: string) => string {
  const { t } = useTranslation("templates");
  return (reason) => {
    const known = among(REASONS, reason);
    return known ? t(($) => $.reason[known]) : reason === "NONE" ? "" : reason;
  };
}

export function Badges({ template }: { template: Template }) {
  return (
    <span className="flex flex-wrap gap-1.5">
      <StatusBadge status={template.status} />
      <CategoryBadge category={template.category} />
      <QualityBadge quality={template.quality} />
    </span>
  );
}
