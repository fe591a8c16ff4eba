import "i18next";
import type dashboard from "@/shared/i18n/locales/pt-BR/dashboard.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    dashboard: typeof dashboard;
  }
}
