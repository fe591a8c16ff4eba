import { Handle, type Node, type NodeProps, NodeResizer, Position, useStore } from "@xyflow/react";
import clsx from "clsx";
import { ChevronDown, ChevronRight } from "lucide-react";
import { memo, type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { CHIP, type Colour, colourOf, isCollapsed } from "../model/decorations";
import { type FlowNode, filled, isDecoration, moved } from "../model/document";
import { folded } from "../model/groups";
import { docShown, edit, editable, useEditor, useEditorStore } from "../store";
import { FAR, type StepData } from "./Step";

const SOFT: Record<Colour, string> = {
  warn: "border-warn bg-warn-soft",
  info: "border-info bg-info-soft",
  brand: "border-brand bg-brand-soft",
  violet: "border-violet bg-violet-soft",
  danger: "border-danger bg-danger-soft",
  plain: "border-control bg-surface-2",
};
const isFar = (s: { transform: [number, number, number] }) => s.transform[2] < FAR;
const isTiny = (s: { transform: [number, number, number] }) => s.transform[2] < 0.2;

function useResize(node: FlowNode) {
  const store = useEditorStore();
  return (_: unknown, { x, y, width, height }: { x: number; y: number; width: number; height: number }) =>
    edit(store, (doc) =>
      moved(
        filled(doc, node.id, { width: Math.round(width), height: Math.round(height) }),
        new Map([[node.id, { x, y }]]),
      ),
    );
}

/** A note on the drawing: only who draws reads it. */
export const Sticky = memo(function Sticky({ data: { node }, selected }: NodeProps<Node<StepData>>) {
  const { t } = useTranslation("flows");
  const mayEdit = useEditor(editable);
  const hit = useEditor((s) => s.hits.has(node.id));
  const tiny = useStore(isTiny);
  const onResizeEnd = useResize(node);
  const text = typeof node.data.text === "string" ? node.data.text : "";
  return (
    <div
      data-testid="step"
      className={clsx(
        "size-full overflow-hidden whitespace-pre-wrap break-words rounded-control border-l-4 p-3 text-sm text-fg shadow-e1",
        SOFT[colourOf(node)],
        (selected || hit) && "ring-2 ring-brand",
      )}
    >
      {mayEdit && <NodeResizer isVisible={selected} minWidth={120} minHeight={60} onResizeEnd={onResizeEnd} />}
      {!tiny && (text || <span className="text-fg-2">{t(($) => $.types.sticky)}</span>)}
    </div>
  );
});

/** A frame around blocks that belong together: they go with it. Closed it is a chip that stands for them. */
export const Frame = memo(function Frame({ data: { node }, selected }: NodeProps<Node<StepData>>) {
  const { t } = useTranslation("flows");
  const store = useEditorStore();
  const mayEdit = useEditor(editable);
  const onResizeEnd = useResize(node);
  const title = (typeof node.data.label === "string" && node.data.label) || t(($) => $.types.frame);
  const closed = isCollapsed(node);
  const fold = mayEdit && (
    <button
      type="button"
      tabIndex={-1}
      aria-label={t(($) => (closed ? $.deed.unfold : $.deed.foldOne))}
      title={t(($) => (closed ? $.deed.unfold : $.deed.foldOne))}
      onClick={(event) => {
        event.stopPropagation();
        edit(store, (doc) => folded(doc, node.id, !closed));
      }}
      className="nodrag grid size-7 shrink-0 place-items-center rounded-control text-fg-2 hover:bg-surface-3"
    >
      {closed ? <ChevronRight className="size-4" aria-hidden /> : <ChevronDown className="size-4" aria-hidden />}
    </button>
  );
  if (closed) return <Chip node={node} title={title} selected={selected} fold={fold} />;
  return (
    <div
      data-testid="step"
      className={clsx(
        "size-full rounded-card border-2 border-dashed",
        SOFT[colourOf(node)],
        selected && "ring-2 ring-brand",
      )}
    >
      {mayEdit && <NodeResizer isVisible={selected} minWidth={160} minHeight={120} onResizeEnd={onResizeEnd} />}
      <div className="flex items-center gap-1 px-2 py-1.5">
        {fold}
        <b className="min-w-0 truncate text-base font-semibold text-fg">{title}</b>
      </div>
    </div>
  );
});

type ChipProps = { node: FlowNode; title: string; selected: boolean; fold: ReactNode };

/** What a closed group shows: how many blocks, whether one of them is wrong, and whether the play is inside. */
function Chip({ node, title, selected, fold }: ChipProps) {
  const { t } = useTranslation("flows");
  const list = node.data.members;
  const members = useMemo(() => new Set<string>(Array.isArray(list) ? list : []), [list]);
  const count = useEditor((s) => docShown(s).nodes.filter((n) => members.has(n.id) && !isDecoration(n)).length);
  const chosen = useEditor((s) => s.selected.some((id) => members.has(id)));
  const far = useStore(isFar);
  const playing = useEditor((s) => s.playing?.node != null && members.has(s.playing.node));
  const hit = useEditor((s) => [...s.hits].some((id) => members.has(id)));
  const problems = useEditor((s) => s.problems.filter((p) => p.node_id && members.has(p.node_id)).length);
  const bad = useEditor((s) => s.problems.some((p) => p.severity === "error" && p.node_id && members.has(p.node_id)));
  return (
    <div
      data-testid="step"
      className={clsx(
        "flex items-center gap-1 rounded-card border-2 px-2 shadow-e1",
        SOFT[colourOf(node)],
        selected || chosen ? "ring-2 ring-brand" : playing ? "ring-4 ring-brand" : hit && "ring-3 ring-info",
      )}
      style={CHIP}
    >
      <Handle type="target" position={Position.Left} isConnectable={false} />
      {!far && fold}
      <span className={clsx("min-w-0 flex-1", far && "invisible")}>
        <b className="block truncate text-sm font-semibold text-fg">{title}</b>
        <span className="block truncate text-xs text-fg-2">{t(($) => $.canvas.inside, { count })}</span>
      </span>
      {problems > 0 && (
        <span
          role="img"
          aria-label={t(($) => $.canvas.problems, { count: problems })}
          title={t(($) => $.canvas.problems, { count: problems })}
          className={clsx("mr-1 size-3 shrink-0 rounded-full", bad ? "bg-danger" : "bg-warn")}
        />
      )}
      <Handle id="default" type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
}
