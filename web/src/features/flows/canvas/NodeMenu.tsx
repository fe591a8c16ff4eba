import {
  CircleSlash,
  Copy,
  CopyPlus,
  FoldVertical,
  Link2,
  ListEnd,
  Pencil,
  PencilLine,
  Play,
  Plus,
  Trash2,
  UnfoldVertical,
  Workflow,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Item, toast } from "@/shared/ui";
import { copied, duplicated } from "../model/clipboard";
import { framed, isCollapsed } from "../model/decorations";
import { type Doc, isDecoration, nodeOf, switched } from "../model/document";
import { folded } from "../model/groups";
import { reached } from "../model/walk";
import { docShown, type EditorStore, edit, editable, removeSelected, select, useEditorStore } from "../store";

export type NodeDeeds = {
  rename: (id: string) => void;
  connect: (id: string) => void;
  add: (id: string) => void;
  simulate: (id: string) => void;
  extract: () => void;
};

/** Copies what is chosen to the clipboard of the system, as text. */
async function copySelection(store: EditorStore): Promise<string | null> {
  const state = store.getState();
  const text = copied(docShown(state), new Set(state.selected));
  if (text) await navigator.clipboard.writeText(text);
  return text;
}

export function duplicateSelection(store: EditorStore): void {
  const [next, ids] = duplicated(store.getState().history.present, new Set(store.getState().selected));
  if (ids.length === 0) return;
  edit(store, next);
  select(store, ids);
}

export const switchSelection = (store: EditorStore): void =>
  edit(store, (doc: Doc) => switched(doc, store.getState().selected));

/** Closes the chosen groups, or those that the chosen blocks stand in; opens them when all of them are closed. */
export function foldSelection(store: EditorStore): void {
  const state = store.getState();
  if (!editable(state)) return;
  const { present } = state.history;
  const chosen = new Set(state.selected);
  const own = present.nodes.filter((n) => n.type === "frame" && chosen.has(n.id));
  const around = present.nodes.filter(
    (n) => n.type === "frame" && framed(present, n).some((one) => chosen.has(one.id)),
  );
  const meant = own.length > 0 ? own : around.slice(0, 1);
  const close = meant.some((frame) => !isCollapsed(frame));
  edit(store, (doc) => meant.reduce((now, { id }) => folded(now, id, close), doc));
  select(
    store,
    meant.map((frame) => frame.id),
  );
}

/** Everything that can be done to a block: the same on the canvas, in the outline and in its form. */
export function useNodeItems(deeds: NodeDeeds): (id: string) => Item[] {
  const { t } = useTranslation("flows");
  const store = useEditorStore();
  return (id) => {
    const state = store.getState();
    const doc = docShown(state);
    const node = nodeOf(doc, id);
    if (!node) return [];
    const mine = () => {
      if (!store.getState().selected.includes(id)) select(store, [id]);
    };
    const after = (run: () => void) => () => {
      mine();
      run();
    };
    const look: Item[] = [
      {
        id: "edit",
        label: t(($) => $.deed.edit),
        icon: <PencilLine aria-hidden />,
        hint: "Enter",
        run: after(() => store.setState({ side: "inspector" })),
      },
      {
        id: "simulate",
        label: t(($) => $.deed.simulateHere),
        icon: <Play aria-hidden />,
        run: () => deeds.simulate(id),
      },
      {
        id: "copy",
        label: t(($) => $.deed.copy),
        icon: <Copy aria-hidden />,
        hint: "Ctrl C",
        run: after(
          () =>
            void copySelection(store).then(
              (text) => text && toast.say(t(($) => $.deed.copied, { count: store.getState().selected.length })),
            ),
        ),
      },
      {
        id: "downstream",
        label: t(($) => $.deed.downstream),
        icon: <ListEnd aria-hidden />,
        run: () => select(store, [...reached(doc, [id], "down")]),
      },
    ];
    if (!editable(state)) return look;
    const fixed = node.type === "start";
    const ends = node.type === "end" || node.type === "transfer" || isDecoration(node);
    const fold: Item[] =
      node.type === "frame"
        ? [
            {
              id: "fold",
              label: t(($) => (isCollapsed(node) ? $.deed.unfold : $.deed.foldOne)),
              icon: isCollapsed(node) ? <UnfoldVertical aria-hidden /> : <FoldVertical aria-hidden />,
              hint: "Alt G",
              run: () => edit(store, (now) => folded(now, id, !isCollapsed(node))),
            },
          ]
        : [];
    return [
      ...fold,
      {
        id: "rename",
        label: t(($) => $.deed.rename),
        icon: <Pencil aria-hidden />,
        hint: "F2",
        run: () => deeds.rename(id),
      },
      {
        id: "connect",
        label: t(($) => $.deed.connect),
        icon: <Link2 aria-hidden />,
        disabled: ends,
        run: () => deeds.connect(id),
      },
      {
        id: "add",
        label: t(($) => $.deed.add),
        icon: <Plus aria-hidden />,
        hint: "N",
        disabled: ends,
        run: () => deeds.add(id),
      },
      "line",
      ...look,
      "line",
      {
        id: "duplicate",
        label: t(($) => $.deed.duplicate),
        icon: <CopyPlus aria-hidden />,
        hint: "Ctrl D",
        disabled: fixed,
        run: after(() => duplicateSelection(store)),
      },
      {
        id: "disable",
        label: t(($) => (node.data.disabled ? $.deed.enable : $.deed.disable)),
        icon: <CircleSlash aria-hidden />,
        hint: "D",
        disabled: fixed,
        run: after(() => switchSelection(store)),
      },
      {
        id: "extract",
        label: t(($) => $.deed.extract),
        icon: <Workflow aria-hidden />,
        hint: "Alt X",
        disabled: fixed,
        run: after(deeds.extract),
      },
      {
        id: "delete",
        label: t(($) => $.deed.delete),
        icon: <Trash2 aria-hidden />,
        hint: "Del",
        danger: true,
        disabled: fixed,
        run: after(() => removeSelected(store)),
      },
    ];
  };
}
