import { useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, Checkbox, Combo, Field, Select, Switch } from "@/shared/ui";
import { agentsOptions, type CatalogueField, flowsOptions, queuesOptions, templatesOptions } from "../api";
import { useWords } from "../canvas/useWords";
import { Branches, ConditionEditor } from "./Conditions";
import { readValue, textOf, useForm, type ValueProps } from "./form";
import { Options, Ordered, Pairs } from "./Lists";
import { LocalText } from "./LocalText";
import { VariableText } from "./VariableText";

const LONG = new Set(["text", "retry_text", "comment_text", "instructions", "summary", "body", "note"]);
const NAMES = new Set(["variable", "comment_variable", "item", "index"]);
const HANDLE_KEYS = ["id", "name"];
const UNITS: [string, number][] = [
  ["seconds", 1],
  ["minutes", 60],
  ["hours", 3600],
  ["days", 86_400],
];

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

/** A length of time in its largest whole unit. */
function Duration({ value, onChange, label, error }: ValueProps) {
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

function Amount({ value, onChange, label, error }: ValueProps) {
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

function Person({ field, value, onChange, label, error }: ValueProps) {
  const { t } = useTranslation("flows");
  const { disabled } = useForm();
  const queue = field.name === "queue_id";
  const queues = useQuery({ ...queuesOptions, enabled: queue });
  const agents = useQuery({ ...agentsOptions, enabled: !queue });
  const known = queue
    ? (queues.data?.data ?? []).map((one) => ({ id: one.id, label: one.name }))
    : (agents.data?.data ?? []).map((one) => ({ id: one.user_id, label: one.name || one.user_id }));
  const own = typeof value === "string" ? value : "";
  const byName = known.find((one) => one.label.toLowerCase() === own.toLowerCase());
  const options = [
    { id: "", label: t(($) => $.inspector.none) },
    ...known,
    ...(own && !byName && !known.some((one) => one.id === own) ? [{ id: own, label: own }] : []),
  ];
  return (
    <Select
      label={label}
      error={error}
      disabled={disabled}
      value={byName?.id ?? own}
      onChange={(id) => onChange(id || undefined)}
      options={options}
    />
  );
}

function FlowPick({ value, onChange, label, error }: ValueProps) {
  const { disabled } = useForm();
  const flows = useQuery(flowsOptions());
  const known = (flows.data?.data ?? []).map((one) => ({ id: one.id, label: one.name }));
  const own = typeof value === "string" ? value : "";
  const options = own && !known.some((one) => one.id === own) ? [...known, { id: own, label: own }] : known;
  return (
    <Combo
      key={options.length}
      label={label}
      error={error}
      disabled={disabled}
      value={own || null}
      onChange={(id) => id && onChange(id)}
      options={options}
    />
  );
}

function TemplatePick({ value, onChange, label, error }: ValueProps) {
  const { change, disabled } = useForm();
  const templates = useQuery(templatesOptions);
  const known = templates.data?.data ?? [];
  const own = typeof value === "string" ? value : "";
  const names = [...new Set([...known.map((one) => one.name), ...(own ? [own] : [])])];
  return (
    <Combo
      key={names.length}
      label={label}
      error={error}
      disabled={disabled}
      value={own || null}
      onChange={(name) => {
        if (!name) return;
        const found = known.find((one) => one.name === name);
        if (found) change({ name, language: found.language }, "name");
        else onChange(name);
      }}
      options={names.map((id) => ({ id, label: id }))}
    />
  );
}

/** What an ERP takes, by what it is asked for. */
function Arguments(props: ValueProps) {
  const { node, catalogue } = useForm();
  const action = catalogue.erp.find((one) => one.capability === node.data.capability);
  const names = action ? [...action.required, ...action.optional] : [];
  return <Pairs value={props.value} onChange={props.onChange} label={props.label} error={props.error} names={names} />;
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
