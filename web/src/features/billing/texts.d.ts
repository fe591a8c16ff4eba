import "i18next";
import type billing from "@/shared/i18n/locales/pt-BR/billing.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    billing: typeof billing;
  }
}
