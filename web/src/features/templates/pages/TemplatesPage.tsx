import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate, useRouter } from "@tanstack/react-router";
import { FileText, Plus, RefreshCw } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { keys, useMay } from "@/shared/api";
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
  toast,
  useDeed,
} from "@/shared/ui";
import { deeds, listOptions, type Template } from "../api";
import { Badges, useReason } from "../components/Badges";
import { Phone } from "../components/Phone";
import { CATEGORIES, formOf, LANGUAGES, languageName, STATUSES, type View } from "../model";
import { shownOf } from "../shown";

const route = getRouteApi("/inside/templates");
const TYPING_MS = 300;

function TemplateCard({ template }: { template: Template }) {
  const { t, i18n } = useTranslation("templates");
  const reasonOf = useReason();
  const reason = template.reason ? reasonOf(template.reason) : "";
  return (
    <li>
      <Link
        to="/templates/$templateId"
        params={{ templateId: template.id }}
        className="flex h-full flex-col gap-3 rounded-card border border-line bg-surface p-4 shadow-e1 hover:border-line-strong"
      >
        <span>
          <b className="block break-all font-mono text-sm font-semibold">{template.name}</b>
          <span className="block text-xs text-fg-3">{languageName(template.language, i18n.language)}</span>
        </span>
        <Badges template={template} />
        {reason && <span className="text-sm text-danger">{reason}</span>}
        <Phone
          shown={shownOf(
            formOf(template),
            t(($) => $.edit.button.COPY_CODE),
          )}
          clip
        />
      </Link>
    </li>
  );
}

function Filters({ view, look }: { view: View; look: (change: View) => void }) {
  const { t, i18n } = useTranslation("templates");
  const [typed, setTyped] = useState(view.q ?? "");
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed sets the clock
  useEffect(() => {
    if (typed === (view.q ?? "")) return;
    const timer = setTimeout(() => look({ q: typed || undefined }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const any = { id: "any", label: t(($) => $.any) };
  const select = (name: "status" | "category" | "language", options: { id: string; label: string }[]) => (
    <Select
      label={t(($) => $.filter[name])}
      className="w-40 max-sm:flex-1"
      value={view[name] ?? "any"}
      onChange={(id) => look({ [name]: id === "any" ? undefined : id })}
      options={[any, ...options]}
    />
  );
  return (
    <div className="mb-4 flex flex-wrap items-end gap-3">
      <SearchBox label={t(($) => $.search)} value={typed} onChange={setTyped} className="w-64 max-sm:w-full" />
      {select(
        "status",
        STATUSES.map((id) => ({ id, label: t(($) => $.status[id]) })),
      )}
      {select(
        "category",
        CATEGORIES.map((id) => ({ id, label: t(($) => $.category[id]) })),
      )}
      {select(
        "language",
        LANGUAGES.map((id) => ({ id, label: languageName(id, i18n.language) })),
      )}
    </div>
  );
}

/** Every template as the phone shows it; the filters live in the address. */
export function TemplatesPage() {
  const { t } = useTranslation("templates");
  const view = route.useSearch() as View;
  const navigate = useNavigate();
  const router = useRouter();
  const writes = useMay("write:templates");
  const list = useInfiniteQuery(listOptions(view));
  const { busy, act } = useDeed();
  const look = (change: View) => void navigate({ to: ".", search: { ...view, ...change } as never, replace: true });
  const sync = () =>
    act({
      run: deeds.sync,
      changes: [keys.templates()],
      after: ({ read, added, changed, gone }) => toast.done(t(($) => $.synced, { read, added, changed, gone })),
    });
  const add = t(($) => $.add);
  const syncs = t(($) => $.sync);
  const create = () => void router.navigate({ to: "/templates/$templateId", params: { templateId: "new" } });
  useActions(
    writes
      ? [
          {
            id: "templates:new",
            label: add,
            group: t(($) => $.title),
            keys: "n",
            icon: <Plus aria-hidden />,
            run: create,
          },
          {
            id: "templates:sync",
            label: syncs,
            group: t(($) => $.title),
            icon: <RefreshCw aria-hidden />,
            run: () => void sync(),
          },
        ]
      : [],
  );
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  const filtered = Object.values(view).some(Boolean);
  const addButton = writes && (
    <LinkButton to="/templates/$templateId" params={{ templateId: "new" }} icon={<Plus aria-hidden />}>
      {add}
    </LinkButton>
  );
  return (
    <PageBody wide>
      <Refreshing busy={list.isFetching && !list.isPending && !list.isFetchingNextPage} />
      <PageHead
        title={t(($) => $.title)}
        about={t(($) => $.about)}
        end={
          writes && (
            <>
              <Button icon={<RefreshCw aria-hidden />} busy={busy} onPress={() => void sync()}>
                {syncs}
              </Button>
              {rows.length > 0 && addButton}
            </>
          )
        }
      />
      {(rows.length > 0 || filtered) && <Filters view={view} look={look} />}
      {list.data ? (
        rows.length > 0 ? (
          <>
            <ul
              aria-label={t(($) => $.list)}
              className="grid items-stretch gap-4 sm:grid-cols-2 lg:grid-cols-3 2xl:grid-cols-4"
            >
              {rows.map((template) => (
                <TemplateCard key={template.id} template={template} />
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
            icon={<FileText aria-hidden />}
            title={t(($) => $.noneFound)}
            action={
              <Button onPress={() => void navigate({ to: ".", search: {} as never, replace: true })}>
                {t(($) => $.clear)}
              </Button>
            }
          />
        ) : (
          <Empty icon={<FileText aria-hidden />} title={t(($) => $.none)} action={addButton}>
            {t(($) => $.noneHint)}
          </Empty>
        )
      ) : list.isError ? (
        <Failed error={list.error} retry={() => void list.refetch()} />
      ) : (
        <Bones rows={3} className="h-48" />
      )}
    </PageBody>
  );
}
