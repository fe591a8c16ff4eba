import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { MailQuestionMark, Plus, Settings2 } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { useMay } from "@/shared/api";
import {
  Bones,
  Button,
  Empty,
  Failed,
  LinkButton,
  PageBody,
  PageHead,
  Refreshing,
  SearchBox,
  Select,
} from "@/shared/ui";
import { campaignsOptions } from "../api";
import { CampaignRow } from "../components/CampaignRow";
import { KINDS, STATUSES, type View, viewOf } from "../model";
import { useProgress } from "../useProgress";

export { RulesPage } from "./RulesPage";

const route = getRouteApi("/inside/campaigns");
const TYPING_MS = 300;

function Filters({ view, look }: { view: View; look: (view: View) => void }) {
  const { t } = useTranslation("campaigns");
  const [typed, setTyped] = useState(view.q ?? "");
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed sets the clock
  useEffect(() => {
    if (typed === (view.q ?? "")) return;
    const timer = setTimeout(() => look({ ...view, q: typed || undefined }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const any = { id: "any", label: t(($) => $.any) };
  const pick = (name: "status" | "type", id: string) => look({ ...view, [name]: id === "any" ? undefined : id });
  return (
    <div className="mb-4 flex flex-wrap items-end gap-3">
      <SearchBox label={t(($) => $.search)} value={typed} onChange={setTyped} className="w-64 max-sm:w-full" />
      <Select
        label={t(($) => $.filter.status)}
        className="w-44 max-sm:flex-1"
        value={view.status ?? "any"}
        onChange={(id) => pick("status", id)}
        options={[any, ...STATUSES.map((id) => ({ id, label: t(($) => $.status[id]) }))]}
      />
      <Select
        label={t(($) => $.filter.type)}
        className="w-44 max-sm:flex-1"
        value={view.type ?? "any"}
        onChange={(id) => pick("type", id)}
        options={[any, ...KINDS.map((id) => ({ id, label: t(($) => $.type[id]) }))]}
      />
    </div>
  );
}

/** Every campaign with how far it is; the filters live in the address, the figures go on by themselves. */
export function CampaignsPage() {
  const { t } = useTranslation("campaigns");
  const search = route.useSearch();
  const view = useMemo(() => viewOf(search), [search]);
  const navigate = useNavigate();
  const writes = useMay("write:campaigns");
  const list = useInfiniteQuery({ ...campaignsOptions(view), placeholderData: keepPreviousData });
  useProgress();
  const look = (next: View) => void navigate({ to: "/campaigns", search: next as never, replace: true });
  const group = t(($) => $.title);
  const add = t(($) => $.add);
  const rules = t(($) => $.policy);
  useActions([
    ...(writes
      ? [
          {
            id: "campaigns:new",
            label: add,
            group,
            keys: "n",
            icon: <Plus aria-hidden />,
            run: () => void navigate({ to: "/campaigns/new" }),
          },
        ]
      : []),
    { id: "campaigns:rules", label: rules, group, run: () => void navigate({ to: "/settings/campaigns" }) },
  ]);
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  const filtered = Object.values(view).some(Boolean);
  const addButton = writes && (
    <LinkButton to="/campaigns/new" icon={<Plus aria-hidden />}>
      {add}
    </LinkButton>
  );
  return (
    <PageBody wide>
      <Refreshing busy={list.isPlaceholderData} />
      <PageHead
        title={t(($) => $.title)}
        about={t(($) => $.about)}
        end={
          <>
            <LinkButton to="/settings/campaigns" look="secondary" icon={<Settings2 aria-hidden />}>
              {rules}
            </LinkButton>
            {(rows.length > 0 || filtered) && addButton}
          </>
        }
      />
      {(rows.length > 0 || filtered) && <Filters view={view} look={look} />}
      {list.data ? (
        rows.length > 0 ? (
          <>
            <ul aria-label={t(($) => $.list)} className="flex flex-col gap-3">
              {rows.map((campaign) => (
                <CampaignRow key={campaign.id} campaign={campaign} />
              ))}
            </ul>
            {list.hasNextPage && (
              <div className="mt-4 flex justify-center">
                <Button busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
                  {t(($) => $.more)}
                </Button>
              </div>
            )}
          </>
        ) : filtered ? (
          <Empty
            icon={<MailQuestionMark aria-hidden />}
            title={t(($) => $.noneFound)}
            action={<Button onPress={() => look({})}>{t(($) => $.clear)}</Button>}
          />
        ) : (
          <Empty icon={<MailQuestionMark aria-hidden />} title={t(($) => $.none)} action={addButton}>
            {t(($) => $.noneHint)}
          </Empty>
        )
      ) : list.isError ? (
        <Failed error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Bones rows={5} className="h-20" />
      )}
    </PageBody>
  );
}
