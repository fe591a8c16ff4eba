import { useQuery } from "@tanstack/react-query";
import { Handle, type Node, type NodeProps, Position, useStore } from "@xyflow/react";
import clsx from "clsx";
import { CircleAlert, Plus, TriangleAlert } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { TONES } from "@/shared/ui";
import { flowsOptions } from "../api";
import type { FlowNode } from "../model/document";
import { drawnOutputs } from "../model/handles";
import { FAMILIES, kindOf, type Tone } from "../model/kinds";
import { geometryOf, HEAD, handleTop, OUTPUT, ROW, summaryOf } from "../model/summary";
import { dropOff } from "../model/traffic";
import { useEditor, useEditorStore } from "../store";
import { useWords } from "./useWords";

/** `leaving`: the handles that edges leave by, joined, so that it is equal as long as they are. */
export type StepData = { node: FlowNode; leaving: string };
export type StepNode = Node<StepData, "step" | "sticky" | "frame">;

const SOLID: Record<Tone, string> = {
  brand: "bg-brand",
  warn: "bg-warn",
  plain: "bg-fg-3",
  info: "bg-info",
  violet: "bg-violet",
  danger: "bg-danger",
};
export const FAR = 0.35;
const isFar = (state: { transform: [number, number, number] }) => state.transform[2] < FAR;
const CHANGES = {
  added: "ring-4 ring-brand",
  removed: "opacity-60 ring-4 ring-danger",
  changed: "ring-4 ring-warn",
  moved: "ring-2 ring-info",
};

export const Step = memo(function Step({ data, selected, dragging }: NodeProps<StepNode>) {
  const { node, leaving } = data;
  const far = useStore(isFar);
  const ways = leaving ? leaving.split("\n") : [];
  const geometry = geometryOf(node, ways);
  const outputs = drawnOutputs(node, ways);
  const change = useEditor((s) => s.shown?.changes?.get(node.id));
  const playing = useEditor((s) => s.playing?.node === node.id);
  const walked = useEditor((s) => s.playing?.visited.has(node.id) ?? false);
  const onPath = useEditor((s) => s.path.has(node.id));
  const hit = useEditor((s) => s.hits.has(node.id));
  const pulse = useEditor((s) => s.pulses.get(node.id) ?? 0);
  const severity = useEditor((s) => {
    const found = s.problemsOf.get(node.id);
    return found ? (found.some((p) => p.severity === "error") ? "error" : "warning") : null;
  });
  const kind = kindOf(node.type, node.data);
  const tone = FAMILIES[kind.family];
  return (
    <div
      data-testid="step"
      className={clsx(
        "relative rounded-node transition-shadow duration-[120ms]",
        far ? SOLID[severity === "error" ? "danger" : tone] : "border bg-surface shadow-e1",
        !far && (selected ? "border-brand" : severity === "error" ? "border-danger" : "border-line"),
        selected && "ring-2 ring-brand",
        !selected &&
          (playing
            ? "ring-4 ring-brand"
            : onPath
              ? "ring-3 ring-danger"
              : hit
                ? "ring-3 ring-info"
                : walked && "ring-1 ring-brand"),
        change && CHANGES[change],
        dragging && "shadow-e2",
        node.data.disabled === true && "opacity-55",
      )}
      style={{ width: geometry.width, height: geometry.height }}
    >
      {node.type !== "start" && <Handle type="target" position={Position.Left} style={{ top: HEAD / 2 }} />}
      {!far && <Face node={node} severity={severity} content={geometry.content} />}
      {playing && <span className="absolute -right-1.5 -top-1.5 size-3.5 animate-pulse rounded-full bg-brand" />}
      {pulse > 0 && !playing && (
        <span key={pulse} className="absolute -right-1 -top-1 size-3 animate-pulse rounded-full bg-info" />
      )}
      {outputs.map((output, at) => (
        <Way
          key={output.handle}
          node={node}
          handle={output.handle}
          named={output.named}
          lost={output.lost}
          free={!ways.includes(output.handle)}
          top={handleTop(geometry, at)}
          far={far}
        />
      ))}
    </div>
  );
});

function Face({ node, severity, content }: { node: FlowNode; severity: "error" | "warning" | null; content: number }) {
  const words = useWords();
  const { t } = useTranslation("flows");
  const kind = kindOf(node.type, node.data);
  const Icon = kind.icon;
  const count = useEditor((s) => s.problemsOf.get(node.id)?.length ?? 0);
  return (
    <>
      <div className="flex items-center gap-2 px-3" style={{ height: HEAD }}>
        <span className={clsx("grid size-7 shrink-0 place-items-center rounded-control", TONES[FAMILIES[kind.family]])}>
          <Icon className="size-4" aria-hidden />
        </span>
        <b className="min-w-0 flex-1 truncate text-sm font-semibold text-fg">{words.title(node)}</b>
        <Visits id={node.id} />
        {severity && (
          <span
            role="img"
            aria-label={t(($) => $.canvas.problems, { count })}
            title={t(($) => $.canvas.problems, { count })}
            className={clsx(
              "grid size-5 shrink-0 place-items-center rounded-full",
              severity === "error" ? "bg-danger-soft text-danger" : "bg-warn-soft text-warn",
            )}
          >
            {severity === "error" ? <CircleAlert className="size-3.5" /> : <TriangleAlert className="size-3" />}
          </span>
        )}
      </div>
      {content > 0 && (
        <div className="px-3 text-xs" style={{ height: content }}>
          {summaryOf(node).map((line, at) => (
            <p
              // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one block have no other name
              key={at}
              className={clsx(
                "overflow-hidden break-words",
                line.quiet ? "text-fg-3" : "text-fg-2",
                line.rows === 1 ? "truncate" : "line-clamp-3",
              )}
              style={{ maxHeight: line.rows * ROW, lineHeight: `${ROW}px` }}
            >
              {"say" in line && line.say === "flow" ? <FlowName id={String(line.with.name)} /> : words.line(line)}
            </p>
          ))}
        </div>
      )}
    </>
  );
}

