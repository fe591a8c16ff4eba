import { type CSSProperties, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Shades, shadesOf } from "@/shared/brand/shades";

const GROUNDS = {
  light: { "--surface": "#ffffff", "--fg": "#0f1715", "--line": "#e1e6e4" },
  dark: { "--surface": "#121817", "--fg": "#e9eeec", "--line": "#232d2b" },
} as const;

const tokens = (shades: Shades): CSSProperties =>
  Object.fromEntries(Object.entries(shades).map(([name, colour]) => [`--${name}`, colour])) as CSSProperties;

/** The door in both themes, with what is not stored yet; `colour` null: PyTake's own. */
export function BrandPreview({ colour, name, logo }: { colour: string | null; name: string; logo: string | null }) {
  const { t } = useTranslation("platform");
  const shades = useMemo(() => colour && shadesOf(colour), [colour]);
  return (
    <fieldset aria-label={t(($) => $.brand.preview)} className="grid gap-2 sm:grid-cols-2">
      {(["light", "dark"] as const).map((theme) => (
        <div
          key={theme}
          data-theme={theme}
          style={{ ...(GROUNDS[theme] as CSSProperties), ...(shades ? tokens(shades[theme]) : {}) }}
          className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4 text-fg"
        >
          <span className="flex min-w-0 items-center gap-2">
            <img src={logo ?? "/app/favicon.svg"} alt="" className="size-7 object-contain" />
            <span className="truncate font-semibold">{name}</span>
          </span>
          <span className="w-fit rounded-control bg-brand-soft px-2 py-0.5 text-xs font-medium text-brand-fg">
            {t(($) => $.brand.badge)}
          </span>
          <span className="rounded-control bg-brand px-3 py-1.5 text-center text-sm font-medium text-on-brand">
            {t(($) => $.brand.enter)}
          </span>
        </div>
      ))}
    </fieldset>
  );
}
