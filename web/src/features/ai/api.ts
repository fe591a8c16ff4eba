import { queryOptions } from "@tanstack/react-query";
import { api, keys, ok, type Schema } from "@/shared/api";

export type Settings = Schema<"AiSettingsOut">;
export type SettingsBody = Schema<"AiSettingsIn">;
export type Choice = Schema<"ModelChoiceOut">;
export type Tried = Schema<"TriedOut">;

export const settingsOptions = queryOptions({
  queryKey: keys.aiSettings(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/ai/settings", { signal })),
});

export const deeds = {
  settle: (body: SettingsBody) => ok(api.PUT("/api/v1/ai/settings", { body })),
};
