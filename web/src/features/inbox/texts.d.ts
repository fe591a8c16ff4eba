import "i18next";
import type inbox from "@/shared/i18n/locales/pt-BR/inbox.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    inbox: typeof inbox;
  }
}
