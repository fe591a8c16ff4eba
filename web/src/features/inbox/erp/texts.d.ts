import "i18next";
import type erpCard from "@/shared/i18n/locales/pt-BR/erpCard.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    erpCard: typeof erpCard;
  }
}
