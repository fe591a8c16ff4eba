import {
  added,
  addedAfter,
  addedBetween,
  connected,
  type Doc,
  isDecoration,
  nodeOf,
  type Point,
  STEP,
} from "../model/document";
import { freeHandle, wayOn } from "../model/handles";
import type { Kind } from "../model/kinds";
import { type Adding, type EditorStore, edit, select } from "../store";

/** Adds a block where the palette was opened for: on a handle, in an edge, at a place. Gives back its name. */
export function put(
  store: EditorStore,
  kind: Kind,
  { place, from, edge }: Pick<Adding, "place" | "from" | "edge">,
): string {
  const doc = store.getState().history.present;
  const node = { type: kind.type, data: kind.begin, position: place };
  const way = wayOn({ ...node, id: "" });
  let made: [Doc, string] | null = null;
  if (isDecoration(node)) made = added(doc, node);
  else if (from) made = addedAfter(doc, from.source, from.handle, node, way);
  else if (edge) made = addedBetween(doc, edge, node, way);
  made ??= added(doc, node);
  edit(store, made[0]);
  select(store, [made[1]]);
  store.setState({
    adding: null,
    fresh: made[1],
    side: store.getState().side === "simulator" ? "simulator" : "inspector",
  });
  return made[1];
}

/** Adds a block after the chosen one, by its first way that leads nowhere; without one, at the place. */
export function putAfterSelection(store: EditorStore, kind: Kind, centre: Point): string {
  const { history, selected } = store.getState();
  const last = nodeOf(history.present, selected[selected.length - 1]);
  if (!last) return put(store, kind, { place: centre });
  const handle = freeHandle(history.present, last) ?? wayOn(last);
  const place = { x: last.position.x + STEP.x, y: last.position.y };
  return handle === null ? put(store, kind, { place }) : put(store, kind, { place, from: { source: last.id, handle } });
}

export function join(store: EditorStore, source: string, handle: string, target: string): void {
  edit(store, (doc) => connected(doc, source, handle, target));
}
