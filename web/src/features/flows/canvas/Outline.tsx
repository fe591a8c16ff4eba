import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { CircleAlert, MoreHorizontal, TriangleAlert } from "lucide-react";
import { type KeyboardEvent, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button, type Item, Menu, TONES } from "@/shared/ui";
import { type FlowNode, nodeOf } from "../model/document";
import { FAMILIES, kindOf } from "../model/kinds";
import { outline } from "../model/walk";
import { docShown, removeSelected, select, useEditor, useEditorStore } from "../store";
import { useCentre } from "./useCanvasKeys";
import { useWords } from "./useWords";

/** The drawing as a list in reading order: the same blocks, for the keyboard and for who reads by ear. */
export function Outline({ items }: { items: (id: string) => Item[] }) {
  const { t } = useTranslation("flows");
  const store = useEditorStore();
  const centre = useCentre();
  const words = useWords();
  const doc = useEditor(docShown);
  const selected = useEditor((s) => s.selected);
  const lines = useMemo(() => outline(doc), [doc]);
  const nodes = useMemo(() => new Map(doc.nodes.map((n) => [n.id, n])), [doc]);
  const place = useRef<HTMLDivElement>(null);
  const view = useVirtualizer({
    count: lines.length,
    getScrollElement: () => place.current,
    estimateSize: () => 32,
    overscan: 8,
    initialRect: { width: 208, height: 600 },
  });
  const current = selected[selected.length - 1];
  const at = Math.max(
    0,
    lines.findIndex((line) => line.id === current),
  );
  useEffect(() => {
    if (lines.length > 0) view.scrollToIndex(at, { align: "auto" });
  }, [at, lines.length, view]);
  const go = (to: number) => {
    const line = lines[Math.max(0, Math.min(lines.length - 1, to))];
    if (!line) return;
    select(store, [line.id]);
    centre([line.id]);
    requestAnimationFrame(() =>
      place.current?.querySelector<HTMLElement>(`[data-line="${CSS.escape(line.id)}"]`)?.focus(),
    );
  };
  const onKey = (event: KeyboardEvent) => {
    if ((event.target as HTMLElement).dataset.line === undefined) return;
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 };
    const to = moves[event.key];
    if (to !== undefined) go(to);
    else if (event.key === "Enter" || event.key === " ") store.setState({ side: "inspector" });
    else if (event.key === "Delete") removeSelected(store) && go(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const now = nodes.get(current ?? "");
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div
        ref={place}
        role="tree"
        tabIndex={-1}
        aria-label={t(($) => $.outline.label)}
        onKeyDown={onKey}
        className="min-h-0 flex-1 overflow-auto p-2 outline-none"
      >
        <div role="none" className="relative" style={{ height: view.getTotalSize() }}>
          {view.getVirtualItems().map((item) => {
            const line = lines[item.index];
            const node = nodes.get(line?.id ?? "");
            if (!line || !node) return null;
            return (
              <div key={line.id} role="none" className="absolute inset-x-0 h-8" style={{ top: item.start }}>
                <Line
                  node={node}
                  depth={line.depth}
                  place={item.index}
                  size={lines.length}
                  title={words.title(node)}
                  via={line.via && nodeOf(doc, line.id) ? line.via : ""}
                  chosen={selected.includes(line.id)}
                  stop={item.index === at}
                  onPick={() => go(item.index)}
                />
              </div>
            );
          })}
        </div>
      </div>
      {now && (
        <div className="border-t border-line p-2">
          <Menu label={t(($) => $.outline.menu, { name: words.title(now) })} items={items(now.id)}>
            <Button className="w-full" icon={<MoreHorizontal aria-hidden />}>
              {t(($) => $.canvas.menu)}
            </Button>
          </Menu>
        </div>
      )}
    </div>
  );
}

type LineProps = {
  node: FlowNode;
  depth: number;
  place: number;
  size: number;
  title: string;
  via: string;
  chosen: boolean;
  stop: boolean;
  onPick: () => void;
};

function Line({ node, depth, place, size, title, chosen, stop, onPick }: LineProps) {
  const { t } = useTranslation("flows");
  const problems = useEditor((s) => s.problemsOf.get(node.id));
  const kind = kindOf(node.type, node.data);
  const Icon = kind.icon;
  const bad = problems?.some((p) => p.severity === "error");
  return (
    <div
      role="none"
      className={clsx("group flex h-8 items-center rounded-control", chosen ? "bg-brand-soft" : "hover:bg-surface-2")}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys */}
      <div
        role="treeitem"
        tabIndex={stop ? 0 : -1}
        data-line={node.id}
        aria-level={depth + 1}
        aria-posinset={place + 1}
        aria-setsize={size}
        aria-selected={chosen}
        onClick={onPick}
        className="flex h-8 min-w-0 flex-1 cursor-default items-center gap-1.5 rounded-control pr-1 text-sm text-fg focus-visible:-outline-offset-2"
        style={{ paddingLeft: 6 + Math.min(depth, 8) * 10 }}
      >
        <span className={clsx("grid size-5 shrink-0 place-items-center rounded-chip", TONES[FAMILIES[kind.family]])}>
          <Icon className="size-3" aria-hidden />
        </span>
        <span className={clsx("min-w-0 flex-1 truncate", node.data.disabled === true && "text-fg-3 line-through")}>
          {title}
        </span>
        {problems && (
          <span
            role="img"
            aria-label={t(($) => $.canvas.problems, { count: problems.length })}
            className={bad ? "text-danger" : "text-warn"}
          >
            {bad ? <CircleAlert className="size-3.5" /> : <TriangleAlert className="size-3.5" />}
          </span>
        )}
      </div>
    </div>
  );
}
