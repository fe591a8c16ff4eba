import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { may } from "@/shared/api";
import { peopleOptions } from "@/shared/known";

type Kind = "user" | "api_key" | "flow" | "campaign" | "system" | "contact";

/** Who did something, as people say it. */
export function useDoer(): (kind: string, id: string | null) => string {
  const { t } = useTranslation("person");
  const users = useQuery({ ...peopleOptions, enabled: may("read:users") }).data?.data;
  return (kind, id) => {
    const person = kind === "user" ? users?.find((one) => one.id === id) : undefined;
    return person?.name ?? t(($) => $.by[kind as Kind]);
  };
}
