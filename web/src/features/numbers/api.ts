import { queryOptions } from "@tanstack/react-query";
import { api, keys, ok, once, type Schema } from "@/shared/api";

export type WhatsAppNumber = Schema<"NumberOut">;
export type Draft = Schema<"NumberIn">;
export type Profile = Schema<"ProfileIn">;
export type Tested = Schema<"TestOut">;
export type Offer = Schema<"PairingOut">;

const of = (id: string) => ({ params: { path: { config_id: id } } });

export const numbersOptions = queryOptions({
  queryKey: keys.numbers(),
  queryFn: ({ signal }) => ok(api.GET("/api/v1/whatsapp-configs", { params: { query: { limit: 100 } }, signal })),
});

export const numberOptions = (id: string) =>
  queryOptions({
    queryKey: keys.number(id),
    queryFn: ({ signal }) => ok(api.GET("/api/v1/whatsapp-configs/{config_id}", { ...of(id), signal })),
  });

export const capabilitiesOptions = (id: string) =>
  queryOptions({
    queryKey: keys.capabilities(id),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => ok(api.GET("/api/v1/whatsapp-configs/{config_id}/capabilities", { ...of(id), signal })),
  });

export const profileOptions = (id: string) =>
  queryOptions({
    queryKey: [...keys.number(id), "profile"],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/whatsapp-configs/{config_id}/profile", { ...of(id), signal })),
  });

export const deeds = {
  create: (key: string, body: Draft) => ok(api.POST("/api/v1/whatsapp-configs", { body, headers: once(key) })),
  change: (id: string, body: Draft) => ok(api.PUT("/api/v1/whatsapp-configs/{config_id}", { ...of(id), body })),
  remove: (id: string) => ok(api.DELETE("/api/v1/whatsapp-configs/{config_id}", of(id))),
  test: (id: string) => ok(api.POST("/api/v1/whatsapp-configs/{config_id}/test", of(id))),
  use: (id: string, on: boolean) =>
    on
      ? ok(api.POST("/api/v1/whatsapp-configs/{config_id}/activate", of(id)))
      : ok(api.POST("/api/v1/whatsapp-configs/{config_id}/deactivate", of(id))),
  sync: (id: string) => ok(api.POST("/api/v1/whatsapp-configs/{config_id}/sync", of(id))),
  restart: (id: string) => ok(api.POST("/api/v1/whatsapp-configs/{config_id}/restart", of(id))),
  disconnect: (id: string) => ok(api.POST("/api/v1/whatsapp-configs/{config_id}/disconnect", of(id))),
  offer: (id: string, phone?: string) =>
    ok(
      api.GET("/api/v1/whatsapp-configs/{config_id}/qrcode", {
        params: { path: { config_id: id }, query: phone ? { phone } : {} },
      }),
    ),
  profile: (id: string, body: Profile) =>
    ok(api.PUT("/api/v1/whatsapp-configs/{config_id}/profile", { ...of(id), body })),
};
