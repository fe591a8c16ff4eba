import "i18next";
import type templates from "@/shared/i18n/locales/pt-BR/templates.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    templates: typeof templates;
  }
}
