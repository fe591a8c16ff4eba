import "i18next";
import type costs from "@/shared/i18n/locales/pt-BR/costs.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    costs: typeof costs;
  }
}
