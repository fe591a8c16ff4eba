import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Copy, Ellipsis, FolderInput, Play, Trash2 } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { keys, queryClient } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Badge, type Column, IconButton, Menu, Table, toast } from "@/shared/ui";
import { analyticsOptions, type Flow, flowDeeds, sessionsOptions } from "../api";
import { useNames } from "../components/useNames";
import { completion, type Status, triggerWords } from "./model";

type Props = {
  rows: Flow[];
  mayEdit: boolean;
  chosen: ReadonlySet<string>;
  onChoose: (chosen: Set<string>) => void;
  onOpen: (id: string) => void;
  onMove: (flow: Flow) => void;
  onRemove: (flow: Flow) => void;
};

/** The flows: what starts each, where it stands, who is in it. */
export function FlowTable({ rows, mayEdit, chosen, onChoose, onOpen, onMove, onRemove }: Props) {
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
          <span className="min-w-0">
            <Link
              to="/flows/$flowId"
              params={{ flowId: flow.id }}
              className="block truncate font-medium hover:underline"
              title={flow.name}
            >
              {flow.name}
            </Link>
            {flow.folder && (
              <span className="block truncate text-xs text-fg-3" title={flow.folder}>
                {flow.folder}
              </span>
            )}
          </span>
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
                    {
                      id: "move",
                      label: t(($) => $.list.move),
                      icon: <FolderInput aria-hidden />,
                      run: () => onMove(flow),
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
  }, [t, format, nameOf, mayEdit, navigate, copy.mutate, onMove, onRemove]);
  return (
    <Table
      label={t(($) => $.title)}
      columns={columns}
      rows={rows}
      rowId={(flow) => flow.id}
      onOpen={(flow) => onOpen(flow.id)}
      {...(mayEdit ? { selected: chosen, onSelect: onChoose } : {})}
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
