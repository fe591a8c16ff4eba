import "i18next";
import type profile from "@/shared/i18n/locales/pt-BR/profile.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    profile: typeof profile;
  }
}
