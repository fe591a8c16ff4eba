import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Banner } from "@/shared/ui";
import { alertsOptions } from "../api";

const KINDS = ["number_state", "number_quality", "sla_breached", "failed_sends", "template_stopped"] as const;
const TO = {
  number_state: "/settings/numbers",
  number_quality: "/settings/numbers",
  sla_breached: "/inbox",
  failed_sends: "/inbox",
  template_stopped: "/templates",
} as const;

/** What needs a person, before any figure. */
export function Alerts() {
  const { t } = useTranslation("dashboard");
  const alerts = useQuery(alertsOptions);
  const shown = (alerts.data?.data ?? []).flatMap((alert) => {
    const kind = KINDS.find((k) => k === alert.kind);
    return kind ? [{ ...alert, kind }] : [];
  });
  if (shown.length === 0) return null;
  return (
    <section aria-label={t(($) => $.alerts.title)} className="mb-4 flex flex-col gap-2">
      {shown.map((alert) => (
        <Banner
          key={`${alert.kind}${alert.subject_id}`}
          tone={alert.kind === "number_state" || alert.kind === "failed_sends" ? "danger" : "warn"}
          end={
            <Link to={TO[alert.kind]} className="font-medium underline">
              {t(($) => $.alerts.look)}
            </Link>
          }
        >
          <TriangleAlert className="mr-2 inline size-4" aria-hidden />
          {t(($) => $.alerts[alert.kind], { name: alert.name, count: alert.count, detail: alert.detail })}
        </Banner>
      ))}
    </section>
  );
}
