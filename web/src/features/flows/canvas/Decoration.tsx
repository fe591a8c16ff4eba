import { type Node, type NodeProps, NodeResizer, useStore } from "@xyflow/react";
import clsx from "clsx";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { type Colour, colourOf } from "../model/decorations";
import { type FlowNode, filled, moved } from "../model/document";
import { edit, editable, useEditor, useEditorStore } from "../store";
import type { StepData } from "./Step";

const SOFT: Record<Colour, string> = {
  warn: "border-warn bg-warn-soft",
  info: "border-info bg-info-soft",
  brand: "border-brand bg-brand-soft",
  violet: "border-violet bg-violet-soft",
  danger: "border-danger bg-danger-soft",
  plain: "border-control bg-surface-2",
};
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

/** A frame around blocks that belong together: they go with it. */
export const Frame = memo(function Frame({ data: { node }, selected }: NodeProps<Node<StepData>>) {
  const { t } = useTranslation("flows");
  const mayEdit = useEditor(editable);
  const onResizeEnd = useResize(node);
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
      <b className="block truncate px-4 py-2 text-base font-semibold text-fg">
        {(typeof node.data.label === "string" && node.data.label) || t(($) => $.types.frame)}
      </b>
    </div>
  );
});
