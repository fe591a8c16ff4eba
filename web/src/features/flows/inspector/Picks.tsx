import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Combo, Select } from "@/shared/ui";
import { agentsOptions, flowsOptions, queuesOptions, templatesOptions } from "../api";
import { useForm, type ValueProps } from "./form";
import { Pairs } from "./Lists";

/** A queue or a person; a queue may be kept by its name. */
export function Person({ field, value, onChange, label, error }: ValueProps) {
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

/** Another flow. */
export function FlowPick({ value, onChange, label, error }: ValueProps) {
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

/** An approved template, with its language. */
export function TemplatePick({ value, onChange, label, error }: ValueProps) {
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
export function Arguments(props: ValueProps) {
  const { node, catalogue } = useForm();
  const action = catalogue.erp.find((one) => one.capability === node.data.capability);
  const names = action ? [...action.required, ...action.optional] : [];
  return <Pairs value={props.value} onChange={props.onChange} label={props.label} error={props.error} names={names} />;
}
