import "i18next";
import type erps from "@/shared/i18n/locales/pt-BR/erps.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    erps: typeof erps;
  }
}
