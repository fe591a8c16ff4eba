import "i18next";
import type campaigns from "@/shared/i18n/locales/pt-BR/campaigns.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    campaigns: typeof campaigns;
  }
}
