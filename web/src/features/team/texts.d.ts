import "i18next";
import type team from "@/shared/i18n/locales/pt-BR/team.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    team: typeof team;
  }
}
