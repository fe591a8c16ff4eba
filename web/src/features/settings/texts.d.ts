import "i18next";
import type settings from "@/shared/i18n/locales/pt-BR/settings.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    settings: typeof settings;
  }
}
