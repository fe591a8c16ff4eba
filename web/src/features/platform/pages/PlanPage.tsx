import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSession } from "@/shared/api";
import { Banner, Bones, Card, Crumb, Failed, PageBody, PageHead, Refreshing } from "@/shared/ui";
import { useOptions } from "../api";
import { UseLines } from "../components/Use";
import { useWords } from "../components/words";
import { levelOf, shareOf } from "../model";

/** What one's own company uses of what it may have, and what happens at each limit. */
export function PlanPage() {
  const { t } = useTranslation("platform");
  const words = useWords();
  const id = useSession((s) => s.me?.tenant.id ?? "");
  const use = useQuery(useOptions(id));
  const full = use.data?.limits.some((line) => levelOf(shareOf(line)) === "full");
  return (
    <PageBody>
      <Refreshing busy={use.isFetching && !use.isPending} />
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.own.settings)}</Crumb>}
        title={t(($) => $.own.title)}
        about={t(($) => $.own.about)}
      />
      {use.data ? (
        <div className="flex max-w-3xl flex-col gap-4">
          {full && <Banner tone="danger">{t(($) => $.own.full)}</Banner>}
          <Card title={t(($) => $.own.plan, { plan: words.plan(use.data.plan) })}>
            <UseLines lines={use.data.limits} explained />
          </Card>
          <p className="text-sm text-fg-2">{t(($) => $.own.more)}</p>
        </div>
      ) : use.isError ? (
        <Failed error={use.error} retry={() => void use.refetch()} />
      ) : (
        <Bones rows={6} className="h-12" />
      )}
    </PageBody>
  );
}
