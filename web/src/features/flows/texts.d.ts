import "i18next";
import type flows from "@/shared/i18n/locales/pt-BR/flows.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    flows: typeof flows;
  }
}
