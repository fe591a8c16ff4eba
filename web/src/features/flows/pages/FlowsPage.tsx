import { useMutation, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { Copy, Ellipsis, FileUp, LayoutGrid, Play, Plus, Trash2, Workflow } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useActions } from "@/shared/actions";
import { keys, queryClient, useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import {
  Badge,
  Bones,
  Button,
  type Column,
  Confirm,
  Dialog,
  Empty,
  Failed,
  Field,
  IconButton,
  Menu,
  PageBody,
  PageHead,
  Refreshing,
  SearchBox,
  Select,
  Table,
  toast,
} from "@/shared/ui";
import { analyticsOptions, type Flow, flowDeeds, flowsOptions, sessionsOptions } from "../api";
import { useNames } from "../components/useNames";
import { ReadyFlows } from "../list/Gallery";
import { ImportDialog } from "../list/ImportDialog";
import { blank, completion, STATUSES, triggerWords } from "../list/model";

const route = getRouteApi("/inside/flows");
type Status = (typeof STATUSES)[number];
type View = { q?: string; status?: Status };

export function FlowsPage() {
  const { t } = useTranslation("flows");
  const view = route.useSearch() as View;
  const navigate = useNavigate();
  const mayEdit = useMay("write:flows");
  const filter = { ...(view.q ? { search: view.q } : {}), ...(view.status ? { status: view.status } : {}) };
  const flows = useQuery({ ...flowsOptions(filter), placeholderData: (before) => before });
  const [open, setOpen] = useState<"gallery" | "import" | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const [removing, setRemoving] = useState<Flow | null>(null);
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
  const startBlank = () => create.mutate(blank(t(($) => $.list.untitled)));
  useActions([
    ...(mayEdit
      ? [{ id: "flows.new", label: t(($) => $.list.new), group: t(($) => $.title), keys: "n", run: startBlank }]
      : []),
    { id: "flows.gallery", label: t(($) => $.list.gallery), group: t(($) => $.title), run: () => setOpen("gallery") },
  ]);
  const filtered = Boolean(view.q || view.status);
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
  const use = (ready: { name: string }) => create.mutate({ template: ready.name });
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
  else body = <FlowTable rows={rows} onOpen={go} onRemove={setRemoving} mayEdit={mayEdit} />;
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
      {removing && <RemoveFlow flow={removing} onClose={() => setRemoving(null)} />}
    </PageBody>
  );
}

type TableProps = { rows: Flow[]; onOpen: (id: string) => void; onRemove: (flow: Flow) => void; mayEdit: boolean };

