import { useTranslation } from "react-i18next";
import { Field, Select } from "@/shared/ui";
import type { Delay, Unit } from "../model";

type Props = {
  label: string;
  delay: Delay;
  error?: string | null;
  disabled?: boolean;
  onChange: (delay: Partial<Delay>) => void;
};

/** So many minutes, hours or days. */
export function DelayFields({ label, delay, error, disabled, onChange }: Props) {
  const { t } = useTranslation("campaignWizard");
  return (
    <div className="flex items-start gap-2">
      <Field
        className="w-40"
        label={label}
        inputMode="decimal"
        value={delay.amount}
        error={error}
        isDisabled={disabled}
        onChange={(amount) => onChange({ amount })}
      />
      <Select
        className="w-32 pt-[26px]"
        quiet
        label={t(($) => $.unit)}
        options={(["minutes", "hours", "days"] as const).map((id) => ({ id, label: t(($) => $.units[id]) }))}
        value={delay.unit}
        disabled={disabled}
        onChange={(unit) => onChange({ unit: unit as Unit })}
      />
    </div>
  );
}
