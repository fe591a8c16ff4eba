import clsx from "clsx";
import { ChevronDown } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { INPUT } from "./Field";
import { type Option, Options, step } from "./Options";

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

type Frame = Pick<SelectProps, "label" | "quiet" | "hint" | "error" | "className"> & {
  id: string;
  children: ReactNode;
};

function Framed({ id, label, quiet, hint, error, className, children }: Frame) {
  const told = error || hint;
  return (
    <div className={clsx("flex flex-col gap-1.5", className)}>
      <label id={`${id}-label`} htmlFor={id} className={quiet ? "sr-only" : "text-sm font-medium text-fg"}>
        {label}
      </label>
      {children}
      {told && (
        <p id={`${id}-told`} className={clsx("text-xs", error ? "text-danger" : "text-fg-3")}>
          {told}
        </p>
      )}
    </div>
  );
}

/** One of a few. For one of many, with typing, see Combo. */
export function Select(props: SelectProps) {
  const { options, value, onChange, placeholder, disabled, label, error, hint } = props;
  const id = useId();
  const field = useRef<HTMLButtonElement>(null);
  const typed = useRef({ text: "", at: 0 });
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const chosen = options.find((o) => o.id === value);
  const show = () => {
    setAt(options.findIndex((o) => o.id === value));
    setOpen(true);
  };
  const close = useCallback(() => setOpen(false), []);
  const pick = (option: Option | undefined) => {
    if (!option || option.disabled) return;
    setOpen(false);
    if (option.id !== value) onChange(option.id);
  };
  const onKey = (event: KeyboardEvent) => {
    const { key } = event;
    if (key === "Tab") setOpen(false);
    else if (key === "Escape" && open) {
      event.stopPropagation();
      setOpen(false);
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      if (!open) show();
      else setAt(step(options, at, key === "ArrowDown" ? 1 : -1));
    } else if (key === "Home" || key === "End") {
      setAt(key === "Home" ? step(options, -1, 1) : step(options, options.length, -1));
    } else if ((key === "Enter" || key === " ") && open) pick(options[at]);
    else if (key.length === 1 && key !== " " && !event.ctrlKey && !event.metaKey) {
      const now = Date.now();
      const text = (now - typed.current.at < 700 ? typed.current.text : "") + key.toLowerCase();
      typed.current = { text, at: now };
      const found = options.findIndex((o) => !o.disabled && o.label.toLowerCase().startsWith(text));
      if (found >= 0) {
        if (open) setAt(found);
        else pick(options[found]);
      }
    } else return;
    if (key !== "Tab") event.preventDefault();
  };
  return (
    <Framed {...props} id={id}>
      <button
        ref={field}
        id={id}
        type="button"
        role="combobox"
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-controls={open ? `${id}-list` : undefined}
        aria-activedescendant={open && at >= 0 ? `${id}-list-${at}` : undefined}
        aria-labelledby={`${id}-label`}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-told` : undefined}
        disabled={disabled}
        onClick={() => (open ? setOpen(false) : show())}
        onKeyDown={onKey}
        onBlur={close}
        className={clsx(INPUT, "flex h-9 cursor-default items-center gap-2 text-left max-md:h-10 [&_svg]:size-4")}
      >
        {chosen?.icon}
        <span className={clsx("min-w-0 flex-1 truncate", !chosen && "text-fg-3")} title={chosen?.label}>
          {chosen?.label ?? placeholder}
        </span>
        <ChevronDown className="shrink-0 text-fg-3" aria-hidden />
      </button>
      {open && (
        <Options
          id={`${id}-list`}
          label={label}
          options={options}
          at={at}
          chosen={value}
          anchor={field}
          onPick={pick}
          onClose={close}
        />
      )}
    </Framed>
  );
}

const bare = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/** One of many: type to narrow. Leaving with words that name nothing puts back what was chosen. */
export function Combo(
  props: SelectProps & {
    /** The options come from the server: told what was typed. */
    onType?: (text: string) => void;
  },
) {
  const { options, value, onChange, placeholder, disabled, label, error, hint, onType } = props;
  const { t } = useTranslation();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const [typed, setTyped] = useState<string | null>(null);
  const chosen = options.find((o) => o.id === value);
  const name = useRef("");
  useEffect(() => {
    if (chosen) name.current = chosen.label;
    else if (!value) name.current = "";
  }, [chosen, value]);
  const shown =
    onType || typed === null || !typed
      ? options
      : options.filter((o) => bare(`${o.label} ${o.hint ?? ""}`).includes(bare(typed)));
  const close = useCallback(() => {
    setOpen(false);
    setTyped(null);
  }, []);
  const pick = (option: Option | undefined) => {
    if (!option || option.disabled) return;
    name.current = option.label;
    close();
    onChange(option.id);
  };
  const onKey = (event: KeyboardEvent) => {
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (!open) setOpen(true);
      else setAt(step(shown, at, key === "ArrowDown" ? 1 : -1));
    } else if (key === "Enter" && open) pick(shown[at]);
    else if (key === "Escape" && open) {
      event.stopPropagation();
      close();
    } else return;
    event.preventDefault();
  };
  return (
    <Framed {...props} id={id}>
      <div className="relative">
        <input
          ref={field}
          id={id}
          role="combobox"
          autoComplete="off"
          aria-autocomplete="list"
          aria-expanded={open}
          aria-controls={open ? `${id}-list` : undefined}
          aria-activedescendant={open && shown[at] ? `${id}-list-${at}` : undefined}
          aria-invalid={error ? true : undefined}
          aria-describedby={error || hint ? `${id}-told` : undefined}
          placeholder={placeholder}
          disabled={disabled}
          value={typed ?? chosen?.label ?? name.current}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
            setOpen(true);
            onType?.(event.target.value);
            if (!event.target.value && value) onChange("");
          }}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onBlur={close}
          onKeyDown={onKey}
          className={clsx(INPUT, "h-9 pr-8 max-md:h-10")}
        />
        <ChevronDown
          className="pointer-events-none absolute right-2.5 top-1/2 size-4 -translate-y-1/2 text-fg-3"
          aria-hidden
        />
      </div>
      {open && (
        <Options
          id={`${id}-list`}
          label={label}
          options={shown}
          at={at}
          chosen={value}
          anchor={field}
          onPick={pick}
          onClose={close}
          empty={t(($) => $.palette.nothing)}
        />
      )}
    </Framed>
  );
}
