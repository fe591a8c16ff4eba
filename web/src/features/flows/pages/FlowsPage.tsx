import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { FileUp, FolderInput, LayoutGrid, Plus, Sparkles, Workflow, X } from "lucide-react";
import { type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { useAi } from "@/shared/ai";
import { keys, queryClient, useMay } from "@/shared/api";
import { lazily } from "@/shared/code";
import {
  Bones,
  Button,
  Dialog,
  Empty,
  Failed,
  IconButton,
  PageBody,
  PageHead,
  Refreshing,
  SearchBox,
  Select,
  toast,
} from "@/shared/ui";
import { type Flow, flowDeeds, flowsOptions, foldersOptions } from "../api";
import { FlowTable } from "../list/FlowTable";
import { ReadyFlows } from "../list/Gallery";
import { ImportDialog } from "../list/ImportDialog";
import { blank, STATUSES, type Status } from "../list/model";
import { RemoveFlow } from "../list/RemoveFlow";

const DescribeDialog = lazily(() => import("../list/DescribeDialog"), "DescribeDialog");
const MoveDialog = lazily(() => import("../list/MoveDialog"), "MoveDialog");
const route = getRouteApi("/inside/flows");
const ALL = "all";
/** A folder as a choice, told from all of them whatever it is called; an empty name is none. */
const named = (folder: string) => `=${folder}`;
type View = { q?: string; status?: Status; folder?: string };

export function FlowsPage() {
  const { t } = useTranslation("flows");
  const view = route.useSearch() as View;
  const navigate = useNavigate();
  const mayEdit = useMay("write:flows");
  const describes = useAi() && mayEdit;
  const filter = {
    ...(view.q ? { search: view.q } : {}),
    ...(view.status ? { status: view.status } : {}),
    ...(view.folder !== undefined ? { folder: view.folder } : {}),
  };
  const flows = useQuery({ ...flowsOptions(filter), placeholderData: (before) => before });
  const [open, setOpen] = useState<"gallery" | "import" | "describe" | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [removing, setRemoving] = useState<Flow | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [moving, setMoving] = useState<(Pick<Flow, "folder"> & { ids: string[] }) | null>(null);
  const folders = useQuery(foldersOptions);
  const folder = view.folder ?? "";
  const go = (flowId: string) => void navigate({ to: "/flows/$flowId", params: { flowId } });
  const look = (next: View) => void navigate({ to: "/flows", search: next as never, replace: true });
  const create = useMutation({
    mutationFn: (given: Parameters<typeof flowDeeds.create>[0]) => flowDeeds.create(given),
    onMutate: (given) => setBusy(given.template ?? "blank"),
    onSettled: () => setBusy(null),
    onSuccess: (flow) => {
      void queryClient.invalidateQueries({ queryKey: keys.flows() });
      go(flow.id);
    },
    onError: toast.failed,
  });
  const startBlank = () =>
    create.mutate(
      blank(
        t(($) => $.list.untitled),
        folder,
      ),
    );
  useActions([
    ...(mayEdit
      ? [{ id: "flows.new", label: t(($) => $.list.new), group: t(($) => $.title), keys: "n", run: startBlank }]
      : []),
    ...(describes
      ? [
          {
            id: "flows.describe",
            label: t(($) => $.drawn.title),
            group: t(($) => $.title),
            run: () => setOpen("describe"),
          },
        ]
      : []),
    { id: "flows.gallery", label: t(($) => $.list.gallery), group: t(($) => $.title), run: () => setOpen("gallery") },
  ]);
  const filtered = Boolean(view.q || view.status || view.folder !== undefined);
  const rows = flows.data?.data ?? [];
  const head = (
    <PageHead
      title={t(($) => $.title)}
      about={t(($) => $.list.about)}
      end={
        mayEdit && (
          <>
            <Button icon={<FileUp aria-hidden />} onPress={() => setOpen("import")}>
              {t(($) => $.list.import)}
            </Button>
            {describes && (
              <Button icon={<Sparkles aria-hidden />} onPress={() => setOpen("describe")}>
                {t(($) => $.drawn.button)}
              </Button>
            )}
            <Button icon={<LayoutGrid aria-hidden />} onPress={() => setOpen("gallery")}>
              {t(($) => $.list.gallery)}
            </Button>
            <Button look="primary" icon={<Plus aria-hidden />} busy={busy === "blank"} onPress={startBlank}>
              {t(($) => $.list.new)}
            </Button>
          </>
        )
      }
    />
  );
  const use = (ready: { name: string }) => create.mutate({ template: ready.name, folder });
  let body: ReactNode;
  if (flows.isPending) body = <Bones rows={6} />;
  else if (!flows.data) body = <Failed error={flows.error} retry={() => void flows.refetch()} />;
  else if (rows.length === 0 && !filtered)
    body = (
      <>
        <Empty
          icon={<Workflow aria-hidden />}
          title={t(($) => $.list.empty)}
          action={mayEdit && <Button onPress={startBlank}>{t(($) => $.list.blank)}</Button>}
        >
          {t(($) => $.list.emptyHint)}
        </Empty>
        {mayEdit && <ReadyFlows onUse={use} busy={busy} most={3} />}
      </>
    );
  else if (rows.length === 0)
    body = (
      <Empty
        icon={<Workflow aria-hidden />}
        title={t(($) => $.list.nothing)}
        action={<Button onPress={() => look({})}>{t(($) => $.list.clear)}</Button>}
      />
    );
  else
    body = (
      <FlowTable
        rows={rows}
        mayEdit={mayEdit}
        chosen={chosen}
        onChoose={setChosen}
        onOpen={go}
        onMove={(flow) => setMoving({ ids: [flow.id], folder: flow.folder })}
        onRemove={setRemoving}
      />
    );
  const known = folders.data ?? [];
  const shown = rows.filter((flow) => chosen.has(flow.id)).map((flow) => flow.id);
  return (
    <PageBody wide>
      {head}
      {(rows.length > 0 || filtered) && (
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <SearchBox
            className="w-64"
            label={t(($) => $.list.search)}
            value={view.q ?? ""}
            onChange={(q) => look({ ...view, q: q || undefined })}
          />
          <Select
            quiet
            className="w-44"
            label={t(($) => $.list.status)}
            value={view.status ?? ""}
            onChange={(status) => look({ ...view, status: (status || undefined) as Status | undefined })}
            options={[
              { id: "", label: t(($) => $.list.all) },
              ...STATUSES.map((id) => ({ id, label: t(($) => $.list[id]) })),
            ]}
          />
          {(known.length > 0 || view.folder !== undefined) && (
            <Select
              quiet
              className="w-52"
              label={t(($) => $.list.folder)}
              value={view.folder === undefined ? ALL : named(view.folder)}
              onChange={(id) => look({ ...view, folder: id === ALL ? undefined : id.slice(1) })}
              options={[
                { id: ALL, label: t(($) => $.list.allFolders) },
                { id: named(""), label: t(($) => $.list.noFolder) },
                ...known.map((one) => ({ id: named(one.name), label: `${one.name} (${one.count})` })),
                ...(folder && !known.some((one) => one.name === folder) ? [{ id: named(folder), label: folder }] : []),
              ]}
            />
          )}
          {shown.length > 0 && (
            <div
              role="toolbar"
              aria-label={t(($) => $.list.chosen, { count: shown.length })}
              className="ml-auto flex items-center gap-2"
            >
              <span className="tnum text-sm font-medium text-fg">
                {t(($) => $.list.chosen, { count: shown.length })}
              </span>
              <Button icon={<FolderInput aria-hidden />} onPress={() => setMoving({ ids: shown, folder })}>
                {t(($) => $.list.move)}
              </Button>
              <IconButton label={t(($) => $.list.clearChosen)} onPress={() => setChosen(new Set())}>
                <X aria-hidden />
              </IconButton>
            </div>
          )}
        </div>
      )}
      <div className="relative">
        <Refreshing busy={flows.isFetching && !flows.isPending} />
        {body}
      </div>
      {open === "gallery" && (
        <Dialog open wide title={t(($) => $.gallery.title)} onClose={() => setOpen(null)}>
          <ReadyFlows onUse={use} busy={busy} />
        </Dialog>
      )}
      {open === "import" && <ImportDialog onClose={() => setOpen(null)} onOpen={go} />}
      <Suspense>
        {open === "describe" && <DescribeDialog onClose={() => setOpen(null)} onOpen={go} />}
        {moving && (
          <MoveDialog
            ids={moving.ids}
            now={moving.folder}
            onClose={() => setMoving(null)}
            onDone={() => {
              setMoving(null);
              setChosen(new Set());
            }}
          />
        )}
      </Suspense>
      {removing && <RemoveFlow flow={removing} onClose={() => setRemoving(null)} />}
    </PageBody>
  );
}
