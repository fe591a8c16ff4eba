import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath, useReactFlow, useStore } from "@xyflow/react";
import { Plus, X } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { removed } from "../model/document";
import { thickness } from "../model/traffic";
import { edit, useEditor, useEditorStore } from "../store";
import { FAR } from "./Step";

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
  const gone = useEditor((s) => (s.traffic ? (s.traffic.ways.get(id) ?? 0) : null));
  const most = useEditor((s) => s.traffic?.most ?? 0);
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        markerEnd={markerEnd}
        interactionWidth={20}
        style={
          gone === null
            ? undefined
            : {
                strokeWidth: `calc(${thickness(gone, most)}px * var(--thicker, 1))`,
                stroke: gone > 0 ? "var(--brand)" : "var(--line-strong)",
              }
        }
      />
      {gone !== null && gone > 0 && !selected && <Gone count={gone} x={x} y={y} />}
      {selected && <Tools id={id} x={x} y={y} />}
    </>
  );
});

/** How many went this way. */
function Gone({ count, x, y }: { count: number; x: number; y: number }) {
  const format = useFormat();
  const { t } = useTranslation("flows");
  const far = useStore((s) => s.transform[2] < FAR);
  if (far) return null;
  return (
    <EdgeLabelRenderer>
      <span
        title={t(($) => $.canvas.sessions, { count })}
        className="tnum pointer-events-none absolute rounded-chip border border-line bg-surface px-1 text-2xs font-medium text-fg-2"
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      >
        {format.compact(count)}
      </span>
    </EdgeLabelRenderer>
  );
}

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
