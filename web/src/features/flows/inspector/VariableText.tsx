import clsx from "clsx";
import { Braces } from "lucide-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { INPUT } from "@/shared/ui";
import { completed, typedName } from "../model/variables";
import { useForm } from "./form";

type Props = {
  label: string;
  quiet?: boolean;
  /** One of several under a label of their own. */
  small?: boolean;
  value: string;
  onChange: (text: string) => void;
  rows?: number;
  most?: number | null;
  error?: string | null;
  placeholder?: string;
  mono?: boolean;
  /** A bare name is asked for, not a text with names in it. */
  bare?: boolean;
};
const MOST = 8;

/** A text that completes `{{ names }}` and counts against its limit. */
export function VariableText({
  label,
  quiet,
  small,
  value,
  onChange,
  rows,
  most,
  error,
  placeholder,
  mono,
  bare,
}: Props) {
  const { t } = useTranslation("flows");
  const { variables, disabled } = useForm();
  const id = useId();
  const field = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const [open, setOpen] = useState<{ word: string; at: number } | null>(null);
  const wanted = open?.word.toLowerCase() ?? "";
  const found = open ? variables.filter((name) => name.toLowerCase().includes(wanted)).slice(0, MOST) : [];
  const look = (text: string, cursor: number) => {
    const typed = bare ? (text ? { word: text } : null) : typedName(text, cursor);
    setOpen(typed ? { word: typed.word, at: 0 } : null);
  };
  const take = (name: string | undefined) => {
    if (!name) return;
    const cursor = field.current?.selectionStart ?? value.length;
    const next = bare ? { text: name, cursor: name.length } : completed(value, cursor, name);
    onChange(next.text);
    setOpen(null);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.cursor, next.cursor);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open || found.length === 0) return;
    if (event.key === "ArrowDown") setOpen({ ...open, at: Math.min(found.length - 1, open.at + 1) });
    else if (event.key === "ArrowUp") setOpen({ ...open, at: Math.max(0, open.at - 1) });
    else if (event.key === "Enter" || (event.key === "Tab" && !bare)) take(found[open.at]);
    else if (event.key === "Escape") setOpen(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const shared = {
    id,
    ref: field,
    value,
    disabled,
    placeholder,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": `${id}-hint`,
    "aria-autocomplete": "list" as const,
    "aria-controls": found.length > 0 ? `${id}-list` : undefined,
    "aria-activedescendant": found.length > 0 && open ? `${id}-${open.at}` : undefined,
    "aria-label": quiet ? label : undefined,
    onChange: (event: { target: { value: string; selectionStart: number | null } }) => {
      onChange(event.target.value);
      look(event.target.value, event.target.selectionStart ?? event.target.value.length);
    },
    onKeyDown,
    onBlur: () => setTimeout(() => setOpen(null), 120),
  };
  const long = most != null && value.length > most;
  return (
    <div className="relative flex flex-col gap-1">
      {!quiet && (
        <label htmlFor={id} className={small ? "text-xs text-fg-3" : "text-sm font-medium text-fg"}>
          {label}
        </label>
      )}
      <div className="relative">
        {rows ? (
          <textarea
            {...shared}
            rows={rows}
            className={clsx(
              INPUT,
              "block resize-y py-2 pr-8",
              mono && "font-mono text-sm",
              (error || long) && "border-danger",
            )}
          />
        ) : (
          <input
            {...shared}
            className={clsx(
              INPUT,
              "h-9",
              !bare && "pr-8",
              mono && "font-mono text-sm",
              (error || long) && "border-danger",
            )}
          />
        )}
        {!bare && !disabled && (
          <button
            type="button"
            aria-label={`${t(($) => $.inspector.insert)}: ${label}`}
            title={t(($) => $.inspector.insert)}
            onClick={() => {
              field.current?.focus();
              setOpen(open ? null : { word: "", at: 0 });
            }}
            className="absolute right-1 top-1.5 grid size-6 place-items-center rounded-chip text-fg-3 hover:bg-surface-2 hover:text-fg"
          >
            <Braces className="size-3.5" aria-hidden />
          </button>
        )}
        {found.length > 0 && (
          <div
            id={`${id}-list`}
            role="listbox"
            aria-label={t(($) => $.inspector.variables)}
            className="absolute inset-x-0 top-full z-20 mt-1 max-h-56 overflow-auto rounded-node border border-line bg-surface p-1 shadow-e2"
          >
            {found.map((name, at) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
              <div
                key={name}
                id={`${id}-${at}`}
                role="option"
                tabIndex={-1}
                aria-selected={open?.at === at}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => take(name)}
                className={clsx(
                  "cursor-default rounded-chip px-2 py-1 font-mono text-xs text-fg",
                  open?.at === at && "bg-surface-2",
                )}
              >
                {name}
              </div>
            ))}
          </div>
        )}
      </div>
      <div id={`${id}-hint`} className="flex justify-between gap-2 text-xs empty:hidden">
        {error && <span className="text-danger">{error}</span>}
        {most != null && value.length > most * 0.6 && (
          <span className={clsx("tnum ml-auto", long ? "text-danger" : "text-fg-3")}>
            {t(($) => $.inspector.length, { length: value.length, most })}
          </span>
        )}
      </div>
    </div>
  );
}
