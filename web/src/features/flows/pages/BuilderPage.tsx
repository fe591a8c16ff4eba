import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ReactFlowProvider, useReactFlow } from "@xyflow/react";
import clsx from "clsx";
import { Maximize2 } from "lucide-react";
import { Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/shared/api";
import { lazily } from "@/shared/code";
import { Banner, Bone, Bones, Button, Failed, Later, Tabs, toast } from "@/shared/ui";
import { type Flow, flowOptions } from "../api";
import { putAfterSelection } from "../canvas/adding";
import { Canvas } from "../canvas/Canvas";
import { FindBar } from "../canvas/FindBar";
import { used } from "../canvas/favourites";
import { useNodeItems } from "../canvas/NodeMenu";
import { Palette } from "../canvas/Palette";
import { QuickAdd } from "../canvas/QuickAdd";
import { openPalette, useCentre } from "../canvas/useCanvasKeys";
import { useWords } from "../canvas/useWords";
import { BuilderHead } from "../components/BuilderHead";
import { ProblemsPanel } from "../components/ProblemsPanel";
import { SidePanel } from "../components/Side";
import { useBuilderActions, useTidy } from "../components/useBuilderActions";
import { Inspector } from "../inspector/Inspector";
import { docOf, nodeOf, type Point } from "../model/document";
import type { Kind } from "../model/kinds";
import { keptDraft, Saver } from "../saving";
import { useSimulation } from "../simulator/useSimulation";
import {
  docShown,
  EditorContext,
  editable,
  makeEditor,
  redo,
  type Side,
  select,
  undo,
  useEditor,
  useEditorStore,
} from "../store";

// What is opened now and then is read then. What takes letters from its first frame is not among it.
const ConnectDialog = lazily(() => import("../canvas/ConnectDialog"), "ConnectDialog");
const Outline = lazily(() => import("../canvas/Outline"), "Outline");
const ConflictDialog = lazily(() => import("../components/ConflictDialog"), "ConflictDialog");
const LivePanel = lazily(() => import("../components/LivePanel"), "LivePanel");
const PublishDialog = lazily(() => import("../components/PublishDialog"), "PublishDialog");
const VersionsPanel = lazily(() => import("../components/VersionsPanel"), "VersionsPanel");
const ExtractDialog = lazily(() => import("../components/ExtractDialog"), "ExtractDialog");
const MenuAt = lazily(() => import("../canvas/MenuAt"), "MenuAt");
const Simulator = lazily(() => import("../simulator/Simulator"), "Simulator");
const SimulatorTools = lazily(() => import("../simulator/Simulator"), "SimulatorTools");
const route = getRouteApi("/inside/flows/$flowId");
const NARROW = "(max-width: 767px)";

export function BuilderPage() {
  const { flowId } = route.useParams();
  const flow = useQuery(flowOptions(flowId));
  if (flow.isPending) return <Skeleton />;
  if (!flow.data) return <Failed error={flow.error} retry={() => void flow.refetch()} />;
  return <Opened key={flowId} flow={flow.data} />;
}

function Skeleton() {
  return (
    <Later>
      <div aria-hidden className="grid h-full grid-rows-[56px_1fr]">
        <Bone className="m-3 h-8 w-80" />
        <div className="grid grid-cols-[208px_1fr_320px] gap-4 p-4">
          <Bone className="h-full" />
          <Bone className="h-full" />
          <Bone className="h-full" />
        </div>
      </div>
    </Later>
  );
}

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const media = matchMedia(NARROW);
    const changed = () => setNarrow(media.matches);
    media.addEventListener("change", changed);
    return () => media.removeEventListener("change", changed);
  }, []);
  return narrow;
}

function Opened({ flow }: { flow: Flow }) {
  const { t } = useTranslation("flows");
  const narrow = useNarrow();
  const mayEdit = useMay("write:flows") && !narrow;
  const [made] = useState(() => {
    const saved = docOf(flow);
    const kept = keptDraft(flow.id);
    const store = makeEditor(saved, flow.updated_at, mayEdit);
    if (kept) store.setState((s) => ({ history: { ...s.history, past: [saved], present: kept.doc } }));
    if (kept && kept.base !== flow.draft_version) store.setState({ save: { state: "conflict", at: null, reason: "" } });
    return { store, saver: new Saver(store, flow, saved), recovered: kept !== null };
  });
  useEffect(() => made.saver.begin(), [made]);
  useEffect(() => {
    if (made.recovered) toast.say(t(($) => $.head.recovered));
  }, [made, t]);
  useEffect(() => made.store.setState({ mayEdit, ...(narrow ? { side: null } : {}) }), [made, mayEdit, narrow]);
  return (
    <EditorContext.Provider value={made.store}>
      <ReactFlowProvider>
        <Builder flow={flow} saver={made.saver} narrow={narrow} />
      </ReactFlowProvider>
    </EditorContext.Provider>
  );
}

