import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Bones, Card, Crumb, Facts, Failed, LinkButton, PageBody, PageHead, Refreshing } from "@/shared/ui";
import { complianceOptions } from "../api";
import { ChainBadge, ChainLine } from "../components/ChainBadge";
import { PrivacyTabs } from "../components/PrivacyTabs";
import { among, DATA_KINDS } from "../model";

const SEALED = [
  "provider_tokens",
  "erp_credentials",
  "erp_customers",
  "model_keys",
  "webhook_secrets",
  "second_factors",
  "sign_on_secrets",
] as const;

/** How the company stands with its duties, at a glance. */
export function CompliancePage() {
  const { t } = useTranslation("privacy");
  const status = useQuery(complianceOptions);
  return (
    <PageBody>
      <Refreshing busy={status.isFetching && !status.isPending} />
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.compliance.title)}
        about={t(($) => $.compliance.about)}
      />
      <PrivacyTabs />
      {status.data ? (
        <Cards status={status.data} />
      ) : status.isError ? (
        <Failed error={status.error} retry={() => void status.refetch()} />
      ) : (
        <Bones rows={3} className="h-40" />
      )}
    </PageBody>
  );
}

function Cards({ status }: { status: Schema<"ComplianceOut"> }) {
  const { t } = useTranslation("privacy");
  const format = useFormat();
  const { audit, key } = status;
  const kept = DATA_KINDS.filter((kind) => status.retention[kind]);
  return (
    <div className="grid items-start gap-4 [&>*]:min-w-0 md:grid-cols-2">
      <Card
        title={t(($) => $.compliance.requests)}
        end={
          status.requests_overdue > 0 && (
            <Badge tone="danger">
              {t(($) => $.compliance.overdue)}: {format.number(status.requests_overdue)}
            </Badge>
          )
        }
      >
        {status.requests_open === 0 ? (
          <p className="text-sm text-fg-2">{t(($) => $.compliance.allAnswered)}</p>
        ) : (
          <Facts
            items={[
              [t(($) => $.compliance.open), format.number(status.requests_open)],
              [t(($) => $.compliance.overdue), format.number(status.requests_overdue)],
            ]}
          />
        )}
        <div className="mt-4">
          <LinkButton to="/settings/privacy" look="secondary">
            {t(($) => $.compliance.see)}
          </LinkButton>
        </div>
      </Card>
      <Card title={t(($) => $.compliance.chain)} end={<ChainBadge chain={audit} />}>
        {audit && !audit.holds && <ChainLine chain={audit} />}
        {audit && (
          <Facts
            items={[
              [t(($) => $.compliance.linked), format.number(audit.linked)],
              [t(($) => $.compliance.waiting), format.number(audit.waiting)],
              [t(($) => $.compliance.checked), format.relative(audit.checked_at)],
            ]}
          />
        )}
        <div className="mt-4">
          <LinkButton to="/settings/audit" look="secondary">
            {t(($) => $.compliance.seeAudit)}
          </LinkButton>
        </div>
      </Card>
      <Card title={t(($) => $.compliance.retention)}>
        {kept.length === 0 ? (
          <p className="text-sm text-fg-2">{t(($) => $.compliance.noRetention)}</p>
        ) : (
          <ul>
            {kept.map((kind) => (
              <li key={kind} className="flex justify-between gap-3 border-b border-line py-1 text-sm">
                <span className="text-fg-2">{t(($) => $.data[kind])}</span>
                <b className="tnum font-semibold text-fg">
                  {t(($) => $.compliance.days, { count: status.retention[kind] ?? 0 })}
                </b>
              </li>
            ))}
          </ul>
        )}
        <div className="mt-4">
          <LinkButton to="/settings/privacy/retention" look="secondary">
            {t(($) => $.compliance.setRetention)}
          </LinkButton>
        </div>
      </Card>
      <Card title={t(($) => $.compliance.key)} end={<KeyRound className="size-4 text-fg-3" aria-hidden />}>
        {key.since === null || key.days === null ? (
          <p className="text-sm text-fg-2">{t(($) => $.compliance.noKey)}</p>
        ) : (
          <Facts
            items={[
              [t(($) => $.compliance.version), format.number(key.version)],
              [t(($) => $.compliance.howOld), t(($) => $.compliance.days, { count: key.days })],
            ]}
          />
        )}
        <h3 className="mb-1 mt-4 text-xs font-semibold text-fg-2">{t(($) => $.compliance.encrypted)}</h3>
        <p className="flex flex-wrap gap-1.5">
          {status.encrypted.map((name) => {
            const known = among(SEALED, name);
            return <Badge key={name}>{known ? t(($) => $.sealed[known]) : name}</Badge>;
          })}
        </p>
        <p className="mt-2 text-xs text-fg-3">{t(($) => $.compliance.plain)}</p>
      </Card>
    </div>
  );
}
