import { useTranslation } from "react-i18next";
import { Field, Select } from "@/shared/ui";
import { useWords } from "../canvas/useWords";
import { useForm, type ValueProps } from "./form";

const UNITS: [string, number][] = [
  ["seconds", 1],
  ["minutes", 60],
  ["hours", 3600],
  ["days", 86_400],
];

/** A length of time in its largest whole unit. */
export function Duration({ value, onChange, label, error }: ValueProps) {
  const { t } = useTranslation("flows");
  const words = useWords();
  const { disabled } = useForm();
  const seconds = typeof value === "number" ? value : null;
  const [unit, size] = [...UNITS].reverse().find(([, one]) => seconds && seconds % one === 0) ?? ["minutes", 60];
  return (
    <div className="flex items-end gap-2">
      <Field
        className="min-w-0 flex-1"
        label={label}
        type="number"
        isDisabled={disabled}
        error={error}
        placeholder={t(($) => $.inspector.none)}
        value={seconds === null ? "" : String(seconds / size)}
        onChange={(text) => onChange(text === "" ? undefined : Math.max(0, Math.round(Number(text) * size)))}
      />
      <Select
        quiet
        className="w-28"
        label={t(($) => $.inspector.unit, { name: label })}
        disabled={disabled}
        value={unit}
        onChange={(next) => {
          const chosen = UNITS.find(([id]) => id === next)?.[1] ?? 1;
          onChange(Math.max(1, seconds === null ? 1 : seconds / size) * chosen);
        }}
        options={UNITS.map(([id]) => ({ id, label: words.choice(id) }))}
      />
    </div>
  );
}

/** A number of a unit that is kept beside it. */
export function Amount({ value, onChange, label, error }: ValueProps) {
  const { t } = useTranslation("flows");
  const words = useWords();
  const { node, change, disabled } = useForm();
  return (
    <div className="flex items-end gap-2">
      <Field
        className="min-w-0 flex-1"
        label={label}
        type="number"
        isDisabled={disabled}
        error={error}
        value={value == null ? "" : String(value)}
        onChange={(text) => onChange(text === "" ? undefined : Number(text))}
      />
      <Select
        quiet
        className="w-28"
        label={t(($) => $.inspector.unit, { name: label })}
        disabled={disabled}
        value={String(node.data.unit ?? "seconds")}
        onChange={(unit) => change({ unit }, "unit")}
        options={UNITS.map(([id]) => ({ id, label: words.choice(id) }))}
      />
    </div>
  );
}
