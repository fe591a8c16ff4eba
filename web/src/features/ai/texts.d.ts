import "i18next";
import type ai from "@/shared/i18n/locales/pt-BR/ai.json";
import type knowledge from "@/shared/i18n/locales/pt-BR/knowledge.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    ai: typeof ai;
    knowledge: typeof knowledge;
  }
}
