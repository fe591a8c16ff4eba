import { queryOptions } from "@tanstack/react-query";
import { api, keys, ok, once, type Schema } from "@/shared/api";

export type Queue = Schema<"QueueOut">;
export type QueueDraft = Schema<"QueueIn">;
export type Department = Schema<"DepartmentOut">;
export type Agent = Schema<"AgentOut">;
export type Calendar = Schema<"CalendarOut">;
export type CalendarDraft = Schema<"CalendarIn">;
export type Reply = Schema<"CannedReplyOut">;
export type ReplyDraft = Schema<"CannedReplyIn">;
export type Survey = Schema<"SurveyRulesIO">;

const whole = { params: { query: { limit: 100 } } } as const;

export const queuesOptions = queryOptions({
  queryKey: keys.queues(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/queues", { ...whole, signal })),
});

export const departmentsOptions = queryOptions({
  queryKey: keys.departments(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/departments", { ...whole, signal })),
});

export const agentsOptions = queryOptions({
  queryKey: keys.agents(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/agents", { ...whole, signal })),
});

export const calendarsOptions = queryOptions({
  queryKey: keys.calendars(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/business-hours", { ...whole, signal })),
});

export const holidaysOptions = (year: number) =>
  queryOptions({
    queryKey: ["holidays", year],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const query = { limit: 1, suggest_holidays: year };
      return (await ok(api.GET("/api/v1/business-hours", { params: { query }, signal }))).suggested ?? [];
    },
  });

export const repliesOptions = queryOptions({
  queryKey: [...keys.canned(), "all"],
  queryFn: ({ signal }) => ok(api.GET("/api/v1/canned-replies", { ...whole, signal })),
});

export const tagsOptions = queryOptions({
  queryKey: keys.tags(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/tags", { ...whole, signal })),
});

export const surveysOptions = queryOptions({
  queryKey: keys.survey(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/surveys", { ...whole, signal })),
});

const queue = (id: string) => ({ params: { path: { queue_id: id } } });
const department = (id: string) => ({ params: { path: { department_id: id } } });
const reply = (id: string) => ({ params: { path: { reply_id: id } } });

export const deeds = {
  queue: (id: string | null, body: QueueDraft, key: string) =>
    id
      ? ok(api.PUT("/api/v1/queues/{queue_id}", { ...queue(id), body }))
      : ok(api.POST("/api/v1/queues", { body, headers: once(key) })),
  removeQueue: (id: string) => ok(api.DELETE("/api/v1/queues/{queue_id}", queue(id))),
  department: (id: string | null, body: Schema<"DepartmentIn">, key: string) =>
    id
      ? ok(api.PUT("/api/v1/departments/{department_id}", { ...department(id), body }))
      : ok(api.POST("/api/v1/departments", { body, headers: once(key) })),
  removeDepartment: (id: string) => ok(api.DELETE("/api/v1/departments/{department_id}", department(id))),
  agent: (id: string, body: Schema<"AgentChangeIn">) =>
    ok(api.PUT("/api/v1/agents/{user_id}", { params: { path: { user_id: id } }, body })),
  calendar: (id: string, body: CalendarDraft) =>
    ok(api.PUT("/api/v1/business-hours/{calendar_id}", { params: { path: { calendar_id: id } }, body })),
  reply: (id: string | null, body: ReplyDraft, key: string) =>
    id
      ? ok(api.PUT("/api/v1/canned-replies/{reply_id}", { ...reply(id), body }))
      : ok(api.POST("/api/v1/canned-replies", { body, headers: once(key) })),
  removeReply: (id: string) => ok(api.DELETE("/api/v1/canned-replies/{reply_id}", reply(id))),
  addTag: (name: string, key: string) => ok(api.POST("/api/v1/tags", { body: { name }, headers: once(key) })),
  removeTag: (id: string) => ok(api.DELETE("/api/v1/tags/{tag_id}", { params: { path: { tag_id: id } } })),
  survey: (body: Survey) => ok(api.PUT("/api/v1/surveys", { body })),
};
