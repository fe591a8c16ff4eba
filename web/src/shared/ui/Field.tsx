import clsx from "clsx";
import { Eye, EyeOff, Search, X } from "lucide-react";
import { type ChangeEvent, type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

export const INPUT =
  "w-full rounded-control border border-control bg-surface px-3 text-base text-fg outline-none transition-colors duration-[120ms] " +
  "hover:border-fg-3 focus:border-brand focus:ring-1 focus:ring-brand disabled:opacity-60 aria-invalid:border-danger data-[invalid]:border-danger";

type Kind = "text" | "email" | "password" | "tel" | "url" | "search" | "number" | "time" | "date" | "datetime-local";

export type FieldProps = {
  label?: ReactNode;
  /** Heard where nothing is written above. */
  "aria-label"?: string;
  hint?: ReactNode;
  error?: string | null;
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
  placeholder?: string;
  type?: Kind;
  name?: string;
  autoComplete?: string;
  inputMode?: "text" | "numeric" | "decimal" | "tel" | "email" | "url";
  autoFocus?: boolean;
  isRequired?: boolean;
  isDisabled?: boolean;
  isReadOnly?: boolean;
  maxLength?: number;
  /** More than one line, of this height. */
  rows?: number;
  mono?: boolean;
  /** Drawn inside the field, at its end. */
  end?: ReactNode;
  className?: string;
};

/** Label above, hint below, the error in place of the hint. */
export function Field(props: FieldProps) {
  const { label, hint, error, value, onChange, type = "text", rows, mono, end, className } = props;
  const [shown, setShown] = useState(false);
  const { t } = useTranslation();
  const id = useId();
  const secret = type === "password";
  const told = error || hint;
  const shared = {
    id,
    value,
    name: props.name,
    placeholder: props.placeholder,
    autoComplete: props.autoComplete,
    autoFocus: props.autoFocus,
    required: props.isRequired,
    disabled: props.isDisabled,
    readOnly: props.isReadOnly,
    maxLength: props.maxLength,
    inputMode: props.inputMode,
    onBlur: props.onBlur,
    onKeyDown: props.onKeyDown,
    "aria-label": props["aria-label"],
    "aria-invalid": error ? true : undefined,
    "aria-describedby": told ? `${id}-told` : undefined,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => onChange(event.target.value),
  };
  return (
    <div className={clsx("flex flex-col gap-1.5", className)}>
      {label && (
        <label htmlFor={id} className="text-sm font-medium text-fg">
          {label}
        </label>
      )}
      <div className="relative">
        {rows ? (
          <textarea {...shared} rows={rows} className={clsx(INPUT, "resize-y py-2", mono && "font-mono text-sm")} />
        ) : (
          <input
            {...shared}
            type={secret && shown ? "text" : type}
            className={clsx(INPUT, "h-9 max-md:h-10", mono && "font-mono text-sm", (secret || end) && "pr-10")}
          />
        )}
        {secret && (
          <button
            type="button"
            aria-label={t(($) => (shown ? $.hideSecret : $.showSecret))}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
            className="absolute right-1 top-1 grid size-7 place-items-center rounded-chip text-fg-3 hover:text-fg [&_svg]:size-4"
          >
            {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          </button>
        )}
        {end && <div className="absolute inset-y-0 right-2 flex items-center">{end}</div>}
      </div>
      {told && (
        <p id={`${id}-told`} className={clsx("text-xs", error ? "text-danger" : "text-fg-3")}>
          {told}
        </p>
      )}
    </div>
  );
}

type SearchProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onSubmit?: (value: string) => void;
  autoFocus?: boolean;
  className?: string;
};

export function SearchBox({ label, value, onChange, onSubmit, autoFocus, className }: SearchProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLInputElement>(null);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter") onSubmit?.(value);
    if (event.key !== "Escape" || !value) return;
    event.stopPropagation();
    onChange("");
  };
  return (
    <search className={clsx("relative block", className)}>
      <Search className="pointer-events-none absolute left-2.5 top-2 size-4 text-fg-3" aria-hidden />
      <input
        ref={box}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        // biome-ignore lint/a11y/noAutofocus: where a dialog opens to search
        autoFocus={autoFocus}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKey}
        className="h-8 w-full rounded-control border border-line bg-bg pl-8 pr-8 text-sm text-fg outline-none hover:border-line-strong focus:border-brand focus:ring-1 focus:ring-brand [&::-webkit-search-cancel-button]:hidden"
      />
      {value && (
        <button
          type="button"
          aria-label={t(($) => $.clear)}
          onClick={() => {
            onChange("");
            box.current?.focus();
          }}
          className="absolute right-1 top-1 grid size-6 place-items-center rounded-chip text-fg-3 hover:text-fg"
        >
          <X className="size-3.5" aria-hidden />
        </button>
      )}
    </search>
  );
}
