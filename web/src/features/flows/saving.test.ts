import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "@/shared/api";
import { type Flow, flowDeeds } from "./api";
import { described, docOf } from "./model/document";
import { keptDraft, Saver } from "./saving";
import { edit, makeEditor, undo } from "./store";

vi.mock("./api", () => ({
  flowDeeds: { save: vi.fn(), check: vi.fn(async () => ({ valid: true, problems: [], cost: null })) },
}));

const flow = {
  id: "f1",
  name: "Um",
  description: "",
  trigger: { kind: "manual" },
  nodes: [{ id: "start", type: "start", data: {}, position: { x: 0, y: 0 } }],
  edges: [],
  is_default: false,
  is_fallback: false,
  draft_version: 3,
  updated_at: "2026-01-01T12:00:00Z",
} as unknown as Flow;
const save = vi.mocked(flowDeeds.save);
let end: () => void = () => undefined;

function opened() {
  const saved = docOf(flow);
  const store = makeEditor(saved, flow.updated_at, true);
  const saver = new Saver(store, flow, saved);
  end = saver.begin();
  return { store, saver, state: () => store.getState().save.state };
}
const rename = (name: string) => (doc: ReturnType<typeof docOf>) => described(doc, { name });

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  save.mockReset();
  save.mockImplementation(async (_id, _doc, version) => ({ ...flow, draft_version: version + 1 }) as Flow);
});
afterEach(() => {
  end();
  vi.useRealTimers();
});

it("saves nothing that was only opened", async () => {
  const { saver } = opened();
  await vi.advanceTimersByTimeAsync(5000);
  expect(save).not.toHaveBeenCalled();
  expect(await saver.flush()).toBe(true);
});

it("saves once the hand rests, with the version it was read at", async () => {
  const { store, state } = opened();
  edit(store, rename("Dois"));
  await vi.advanceTimersByTimeAsync(500);
  edit(store, rename("Três"));
  await vi.advanceTimersByTimeAsync(700);
  expect(save).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(200);
  expect(save.mock.calls.map(([, doc, version]) => [doc.name, version])).toEqual([["Três", 3]]);
  expect(state()).toBe("saved");
  expect(keptDraft("f1")).toBeNull();
});

it("has nothing to save when a change was taken back", async () => {
  const { store, state } = opened();
  edit(store, rename("Dois"));
  undo(store);
  await vi.advanceTimersByTimeAsync(2000);
  expect(save).not.toHaveBeenCalled();
  expect(state()).toBe("saved");
});

it("keeps it here while the server is away, and saves it once it is back", async () => {
  const { store, state } = opened();
  save.mockRejectedValueOnce(new ApiError({ status: 0, code: "OFFLINE", message: "" }));
  edit(store, rename("Dois"));
  await vi.advanceTimersByTimeAsync(900);
  expect(state()).toBe("kept");
  expect(keptDraft("f1")).toMatchObject({ base: 3, doc: { name: "Dois" } });
  await vi.advanceTimersByTimeAsync(3500);
  expect(state()).toBe("saved");
  expect(keptDraft("f1")).toBeNull();
});

it("never writes over what somebody else has saved", async () => {
  const { store, saver, state } = opened();
  save.mockRejectedValue(new ApiError({ status: 409, code: "FLOW_DRAFT_CHANGED", message: "" }));
  edit(store, rename("Dois"));
  await vi.advanceTimersByTimeAsync(900);
  expect(state()).toBe("conflict");
  edit(store, rename("Três"));
  await vi.advanceTimersByTimeAsync(5000);
  expect(save).toHaveBeenCalledTimes(1);
  expect(keptDraft("f1")?.doc.name).toBe("Três");
  saver.take({ ...flow, name: "Deles", draft_version: 9 } as Flow);
  expect(store.getState().history.present.name).toBe("Deles");
  expect(saver.draftVersion).toBe(9);
});

it("what changes while it is being saved is saved after it, before anything is published", async () => {
  const { store, saver } = opened();
  let answer: (flow: Flow) => void = () => undefined;
  save.mockImplementationOnce(() => new Promise<Flow>((done) => (answer = done)));
  edit(store, rename("Dois"));
  const flushed = saver.flush();
  edit(store, rename("Três"));
  answer({ ...flow, draft_version: 4 } as Flow);
  expect(await flushed).toBe(true);
  expect(save.mock.calls.map(([, doc, version]) => [doc.name, version])).toEqual([
    ["Dois", 3],
    ["Três", 4],
  ]);
});
