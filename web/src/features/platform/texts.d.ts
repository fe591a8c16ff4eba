import "i18next";
import type platform from "@/shared/i18n/locales/pt-BR/platform.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    platform: typeof platform;
  }
}
