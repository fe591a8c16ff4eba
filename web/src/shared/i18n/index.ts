import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { patiently } from "@/shared/code";

export const LANGUAGES = ["pt-BR", "en", "es"] as const;
export type Language = (typeof LANGUAGES)[number];
const KEPT = "pytake.locale";
const PSEUDO = "pytake.pseudo";

type Texts = { default: Record<string, unknown> };
const files = import.meta.glob<Texts>("./locales/*/*.json");

/** The languages' own names, the same in every language. */
export const NAMES: Record<Language, string> = { "pt-BR": "Português (Brasil)", en: "English", es: "Español" };

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.includes(value as Language);
}

function wished(): Language {
  const kept = localStorage.getItem(KEPT);
  if (isLanguage(kept)) return kept;
  const spoken = navigator.languages.map((l) => l.slice(0, 2).toLowerCase());
  const known = spoken.find((l) => l === "pt" || l === "en" || l === "es");
  return known === "en" || known === "es" ? known : "pt-BR";
}

/** Texts are fetched a namespace at a time, when a page first needs it. */
const onDemand = {
  type: "backend" as const,
  init() {},
  async read(language: string, namespace: string) {
    const load = files[`./locales/${language}/${namespace}.json`];
    if (!load) throw new Error(`no texts ${language}/${namespace}`);
    return (await patiently(load)).default;
  },
};

i18next.on("languageChanged", (language) => {
  document.documentElement.lang = language;
});

async function begin(): Promise<void> {
  const stretched = localStorage.getItem(PSEUDO) === "1";
  if (stretched) i18next.use((await import("./pseudo")).pseudo);
  await i18next
    .use(onDemand)
    .use(initReactI18next)
    .init({
      lng: wished(),
      fallbackLng: false,
      supportedLngs: [...LANGUAGES],
      ns: ["common"],
      defaultNS: "common",
      interpolation: { escapeValue: false },
      returnNull: false,
      postProcess: stretched ? ["pseudo"] : false,
      react: { useSuspense: true },
    });
}

export const i18nReady = begin();

/** Speaks another language from now on, in this browser. */
export async function speak(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  await i18next.changeLanguage(language);
}

export { i18next };
