import "i18next";
import type ai from "@/shared/i18n/locales/pt-BR/ai.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    ai: typeof ai;
  }
}
