import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, Checkbox, Field, Select, Switch } from "@/shared/ui";
import type { CatalogueField } from "../api";
import { useWords } from "../canvas/useWords";
import { Branches, ConditionEditor } from "./Conditions";
import { readValue, textOf, useForm, type ValueProps } from "./form";
import { Amount, Duration } from "./Lengths";
import { Options, Ordered, Pairs } from "./Lists";
import { LocalText } from "./LocalText";
import { Arguments, FlowPick, Person, TemplatePick } from "./Picks";
import { VariableText } from "./VariableText";

const LONG = new Set(["text", "retry_text", "comment_text", "instructions", "summary", "body", "note"]);
const NAMES = new Set(["variable", "comment_variable", "item", "index"]);
const HANDLE_KEYS = ["id", "name"];

/** The editor of one field, by what the catalogue says it holds. */
export function Value(props: ValueProps) {
  const { field } = props;
  if (field.name === "timeout" && field.kind === "integer") return <Duration {...props} />;
  if (field.name === "seconds") return <Duration {...props} />;
  if (field.name === "amount") return <Amount {...props} />;
  if (field.name === "queue_id" || field.name === "agent_id") return <Person {...props} />;
  if (field.name === "flow_id" && field.required) return <FlowPick {...props} />;
  if (field.name === "arguments") return <Arguments {...props} />;
  if (field.shape === "ConditionBranch") return <Branches {...props} />;
  if (field.kind === "option") return <Options {...props} described={field.name === "rows"} />;
  if (field.kind === "condition")
    return <ConditionEditor label={props.label} value={props.value} onChange={(value) => props.onChange(value)} />;
  if (field.kind === "object") return field.many ? <Objects {...props} /> : <OneObject {...props} />;
  if (field.many) return field.kind === "choice" ? <Choices {...props} /> : <Lines {...props} />;
  return <Plain {...props} />;
}

function Plain(props: ValueProps) {
  const { field, value, onChange, label, error } = props;
  const { t } = useTranslation("flows");
  const words = useWords();
  const { disabled, node } = useForm();
  const empty = field.default === null ? undefined : field.required ? "" : undefined;
  switch (field.kind) {
    case "local_text":
      return <LocalText {...props} rows={LONG.has(field.name) ? 3 : undefined} />;
    case "boolean":
      return (
        <Switch
          checked={(value ?? field.default) === true}
          disabled={disabled}
          onChange={(on) => onChange(on === (field.default === true) ? undefined : on)}
        >
          {label}
        </Switch>
      );
    case "choice": {
      const none = field.required ? [] : [{ id: "", label: t(($) => $.inspector.none) }];
      return (
        <Select
          label={label}
          error={error}
          disabled={disabled}
          value={String(value ?? field.default ?? "")}
          placeholder={t(($) => $.inspector.choose)}
          onChange={(id) => onChange(id === "" ? undefined : id)}
          options={[...(field.default ? [] : none), ...field.choices.map((id) => ({ id, label: words.choice(id) }))]}
        />
      );
    }
    case "integer":
    case "number":
      return (
        <Field
          label={label}
          type="number"
          isDisabled={disabled}
          error={error}
          value={value == null ? "" : String(value)}
          placeholder={field.default == null ? undefined : String(field.default)}
          onChange={(text) => onChange(text === "" ? undefined : Number(text))}
        />
      );
    case "map":
      return <Pairs value={value} onChange={onChange} label={label} error={error} />;
    case "any":
      return (
        <VariableText
          label={label}
          rows={field.name === "body" ? 4 : undefined}
          mono={field.name === "body"}
          value={textOf(value)}
          onChange={(text) => onChange(text === "" ? empty : readValue(text))}
          error={error}
        />
      );
  }
  if (field.name === "name" && node.type === "template") return <TemplatePick {...props} />;
  return (
    <VariableText
      label={label}
      bare={NAMES.has(field.name)}
      mono={NAMES.has(field.name) || field.name === "url"}
      rows={LONG.has(field.name) ? 3 : undefined}
      most={field.most_characters}
      value={typeof value === "string" ? value : textOf(value ?? field.default)}
      onChange={(text) => onChange(text === "" ? empty : text)}
      error={error}
    />
  );
}

function Choices({ field, value, onChange, label }: ValueProps) {
  const words = useWords();
  const { disabled } = useForm();
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-sm font-medium text-fg">{label}</legend>
      {field.choices.map((id) => (
        <Checkbox
          key={id}
          checked={chosen.includes(id)}
          disabled={disabled}
          onChange={(on) => {
            const next = field.choices.filter((one) => (one === id ? on : chosen.includes(one)));
            onChange(next.length > 0 ? next : undefined);
          }}
        >
          {words.choice(id)}
        </Checkbox>
      ))}
    </fieldset>
  );
}

