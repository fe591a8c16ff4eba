import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  type Connection,
  type Edge,
  type EdgeChange,
  type FinalConnectionState,
  MiniMap,
  type NodeChange,
  ReactFlow,
  type ReactFlowInstance,
  useReactFlow,
  useStore as useRfStore,
  useStoreApi,
} from "@xyflow/react";
import clsx from "clsx";
import { Maximize, Minus, Plus } from "lucide-react";
import {
  type DragEvent,
  type MouseEvent,
  memo,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/shared/api";
import { IconButton } from "@/shared/ui";
import { isCollapsed } from "../model/decorations";
import { type Doc, moved, nodeOf, type Point } from "../model/document";
import { folded, hiddenIn, seen, withMembers } from "../model/groups";
import { KINDS } from "../model/kinds";
import { docShown, type EditorStore, edit, editable, select, useEditor, useEditorStore } from "../store";
import { join, put } from "./adding";
import { Frame, Sticky } from "./Decoration";
import { drawnEdges, drawnNodes } from "./drawing";
import { used } from "./favourites";
import { CARRIED } from "./Palette";
import { FAR, Step, type StepNode } from "./Step";
import { useCanvasKeys, useCentre } from "./useCanvasKeys";
import { useHands } from "./useHands";
import { useWords } from "./useWords";
import { WayEdge } from "./WayEdge";
import "./flows.css";

const nodeTypes = { step: Step, sticky: Sticky, frame: Frame };
const edgeTypes = { way: WayEdge };
/** Below this a block can hardly be read. */
const READABLE = 0.6;
const REST_MS = 200;
const NONE: ReadonlySet<string> = new Set();

/** Moves the view gently, or at once for who wants no motion. */
export const glide = (): number => (matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200);

function useViewport(flowId: string) {
  const me = useSession((s) => s.me?.user?.id ?? "");
  const place = `pytake.view.${me}.${flowId}`;
  const [first] = useState(() => {
    try {
      const kept = JSON.parse(localStorage.getItem(place) ?? "null");
      return kept && [kept.x, kept.y, kept.zoom].every(Number.isFinite) ? kept : null;
    } catch {
      return null;
    }
  });
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  // At rest: a block that is dragged to the edge moves the view with every frame.
  const keep = useCallback(
    (view: { x: number; y: number; zoom: number }) => {
      clearTimeout(rest.current);
      rest.current = setTimeout(() => localStorage.setItem(place, JSON.stringify(view)), REST_MS);
    },
    [place],
  );
  return { first, keep };
}

/** The first look: all of it where that can still be read, else the beginning. */
function begin(flow: ReactFlowInstance<StepNode>, frame: HTMLElement | null): Promise<boolean> {
  const nodes = flow.getNodes();
  const start = nodes.find((n) => n.data.node.type === "start") ?? nodes[0];
  if (!start || !frame) return Promise.resolve(false);
  const all = flow.getNodesBounds(nodes);
  const { clientWidth: width, clientHeight: height } = frame;
  const zoom = Math.min(1, (width - 80) / all.width, (height - 80) / all.height);
  if (zoom >= READABLE)
    return flow.setViewport({
      zoom,
      x: (width - all.width * zoom) / 2 - all.x * zoom,
      y: (height - all.height * zoom) / 2 - all.y * zoom,
    });
  const near = Math.max(READABLE, 0.75);
  return flow.setViewport({ zoom: near, x: 40 - start.position.x * near, y: height / 3 - start.position.y * near });
}

function changedSelection(before: readonly string[], changes: { id: string; selected: boolean }[]): string[] {
  const chosen = new Set(before);
  for (const { id, selected } of changes) selected ? chosen.add(id) : chosen.delete(id);
  return [...chosen];
}

/** The nodes as the canvas moves them; what is drawn follows the document. */
function useDrawn(store: EditorStore) {
  const doc = useEditor(docShown);
  const selected = useEditor((s) => s.selected);
  const chosenEdges = useEditor((s) => s.edges);
  const path = useEditor((s) => s.path);
  const walked = useEditor((s) => s.playing?.visited ?? NONE);
  const ways = useEditor((s) => s.traffic?.ways);
  const view = useMemo(() => seen(doc), [doc]);
  const [nodes, setNodes] = useState<StepNode[]>(() => drawnNodes(view, [], new Set(selected)));
  const [edges, setEdges] = useState<Edge[]>(() => drawnEdges(view, [], { path, walked, selected: new Set() }));
  useLayoutEffect(() => setNodes((now) => drawnNodes(view, now, new Set(selected))), [view, selected]);
  useLayoutEffect(() => {
    const hidden = hiddenIn(doc);
    const at = (ids: ReadonlySet<string>) => new Set([...ids].map((id) => hidden.get(id) ?? id));
    const marks = { path: at(path), walked: at(walked), selected: new Set(chosenEdges), ways };
    setEdges((now) => drawnEdges(view, now, marks));
  }, [doc, view, path, walked, chosenEdges, ways]);
  const onNodesChange = useCallback(
    (changes: NodeChange<StepNode>[]) => {
      const picks = changes.filter((c) => c.type === "select");
      if (picks.length > 0) {
        const now = store.getState();
        select(store, changedSelection(now.selected, picks), now.edges);
      }
      const rest = changes.filter((c) => c.type === "position" || c.type === "dimensions");
      if (rest.length > 0) setNodes((now) => applyNodeChanges(rest, now));
    },
    [store],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange[]) => {
      const picks = changes.filter((c) => c.type === "select");
      const now = store.getState();
      if (picks.length > 0) select(store, now.selected, changedSelection(now.edges, picks));
    },
    [store],
  );
  return { doc, nodes, edges, setNodes, onNodesChange, onEdgesChange };
}

