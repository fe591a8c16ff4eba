import clsx from "clsx";
import { Eye, EyeOff, Search, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import {
  Button as AriaButton,
  SearchField as AriaSearchField,
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField,
  type TextFieldProps,
} from "react-aria-components";
import { useTranslation } from "react-i18next";

export const INPUT =
  "w-full rounded-control border border-control bg-surface px-3 text-base text-fg outline-none transition-colors duration-[120ms] " +
  "hover:border-fg-3 focus:border-brand focus:ring-1 focus:ring-brand disabled:opacity-60 data-[invalid]:border-danger";

/** Label above, hint below, the error in place of the hint. */
export function Around({ label, hint, children }: { label?: ReactNode; hint?: ReactNode; children: ReactNode }) {
  return (
    <>
      {label && <Label className="text-sm font-medium text-fg">{label}</Label>}
      {children}
      {hint && (
        <Text slot="description" className="text-xs text-fg-3 group-data-[invalid]:hidden">
          {hint}
        </Text>
      )}
      <FieldError className="text-xs text-danger" />
    </>
  );
}

export type FieldProps = Omit<TextFieldProps, "children" | "className"> & {
  label?: ReactNode;
  hint?: ReactNode;
  placeholder?: string;
  /** More than one line, of this height. */
  rows?: number;
  mono?: boolean;
  /** Drawn inside the field, at its end. */
  end?: ReactNode;
  error?: string | null;
  className?: string;
};

export function Field({ label, hint, placeholder, rows, mono, end, error, className, type, ...rest }: FieldProps) {
  const [shown, setShown] = useState(false);
  const { t } = useTranslation();
  const secret = type === "password";
  return (
    <TextField
      {...rest}
      type={secret && shown ? "text" : type}
      isInvalid={rest.isInvalid ?? (error ? true : undefined)}
      className={clsx("group flex flex-col gap-1.5", className)}
    >
      {label && <Label className="text-sm font-medium text-fg">{label}</Label>}
      <div className="relative">
        {rows ? (
          <TextArea
            rows={rows}
            placeholder={placeholder}
            className={clsx(INPUT, "resize-y py-2", mono && "font-mono text-sm")}
          />
        ) : (
          <Input
            placeholder={placeholder}
            className={clsx(INPUT, "h-9", mono && "font-mono text-sm", (secret || end) && "pr-10")}
          />
        )}
        {secret && (
          <AriaButton
            aria-label={t(($) => (shown ? $.hideSecret : $.showSecret))}
            aria-pressed={shown}
            onPress={() => setShown(!shown)}
            className="absolute right-1 top-1 grid size-7 place-items-center rounded-chip text-fg-3 hover:text-fg [&_svg]:size-4"
          >
            {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          </AriaButton>
        )}
        {end && <div className="absolute inset-y-0 right-2 flex items-center">{end}</div>}
      </div>
      {hint && !error && (
        <Text slot="description" className="text-xs text-fg-3">
          {hint}
        </Text>
      )}
      <FieldError className="text-xs text-danger">{error ?? undefined}</FieldError>
    </TextField>
  );
}

export function SearchBox({
  label,
  value,
  onChange,
  className,
  onSubmit,
  autoFocus,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onSubmit?: (value: string) => void;
  className?: string;
  autoFocus?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <AriaSearchField
      aria-label={label}
      value={value}
      onChange={onChange}
      onSubmit={onSubmit}
      autoFocus={autoFocus}
      className={clsx("group relative", className)}
    >
      <Search className="pointer-events-none absolute left-2.5 top-2 size-4 text-fg-3" aria-hidden />
      <Input
        placeholder={label}
        className="h-8 w-full rounded-control border border-line bg-bg pl-8 pr-8 text-sm text-fg outline-none hover:border-line-strong focus:border-brand focus:ring-1 focus:ring-brand [&::-webkit-search-cancel-button]:hidden"
      />
      <AriaButton
        aria-label={t(($) => $.clear)}
        className="absolute right-1 top-1 grid size-6 place-items-center rounded-chip text-fg-3 hover:text-fg group-data-[empty]:hidden"
      >
        <X className="size-3.5" aria-hidden />
      </AriaButton>
    </AriaSearchField>
  );
}