function FlowTable({ rows, onOpen, onRemove, mayEdit }: TableProps) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const nameOf = useNames();
  const navigate = useNavigate();
  const copy = useMutation({
    mutationFn: (id: string) => flowDeeds.duplicate(id),
    onSuccess: () => {
      toast.done(t(($) => $.list.duplicated));
      void queryClient.invalidateQueries({ queryKey: keys.flows() });
    },
    onError: toast.failed,
  });
  const columns = useMemo<Column<Flow>[]>(() => {
    const kinds = t(($) => $.trigger.kinds, { returnObjects: true }) as Record<string, string>;
    const tones = { published: "brand", draft: "warn", unpublished: "plain" } as const;
    return [
      {
        id: "name",
        head: t(($) => $.list.name),
        width: "minmax(200px, 2.2fr)",
        cell: (flow) => (
          <Link to="/flows/$flowId" params={{ flowId: flow.id }} className="truncate font-medium hover:underline">
            {flow.name}
          </Link>
        ),
      },
      {
        id: "trigger",
        head: t(($) => $.list.trigger),
        width: "minmax(180px, 1.6fr)",
        cell: (flow) => (
          <span className="min-w-0">
            <span className="block truncate" title={kinds[String(flow.trigger.kind)]}>
              {kinds[String(flow.trigger.kind)] ?? String(flow.trigger.kind)}
            </span>
            <span className="block truncate text-xs text-fg-3">{triggerWords(flow)}</span>
          </span>
        ),
      },
      {
        id: "status",
        head: t(($) => $.list.status),
        width: "120px",
        cell: (flow) => (
          <Badge tone={tones[flow.status as Status] ?? "plain"}>{t(($) => $.list[flow.status as Status])}</Badge>
        ),
      },
      {
        id: "version",
        head: t(($) => $.list.version),
        width: "84px",
        end: true,
        cell: (flow) => (flow.version > 0 ? `v${flow.version}` : "–"),
      },
      {
        id: "running",
        head: t(($) => $.list.running),
        width: "112px",
        end: true,
        cell: (flow) => <Running flow={flow} />,
      },
      {
        id: "completion",
        head: t(($) => $.list.completion),
        width: "104px",
        end: true,
        cell: (flow) => <Completion flow={flow} />,
      },
      {
        id: "edited",
        head: t(($) => $.list.edited),
        width: "minmax(130px, 1fr)",
        cell: (flow) => (
          <span className="min-w-0">
            <span className="block truncate">{format.relative(flow.updated_at)}</span>
            {nameOf(flow.updated_by) && (
              <span
                className="block truncate text-xs text-fg-3"
                title={t(($) => $.list.by, { name: nameOf(flow.updated_by) })}
              >
                {t(($) => $.list.by, { name: nameOf(flow.updated_by) })}
              </span>
            )}
          </span>
        ),
      },
      {
        id: "actions",
        head: t(($) => $.list.actions),
        width: "72px",
        cell: (flow) => (
          <Menu
            label={t(($) => $.list.more, { name: flow.name })}
            items={[
              {
                id: "simulate",
                label: t(($) => $.list.simulate),
                icon: <Play aria-hidden />,
                run: () => void navigate({ to: "/flows/$flowId/simulator", params: { flowId: flow.id } }),
              },
              ...(mayEdit
                ? [
                    {
                      id: "copy",
                      label: t(($) => $.list.duplicate),
                      icon: <Copy aria-hidden />,
                      run: () => copy.mutate(flow.id),
                    },
                    "line" as const,
                    {
                      id: "delete",
                      label: t(($) => $.list.delete),
                      icon: <Trash2 aria-hidden />,
                      danger: true,
                      run: () => onRemove(flow),
                    },
                  ]
                : []),
            ]}
          >
            <IconButton label={t(($) => $.list.more, { name: flow.name })}>
              <Ellipsis aria-hidden />
            </IconButton>
          </Menu>
        ),
      },
    ];
  }, [t, format, nameOf, mayEdit, navigate, copy.mutate, onRemove]);
  return (
    <Table
      label={t(($) => $.title)}
      columns={columns}
      rows={rows}
      rowId={(flow) => flow.id}
      onOpen={(flow) => onOpen(flow.id)}
      className="max-h-[calc(100dvh-220px)] rounded-card border border-line bg-surface"
    />
  );
}

function Running({ flow }: { flow: Flow }) {
  const format = useFormat();
  const running = useQuery({ ...sessionsOptions(flow.id, "running", 1), enabled: flow.version > 0 });
  return flow.version === 0 ? "–" : format.number(running.data?.pagination.total ?? 0);
}

function Completion({ flow }: { flow: Flow }) {
  const format = useFormat();
  const figures = useQuery({ ...analyticsOptions(flow.id), enabled: flow.version > 0 });
  const share = completion(figures.data);
  return share === null ? "–" : format.percent(share, 0);
}

/** Says what will be lost; a flow that people are in asks for its name. */
function RemoveFlow({ flow, onClose }: { flow: Flow; onClose: () => void }) {
  const { t } = useTranslation("flows");
  const running = useQuery({ ...sessionsOptions(flow.id, "running", 1), staleTime: 0 });
  const count = running.data?.pagination.total ?? 0;
  const [typed, setTyped] = useState("");
  const remove = useMutation({
    mutationFn: () => flowDeeds.remove(flow.id),
    onSuccess: () => {
      toast.done(t(($) => $.list.deleted));
      void queryClient.invalidateQueries({ queryKey: keys.flows() });
      onClose();
    },
    onError: (error) => {
      toast.failed(error);
      onClose();
    },
  });
  return (
    <Confirm
      open
      onClose={onClose}
      title={t(($) => $.list.deleteTitle, { name: flow.name })}
      action={t(($) => $.list.delete)}
      busy={remove.isPending}
      ready={!running.isPending && (count === 0 || typed === flow.name)}
      onConfirm={() => remove.mutate()}
    >
      <p>{t(($) => $.list.deleteBody)}</p>
      {count > 0 && (
        <>
          <p className="mt-2">{t(($) => $.list.deleteRunning, { count })}</p>
          <Field
            className="mt-3"
            label={t(($) => $.list.typeName, { name: flow.name })}
            value={typed}
            onChange={setTyped}
          />
        </>
      )}
    </Confirm>
  );
}