/** Blocks go with the frame that is dragged. */
function useCarried(doc: Doc, setNodes: (change: (now: StepNode[]) => StepNode[]) => void) {
  const carried = useRef<{ from: Point; places: Map<string, Point> } | null>(null);
  const at = (by: Point) =>
    new Map([...(carried.current?.places ?? [])].map(([id, p]) => [id, { x: p.x + by.x, y: p.y + by.y }]));
  const away = (node: StepNode): Point => {
    const from = carried.current?.from ?? node.position;
    return { x: node.position.x - from.x, y: node.position.y - from.y };
  };
  return {
    start: (node: StepNode, dragged: StepNode[]) => {
      const grabbed = new Set(dragged.map((one) => one.id).concat(node.id));
      const all = withMembers(doc, grabbed);
      const inside = doc.nodes.filter((one) => all.has(one.id) && !grabbed.has(one.id));
      const places = new Map(inside.map((one) => [one.id, one.position]));
      carried.current = { from: node.data.node.position, places };
    },
    drag: (node: StepNode) => {
      if (!carried.current?.places.size) return;
      const places = at(away(node));
      setNodes((now) =>
        now.map((one) =>
          places.has(one.id) && !one.selected ? { ...one, position: places.get(one.id) as Point } : one,
        ),
      );
    },
    places: (node: StepNode) => at(away(node)),
  };
}

/** From far away edges stay as thick on the screen as they are near by. Told by steps, past React: a zoom is a matter of frames. */
function useThickness(frame: RefObject<HTMLDivElement | null>) {
  const api = useStoreApi();
  useEffect(() => {
    let told = 1;
    const tell = ({ transform: [, , zoom] }: { transform: [number, number, number] }) => {
      const thicker = zoom < FAR ? Math.round(10 / zoom) / 10 : 1;
      if (Math.abs(thicker - told) < 0.3 && thicker !== 1) return;
      if (thicker === told) return;
      told = thicker;
      frame.current?.style.setProperty("--thicker", String(thicker));
    };
    tell(api.getState());
    return api.subscribe(tell);
  }, [api, frame]);
}

const ADDING = ["Shift", "Control", "Meta"];
const MAP = { width: 180, height: 120 };
const colourOf = (node: StepNode) => (node.selected ? "var(--brand)" : "var(--fg-3)");

