import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Option } from "@/shared/ui";
import { rolesOptions } from "../api";
import { ROLES } from "../model";

/** The roles that somebody can be given: those that every company has, then its own. */
export function useRoleOptions(): Option[] {
  const { t } = useTranslation("team");
  const roles = useQuery(rolesOptions);
  const own = (roles.data?.data ?? []).flatMap(({ id, name, description }) =>
    id ? [{ id, label: name, hint: description || undefined }] : [],
  );
  return [...ROLES.map((id) => ({ id, label: t(($) => $.role[id]), hint: t(($) => $.roleHint[id]) })), ...own];
}