/** Several texts, each with its own field. */
function Lines({ field, value, onChange, label, error }: ValueProps) {
  const { t } = useTranslation("flows");
  if (!Array.isArray(value) && value && typeof value === "object")
    return <Pairs value={value} onChange={onChange} label={label} error={error} />;
  const items = Array.isArray(value) ? value : [];
  const say = (next: unknown[]) => onChange(next.length > 0 || field.required ? next : undefined);
  return (
    <Ordered label={label} items={items} error={error} onChange={say} fresh={() => ""}>
      {(item, at) => {
        const put = (next: unknown) => say(items.map((one, place) => (place === at ? (next ?? "") : one)));
        const name = t(($) => $.inspector.valueAt, { at: at + 1 });
        return field.kind === "local_text" ? (
          <LocalText field={{ ...field, many: false }} quiet label={`${label}: ${name}`} value={item} onChange={put} />
        ) : (
          <VariableText quiet label={`${label}: ${name}`} value={String(item)} onChange={put} />
        );
      }}
    </Ordered>
  );
}

function useShape(field: CatalogueField): readonly CatalogueField[] {
  return useForm().catalogue.shapes.find((one) => one.name === field.shape)?.fields ?? [];
}

function Inner({
  field,
  held,
  onChange,
}: {
  field: CatalogueField;
  held: Record<string, unknown>;
  onChange: (next: Record<string, unknown>, names?: ReadonlyMap<string, string | null>) => void;
}) {
  const { label } = useForm();
  return useShape(field).map((one) => (
    <Value
      key={one.name}
      field={one}
      label={label(one.name)}
      value={held[one.name]}
      onChange={(value, names) => {
        const next = { ...held, [one.name]: value };
        if (value === undefined) delete next[one.name];
        onChange(next, names);
      }}
    />
  ));
}

function freshObject(fields: readonly CatalogueField[], at: number): Record<string, unknown> {
  const must = fields.filter((one) => one.required || HANDLE_KEYS.includes(one.name));
  return Object.fromEntries(
    must.map((one) => {
      if (one.name === "id") return [one.name, `opcao_${at + 1}`];
      if (one.many) return [one.name, []];
      return [one.name, one.kind === "choice" ? one.choices[0] : one.kind === "integer" ? 0 : ""];
    }),
  );
}

function Objects({ field, value, onChange, label, error }: ValueProps) {
  const { node, catalogue } = useForm();
  const fields = useShape(field);
  const items = (Array.isArray(value) ? value : []) as Record<string, unknown>[];
  const leads = catalogue.types.find((one) => one.type === node.type)?.handles_from.includes(field.name) ?? false;
  const key = HANDLE_KEYS.find((name) => fields.some((one) => one.name === name)) ?? "";
  const handle = (item: Record<string, unknown> | undefined) => String(item?.[key] ?? "");
  const say = (next: unknown[], names?: ReadonlyMap<string, string | null>) =>
    onChange(next.length > 0 || field.required ? next : undefined, names);
  return (
    <Ordered
      label={label}
      items={items}
      error={error}
      onChange={(next) => say(next)}
      onRemove={(at) =>
        say(
          items.filter((_, place) => place !== at),
          leads && key ? new Map([[handle(items[at]), null]]) : undefined,
        )
      }
      fresh={(at) => freshObject(fields, at)}
    >
      {(item, at) => (
        <Inner
          field={field}
          held={item}
          onChange={(next, names) => {
            const renamed =
              leads && key && handle(next) !== handle(item) ? new Map([[handle(item), handle(next)]]) : names;
            say(
              items.map((one, place) => (place === at ? next : one)),
              renamed,
            );
          }}
        />
      )}
    </Ordered>
  );
}

function OneObject({ field, value, onChange, label, error }: ValueProps) {
  const { t } = useTranslation("flows");
  const { disabled } = useForm();
  const fields = useShape(field);
  if (value == null)
    return (
      <div>
        <Button look="quiet" isDisabled={disabled} onPress={() => onChange(freshObject(fields, 0))}>
          {t(($) => $.inspector.setObject, { name: label })}
        </Button>
        {error && <p className="text-xs text-danger">{error}</p>}
      </div>
    );
  return (
    <fieldset className="flex flex-col gap-2 rounded-control border border-line bg-bg p-2">
      <legend className="px-1 text-sm font-medium text-fg">{label}</legend>
      <Inner field={field} held={value as Record<string, unknown>} onChange={(next, names) => onChange(next, names)} />
      {error && <p className="text-xs text-danger">{error}</p>}
      {!disabled && (
        <Button look="quiet" className="self-start" icon={<Trash2 aria-hidden />} onPress={() => onChange(undefined)}>
          {t(($) => $.inspector.dropObject, { name: label })}
        </Button>
      )}
    </fieldset>
  );
}
