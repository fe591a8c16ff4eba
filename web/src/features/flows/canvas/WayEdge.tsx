import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath, useReactFlow } from "@xyflow/react";
import { Plus, X } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { removed } from "../model/document";
import { edit, useEditor, useEditorStore } from "../store";

/** A connection; the chosen one can be cut, and takes a block into its middle. */
export const WayEdge = memo(function WayEdge(props: EdgeProps) {
  const { id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, markerEnd, selected } = props;
  const [path, x, y] = getSmoothStepPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    borderRadius: 12,
    offset: 24,
  });
  return (
    <>
      <BaseEdge id={id} path={path} markerEnd={markerEnd} interactionWidth={20} />
      {selected && <Tools id={id} x={x} y={y} />}
    </>
  );
});

function Tools({ id, x, y }: { id: string; x: number; y: number }) {
  const { t } = useTranslation("flows");
  const store = useEditorStore();
  const mayEdit = useEditor((s) => s.mayEdit && s.shown === null);
  const { flowToScreenPosition } = useReactFlow();
  if (!mayEdit) return null;
  const button =
    "grid size-6 place-items-center rounded-full border border-line bg-surface shadow-e2 hover:bg-surface-2";
  return (
    <EdgeLabelRenderer>
      <div
        className="nodrag nopan pointer-events-auto absolute flex gap-1"
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      >
        <button
          type="button"
          aria-label={t(($) => $.canvas.addBetween)}
          className={`${button} text-brand-fg`}
          onClick={() => {
            const at = flowToScreenPosition({ x, y });
            store.setState({ adding: { at, place: { x: x - 132, y: y - 22 }, edge: id } });
          }}
        >
          <Plus className="size-4" aria-hidden />
        </button>
        <button
          type="button"
          aria-label={t(($) => $.canvas.cut)}
          className={`${button} text-danger`}
          onClick={() => edit(store, (doc) => removed(doc, [], [id]))}
        >
          <X className="size-4" aria-hidden />
        </button>
      </div>
    </EdgeLabelRenderer>
  );
}
