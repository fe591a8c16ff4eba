import { queryOptions } from "@tanstack/react-query";
import { api, keys, ok, once, type Schema } from "@/shared/api";

export type Rule = Schema<"ReminderRuleOut">;
export type Body = Schema<"ReminderRuleIn">;
export type Previewed = Schema<"ReminderPreviewOut">;

const of = (id: string) => ({ params: { path: { rule_id: id } } });
const WHOLE = { params: { query: { limit: 100 } } } as const;

export const rulesOptions = queryOptions({
  queryKey: keys.reminders(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/billing/rules", { ...WHOLE, signal })),
});

/** By what the ERP told last: asked anew each time it is looked at. */
export const previewOptions = (id: string, version: number) =>
  queryOptions({
    queryKey: keys.reminderPreview(id, version),
    staleTime: 0,
    queryFn: ({ signal }) => ok(api.GET("/api/v1/billing/rules/{rule_id}/preview", { ...of(id), signal })),
  });

export const templatesOptions = queryOptions({
  queryKey: keys.templates({ status: "approved", limit: 100 }),
  queryFn: ({ signal }) =>
    ok(api.GET("/api/v1/templates", { params: { query: { limit: 100, status: "approved" } }, signal })),
});

export const deeds = {
  add: (body: Body, key: string) => ok(api.POST("/api/v1/billing/rules", { body, headers: once(key) })),
  change: (id: string, version: number, body: Body) =>
    ok(api.PUT("/api/v1/billing/rules/{rule_id}", { ...of(id), body: { ...body, version } })),
  remove: (id: string) => ok(api.DELETE("/api/v1/billing/rules/{rule_id}", of(id))),
};
