import "i18next";
import type routing from "@/shared/i18n/locales/pt-BR/routing.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    routing: typeof routing;
  }
}
