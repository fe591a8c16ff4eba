import clsx from "clsx";
import { Check, Minus } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import type { Option } from "./Options";

type CheckboxProps = {
  children?: ReactNode;
  /** Heard where there is no text beside it. */
  label?: string;
  checked?: boolean;
  /** Some of what it stands for is chosen. */
  some?: boolean;
  onChange?: (checked: boolean) => void;
  disabled?: boolean;
};

export function Checkbox({ children, label, checked = false, some = false, onChange, disabled }: CheckboxProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = some;
  }, [some]);
  return (
    <label
      className={clsx(
        "relative flex min-h-6 items-center gap-2 text-sm text-fg max-md:min-h-10",
        disabled && "opacity-50",
      )}
    >
      <input
        ref={box}
        type="checkbox"
        aria-label={children ? undefined : label}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange?.(event.target.checked)}
        className="peer absolute inset-y-0 left-0 m-auto size-6 -translate-x-1 cursor-default opacity-0"
      />
      <span
        aria-hidden
        className={clsx(
          "grid size-4 shrink-0 place-items-center rounded-[4px] border peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-brand",
          checked || some ? "border-brand bg-brand text-on-brand" : "border-control bg-surface",
        )}
      >
        {some ? (
          <Minus className="size-3" strokeWidth={3} />
        ) : checked ? (
          <Check className="size-3" strokeWidth={3} />
        ) : null}
      </span>
      {children}
    </label>
  );
}

type SwitchProps = {
  children?: ReactNode;
  label?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
};

/** On or off, at once. */
export function Switch({ children, label, checked, onChange, disabled }: SwitchProps) {
  return (
    <label
      className={clsx(
        "relative flex min-h-6 items-center gap-2.5 text-sm text-fg max-md:min-h-10",
        disabled && "opacity-50",
      )}
    >
      <input
        type="checkbox"
        role="switch"
        aria-checked={checked}
        aria-label={children ? undefined : label}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        className="peer absolute inset-y-0 left-0 m-auto h-6 w-9 cursor-default opacity-0"
      />
      <span
        aria-hidden
        className={clsx(
          "flex h-5 w-9 shrink-0 items-center rounded-full px-0.5 transition-colors duration-[120ms] peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-brand",
          checked ? "bg-brand" : "bg-control",
        )}
      >
        <span
          className={clsx(
            "size-4 rounded-full bg-surface transition-transform duration-[120ms]",
            checked && "translate-x-4",
          )}
        />
      </span>
      {children}
    </label>
  );
}

type RadiosProps = { label: string; options: Option[]; value: string; onChange: (id: string) => void };

/** One of a few, all in sight. */
export function Radios({ label, options, value, onChange }: RadiosProps) {
  const name = useId();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 text-sm font-medium text-fg">{label}</legend>
      {options.map((option) => (
        <label
          key={option.id}
          className={clsx("relative flex min-h-6 items-start gap-2.5 text-sm text-fg", option.disabled && "opacity-50")}
        >
          <input
            type="radio"
            name={name}
            checked={option.id === value}
            disabled={option.disabled}
            onChange={() => onChange(option.id)}
            className="peer absolute -left-1 -top-0.5 size-6 cursor-default opacity-0"
          />
          <span
            aria-hidden
            className={clsx(
              "mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border bg-surface peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-brand",
              option.id === value ? "border-brand" : "border-control",
            )}
          >
            {option.id === value && <span className="size-2 rounded-full bg-brand" />}
          </span>
          <span>
            {option.label}
            {option.hint && <span className="block text-xs text-fg-3">{option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
