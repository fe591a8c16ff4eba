import "i18next";
import type query from "@/shared/i18n/locales/pt-BR/query.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    query: typeof query;
  }
}