function Builder({ flow, saver, narrow }: { flow: Flow; saver: Saver; narrow: boolean }) {
  const { t } = useTranslation("flows");
  const store = useEditorStore();
  const words = useWords();
  const { screenToFlowPosition, flowToScreenPosition } = useReactFlow();
  const side = useEditor((s) => s.side);
  const shown = useEditor((s) => s.shown);
  const adding = useEditor((s) => s.adding);
  const conflict = useEditor((s) => s.save.state === "conflict");
  const mayEdit = useEditor(editable);
  const [tab, setTab] = useState<"blocks" | "outline">("blocks");
  const [menu, setMenu] = useState<{ at: Point; node: string } | null>(null);
  const [connecting, setConnecting] = useState<string | null>(null);
  const [finding, setFinding] = useState(false);
  const [publishing, setPublishing] = useState(false);
  const [extracting, setExtracting] = useState(false);
  const playing = useSimulation(
    flow.id,
    useCallback(() => saver.flush(), [saver]),
  );
  const tidy = useTidy();
  const centre = useCentre();
  const { simulation } = playing;
  useEffect(() => {
    const visited = new Set((simulation?.visits ?? []).map((visit) => String(visit.node)));
    store.setState({ playing: simulation ? { node: simulation.node, visited } : null });
    if (simulation?.node) centre([simulation.node]);
  }, [simulation, store, centre]);

  const focusCanvas = () => document.querySelector<HTMLElement>("[role=application]")?.focus();
  const onSide = (next: Side) => store.setState((s) => ({ side: s.side === next ? "inspector" : next }));
  const rename = (id: string | undefined = store.getState().selected[0]) => {
    if (!id) return;
    select(store, [id]);
    store.setState({ side: "inspector", field: { node: id, name: "label" } });
  };
  const simulate = (id: string) => {
    store.setState({ side: "simulator" });
    const start = nodeOf(docShown(store.getState()), id)?.type === "start" ? "" : id;
    playing.begin(undefined, { start });
  };
  const publish = async () => {
    await saver.flush();
    setPublishing(true);
  };
  const extract = () => setExtracting(editable(store.getState()));
  const items = useNodeItems({
    rename,
    extract,
    connect: setConnecting,
    simulate,
    add: (id) => {
      select(store, [id]);
      openPalette(store, screenToFlowPosition, flowToScreenPosition, null);
    },
  });
  const add = (kind: Kind) => {
    const pane = document.querySelector(".react-flow")?.getBoundingClientRect();
    const middle = screenToFlowPosition({
      x: (pane?.left ?? 0) + (pane?.width ?? 0) / 2 - 132,
      y: (pane?.top ?? 0) + 160,
    });
    putAfterSelection(store, kind, middle);
    used(kind.id);
  };
  useBuilderActions({
    find: () => setFinding(true),
    rename,
    publish: () => void publish(),
    simulate: () => onSide("simulator"),
    tidy: () => void tidy(),
    extract,
  });
  const titleOf = useCallback(
    (id: string) => {
      const node = nodeOf(store.getState().history.present, id);
      return node ? words.title(node) : id;
    },
    [store, words],
  );
  return (
    <div className="flex h-full min-h-0 flex-col">
      <BuilderHead
        saver={saver}
        flow={flow}
        onUndo={() => undo(store)}
        onRedo={() => redo(store)}
        onTidy={() => void tidy()}
        onPublish={() => void publish()}
        onSide={onSide}
      />
      {narrow && <Banner tone="info">{t(($) => $.canvas.narrow)}</Banner>}
      {shown && (
        <Banner
          tone="info"
          end={<Button onPress={() => store.setState({ shown: null })}>{t(($) => $.versions.leave)}</Button>}
        >
          {shown.title}
        </Banner>
      )}
      <div className="flex min-h-0 flex-1">
        <aside
          aria-label={t(($) => $.palette.title)}
          className="flex w-56 shrink-0 flex-col border-r border-line bg-surface max-md:hidden"
        >
          <Tabs
            label={t(($) => $.palette.title)}
            value={tab}
            onChange={setTab}
            className="flex min-h-0 flex-1 flex-col [&>[role=tabpanel]]:flex [&>[role=tabpanel]]:flex-col [&>[role=tablist]]:px-2"
            tabs={[
              { id: "blocks", label: t(($) => $.palette.title) },
              { id: "outline", label: t(($) => $.palette.outline) },
            ]}
          >
            <Suspense>{tab === "blocks" && mayEdit ? <Palette onAdd={add} /> : <Outline items={items} />}</Suspense>
          </Tabs>
        </aside>
        <div className="relative min-w-0 flex-1">
          <Canvas flowId={flow.id} onMenu={(at, node) => setMenu({ at, node })} />
          <Suspense>
            {finding && (
              <FindBar
                onClose={() => {
                  setFinding(false);
                  focusCanvas();
                }}
              />
            )}
          </Suspense>
        </div>
        {side && (
          <aside
            aria-label={t(($) => $[side === "simulator" ? "sim" : side].title)}
            className={clsx(
              "flex shrink-0 flex-col border-l border-line bg-surface max-md:absolute max-md:inset-0 max-md:z-20 max-md:w-full",
              side === "simulator" ? "w-[380px]" : "w-80",
            )}
          >
            <SidePanel
              title={t(($) => $[side === "simulator" ? "sim" : side].title)}
              onClose={() => store.setState({ side: side === "inspector" ? null : "inspector" })}
              end={
                side === "simulator" && (
                  <Suspense>
                    <Tools flowId={flow.id} playing={playing} />
                  </Suspense>
                )
              }
            >
              <Suspense fallback={<Bones rows={5} />}>
                {side === "inspector" && <Inspector items={items} />}
                {side === "problems" && <ProblemsPanel />}
                {side === "versions" && (
                  <VersionsPanel saver={saver} published={flow.status === "published" ? flow.version : 0} />
                )}
                {side === "live" && <LivePanel flowId={flow.id} />}
                {side === "simulator" && <SimulatorSide flowId={flow.id} playing={playing} titleOf={titleOf} />}
              </Suspense>
            </SidePanel>
          </aside>
        )}
      </div>
      <Suspense>
        {adding && <QuickAdd key={`${adding.at.x}.${adding.at.y}`} adding={adding} onDone={focusCanvas} />}
        {menu && (
          <MenuAt label={t(($) => $.canvas.menu)} at={menu.at} items={items(menu.node)} onClose={() => setMenu(null)} />
        )}
        {connecting && <ConnectDialog id={connecting} onClose={() => setConnecting(null)} />}
        {extracting && <ExtractDialog onClose={() => setExtracting(false)} />}
        {publishing && <PublishDialog saver={saver} flow={flow} onClose={() => setPublishing(false)} />}
        {conflict && <ConflictDialog saver={saver} />}
      </Suspense>
    </div>
  );
}

type Playing = ReturnType<typeof useSimulation>;

function Tools({ flowId, playing }: { flowId: string; playing: Playing }) {
  const { t } = useTranslation("flows");
  return (
    <>
      <SimulatorTools playing={playing} />
      <Link
        to="/flows/$flowId/simulator"
        params={{ flowId }}
        aria-label={t(($) => $.sim.whole)}
        title={t(($) => $.sim.whole)}
        className="grid size-8 place-items-center rounded-control text-fg-2 hover:bg-surface-2"
      >
        <Maximize2 className="size-4" aria-hidden />
      </Link>
    </>
  );
}

function SimulatorSide({
  flowId,
  playing,
  titleOf,
}: {
  flowId: string;
  playing: Playing;
  titleOf: (id: string) => string;
}) {
  const words = useWords();
  const doc = useEditor((s) => s.history.present);
  const nodes = useMemo(
    () => doc.nodes.filter((n) => n.type !== "start").map((n) => ({ id: n.id, label: words.title(n) })),
    [doc, words],
  );
  return <Simulator flowId={flowId} playing={playing} titleOf={titleOf} nodes={nodes} />;
}
