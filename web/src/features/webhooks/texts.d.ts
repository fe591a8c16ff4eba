import "i18next";
import type webhooks from "@/shared/i18n/locales/pt-BR/webhooks.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    webhooks: typeof webhooks;
  }
}
