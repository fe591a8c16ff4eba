import "i18next";
import type contacts from "@/shared/i18n/locales/pt-BR/contacts.json";
import type imports from "@/shared/i18n/locales/pt-BR/imports.json";
import type person from "@/shared/i18n/locales/pt-BR/person.json";
import type segments from "@/shared/i18n/locales/pt-BR/segments.json";

declare module "i18next" {
  interface ResourceNamespaceMap {
    contacts: typeof contacts;
    imports: typeof imports;
    person: typeof person;
    segments: typeof segments;
  }
}
