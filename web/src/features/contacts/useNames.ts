import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, keys, may, ok } from "@/shared/api";

type Kind = "user" | "api_key" | "flow" | "campaign" | "system" | "contact";

/** Who did something, as people say it. */
export function useDoer(): (kind: string, id: string | null) => string {
  const { t } = useTranslation("person");
  const users = useQuery({
    queryKey: [...keys.users(), "names"],
    enabled: may("read:users"),
    queryFn: ({ signal }) => ok(api.GET("/api/v1/users", { params: { query: { limit: 100 } }, signal })),
  }).data?.data;
  return (kind, id) => {
    const person = kind === "user" ? users?.find((one) => one.id === id) : undefined;
    return person?.name ?? t(($) => $.by[kind as Kind]);
  };
}
