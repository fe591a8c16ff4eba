import { useTranslation } from "react-i18next";
import { ACTIONS, among } from "../model";

const AREAS = [
  "contacts",
  "conversations",
  "whatsapp",
  "flows",
  "campaigns",
  "users",
  "ai",
  "privacy",
  "erp",
  "realtime",
  "notifications",
  "auth",
  "templates",
  "segments",
  "webhooks",
  "tenants",
  "dashboard",
  "retention",
] as const;

/** What records say, in the person's language; what has no word is told as it is. */
export function useAuditWords() {
  const { t } = useTranslation("privacy");
  return {
    action: (told: string) => {
      const action = among(ACTIONS, told);
      return action ? t(($) => $.action[action]) : told;
    },
    area: (told: string) => {
      const area = among(AREAS, told);
      return area ? t(($) => $.area[area]) : told;
    },
  };
}
