import "i18next";
import type auth from "@/shared/i18n/locales/pt-BR/auth.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    auth: typeof auth;
  }
}
