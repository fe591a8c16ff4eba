import "i18next";
import type outages from "@/shared/i18n/locales/pt-BR/outages.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    outages: typeof outages;
  }
}