/** The drawing. Every change goes into the document; while something is dragged only the canvas knows. */
export function Canvas({ flowId, onMenu }: { flowId: string; onMenu: (at: Point, node: string) => void }) {
  const { t } = useTranslation("flows");
  const store = useEditorStore();
  const { screenToFlowPosition } = useReactFlow();
  const { doc, nodes, edges, setNodes, onNodesChange, onEdgesChange } = useDrawn(store);
  const carried = useCarried(doc, setNodes);
  const mayEdit = useEditor(editable);
  const far = useRfStore((s) => s.transform[2] < FAR);
  const { first, keep } = useViewport(flowId);
  const frame = useRef<HTMLDivElement>(null);
  const pointer = useRef<Point | null>(null);
  useThickness(frame);
  const { onKeyDown, moving } = useCanvasKeys(pointer);
  const centre = useCentre();
  const fresh = useEditor((s) => s.fresh);
  const drawn = fresh !== null && nodes.some((n) => n.id === fresh);
  useEffect(() => {
    if (!drawn || fresh === null) return;
    store.setState({ fresh: null });
    // The canvas learns of its nodes after this frame.
    requestAnimationFrame(() => centre([fresh]));
  }, [drawn, fresh, centre, store]);

  const drop = (places: readonly { id: string; position: Point }[]) =>
    edit(store, (now) => moved(now, new Map(places.map((n) => [n.id, n.position]))));
  const carriedOn = (node: StepNode) => [...carried.places(node)].map(([id, position]) => ({ id, position }));
  const hands = useHands({
    onMouseMove: (event: MouseEvent) => {
      pointer.current = { x: event.clientX, y: event.clientY };
    },
    onMouseLeave: () => {
      pointer.current = null;
    },
    onConnect: ({ source, sourceHandle, target }: Connection) => join(store, source, sourceHandle ?? "default", target),
    onConnectEnd: (
      event: globalThis.MouseEvent | TouchEvent,
      { isValid, fromHandle, toNode }: FinalConnectionState,
    ) => {
      if (isValid || toNode || fromHandle?.type !== "source") return;
      const at = "changedTouches" in event ? event.changedTouches[0] : event;
      if (!at) return;
      const place = screenToFlowPosition({ x: at.clientX, y: at.clientY });
      const adding = {
        at: { x: at.clientX, y: at.clientY },
        place: { x: place.x, y: place.y - 22 },
        from: { source: fromHandle.nodeId, handle: fromHandle.id ?? "default" },
      };
      // The click that ends the drag closes whatever is open: open it after that.
      setTimeout(() => store.setState({ adding }));
    },
    onNodeDragStart: (_: unknown, node: StepNode, dragged: StepNode[]) => carried.start(node, dragged),
    onNodeDrag: (_: unknown, node: StepNode) => carried.drag(node),
    onNodeDragStop: (_: unknown, node: StepNode, dragged: StepNode[]) =>
      drop([...carriedOn(node), ...(dragged.length > 0 ? dragged : [node])]),
    onSelectionDragStart: (_: unknown, dragged: StepNode[]) => dragged[0] && carried.start(dragged[0], dragged),
    onSelectionDrag: (_: unknown, dragged: StepNode[]) => dragged[0] && carried.drag(dragged[0]),
    onSelectionDragStop: (_: unknown, dragged: StepNode[]) =>
      dragged[0] && drop([...carriedOn(dragged[0]), ...dragged]),
    onNodeDoubleClick: (_: unknown, { id, data }: StepNode) => {
      if (isCollapsed(data.node)) edit(store, (now) => folded(now, id, false));
      else store.setState({ side: "inspector" });
    },
    onNodeContextMenu: (event: MouseEvent, node: StepNode) => {
      event.preventDefault();
      if (!store.getState().selected.includes(node.id)) select(store, [node.id]);
      onMenu({ x: event.clientX, y: event.clientY }, node.id);
    },
    onPaneClick: () => frame.current?.focus(),
    onNodeClick: (event: MouseEvent, node: StepNode) => {
      // One of several is meant alone, unless the hand adds to them.
      if (!event.shiftKey && !event.ctrlKey && !event.metaKey) select(store, [node.id]);
      frame.current?.focus();
    },
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(CARRIED)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
    },
    onDrop: (event: DragEvent) => {
      const kind = KINDS.find((one) => one.id === event.dataTransfer.getData(CARRIED));
      if (!kind || !mayEdit) return;
      event.preventDefault();
      const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY });
      put(store, kind, { place: { x: Math.round(x - 132), y: Math.round(y - 22) } });
      used(kind.id);
      frame.current?.focus();
    },
    onMoveEnd: (_: unknown, view: { x: number; y: number; zoom: number }) => keep(view),
    onInit: (flow: ReactFlowInstance<StepNode>) => {
      if (!first) void begin(flow, frame.current);
    },
  });
  return (
    <div className={clsx("relative h-full min-w-0 bg-bg", far && "far-away")}>
      <ReactFlow<StepNode>
        ref={frame}
        tabIndex={0}
        aria-label={t(($) => $.canvas.label)}
        onKeyDown={onKeyDown}
        className="focus-visible:-outline-offset-2"
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        {...hands}
        defaultViewport={first ?? undefined}
        nodesDraggable={mayEdit}
        nodesConnectable={mayEdit}
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        multiSelectionKeyCode={ADDING}
        onlyRenderVisibleElements
        elevateNodesOnSelect={false}
        connectionRadius={28}
        minZoom={0.05}
        maxZoom={2}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.4} />
        <MiniMap<StepNode>
          pannable
          zoomable
          ariaLabel={t(($) => $.canvas.minimap)}
          nodeBorderRadius={12}
          nodeColor={colourOf}
          style={MAP}
        />
      </ReactFlow>
      {moving && (
        <p className="pointer-events-none absolute left-1/2 top-3 -translate-x-1/2 rounded-full bg-fg px-3 py-1 text-xs text-bg">
          {t(($) => $.canvas.moving)} ← ↑ → ↓
        </p>
      )}
      <Zoom />
      <Spoken count={doc.nodes.length} />
    </div>
  );
}

