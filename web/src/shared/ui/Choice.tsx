import clsx from "clsx";
import { Check, ChevronDown, Minus } from "lucide-react";
import type { ReactNode } from "react";
import {
  Checkbox as AriaCheckbox,
  Radio as AriaRadio,
  Select as AriaSelect,
  Switch as AriaSwitch,
  Button,
  ComboBox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  RadioGroup,
  SelectValue,
  Text,
} from "react-aria-components";
import { INPUT } from "./Field";

export type Option = { id: string; label: string; hint?: string; icon?: ReactNode; disabled?: boolean };

const POPOVER =
  "min-w-(--trigger-width) max-h-80 overflow-auto rounded-node border border-line bg-surface p-1 shadow-e2 outline-none data-[entering]:animate-rise";

function Row({ option }: { option: Option }) {
  return (
    <ListBoxItem
      id={option.id}
      textValue={option.label}
      isDisabled={option.disabled}
      className="group flex cursor-default items-center gap-2 rounded-chip px-2 py-1.5 text-sm outline-none data-[focused]:bg-surface-2 data-[selected]:font-medium data-[disabled]:opacity-50"
    >
      {option.icon}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{option.label}</span>
        {option.hint && <span className="block truncate text-xs font-normal text-fg-3">{option.hint}</span>}
      </span>
      <Check className="invisible size-4 shrink-0 text-brand-fg group-data-[selected]:visible" aria-hidden />
    </ListBoxItem>
  );
}

type SelectProps = {
  label: string;
  /** The label is only heard. */
  quiet?: boolean;
  hint?: string;
  error?: string | null;
  options: Option[];
  value: string | null;
  onChange: (id: string) => void;
  placeholder?: string;
  disabled?: boolean;
  className?: string;
};

