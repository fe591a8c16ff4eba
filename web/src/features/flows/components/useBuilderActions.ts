import { useReactFlow } from "@xyflow/react";
import { useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { type Action, useActions } from "@/shared/actions";
import { toast } from "@/shared/ui";
import { glide } from "../canvas/Canvas";
import { duplicateSelection, foldSelection, switchSelection } from "../canvas/NodeMenu";
import { openPalette, useCentre } from "../canvas/useCanvasKeys";
import { copied, pasted, readCopy } from "../model/clipboard";
import { CHIP, framed, grouped, isCollapsed, noted, reframed } from "../model/decorations";
import { isDecoration, moved, type Point } from "../model/document";
import { seen, withMembers } from "../model/groups";
import { geometryOf } from "../model/summary";
import { HEAVY, readyTidy, restTidy, tidied } from "../model/tidy";
import {
  docShown,
  type EditorStore,
  edit,
  editable,
  redo,
  removeSelected,
  select,
  undo,
  useEditor,
  useEditorStore,
} from "../store";

const writes = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
const FRAMES = 12;

/** Puts blocks in order: what is chosen, or everything; animated, and one step back. */
export function useTidy(): () => Promise<void> {
  const store = useEditorStore();
  const { setNodes, fitView } = useReactFlow();
  const heavy = useEditor((s) => s.history.present.nodes.length >= HEAVY && editable(s));
  useEffect(() => {
    if (!heavy) return;
    const soon = setTimeout(readyTidy, 1000);
    return () => {
      clearTimeout(soon);
      restTidy();
    };
  }, [heavy]);
  return useCallback(async () => {
    const state = store.getState();
    if (!editable(state)) return;
    const doc = seen(state.history.present);
    const meant = state.selected.length > 1 ? new Set(state.selected) : null;
    const nodes = doc.nodes.filter((n) => (!isDecoration(n) || isCollapsed(n)) && (!meant || meant.has(n.id)));
    const ids = new Set(nodes.map((n) => n.id));
    const places = await tidied({
      nodes: nodes.map((n) => ({ id: n.id, height: isCollapsed(n) ? CHIP.height : geometryOf(n, []).height })),
      edges: doc.edges.filter((e) => ids.has(e.source) && ids.has(e.target)),
    });
    if (meant) {
      const left = Math.min(...nodes.map((n) => n.position.x));
      const top = Math.min(...nodes.map((n) => n.position.y));
      const first = [...places.values()];
      const by = { x: left - Math.min(...first.map((p) => p.x)), y: top - Math.min(...first.map((p) => p.y)) };
      for (const [id, at] of places) places.set(id, { x: at.x + by.x, y: at.y + by.y });
    }
    for (const group of nodes.filter(isCollapsed)) {
      const to = places.get(group.id) ?? group.position;
      const by = { x: to.x - group.position.x, y: to.y - group.position.y };
      for (const { id, position } of framed(state.history.present, group))
        places.set(id, { x: position.x + by.x, y: position.y + by.y });
    }
    const from = new Map(nodes.map((n) => [n.id, n.position]));
    const done = () => {
      edit(store, (now) => {
        const next = moved(now, places);
        return next === now ? now : reframed(now, next);
      });
      if (!meant) requestAnimationFrame(() => void fitView({ duration: glide(), maxZoom: 1, padding: 0.15 }));
    };
    if (glide() === 0 || nodes.length > 150) return done();
    const step = (frame: number) => {
      if (frame > FRAMES) return done();
      const share = 1 - (1 - frame / FRAMES) ** 3;
      const between = (id: string): Point | null => {
        const [a, b] = [from.get(id), places.get(id)];
        return a && b ? { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share } : null;
      };
      setNodes((now) => now.map((n) => ({ ...n, position: between(n.id) ?? n.position })));
      requestAnimationFrame(() => step(frame + 1));
    };
    step(1);
  }, [store, setNodes, fitView]);
}

/** The clipboard of the system: what is copied here can be pasted in another tab, flow or company. */
function useClipboard(store: EditorStore): void {
  const { t } = useTranslation("flows");
  const { screenToFlowPosition } = useReactFlow();
  useEffect(() => {
    let pointer: Point | null = null;
    const track = (event: PointerEvent) => {
      const over = event.target instanceof Element && event.target.closest(".react-flow");
      pointer = over ? { x: event.clientX, y: event.clientY } : null;
    };
    const take = (event: ClipboardEvent, cut: boolean) => {
      if (writes(event.target) || !getSelection()?.isCollapsed) return;
      const state = store.getState();
      const text = copied(docShown(state), new Set(state.selected));
      if (!text) return;
      event.clipboardData?.setData("text/plain", text);
      event.preventDefault();
      toast.say(t(($) => $.deed.copied, { count: JSON.parse(text).nodes.length }));
      if (!cut || !editable(state)) return;
      store.setState({ selected: [...withMembers(docShown(state), state.selected, { closed: true })] });
      removeSelected(store);
    };
    const put = (event: ClipboardEvent) => {
      if (writes(event.target) || !editable(store.getState())) return;
      const copy = readCopy(event.clipboardData?.getData("text/plain") ?? "");
      if (!copy) return;
      event.preventDefault();
      const pane = document.querySelector(".react-flow")?.getBoundingClientRect();
      const middle = pane ? { x: pane.left + pane.width / 3, y: pane.top + pane.height / 3 } : { x: 400, y: 300 };
      const at = screenToFlowPosition(pointer ?? middle);
      const [next, ids] = pasted(store.getState().history.present, copy, { x: Math.round(at.x), y: Math.round(at.y) });
      edit(store, next);
      select(store, ids);
    };
    const onCopy = (event: ClipboardEvent) => take(event, false);
    const onCut = (event: ClipboardEvent) => take(event, true);
    document.addEventListener("pointermove", track);
    document.addEventListener("copy", onCopy);
    document.addEventListener("cut", onCut);
    document.addEventListener("paste", put);
    return () => {
      document.removeEventListener("pointermove", track);
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("cut", onCut);
      document.removeEventListener("paste", put);
    };
  }, [store, screenToFlowPosition, t]);
}

type Deeds = Record<"find" | "rename" | "publish" | "simulate" | "tidy" | "extract", () => void>;

/** Everything that can be done in the builder: behind its keys, in the palette and in the sheet of shortcuts. */
export function useBuilderActions({ find, rename, publish, simulate, tidy, extract }: Deeds): void {
  const { t } = useTranslation("flows");
  const store = useEditorStore();
  const centre = useCentre();
  const { fitView, zoomTo, zoomIn, zoomOut, screenToFlowPosition, flowToScreenPosition } = useReactFlow();
  useClipboard(store);
  const group = t(($) => $.deed.group_);
  const duration = glide();
  const remove = () => {
    if (!editable(store.getState())) return;
    const { selected, history } = store.getState();
    const start = selected.length === 1 && history.present.nodes.find((n) => n.id === selected[0])?.type === "start";
    if (!removeSelected(store) && start) toast.say(t(($) => $.deed.startStays));
  };
  const frame = () => {
    const { history, selected } = store.getState();
    const made = grouped(history.present, new Set(selected), "");
    if (!made) return;
    edit(store, made[0]);
    select(store, [made[1]]);
    store.setState({ side: "inspector", field: { node: made[1], name: "label" } });
  };
  const fold = () => foldSelection(store);
  const note = () => {
    const pane = document.querySelector(".react-flow")?.getBoundingClientRect();
    const at = screenToFlowPosition({ x: (pane?.left ?? 0) + 80, y: (pane?.top ?? 0) + 80 });
    const [next, id] = noted(store.getState().history.present, { x: Math.round(at.x), y: Math.round(at.y) });
    edit(store, next);
    select(store, [id]);
    store.setState({ side: "inspector", field: { node: id, name: "label" } });
  };
  const all: Omit<Action, "group">[] = [
    { id: "flow.undo", label: t(($) => $.deed.undo), keys: "ctrl+z", yields: true, run: () => undo(store) },
    { id: "flow.redo", label: t(($) => $.deed.redo), keys: "ctrl+shift+z", yields: true, run: () => redo(store) },
    {
      id: "flow.redo2",
      label: t(($) => $.deed.redo),
      keys: "ctrl+y",
      yields: true,
      hidden: true,
      run: () => redo(store),
    },
    {
      id: "flow.add",
      label: t(($) => $.deed.add),
      keys: "n",
      run: () => openPalette(store, screenToFlowPosition, flowToScreenPosition, null),
    },
    { id: "flow.find", label: t(($) => $.deed.find), keys: "ctrl+f", run: find },
    { id: "flow.tidy", label: t(($) => $.deed.tidy), keys: "alt+shift+t", run: tidy },
    {
      id: "flow.fit",
      label: t(($) => $.deed.fit),
      keys: "1",
      run: () => void fitView({ duration, maxZoom: 1, padding: 0.15 }),
    },
    { id: "flow.actual", label: t(($) => $.canvas.actual), keys: "0", run: () => void zoomTo(1, { duration }) },
    { id: "flow.in", label: t(($) => $.canvas.zoomIn), keys: "=", run: () => void zoomIn({ duration }) },
    { id: "flow.in2", label: t(($) => $.canvas.zoomIn), keys: "+", hidden: true, run: () => void zoomIn({ duration }) },
    { id: "flow.out", label: t(($) => $.canvas.zoomOut), keys: "-", run: () => void zoomOut({ duration }) },
    {
      id: "flow.all",
      label: t(($) => $.deed.all),
      keys: "ctrl+a",
      yields: true,
      run: () =>
        select(
          store,
          docShown(store.getState()).nodes.map((n) => n.id),
        ),
    },
    {
      id: "flow.duplicate",
      label: t(($) => $.deed.duplicate),
      keys: "ctrl+d",
      yields: true,
      run: () => editable(store.getState()) && duplicateSelection(store),
    },
    { id: "flow.disable", label: t(($) => $.deed.disable), keys: "d", run: () => switchSelection(store) },
    { id: "flow.group", label: t(($) => $.deed.group), keys: "ctrl+g", yields: true, run: frame },
    { id: "flow.fold", label: t(($) => $.deed.fold), keys: "alt+g", yields: true, run: fold },
    { id: "flow.extract", label: t(($) => $.deed.extract), keys: "alt+x", yields: true, run: extract },
    { id: "flow.note", label: t(($) => $.deed.note), keys: "shift+s", run: note },
    { id: "flow.rename", label: t(($) => $.deed.rename), keys: "f2", run: rename },
    { id: "flow.delete", label: t(($) => $.deed.delete), keys: "delete", yields: true, run: remove },
    { id: "flow.delete2", label: t(($) => $.deed.delete), keys: "backspace", yields: true, hidden: true, run: remove },
    { id: "flow.publish", label: t(($) => $.head.publish), run: publish },
    { id: "flow.simulate", label: t(($) => $.head.test), run: simulate },
  ];
  useActions(all.map((action) => ({ ...action, group })));
  useEffect(() => {
    const first = store.getState().selected;
    if (first.length > 0) centre(first);
  }, [store, centre]);
}
