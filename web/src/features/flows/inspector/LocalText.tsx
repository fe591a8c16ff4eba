import { useTranslation } from "react-i18next";
import { wording } from "../model/words";
import type { ValueProps } from "./form";
import { VariableText } from "./VariableText";

const LANGUAGES = ["pt-BR", "en", "es"] as const;

/** One text, or one for each language. */
export function LocalText({
  field,
  value,
  onChange,
  label,
  error,
  rows,
  quiet,
}: ValueProps & { rows?: number; quiet?: boolean }) {
  const { t } = useTranslation("flows");
  const split = typeof value === "object" && value !== null;
  const empty = field.default === null ? undefined : "";
  const toggle = (
    <button
      type="button"
      onClick={() => onChange(split ? wording(value) : { "pt-BR": wording(value) })}
      className="min-h-6 self-start rounded-chip text-xs text-brand-fg hover:underline"
    >
      {t(($) => (split ? $.inspector.oneText : $.inspector.perLanguage))}
    </button>
  );
  if (!split)
    return (
      <div className="flex flex-col gap-0.5">
        <VariableText
          label={label}
          quiet={quiet}
          value={wording(value)}
          onChange={(text) => onChange(text === "" ? empty : text)}
          rows={rows}
          most={field.most_characters}
          error={error}
        />
        {!quiet && wording(value) && toggle}
      </div>
    );
  const texts = value as Record<string, string>;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium text-fg">{label}</legend>
      {LANGUAGES.map((language) => (
        <VariableText
          key={language}
          label={t(($) => $.sim.languages[language])}
          small
          value={texts[language] ?? ""}
          onChange={(text) => onChange({ ...texts, [language]: text || undefined })}
          rows={rows}
          most={field.most_characters}
          error={language === "pt-BR" ? error : null}
        />
      ))}
      {toggle}
    </fieldset>
  );
}
