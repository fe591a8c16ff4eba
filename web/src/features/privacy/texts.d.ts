import "i18next";
import type privacy from "@/shared/i18n/locales/pt-BR/privacy.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    privacy: typeof privacy;
  }
}
