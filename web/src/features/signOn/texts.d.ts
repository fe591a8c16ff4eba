import "i18next";
import type signOn from "@/shared/i18n/locales/pt-BR/signOn.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    signOn: typeof signOn;
  }
}
