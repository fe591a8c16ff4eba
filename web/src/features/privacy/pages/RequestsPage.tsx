import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Plus, ShieldUser } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { Bones, Button, Crumb, Empty, Failed, PageBody, PageHead, Refreshing, Select } from "@/shared/ui";
import { type Kind, requestsOptions } from "../api";
import { AskDialog } from "../components/AskDialog";
import { PrivacyTabs } from "../components/PrivacyTabs";
import { RequestDrawer } from "../components/RequestDrawer";
import { RequestRow } from "../components/RequestRow";
import { SubjectChip } from "../components/SubjectChip";
import { among, KINDS, STATES } from "../model";

const route = getRouteApi("/inside/settings/privacy");
/** `ask`: what is being asked for, so that other pages can lead here; `id`: the request that is looked at. */
type View = { type?: string; status?: string; user_id?: string; id?: string; ask?: string };

/** What people ask about their data, by its deadline. */
export function RequestsPage() {
  const { t } = useTranslation("privacy");
  const view = route.useSearch() as View;
  const navigate = useNavigate();
  const filter = {
    ...(among(KINDS, view.type) ? { type: among(KINDS, view.type) } : {}),
    ...(among(STATES, view.status) ? { status: among(STATES, view.status) } : {}),
    ...(view.user_id ? { user_id: view.user_id } : {}),
  };
  const list = useInfiniteQuery(requestsOptions(filter));
  const look = (next: View) => void navigate({ to: "/settings/privacy", search: next as never, replace: true });
  const filtered = Object.keys(filter).length > 0;
  const add = () => look({ ...view, ask: "access" });
  useActions([
    {
      id: "privacy:new",
      label: t(($) => $.requests.new),
      group: t(($) => $.title),
      keys: "n",
      icon: <Plus aria-hidden />,
      run: add,
    },
  ]);
  const all = list.data?.pages.flatMap((page) => page.data) ?? [];
  const fresh = (
    <Button look="primary" icon={<Plus aria-hidden />} onPress={add}>
      {t(($) => $.requests.new)}
    </Button>
  );
  return (
    <PageBody>
      <Refreshing busy={list.isRefetching} />
      <PageHead
        back={<Crumb to="/settings">{t(($) => $.settings)}</Crumb>}
        title={t(($) => $.requests.title)}
        about={t(($) => $.requests.about)}
        end={(all.length > 0 || filtered) && fresh}
      />
      <PrivacyTabs />
      {(all.length > 0 || filtered) && <Filters view={view} onLook={look} />}
      {list.data ? (
        all.length > 0 ? (
          <ul aria-label={t(($) => $.requests.title)} className="flex flex-col gap-3">
            {all.map((request) => (
              <RequestRow key={request.id} request={request} onOpen={() => look({ ...view, id: request.id })} />
            ))}
          </ul>
        ) : filtered ? (
          <Empty
            icon={<ShieldUser aria-hidden />}
            title={t(($) => $.requests.nothing)}
            action={<Button onPress={() => look({})}>{t(($) => $.requests.clear)}</Button>}
          />
        ) : (
          <Empty icon={<ShieldUser aria-hidden />} title={t(($) => $.requests.none)} action={fresh}>
            {t(($) => $.requests.noneHint)}
          </Empty>
        )
      ) : list.isError ? (
        <Failed error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Bones rows={4} className="h-20" />
      )}
      {list.hasNextPage && (
        <Button look="quiet" className="mt-3" busy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
          {t(($) => $.requests.more)}
        </Button>
      )}
      {view.ask ? (
        <AskDialog
          subject={view.user_id ?? ""}
          kind={(among(KINDS, view.ask) ?? "access") as Kind}
          onClose={() => look({ ...view, ask: undefined })}
          onAsked={(request) => look({ user_id: view.user_id, id: request.id })}
        />
      ) : (
        view.id && <RequestDrawer id={view.id} onClose={() => look({ ...view, id: undefined })} />
      )}
    </PageBody>
  );
}

function Filters({ view, onLook }: { view: View; onLook: (next: View) => void }) {
  const { t } = useTranslation("privacy");
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <Select
        quiet
        className="w-48"
        label={t(($) => $.requests.kind)}
        value={among(KINDS, view.type) ?? ""}
        onChange={(type) => onLook({ ...view, type: type || undefined })}
        options={[
          { id: "", label: t(($) => $.requests.allKinds) },
          ...KINDS.map((id) => ({ id, label: t(($) => $.kind[id]) })),
        ]}
      />
      <Select
        quiet
        className="w-48"
        label={t(($) => $.requests.status)}
        value={among(STATES, view.status) ?? ""}
        onChange={(status) => onLook({ ...view, status: status || undefined })}
        options={[
          { id: "", label: t(($) => $.requests.allStates) },
          ...STATES.map((id) => ({ id, label: t(($) => $.status[id]) })),
        ]}
      />
      {view.user_id && (
        <SubjectChip
          id={view.user_id}
          words={(name) => t(($) => $.requests.of, { name })}
          clear={t(($) => $.requests.anyone)}
          onClear={() => onLook({ ...view, user_id: undefined })}
        />
      )}
    </div>
  );
}
