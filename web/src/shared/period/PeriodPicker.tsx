import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Field } from "@/shared/ui";
import { PERIODS, type Period } from "./model";

const STEP =
  "h-8 rounded-chip px-2.5 text-sm text-fg-2 hover:bg-surface-2 aria-pressed:bg-brand-soft aria-pressed:font-medium aria-pressed:text-brand-fg";

type PickerProps = { value: Period; usual: string; onChange: (period: Period) => void };

/** Today, the last so many days, or two days and what lies between. */
export function PeriodPicker({ value, usual, onChange }: PickerProps) {
  const { t } = useTranslation();
  const today = useFormat().dayKey(Date.now());
  const custom = Boolean(value.from && value.to);
  return (
    <>
      <fieldset className="flex flex-wrap rounded-control border border-line bg-surface p-0.5">
        <legend className="sr-only">{t(($) => $.period.title)}</legend>
        {PERIODS.map((period) => (
          <button
            key={period}
            type="button"
            aria-pressed={!custom && (value.period ?? usual) === period}
            onClick={() => onChange({ period, from: undefined, to: undefined })}
            className={STEP}
          >
            {t(($) => $.period[period])}
          </button>
        ))}
        <button
          type="button"
          aria-pressed={custom}
          onClick={() => onChange({ ...value, from: today, to: today })}
          className={STEP}
        >
          {t(($) => $.period.custom)}
        </button>
      </fieldset>
      {custom && (
        <span className="flex items-center gap-1">
          <Field
            aria-label={t(($) => $.period.from)}
            type="date"
            value={value.from ?? ""}
            onChange={(from) => onChange({ ...value, from: from || today })}
          />
          <Field
            aria-label={t(($) => $.period.to)}
            type="date"
            value={value.to ?? ""}
            onChange={(to) => onChange({ ...value, to: to || today })}
          />
        </span>
      )}
    </>
  );
}
