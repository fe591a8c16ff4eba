import { queryOptions } from "@tanstack/react-query";
import { api, keys, ok, once, type Schema } from "@/shared/api";
import type { Data, Doc } from "./model/document";

export type Flow = Schema<"FlowOut">;
export type Diff = Schema<"FlowDiff">;
export type Check = Schema<"FlowCheckOut">;
export type Figures = Schema<"flow_tools_FiguresOut">;
export type Simulation = Schema<"SimulationOut">;
export type Ready = Schema<"FlowTemplateOut">;
export type CatalogueField = Schema<"CatalogueField">;
export type Catalogue = Schema<"Catalogue">;

const at = (flowId: string) => ({ path: { flow_id: flowId } });
const FOR_EVER = Number.POSITIVE_INFINITY;

export const flowsOptions = (filter: { search?: string; status?: string; folder?: string } = {}) =>
  queryOptions({
    queryKey: [...keys.flows(), filter],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/flows", { params: { query: { ...filter, limit: 100 } as never }, signal })),
  });

export const foldersOptions = queryOptions({
  queryKey: [...keys.flows(), "folders"],
  queryFn: async ({ signal }) =>
    (await ok(api.GET("/api/v1/flows/folders", { params: { query: { limit: 100 } }, signal }))).data,
});

export const flowOptions = (id: string) =>
  queryOptions({
    queryKey: keys.flow(id),
    queryFn: ({ signal }) => readFlow(id, signal),
  });

export const readFlow = (id: string, signal?: AbortSignal) =>
  ok(api.GET("/api/v1/flows/{flow_id}", { params: at(id), signal }));

export const catalogueOptions = queryOptions({
  queryKey: [...keys.flows(), "node-types"],
  staleTime: FOR_EVER,
  queryFn: ({ signal }) => ok(api.GET("/api/v1/flows/node-types", { signal })),
});

export const galleryOptions = (language: string) =>
  queryOptions({
    queryKey: [...keys.gallery(), language],
    staleTime: FOR_EVER,
    queryFn: async ({ signal }) => {
      const page = await ok(api.GET("/api/v1/flows/templates", { params: { query: { limit: 100 } }, signal }));
      return page.data;
    },
  });

export const versionsOptions = (id: string) =>
  queryOptions({
    queryKey: keys.flowVersions(id),
    queryFn: async ({ signal }) =>
      (await ok(api.GET("/api/v1/flows/{flow_id}/versions", { params: { ...at(id), query: { limit: 100 } }, signal })))
        .data,
  });

export const versionOptions = (id: string, version: number) =>
  queryOptions({
    queryKey: [...keys.flowVersions(id), version],
    staleTime: FOR_EVER,
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/flows/{flow_id}/versions/{version}", {
          params: { path: { flow_id: id, version: String(version) } },
          signal,
        }),
      ),
  });

export const diffOptions = (id: string, before: string, after: string, draftVersion = 0) =>
  queryOptions({
    queryKey: [...keys.flowVersions(id), "diff", before, after, draftVersion],
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/flows/{flow_id}/diff", { params: { ...at(id), query: { before, after } }, signal })),
  });

export type Period = { version?: number; from?: string; to?: string };

export const analyticsOptions = (id: string, period: Period = {}) =>
  queryOptions({
    queryKey: keys.flowAnalytics(id, period),
    staleTime: 10_000,
    queryFn: ({ signal }) =>
      ok(api.GET("/api/v1/flows/{flow_id}/analytics", { params: { ...at(id), query: period }, signal })),
  });

export const sessionsOptions = (id: string, status = "running", limit = 1, node?: string) =>
  queryOptions({
    queryKey: keys.flowSessions(id, { status, limit, node }),
    staleTime: 10_000,
    queryFn: ({ signal }) =>
      ok(
        api.GET("/api/v1/flows/{flow_id}/sessions", {
          params: { ...at(id), query: { status, limit, ...(node ? { node } : {}) } as never },
          signal,
        }),
      ),
  });

export const casesOptions = (id: string) =>
  queryOptions({
    queryKey: keys.flowCases(id),
    queryFn: async ({ signal }) =>
      (
        await ok(
          api.GET("/api/v1/flows/{flow_id}/test-cases", { params: { ...at(id), query: { limit: 100 } }, signal }),
        )
      ).data,
  });

