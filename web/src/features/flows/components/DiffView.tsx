import { useTranslation } from "react-i18next";
import { Badge, type Tone } from "@/shared/ui";
import type { Diff } from "../api";
import { useCentre } from "../canvas/useCanvasKeys";
import { useWords } from "../canvas/useWords";
import type { Change } from "../model/differences";
import type { Doc } from "../model/document";
import { select, useEditorStore } from "../store";

const TONES: Record<Change, Tone> = { added: "brand", removed: "danger", changed: "warn", moved: "info" };
const short = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** What the canvas colours: both graphs in one, so that what is gone can be seen where it was. */
export function bothOf(before: Doc, after: Doc): Doc {
  const there = new Set(after.nodes.map((n) => n.id));
  const gone = before.nodes.filter((n) => !there.has(n.id));
  const lost = new Set(gone.map((n) => n.id));
  const edges = before.edges
    .filter((e) => lost.has(e.source) || lost.has(e.target))
    .map((e) => ({ ...e, id: `before:${e.id}` }));
  return { ...after, nodes: [...after.nodes, ...gone], edges: [...after.edges, ...edges] };
}

export const changesOf = (diff: Diff): ReadonlyMap<string, Change> =>
  new Map(diff.nodes.map((node) => [node.node_id, node.change as Change]));

const sameDiff = (diff: Diff): boolean =>
  diff.edges.length === 0 && diff.trigger.length === 0 && diff.nodes.every((node) => node.change === "moved");

/** Block by block and field by field. */
export function DiffList({ diff }: { diff: Diff }) {
  const { t } = useTranslation("flows");
  const store = useEditorStore();
  const centre = useCentre();
  const words = useWords();
  const added = diff.edges.filter((e) => e.change === "added").length;
  const removed = diff.edges.length - added;
  if (sameDiff(diff)) return <p className="text-sm text-fg-2">{t(($) => $.diff.same)}</p>;
  return (
    <ul className="flex flex-col gap-2">
      {diff.nodes
        .filter((node) => node.change !== "moved")
        .map((node) => (
          <li key={node.node_id} className="rounded-control border border-line p-2.5">
            <button
              type="button"
              className="flex w-full items-center gap-2 text-left"
              onClick={() => {
                select(store, [node.node_id]);
                centre([node.node_id], true);
              }}
            >
              <Badge tone={TONES[node.change as Change]}>{t(($) => $.diff[node.change as Change])}</Badge>
              <span className="min-w-0 truncate text-sm font-medium text-fg">
                {node.label || words.type({ type: node.type, data: {} })}
              </span>
            </button>
            {node.change === "changed" && (
              <dl className="mt-2 flex flex-col gap-1.5 text-xs">
                {node.fields.map((field) => (
                  <div key={field.field}>
                    <dt className="font-mono text-fg-3">{field.field}</dt>
                    <dd className="break-words text-danger line-through">
                      <span className="sr-only">{t(($) => $.diff.before)}: </span>
                      {field.before == null ? t(($) => $.diff.nothing) : short(field.before)}
                    </dd>
                    <dd className="break-words text-brand-fg">
                      <span className="sr-only">{t(($) => $.diff.after)}: </span>
                      {field.after == null ? t(($) => $.diff.nothing) : short(field.after)}
                    </dd>
                  </div>
                ))}
              </dl>
            )}
          </li>
        ))}
      {added > 0 && <li className="text-sm text-fg-2">{t(($) => $.diff.edgesAdded, { count: added })}</li>}
      {removed > 0 && <li className="text-sm text-fg-2">{t(($) => $.diff.edgesRemoved, { count: removed })}</li>}
      {diff.trigger.length > 0 && <li className="text-sm text-fg-2">{t(($) => $.diff.trigger)}</li>}
    </ul>
  );
}
