import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { brandingOptions } from "@/shared/api";
import { LANGUAGES, NAMES, speak } from "@/shared/i18n";
/** The frame of the pages before signing in: one card, and the language. */
export function Door({
  title,
  about,
  children,
  below,
}: {
  title: string;
  about?: string;
  children: ReactNode;
  below?: ReactNode;
}) {
  const { t, i18n } = useTranslation();
  const { data: brand } = useQuery(brandingOptions);
  return (
    <main className="grid min-h-full place-items-center bg-bg p-4">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex items-center justify-center gap-2.5">
          <img src={brand?.logo_url ?? "/app/favicon.svg"} alt="" className="size-9 object-contain" />
          <span className="text-xl font-semibold">{brand?.name ?? "PyTake"}</span>
        </div>
        <div className="rounded-card border border-line bg-surface p-6 shadow-e2">
          <h1 className="text-xl font-semibold">{title}</h1>
          {about && <p className="mt-1 text-sm text-fg-2">{about}</p>}
          <div className="mt-5">{children}</div>
        </div>
        {below && <div className="mt-4 text-center text-sm text-fg-2">{below}</div>}
        <nav aria-label={t(($) => $.palette.language)} className="mt-6 flex justify-center gap-1">
          {LANGUAGES.map((language) => (
            <button
              key={language}
              type="button"
              lang={language}
              aria-pressed={i18n.language === language}
              onClick={() => void speak(language)}
              className="min-h-8 rounded-control px-2 text-xs text-fg-3 hover:text-fg aria-pressed:font-medium aria-pressed:text-brand-fg"
            >
              {NAMES[language]}
            </button>
          ))}
        </nav>
      </div>
    </main>
  );
}

/** The one thing to press. Plain, as everything here: who is outside fetches nothing of the inside. */
export function Go({ busy, children }: { busy: boolean; children: ReactNode }) {
  return (
    <button
      type={busy ? "button" : "submit"}
      aria-disabled={busy || undefined}
      className="h-9 rounded-control bg-brand px-4 text-base font-medium text-on-brand hover:bg-brand-hover aria-disabled:opacity-70 max-md:h-10"
    >
      {children}
    </button>
  );
}
