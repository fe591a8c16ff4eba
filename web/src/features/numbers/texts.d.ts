import "i18next";
import type numbers from "@/shared/i18n/locales/pt-BR/numbers.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    numbers: typeof numbers;
  }
}
