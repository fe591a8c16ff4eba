import { useReactFlow } from "@xyflow/react";
import { type KeyboardEvent, type RefObject, useCallback, useState } from "react";
import { nodeOf, type Point, shifted } from "../model/document";
import { hiddenIn, seen, withMembers } from "../model/groups";
import { freeHandle, wayOn } from "../model/handles";
import { type Direction, reached, stepTo } from "../model/walk";
import { docShown, type EditorStore, edit, editable, select, useEditorStore } from "../store";
import { glide } from "./Canvas";

const STEP = 20;
const WAYS: Record<Direction, Point> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: -STEP },
  ArrowDown: { x: 0, y: STEP },
};

/** Brings blocks into sight, if they are not. */
export function useCentre() {
  const store = useEditorStore();
  const { fitView, getViewport, flowToScreenPosition, getNode } = useReactFlow();
  return useCallback(
    (wanted: readonly string[], always = false) => {
      // What a closed group hides is where the group is.
      const hidden = hiddenIn(docShown(store.getState()));
      const ids = [...new Set(wanted.map((id) => hidden.get(id) ?? id))];
      const node = ids.length === 1 ? getNode(ids[0] as string) : undefined;
      const { zoom } = getViewport();
      if (node && !always) {
        const at = flowToScreenPosition(node.position);
        const pane = document.querySelector(".react-flow")?.getBoundingClientRect();
        const [width, height] = [(node.width ?? 264) * zoom, (node.height ?? 96) * zoom];
        if (pane && at.x > pane.left && at.y > pane.top && at.x + width < pane.right && at.y + height < pane.bottom)
          return;
      }
      const near = Math.min(1.2, Math.max(zoom, 0.7));
      void fitView({
        nodes: ids.map((id) => ({ id })),
        duration: glide(),
        maxZoom: near,
        minZoom: ids.length > 1 ? 0.1 : near,
        padding: 0.2,
      });
    },
    [store, fitView, getViewport, flowToScreenPosition, getNode],
  );
}

/** Opens the palette for what is chosen: behind it, at the pointer, or in the middle. */
export function openPalette(
  store: EditorStore,
  toFlow: (at: Point) => Point,
  toScreen: (at: Point) => Point,
  pointer: Point | null,
): void {
  const state = store.getState();
  if (!editable(state)) return;
  const node = nodeOf(state.history.present, state.selected[state.selected.length - 1]);
  const handle = node && (freeHandle(state.history.present, node) ?? wayOn(node));
  const place = node ? { x: node.position.x + 360, y: node.position.y } : null;
  const pane = document.querySelector(".react-flow")?.getBoundingClientRect();
  const middle = pane ? { x: pane.left + pane.width / 2 - 140, y: pane.top + pane.height / 3 } : { x: 300, y: 200 };
  const at = pointer ?? (place ? toScreen(place) : middle);
  store.setState({
    adding: {
      at,
      place: place ?? toFlow(at),
      from: node && handle ? { source: node.id, handle } : undefined,
      edge: node ? undefined : state.edges[0],
    },
  });
}

/** Arrows walk the graph, with Shift they take everything that way; after M they move what is chosen. */
export function useCanvasKeys(pointer: RefObject<Point | null>) {
  const store = useEditorStore();
  const centre = useCentre();
  const { screenToFlowPosition, flowToScreenPosition } = useReactFlow();
  const [moving, setMoving] = useState(false);
  const onKeyDown = (event: KeyboardEvent) => {
    const state = store.getState();
    const { target } = event;
    if (target instanceof HTMLElement && target.closest("input, textarea, [role=dialog]")) return;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key in WAYS && plain) {
      const direction = event.key as Direction;
      if (moving && editable(state) && state.selected.length > 0) {
        const by = WAYS[direction];
        const times = event.shiftKey ? 5 : 1;
        const all = withMembers(docShown(state), state.selected);
        edit(store, (doc) => shifted(doc, all, { x: by.x * times, y: by.y * times }), "nudge");
      } else if (event.shiftKey) {
        const side = direction === "ArrowLeft" || direction === "ArrowUp" ? "up" : "down";
        const all = [...reached(docShown(state), state.selected, side)];
        select(store, all);
        centre(all);
      } else {
        const last = state.selected[state.selected.length - 1] ?? null;
        const from = last && (hiddenIn(docShown(state)).get(last) ?? last);
        const to = stepTo(seen(docShown(state)), from, direction);
        if (to) {
          select(store, [to]);
          centre([to]);
        }
      }
    } else if (event.key === "m" && plain) setMoving(!moving && state.selected.length > 0 && editable(state));
    else if ((event.key === "Escape" || event.key === "Enter") && moving) setMoving(false);
    else if (event.key === "Enter" && state.selected.length === 1) {
      store.setState({ side: "inspector" });
      requestAnimationFrame(() =>
        document.querySelector<HTMLElement>("[data-inspector] :is(input, textarea, button)")?.focus(),
      );
    } else if (event.key === "Escape") select(store, []);
    else if (event.key === "n" && plain)
      openPalette(store, screenToFlowPosition, flowToScreenPosition, pointer.current);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { onKeyDown, moving };
}