const Zoom = memo(function Zoom() {
  const { t } = useTranslation("flows");
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  return (
    <div className="absolute bottom-3 left-3 z-10 flex rounded-control border border-line bg-surface shadow-e1">
      <IconButton label={t(($) => $.canvas.zoomOut)} hint="-" onPress={() => void zoomOut({ duration: glide() })}>
        <Minus aria-hidden />
      </IconButton>
      <IconButton label={t(($) => $.canvas.zoomIn)} hint="=" onPress={() => void zoomIn({ duration: glide() })}>
        <Plus aria-hidden />
      </IconButton>
      <IconButton
        label={t(($) => $.canvas.fit)}
        hint="1"
        onPress={() => void fitView({ duration: glide(), maxZoom: 1, padding: 0.15 })}
      >
        <Maximize aria-hidden />
      </IconButton>
    </div>
  );
});

/** Says which block the keys are on. */
const Spoken = memo(function Spoken({ count }: { count: number }) {
  const { t } = useTranslation("flows");
  const words = useWords();
  const selected = useEditor((s) => s.selected);
  const node = useEditor((s) => (s.selected.length === 1 ? nodeOf(docShown(s), s.selected[0]) : undefined));
  const edges = useEditor((s) => docShown(s).edges);
  const titles = useEditor((s) => docShown(s).nodes);
  const [told, setTold] = useState("");
  useEffect(() => {
    if (!node) {
      setTold(selected.length > 1 ? t(($) => $.canvas.selected, { count: selected.length }) : "");
      return;
    }
    const ways = edges
      .filter((e) => e.source === node.id)
      .map((e) => {
        const target = titles.find((n) => n.id === e.target);
        return `${words.output(node, { handle: e.source_handle ?? "default" })} → ${target ? words.title(target) : ""}`;
      });
    setTold(
      t(($) => $.canvas.node, {
        title: words.title(node),
        type: words.type(node),
        outputs: ways.join(", ") || t(($) => $.canvas.noOutputs),
      }),
    );
  }, [node, edges, titles, selected.length, t, words]);
  return (
    <p aria-live="polite" className="sr-only" data-count={count}>
      {told}
    </p>
  );
});
