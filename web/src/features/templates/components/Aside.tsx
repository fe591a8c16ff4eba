import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Languages } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Card, LinkButton } from "@/shared/ui";
import { type Detail, siblingsOptions } from "../api";
import { among, CATEGORIES, formOf, languageName, QUALITIES, STATUSES } from "../model";
import { shownOf } from "../shown";
import { StatusBadge, useReason } from "./Badges";
import { Phone } from "./Phone";

/** The same template in its other languages, beside this one. */
export function OtherLanguages({ template }: { template: Detail }) {
  const { t, i18n } = useTranslation("templates");
  const writes = useMay("write:templates");
  const found = useQuery(siblingsOptions(template.name, template.whatsapp_config_id));
  const others = (found.data?.data ?? []).filter((one) => one.name === template.name && one.id !== template.id);
  return (
    <Card
      title={t(($) => $.languages.title)}
      end={
        writes && (
          <LinkButton
            look="secondary"
            to="/templates/$templateId"
            params={{ templateId: "new" }}
            search={{ from: template.id }}
            icon={<Languages aria-hidden />}
          >
            {t(($) => $.languages.add)}
          </LinkButton>
        )
      }
    >
      {others.length > 0 && (
        <ul className="flex flex-col gap-3">
          {others.map((one) => (
            <li key={one.id}>
              <Link
                to="/templates/$templateId"
                params={{ templateId: one.id }}
                className="mb-1 flex min-h-6 items-center gap-2 text-sm font-medium hover:underline"
              >
                {languageName(one.language, i18n.language)}
                <StatusBadge status={one.status} />
              </Link>
              <Phone
                shown={shownOf(
                  formOf(one),
                  t(($) => $.edit.button.COPY_CODE),
                )}
                clip
              />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function useStep(): (change: string, value: string) => string {
  const { t } = useTranslation("templates");
  return (change, value) => {
    if (change === "status") {
      const known = among(STATUSES, value);
      return t(($) => $.history.status, { value: known ? t(($) => $.status[known]) : value });
    }
    if (change === "quality") {
      const known = among(QUALITIES, value);
      return known ? t(($) => $.quality[known]) : value;
    }
    const known = among(CATEGORIES, value);
    const told = known ? t(($) => $.category[known]) : value;
    return t(($) => (change === "category" ? $.history.category : $.history.category_announced), { value: told });
  };
}

/** What the provider decided, newest first, with its reasons. */
export function History({ template }: { template: Detail }) {
  const { t } = useTranslation("templates");
  const format = useFormat();
  const stepOf = useStep();
  const reasonOf = useReason();
  return (
    <Card title={t(($) => $.history.title)}>
      {template.history.length === 0 && <p className="text-sm text-fg-2">{t(($) => $.history.none)}</p>}
      <ol className="flex flex-col gap-2.5 border-l border-line pl-4">
        {[...template.history].reverse().map((step) => (
          <li key={`${step.at}${step.change}${step.value}`} className="text-sm">
            <span className="block font-medium">{stepOf(step.change, step.value)}</span>
            {step.reason && reasonOf(step.reason) && <span className="block text-fg-2">{reasonOf(step.reason)}</span>}
            <span className="tnum block text-xs text-fg-3">{format.dateTime(step.at)}</span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

export function UsedIn({ template }: { template: Detail }) {
  const { t } = useTranslation("templates");
  return (
    <Card title={t(($) => $.used.title)}>
      {template.used_in.length === 0 && <p className="text-sm text-fg-2">{t(($) => $.used.none)}</p>}
      <ul className="flex flex-col gap-1">
        {template.used_in.map((use) => (
          <li key={use.id}>
            <Link
              to="/flows/$flowId"
              params={{ flowId: use.id }}
              className="inline-block min-h-6 text-sm font-medium text-brand-fg underline"
            >
              {use.name}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
