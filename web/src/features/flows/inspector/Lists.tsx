import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton, Select } from "@/shared/ui";
import type { CatalogueField } from "../api";
import { wording } from "../model/words";
import { readValue, textOf, useForm, type ValueProps } from "./form";
import { LocalText } from "./LocalText";
import { VariableText } from "./VariableText";

/** A list whose items can be put in order, each drawn by `children`. */
export function Ordered<T>({
  label,
  items,
  onChange,
  onRemove,
  fresh,
  error,
  children,
}: {
  label: string;
  items: readonly T[];
  onChange: (items: T[]) => void;
  onRemove?: (at: number) => void;
  fresh: (at: number) => T;
  error?: string | null;
  children: (item: T, at: number) => ReactNode;
}) {
  const { t } = useTranslation("flows");
  const { disabled } = useForm();
  const id = useId();
  const swap = (at: number, to: number) => {
    const next = [...items];
    const [one, other] = [next[at], next[to]];
    if (one === undefined || other === undefined) return;
    next[at] = other;
    next[to] = one;
    onChange(next);
  };
  return (
    <fieldset className="flex min-w-0 flex-col gap-2" aria-describedby={error ? id : undefined}>
      <legend className="mb-1 text-sm font-medium text-fg">{label}</legend>
      {items.map((item, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items have no name of their own, and keep their field while typed in
        <div key={at} className="flex items-start gap-1 rounded-control border border-line bg-bg p-2">
          <div className="flex min-w-0 flex-1 flex-col gap-1.5">{children(item, at)}</div>
          {!disabled && (
            <div className="flex flex-col">
              <IconButton
                className="size-6"
                label={t(($) => $.inspector.up, { at: at + 1 })}
                isDisabled={at === 0}
                onPress={() => swap(at, at - 1)}
              >
                <ArrowUp aria-hidden />
              </IconButton>
              <IconButton
                className="size-6"
                label={t(($) => $.inspector.down, { at: at + 1 })}
                isDisabled={at === items.length - 1}
                onPress={() => swap(at, at + 1)}
              >
                <ArrowDown aria-hidden />
              </IconButton>
              <IconButton
                className="size-6"
                label={t(($) => $.inspector.removeItem, { at: at + 1 })}
                onPress={() => (onRemove ? onRemove(at) : onChange(items.filter((_, place) => place !== at)))}
              >
                <Trash2 aria-hidden />
              </IconButton>
            </div>
          )}
        </div>
      ))}
      {error && (
        <p id={id} className="text-xs text-danger">
          {error}
        </p>
      )}
      {!disabled && (
        <Button
          look="quiet"
          className="self-start"
          icon={<Plus aria-hidden />}
          onPress={() => onChange([...items, fresh(items.length)])}
        >
          {t(($) => $.inspector.addItem)}
          <span className="sr-only">{label}</span>
        </Button>
      )}
    </fieldset>
  );
}

type Option = { id: string; title: unknown; description?: unknown; value?: unknown; section?: unknown };
const optionOf = (item: unknown, at: number): Option =>
  typeof item === "string"
    ? { id: String(at + 1), title: item }
    : { ...(item as Option), id: (item as Option).id || String(at + 1) };

function freshOption(items: readonly Option[]): Option {
  const taken = new Set(items.map((one) => one.id));
  let number = items.length + 1;
  while (taken.has(`opcao_${number}`)) number += 1;
  return { id: `opcao_${number}`, title: "" };
}

/** What can be chosen. An option keeps its edge when it is called otherwise; one that goes takes it along. */
export function Options({ field, value, onChange, label, error, described }: ValueProps & { described?: boolean }) {
  const { t } = useTranslation("flows");
  const { catalogue } = useForm();
  const items = (Array.isArray(value) ? value : []).map(optionOf);
  const shape = catalogue.shapes.find((one) => one.name === "Option")?.fields;
  const named = (name: string) => shape?.find((one) => one.name === name) as CatalogueField;
  const say = (next: Option[], names?: ReadonlyMap<string, string | null>) =>
    onChange(next.length > 0 ? next : undefined, names);
  const put = (at: number, change: Partial<Option>) => {
    const next = items.map((one, place) => (place === at ? { ...one, ...change } : one));
    const before = items[at]?.id ?? "";
    say(next, change.id !== undefined ? new Map([[before, change.id]]) : undefined);
  };
  return (
    <Ordered
      label={label}
      items={items}
      error={error}
      onChange={(next) => say(next)}
      onRemove={(at) =>
        say(
          items.filter((_, place) => place !== at),
          new Map([[items[at]?.id ?? "", null]]),
        )
      }
      fresh={() => freshOption(items)}
    >
      {(item, at) => (
        <>
          <LocalText
            field={{ ...named("title"), most_characters: field.name === "buttons" && items.length <= 3 ? 20 : 24 }}
            quiet
            label={t(($) => $.inspector.option, { at: at + 1 })}
            value={item.title}
            onChange={(title) => put(at, { title: title ?? "" })}
          />
          {(described || items.length > 3 || item.description != null) && (
            <LocalText
              field={named("description")}
              quiet
              label={t(($) => $.inspector.optionHint, { at: at + 1 })}
              value={item.description}
              onChange={(description) => put(at, { description })}
            />
          )}
          <details className="text-xs text-fg-3">
            <summary className="min-h-6 cursor-default leading-6">{item.id || wording(item.title)}</summary>
            <VariableText
              label={t(($) => $.inspector.optionId, { at: at + 1 })}
              bare
              mono
              value={item.id}
              onChange={(id) => put(at, { id })}
            />
          </details>
        </>
      )}
    </Ordered>
  );
}

/** Names with their values. */
export function Pairs({
  value,
  onChange,
  label,
  error,
  names = [],
}: Omit<ValueProps, "field"> & { names?: readonly string[] }) {
  const { t } = useTranslation("flows");
  const entries = Object.entries((value as Record<string, unknown>) ?? {});
  const say = (next: [string, unknown][]) => onChange(next.length > 0 ? Object.fromEntries(next) : undefined);
  return (
    <Ordered
      label={label}
      items={entries}
      error={error}
      onChange={say}
      fresh={(): [string, unknown] => [
        names.find((name) => !entries.some(([key]) => key === name)) ?? `nome_${entries.length + 1}`,
        "",
      ]}
    >
      {([key, held], at) => (
        <>
          {names.length > 0 ? (
            <Select
              quiet
              label={t(($) => $.inspector.keyAt, { at: at + 1 })}
              value={key}
              onChange={(name) => say(entries.map((one, place) => (place === at ? [name, held] : one)))}
              options={[...new Set([...names, key])].map((id) => ({ id, label: id }))}
            />
          ) : (
            <VariableText
              quiet
              bare
              mono
              label={t(($) => $.inspector.keyAt, { at: at + 1 })}
              placeholder={t(($) => $.inspector.key)}
              value={key}
              onChange={(name) => say(entries.map((one, place) => (place === at ? [name, held] : one)))}
            />
          )}
          <VariableText
            quiet
            label={t(($) => $.inspector.valueAt, { at: at + 1 })}
            placeholder={t(($) => $.inspector.value)}
            value={textOf(held)}
            onChange={(text) => say(entries.map((one, place) => (place === at ? [key, readValue(text)] : one)))}
          />
        </>
      )}
    </Ordered>
  );
}