export const queuesOptions = queryOptions({
  queryKey: keys.queues(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/queues", { params: { query: { limit: 100 } }, signal })),
});
export const agentsOptions = queryOptions({
  queryKey: keys.agents(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/agents", { params: { query: { limit: 100 } }, signal })),
});
export const templatesOptions = queryOptions({
  queryKey: [...keys.templates(), { for: "flows" }],
  queryFn: ({ signal }) => ok(api.GET("/api/v1/templates", { params: { query: { limit: 100 } as never }, signal })),
});
/** When the company answers: the calendar that counts where none is named; null when there is none. */
export const hoursOptions = queryOptions({
  queryKey: [...keys.calendars(), { for: "simulator" }],
  queryFn: async ({ signal }) => {
    const found = await ok(api.GET("/api/v1/business-hours", { params: { query: { limit: 100 } }, signal }));
    return found.data.find((one) => one.is_default) ?? null;
  },
});
export const numbersOptions = queryOptions({
  queryKey: keys.numbers(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/whatsapp-configs", { params: { query: { limit: 100 } }, signal })),
});
/** Whom a simulation may play: those who wrote lately. */
export const peopleOptions = queryOptions({
  queryKey: [...keys.conversations(), { for: "simulator" }],
  queryFn: async ({ signal }) => {
    const query = { limit: 50, expand: "contact" } as never;
    const page = await ok(api.GET("/api/v1/conversations", { params: { query }, signal }));
    return page.data.map((it) => it.contact);
  },
});

const body = (doc: Doc) => ({
  description: doc.description,
  trigger: doc.trigger as Record<string, unknown>,
  nodes: doc.nodes as unknown as Record<string, unknown>[],
  edges: doc.edges as unknown as Record<string, unknown>[],
});

/** What can be done to flows, as the API names it. */
export const flowDeeds = {
  create: (given: Partial<Schema<"FlowIn">>, key?: string) =>
    ok(api.POST("/api/v1/flows", { body: given as Schema<"FlowIn">, headers: key ? once(key) : undefined })),
  save: (id: string, doc: Doc, draftVersion: number) =>
    ok(
      api.PUT("/api/v1/flows/{flow_id}", {
        params: at(id),
        body: {
          ...body(doc),
          draft_version: draftVersion,
          ...(doc.name.trim() ? { name: doc.name } : {}),
          is_default: doc.is_default,
          is_fallback: doc.is_fallback,
        } as Schema<"FlowChangeIn">,
      }),
    ),
  copyOf: (doc: Doc, name: string) => flowDeeds.create({ ...body(doc), name }),
  check: (doc: Doc, signal?: AbortSignal) => {
    const { nodes, edges, trigger } = body(doc);
    return ok(api.POST("/api/v1/flows/validate", { body: { nodes, edges, trigger }, signal }));
  },
  move: (ids: string[], folder: string) => ok(api.POST("/api/v1/flows/folder", { body: { flow_ids: ids, folder } })),
  remove: (id: string) => ok(api.DELETE("/api/v1/flows/{flow_id}", { params: at(id) })),
  duplicate: (id: string, name?: string) =>
    ok(api.POST("/api/v1/flows/{flow_id}/duplicate", { params: at(id), body: { name } })),
  publish: (id: string, note = "") =>
    ok(api.POST("/api/v1/flows/{flow_id}/publish", { params: at(id), body: { note } })),
  tryRequest: (data: Data, variables: Record<string, unknown>) =>
    ok(api.POST("/api/v1/flows/test-request", { body: { data: data as Record<string, unknown>, variables } })),
  unpublish: (id: string) => ok(api.POST("/api/v1/flows/{flow_id}/unpublish", { params: at(id) })),
  restore: (id: string, version: number, draftVersion: number) =>
    ok(
      api.POST("/api/v1/flows/{flow_id}/restore", {
        params: at(id),
        body: { version, draft_version: draftVersion },
      }),
    ),
  bringIn: (document: unknown) => ok(api.POST("/api/v1/flows/import", { body: { document } as never })),
};

export const trials = {
  begin: (flowId: string, setting: Partial<Schema<"SimulationIn">>) =>
    ok(
      api.POST("/api/v1/flows/{flow_id}/simulations", { params: at(flowId), body: setting as Schema<"SimulationIn"> }),
    ),
  move: (id: string, move: Schema<"MoveIn">) =>
    ok(
      api.POST("/api/v1/flows/simulations/{simulation_id}/input", {
        params: { path: { simulation_id: id } },
        body: move,
      }),
    ),
  back: (id: string) =>
    ok(api.POST("/api/v1/flows/simulations/{simulation_id}/back", { params: { path: { simulation_id: id } } })),
  onPhone: (flowId: string, phone: string, numberId: string, key: string) =>
    ok(
      api.POST("/api/v1/flows/{flow_id}/test", {
        params: at(flowId),
        body: { phone, whatsapp_config_id: numberId },
        headers: once(key),
      }),
    ),
  keep: (flowId: string, simulationId: string, name: string) =>
    ok(
      api.POST("/api/v1/flows/{flow_id}/test-cases", {
        params: at(flowId),
        body: { name, simulation_id: simulationId },
      }),
    ),
  forget: (flowId: string, caseId: string) =>
    ok(
      api.DELETE("/api/v1/flows/{flow_id}/test-cases/{case_id}", {
        params: { path: { flow_id: flowId, case_id: caseId } },
      }),
    ),
};