/** The flow that a block leads to. */
function FlowName({ id }: { id: string }) {
  const flows = useQuery({ ...flowsOptions(), staleTime: 60_000 });
  return flows.data?.data.find((flow) => flow.id === id)?.name ?? "…";
}

/** How many came by, with a bar against the beginning, while the live figures are shown. */
function Visits({ id }: { id: string }) {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const entered = useEditor((s) => (s.traffic ? (s.traffic.nodes.get(id)?.entered ?? 0) : null));
  const most = useEditor((s) => s.traffic?.started ?? 0);
  const dropped = useEditor((s) => dropOff(s.traffic?.nodes.get(id)));
  if (entered === null) return null;
  const share = most > 0 ? Math.min(1, entered / most) : 0;
  const label = t(($) => $.canvas.sessions, { count: entered });
  return (
    <>
      <span title={label} className="tnum shrink-0 text-2xs font-medium text-fg-2">
        <span aria-hidden>{format.compact(entered)}</span>
        <span className="sr-only">{label}</span>
      </span>
      {dropped !== null && (
        <span
          role="img"
          aria-label={t(($) => $.live.dropOff, { share: format.percent(dropped, 0) })}
          title={t(($) => $.live.dropOff, { share: format.percent(dropped, 0) })}
          className="tnum shrink-0 rounded-chip bg-danger-soft px-1 text-2xs font-medium text-danger"
        >
          −{format.percent(dropped, 0)}
        </span>
      )}
      <span aria-hidden className="absolute inset-x-3 bottom-auto top-[41px] h-[3px] rounded-full bg-surface-3">
        <span className="block h-full rounded-full bg-brand" style={{ width: `${share * 100}%` }} />
      </span>
    </>
  );
}

type WayProps = {
  node: FlowNode;
  handle: string;
  named?: string;
  lost?: boolean;
  free: boolean;
  top: number;
  far: boolean;
};

function Way({ node, handle, named, lost, free, top, far }: WayProps) {
  const words = useWords();
  const format = useFormat();
  const { t } = useTranslation("flows");
  const store = useEditorStore();
  const mayEdit = useEditor((s) => s.mayEdit && s.shown === null);
  const broken = useEditor(
    (s) =>
      s.problemsOf
        .get(node.id)
        ?.some(
          (p) =>
            p.code === "missing_branch" && free && (p as { params?: { handle?: unknown } }).params?.handle === handle,
        ) ?? false,
  );
  const left = useEditor((s) => {
    if (!s.traffic) return null;
    return (s.traffic.nodes.get(node.id)?.left ?? [])
      .filter((w) => w.handle === handle)
      .reduce((sum, w) => sum + w.count, 0);
  });
  const name = words.output(node, { handle, named });
  return (
    <>
      {!far && (
        <div
          className={clsx(
            "group/way absolute inset-x-0 flex items-center justify-end gap-1.5 border-t border-line pl-2 pr-3 text-xs",
            broken || lost ? "text-danger" : "text-fg-2",
          )}
          style={{ top: top - OUTPUT / 2, height: OUTPUT }}
        >
          {mayEdit && (
            <button
              type="button"
              tabIndex={-1}
              aria-label={t(($) => $.canvas.addHere, { name })}
              onClick={(event) => {
                event.stopPropagation();
                const box = event.currentTarget.getBoundingClientRect();
                const place = { x: node.position.x + 360, y: node.position.y + top - HEAD };
                store.setState({
                  adding: { at: { x: box.right + 8, y: box.top }, place, from: { source: node.id, handle } },
                });
              }}
              className={clsx(
                "nodrag grid size-6 place-items-center rounded-full text-brand-fg hover:bg-brand-soft group-hover/way:opacity-100",
                free ? "opacity-0 group-hover/way:opacity-100 [.react-flow__node:hover_&]:opacity-100" : "opacity-0",
              )}
            >
              <Plus className="size-3.5" aria-hidden />
            </button>
          )}
          {left !== null && left > 0 && (
            <span className="tnum text-2xs font-medium text-fg-2">{format.compact(left)}</span>
          )}
          <span className="truncate" title={name}>
            {name}
          </span>
        </div>
      )}
      <Handle
        id={handle}
        type="source"
        position={Position.Right}
        style={{ top, ...(broken && free ? { borderColor: "var(--danger)" } : {}) }}
      />
    </>
  );
}
