import "i18next";
import type campaignWizard from "@/shared/i18n/locales/pt-BR/campaignWizard.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    campaignWizard: typeof campaignWizard;
  }
}