/** One of a few. For one of many, with typing, see Combo. */
export function Select({
  label,
  quiet,
  hint,
  error,
  options,
  value,
  onChange,
  placeholder,
  disabled,
  className,
}: SelectProps) {
  return (
    <AriaSelect
      aria-label={quiet ? label : undefined}
      value={value}
      onChange={(key) => key !== null && onChange(String(key))}
      placeholder={placeholder}
      isDisabled={disabled}
      isInvalid={Boolean(error)}
      className={clsx("group flex flex-col gap-1.5", className)}
    >
      {!quiet && <Label className="text-sm font-medium text-fg">{label}</Label>}
      <Button className={clsx(INPUT, "flex h-9 cursor-default items-center gap-2 text-left")}>
        <SelectValue className="min-w-0 flex-1 truncate data-[placeholder]:text-fg-3 [&_svg]:hidden [&_[data-hint]]:hidden">
          {({ selectedText, defaultChildren }) => selectedText || defaultChildren}
        </SelectValue>
        <ChevronDown className="size-4 shrink-0 text-fg-3" aria-hidden />
      </Button>
      {hint && !error && (
        <Text slot="description" className="text-xs text-fg-3">
          {hint}
        </Text>
      )}
      <FieldError className="text-xs text-danger">{error ?? undefined}</FieldError>
      <Popover className={POPOVER}>
        <ListBox items={options} className="outline-none">
          {(option) => <Row option={option} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

/** One of many: type to narrow. */
export function Combo({
  label,
  quiet,
  hint,
  error,
  options,
  value,
  onChange,
  placeholder,
  className,
  onType,
  disabled,
}: SelectProps & {
  /** The options come from the server: told what was typed. */
  onType?: (text: string) => void;
}) {
  return (
    <ComboBox
      aria-label={quiet ? label : undefined}
      value={value}
      onChange={(key) => onChange(key === null ? "" : String(key))}
      onInputChange={onType}
      defaultItems={onType ? undefined : options}
      items={onType ? options : undefined}
      isInvalid={Boolean(error)}
      isDisabled={disabled}
      menuTrigger="focus"
      className={clsx("group flex flex-col gap-1.5", className)}
    >
      {!quiet && <Label className="text-sm font-medium text-fg">{label}</Label>}
      <div className="relative">
        <Input placeholder={placeholder} className={clsx(INPUT, "h-9 pr-8")} />
        <Button className="absolute right-1 top-1 grid size-7 place-items-center text-fg-3">
          <ChevronDown className="size-4" aria-hidden />
        </Button>
      </div>
      {hint && !error && (
        <Text slot="description" className="text-xs text-fg-3">
          {hint}
        </Text>
      )}
      <FieldError className="text-xs text-danger">{error ?? undefined}</FieldError>
      <Popover className={POPOVER}>
        <ListBox<Option> className="outline-none">{(option) => <Row option={option} />}</ListBox>
      </Popover>
    </ComboBox>
  );
}

export function Checkbox({
  children,
  label,
  checked,
  some,
  onChange,
  disabled,
  slot,
}: {
  children?: ReactNode;
  /** Heard where there is no text beside it. */
  label?: string;
  checked?: boolean;
  /** Some of what it stands for is chosen. */
  some?: boolean;
  onChange?: (checked: boolean) => void;
  disabled?: boolean;
  slot?: string;
}) {
  return (
    <AriaCheckbox
      slot={slot}
      aria-label={label}
      isSelected={checked}
      isIndeterminate={some}
      onChange={onChange}
      isDisabled={disabled}
      className="group flex min-h-6 cursor-default items-center gap-2 text-sm text-fg data-[disabled]:opacity-50"
    >
      <span className="grid size-4 shrink-0 place-items-center rounded-[4px] border border-control bg-surface group-data-[focus-visible]:outline-2 group-data-[focus-visible]:outline-offset-2 group-data-[focus-visible]:outline-brand group-data-[indeterminate]:border-brand group-data-[indeterminate]:bg-brand group-data-[selected]:border-brand group-data-[selected]:bg-brand">
        <Check
          className="hidden size-3 text-on-brand group-data-[selected]:block group-data-[indeterminate]:hidden"
          strokeWidth={3}
          aria-hidden
        />
        <Minus className="hidden size-3 text-on-brand group-data-[indeterminate]:block" strokeWidth={3} aria-hidden />
      </span>
      {children}
    </AriaCheckbox>
  );
}

export function Switch({
  children,
  label,
  checked,
  onChange,
  disabled,
}: {
  children?: ReactNode;
  label?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
}) {
  return (
    <AriaSwitch
      aria-label={label}
      isSelected={checked}
      onChange={onChange}
      isDisabled={disabled}
      className="group flex min-h-6 cursor-default items-center gap-2.5 text-sm text-fg data-[disabled]:opacity-50"
    >
      <span className="flex h-5 w-9 shrink-0 items-center rounded-full bg-control px-0.5 transition-colors duration-[120ms] group-data-[focus-visible]:outline-2 group-data-[focus-visible]:outline-offset-2 group-data-[focus-visible]:outline-brand group-data-[selected]:bg-brand">
        <span className="size-4 rounded-full bg-surface transition-transform duration-[120ms] group-data-[selected]:translate-x-4" />
      </span>
      {children}
    </AriaSwitch>
  );
}

/** One of a few, all in sight. */
export function Radios({
  label,
  options,
  value,
  onChange,
}: {
  label: string;
  options: Option[];
  value: string;
  onChange: (id: string) => void;
}) {
  return (
    <RadioGroup value={value} onChange={onChange} className="flex flex-col gap-2">
      <Label className="text-sm font-medium text-fg">{label}</Label>
      {options.map((option) => (
        <AriaRadio
          key={option.id}
          value={option.id}
          isDisabled={option.disabled}
          className="group flex min-h-6 cursor-default items-start gap-2.5 text-sm text-fg data-[disabled]:opacity-50"
        >
          <span className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-control bg-surface group-data-[focus-visible]:outline-2 group-data-[focus-visible]:outline-offset-2 group-data-[focus-visible]:outline-brand group-data-[selected]:border-brand">
            <span className="size-2 rounded-full group-data-[selected]:bg-brand" />
          </span>
          <span>
            {option.label}
            {option.hint && <span className="block text-xs text-fg-3">{option.hint}</span>}
          </span>
        </AriaRadio>
      ))}
    </RadioGroup>
  );
}
