import "i18next";
import type common from "./locales/pt-BR/common.json";

// Each namespace adds itself beside the feature that speaks it: features/<name>/texts.d.ts.
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    enableSelector: true;
  }
  interface ResourceNamespaceMap {
    common: typeof common;
  }
}
