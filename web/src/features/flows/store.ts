import { createContext, useContext } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { Check } from "./api";
import { cheapProblems, type Problem } from "./model/checks";
import type { Change } from "./model/differences";
import { type Doc, nodeOf, type Point, removed } from "./model/document";
import { begun, type History, redone, stepped, undone } from "./model/history";
import type { Traffic } from "./model/traffic";

export type Saved = "saved" | "waiting" | "saving" | "kept" | "refused" | "conflict";
export type Side = "inspector" | "problems" | "simulator" | "versions" | "live";

/** Where the palette is open on the canvas, and what the new node is for. */
export type Adding = {
  at: Point;
  place: Point;
  from?: { source: string; handle: string };
  edge?: string;
};

export type Editor = {
  history: History;
  /** The document of a version or a difference, shown instead of the draft; nothing can be changed meanwhile. */
  shown: { doc: Doc; title: string; changes?: ReadonlyMap<string, Change> } | null;
  selected: readonly string[];
  edges: readonly string[];
  side: Side | null;
  /** The field that has the finding that was chosen. */
  field: { node: string; name: string } | null;
  adding: Adding | null;
  /** The block that was just put in: the canvas brings it into sight once it is drawn. */
  fresh: string | null;
  save: { state: Saved; at: string | null; reason: string };
  problems: readonly Problem[];
  /** Of each node; the same list as long as nothing about it changes. */
  problemsOf: ReadonlyMap<string, readonly Problem[]>;
  cost: Check["cost"] | null;
  checking: boolean;
  path: ReadonlySet<string>;
  /** Who went where, while that is shown. */
  traffic: Traffic | null;
  pulses: ReadonlyMap<string, number>;
  playing: { node: string | null; visited: ReadonlySet<string> } | null;
  hits: ReadonlySet<string>;
  mayEdit: boolean;
};

export type EditorStore = ReturnType<typeof makeEditor>;
const NOTHING: ReadonlySet<string> = new Set();

export function makeEditor(doc: Doc, savedAt: string | null, mayEdit: boolean) {
  return createStore<Editor>(() => ({
    history: begun(doc),
    shown: null,
    selected: [],
    edges: [],
    side: "inspector",
    field: null,
    adding: null,
    fresh: null,
    save: { state: "saved", at: savedAt, reason: "" },
    problems: [],
    problemsOf: new Map(),
    cost: null,
    checking: false,
    path: NOTHING,
    traffic: null,
    pulses: new Map(),
    playing: null,
    hits: NOTHING,
    mayEdit,
  }));
}

export const EditorContext = createContext<EditorStore | null>(null);

export function useEditorStore(): EditorStore {
  const store = useContext(EditorContext);
  if (!store) throw new Error("outside of an editor");
  return store;
}

export function useEditor<T>(selector: (state: Editor) => T): T {
  return useStore(useEditorStore(), selector);
}

/** The document on the canvas: the draft, or what is looked at instead. */
export const docShown = (state: Editor): Doc => state.shown?.doc ?? state.history.present;
export const editable = (state: Editor): boolean => state.mayEdit && state.shown === null;

/** Changes the draft: one step that can be taken back; `about` gathers what belongs to one, as typing in a field does. */
export function edit(store: EditorStore, change: Doc | ((doc: Doc) => Doc), about: string | null = null): void {
  store.setState((state) => {
    if (!editable(state)) return state;
    const next = typeof change === "function" ? change(state.history.present) : change;
    const history = stepped(state.history, next, about);
    return history === state.history ? state : { history, path: NOTHING };
  });
}

function kept(state: Editor, doc: Doc): Pick<Editor, "selected" | "edges"> {
  const ids = new Set(doc.nodes.map((n) => n.id));
  const ways = new Set(doc.edges.map((e) => e.id));
  return { selected: state.selected.filter((id) => ids.has(id)), edges: state.edges.filter((id) => ways.has(id)) };
}

export function undo(store: EditorStore): void {
  store.setState((state) => {
    if (!editable(state)) return state;
    const history = undone(state.history);
    return history === state.history ? state : { history, ...kept(state, history.present) };
  });
}

export function redo(store: EditorStore): void {
  store.setState((state) => {
    if (!editable(state)) return state;
    const history = redone(state.history);
    return history === state.history ? state : { history, ...kept(state, history.present) };
  });
}

export function select(store: EditorStore, selected: readonly string[], edges: readonly string[] = []): void {
  const now = store.getState();
  const same = (a: readonly string[], b: readonly string[]) =>
    a.length === b.length && a.every((id, at) => id === b[at]);
  if (same(now.selected, selected) && same(now.edges, edges)) return;
  store.setState({ selected, edges, field: null });
}

/** Takes away what is chosen. Says whether something went. */
export function removeSelected(store: EditorStore): boolean {
  const { history, selected, edges } = store.getState();
  const next = removed(history.present, selected, edges);
  if (next === history.present) return false;
  edit(store, next);
  select(
    store,
    selected.filter((id) => nodeOf(next, id)),
  );
  return true;
}

/** What the server found, together with what is plain to see here. */
export function learnProblems(store: EditorStore, check: Check): void {
  store.setState((state) => ({
    problems: check.problems,
    cost: check.cost,
    checking: false,
    problemsOf: grouped(check.problems, state.problemsOf),
  }));
}

/** Ways that lead nowhere and blocks nobody comes to are marked at once, before the server has looked. */
export function markCheap(store: EditorStore): void {
  const { history, problems, problemsOf } = store.getState();
  const cheap = cheapProblems(history.present);
  const still = problems.filter(
    (p) =>
      !["missing_branch", "unreachable"].includes(p.code) ||
      cheap.some((c) => c.code === p.code && c.node_id === p.node_id),
  );
  if (still.length !== problems.length) store.setState({ problems: still, problemsOf: grouped(still, problemsOf) });
}

function grouped(
  problems: readonly Problem[],
  before: ReadonlyMap<string, readonly Problem[]>,
): ReadonlyMap<string, readonly Problem[]> {
  const found = new Map<string, Problem[]>();
  for (const problem of problems)
    if (problem.node_id) found.set(problem.node_id, [...(found.get(problem.node_id) ?? []), problem]);
  const stable = new Map<string, readonly Problem[]>();
  for (const [id, list] of found) {
    const old = before.get(id);
    const same =
      old?.length === list.length &&
      old.every((p, at) => p.code === list[at]?.code && p.field === list[at]?.field && p.message === list[at]?.message);
    stable.set(id, same && old ? old : list);
  }
  return stable;
}

/** Brings a finding to sight: its node, its field, the way that leads to it. */
export function showProblem(store: EditorStore, problem: Problem, field: string): void {
  store.setState({
    path: new Set(problem.path),
    selected: problem.node_id ? [problem.node_id] : [],
    edges: [],
    field: problem.node_id ? { node: problem.node_id, name: field } : null,
  });
}
