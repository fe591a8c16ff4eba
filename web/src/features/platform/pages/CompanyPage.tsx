import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Banner, Bones, Card, Crumb, Facts, Failed, PageBody, PageHead, Refreshing } from "@/shared/ui";
import { type Company, companyOptions, useOptions } from "../api";
import { BrandForm } from "../components/BrandForm";
import { DataForm } from "../components/DataForm";
import { Doings } from "../components/Doings";
import { PlanForm } from "../components/PlanForm";
import { UseLines } from "../components/Use";
import { useWords } from "../components/words";
import { among, STATE_TONES, STATES } from "../model";

const route = getRouteApi("/inside/platform/companies/$companyId");

/** One company: what it uses of what it may have, and everything its installation decides for it. */
export function CompanyPage() {
  const { t } = useTranslation("platform");
  const { companyId } = route.useParams();
  const query = useQuery(companyOptions(companyId));
  const back = <Crumb to="/platform/companies">{t(($) => $.title)}</Crumb>;
  if (!query.data)
    return (
      <PageBody>
        <PageHead back={back} title={t(($) => $.one)} />
        {query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : <Bones rows={8} />}
      </PageBody>
    );
  return (
    <PageBody>
      <Refreshing busy={query.isFetching} />
      <Whole key={query.data.id} company={query.data} />
    </PageBody>
  );
}

function Whole({ company }: { company: Company }) {
  const { t } = useTranslation("platform");
  const format = useFormat();
  const words = useWords();
  const use = useQuery(useOptions(company.id));
  return (
    <>
      <PageHead
        back={<Crumb to="/platform/companies">{t(($) => $.title)}</Crumb>}
        title={
          <span className="flex flex-wrap items-center gap-2">
            {company.name}
            <Badge tone={STATE_TONES[among(STATES, company.status) ?? "active"]}>{words.state(company.status)}</Badge>
          </span>
        }
        end={<Doings company={company} lines={use.data?.limits ?? []} />}
      />
      {company.status === "suspended" && (
        <div className="mb-4">
          <Banner>{t(($) => $.suspend.why, { reason: company.status_reason })}</Banner>
        </div>
      )}
      {company.status === "deleting" && (
        <div className="mb-4">
          <Banner tone="danger">{t(($) => $.erase.going)}</Banner>
        </div>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <Card title={t(($) => $.use.title)}>
            {use.data ? (
              <UseLines lines={use.data.limits} />
            ) : use.isError ? (
              <Failed tight error={use.error} retry={() => void use.refetch()} />
            ) : (
              <Bones rows={5} className="h-8" />
            )}
          </Card>
          <DataForm company={company} />
          <BrandForm company={company} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Card>
            <Facts
              items={[
                [t(($) => $.column.slug), <code key="slug">{company.slug}</code>],
                [t(($) => $.column.plan), words.plan(company.plan)],
                [t(($) => $.column.created_at), format.dateTime(company.created_at)],
                [t(($) => $.column.updated_at), format.dateTime(company.updated_at)],
              ]}
            />
          </Card>
          <PlanForm company={company} />
        </div>
      </div>
    </>
  );
}
