import { useTranslation } from "react-i18next";
import type { Person } from "../api";
import { among, keyOf, ROLES } from "../model";

/** The words for roles and permissions; a newer server's own where there are none. */
export function useWords() {
  const { t, i18n } = useTranslation("team");
  const role = (name: string) => {
    const known = among(ROLES, name);
    return known ? t(($) => $.role[known]) : name;
  };
  return {
    role,
    /** The role that somebody has: one that every company has, or one of its own. */
    roleOf: (person: Pick<Person, "role" | "custom_role">) => person.custom_role?.name ?? role(person.role),
    permission: (name: string) =>
      i18n.exists(`team:permission.${keyOf(name)}`) ? t(($) => $.permission[keyOf(name) as "read_flows"]) : name,
    action: (name: string) =>
      i18n.exists(`team:activity.${name}`) ? t(($) => $.activity[name as "user_added"]) : name.replaceAll("_", " "),
  };
}
