import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import {
  Activity,
  ArrowLeft,
  CircleAlert,
  CircleCheck,
  Ellipsis,
  History,
  Play,
  Redo2,
  TriangleAlert,
  Undo2,
  Wand2,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { keys, queryClient, useMay } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { Badge, Button, IconButton, type Item, Menu, toast } from "@/shared/ui";
import { type Flow, flowDeeds } from "../api";
import type { Saver } from "../saving";
import { type Side, useEditor, useEditorStore } from "../store";
import { download } from "./download";

type Props = {
  saver: Saver;
  flow: Flow;
  onUndo: () => void;
  onRedo: () => void;
  onTidy: () => void;
  onPublish: () => void;
  onSide: (side: Side) => void;
};

export function BuilderHead({ saver, flow, onUndo, onRedo, onTidy, onPublish, onSide }: Props) {
  const { t } = useTranslation("flows");
  const name = useEditor((s) => s.history.present.name);
  const past = useEditor((s) => s.history.past.length > 0 && s.shown === null);
  const future = useEditor((s) => s.history.future.length > 0 && s.shown === null);
  const mayEdit = useEditor((s) => s.mayEdit);
  const side = useEditor((s) => s.side);
  const errors = useEditor((s) => s.problems.filter((p) => p.severity === "error").length);
  const mayPublish = useMay("publish:flows");
  const items = useFlowItems(saver, flow);
  return (
    <header className="flex min-h-14 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-surface px-3 py-1">
      <Link
        to="/flows"
        aria-label={t(($) => $.head.back)}
        className="grid size-8 shrink-0 place-items-center rounded-control text-fg-2 hover:bg-surface-2 max-md:size-10"
      >
        <ArrowLeft className="size-[18px]" aria-hidden />
      </Link>
      <h1 className="max-w-72 min-w-0 truncate text-lg font-semibold text-fg">{name || t(($) => $.list.untitled)}</h1>
      <Standing flow={flow} />
      <SavedWord />
      <div className="ml-auto flex flex-wrap items-center gap-1.5">
        {mayEdit && (
          <span className="flex max-md:hidden">
            <IconButton label={t(($) => $.deed.undo)} hint="Ctrl Z" isDisabled={!past} onPress={onUndo}>
              <Undo2 aria-hidden />
            </IconButton>
            <IconButton label={t(($) => $.deed.redo)} hint="Ctrl Shift Z" isDisabled={!future} onPress={onRedo}>
              <Redo2 aria-hidden />
            </IconButton>
            <IconButton label={t(($) => $.deed.tidy)} hint="Shift Alt T" onPress={onTidy}>
              <Wand2 aria-hidden />
            </IconButton>
          </span>
        )}
        <Button icon={<Activity aria-hidden />} aria-pressed={side === "live"} onPress={() => onSide("live")}>
          {t(($) => $.head.live)}
        </Button>
        <Button icon={<History aria-hidden />} aria-pressed={side === "versions"} onPress={() => onSide("versions")}>
          {t(($) => $.head.versions)}
        </Button>
        <ProblemsButton onPress={() => onSide("problems")} />
        <Button icon={<Play aria-hidden />} aria-pressed={side === "simulator"} onPress={() => onSide("simulator")}>
          {t(($) => $.head.test)}
        </Button>
        {mayPublish && (
          <Button look="primary" isDisabled={errors > 0 || !mayEdit} onPress={onPublish}>
            {t(($) => $.head.publish)}
          </Button>
        )}
        <Menu label={t(($) => $.head.more)} items={items}>
          <IconButton label={t(($) => $.head.more)}>
            <Ellipsis aria-hidden />
          </IconButton>
        </Menu>
      </div>
    </header>
  );
}

function Standing({ flow }: { flow: Flow }) {
  const { t } = useTranslation("flows");
  if (flow.version === 0) return <Badge tone="warn">{t(($) => $.head.draft)}</Badge>;
  if (flow.status === "unpublished") return <Badge>{t(($) => $.head.unpublished)}</Badge>;
  return <Badge tone="brand">{t(($) => $.head.published, { version: flow.version })}</Badge>;
}

/** Whether the server has it: the one word that must always be true. */
function SavedWord() {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const save = useEditor((s) => s.save);
  const words = {
    saved: save.at ? t(($) => $.head.saved, { time: format.time(save.at as string) }) : t(($) => $.head.asOpened),
    waiting: t(($) => $.head.waiting),
    saving: t(($) => $.head.saving),
    kept: t(($) => $.head.kept),
    refused: t(($) => $.head.refused, { reason: save.reason }),
    conflict: t(($) => $.head.conflict),
  };
  const bad = save.state === "kept" || save.state === "refused" || save.state === "conflict";
  return (
    <output
      data-save={save.state}
      className={bad ? "max-w-80 truncate text-xs font-medium text-danger" : "text-xs text-fg-3"}
    >
      {words[save.state]}
    </output>
  );
}

function ProblemsButton({ onPress }: { onPress: () => void }) {
  const { t } = useTranslation("flows");
  const problems = useEditor((s) => s.problems.length);
  const error = useEditor((s) => s.problems.some((p) => p.severity === "error"));
  const Icon = problems === 0 ? CircleCheck : error ? CircleAlert : TriangleAlert;
  const tone =
    problems === 0
      ? "border border-line-strong bg-surface text-fg hover:bg-surface-2"
      : error
        ? "bg-danger-soft font-medium text-danger"
        : "bg-warn-soft font-medium text-warn";
  return (
    <button
      type="button"
      onClick={onPress}
      className={`inline-flex h-8 shrink-0 items-center gap-1.5 rounded-control px-3 text-sm max-md:min-h-10 ${tone}`}
    >
      <Icon className="size-4" aria-hidden />
      {problems === 0 ? t(($) => $.head.noProblems) : t(($) => $.head.problems, { count: problems })}
    </button>
  );
}

function useFlowItems(saver: Saver, flow: Flow): Item[] {
  const { t } = useTranslation("flows");
  const store = useEditorStore();
  const navigate = useNavigate();
  const mayEdit = useMay("write:flows");
  const mayPublish = useMay("publish:flows");
  const offline = useMutation({
    mutationFn: () => flowDeeds.unpublish(flow.id),
    onSuccess: (fresh) => {
      queryClient.setQueryData(keys.flow(flow.id), fresh);
      toast.done(t(($) => $.head.unpublished_));
    },
    onError: toast.failed,
  });
  const copy = useMutation({
    mutationFn: async () => {
      await saver.flush();
      return flowDeeds.duplicate(flow.id);
    },
    onSuccess: (made) => void navigate({ to: "/flows/$flowId", params: { flowId: made.id } }),
    onError: toast.failed,
  });
  const take = (form: "json" | "yaml") => async () => {
    try {
      await saver.flush();
      await download(flow.id, form, store.getState().history.present.name);
    } catch (error) {
      toast.failed(error);
    }
  };
  return [
    {
      id: "settings",
      label: t(($) => $.head.settings),
      run: () => store.setState({ selected: [], edges: [], side: "inspector" }),
    },
    "line",
    { id: "json", label: t(($) => $.head.exportJson), run: () => void take("json")() },
    { id: "yaml", label: t(($) => $.head.exportYaml), run: () => void take("yaml")() },
    ...(mayEdit ? [{ id: "copy", label: t(($) => $.head.duplicate), run: () => copy.mutate() }] : []),
    ...(mayPublish && flow.status === "published"
      ? [
          "line" as const,
          { id: "offline", label: t(($) => $.head.unpublish), danger: true, run: () => offline.mutate() },
        ]
      : []),
  ];
}
