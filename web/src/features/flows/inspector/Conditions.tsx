import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, IconButton, Select } from "@/shared/ui";
import { readValue, textOf, useForm, type ValueProps } from "./form";
import { Ordered } from "./Lists";
import { VariableText } from "./VariableText";

const OPS = [
  "equals",
  "not_equals",
  "contains",
  "not_contains",
  "starts_with",
  "ends_with",
  "greater",
  "at_least",
  "less",
  "at_most",
  "in",
  "not_in",
  "is_set",
  "is_not_set",
  "is_true",
  "is_false",
] as const;
const ALONE = new Set<string>(["is_set", "is_not_set", "is_true", "is_false"]);
type Rule = { variable?: string; op?: string; operator?: string; value?: unknown };
type Group = { all?: unknown[]; any?: unknown[] };
const isGroup = (drawn: unknown): drawn is Group =>
  typeof drawn === "object" &&
  drawn !== null &&
  (Array.isArray((drawn as Group).all) || Array.isArray((drawn as Group).any));
const isRule = (drawn: unknown): drawn is Rule => typeof drawn === "object" && drawn !== null && "variable" in drawn;
const FRESH: Rule = { variable: "", op: "equals", value: "" };

/** A condition as rows under "all" or "any", groups inside of groups; what was written as an expression stays one. */
export function ConditionEditor({
  value,
  onChange,
  label,
  depth = 0,
}: {
  value: unknown;
  onChange: (value: unknown) => void;
  label: string;
  depth?: number;
}) {
  const { t } = useTranslation("flows");
  const { disabled } = useForm();
  if (isRule(value))
    return <ConditionEditor value={{ all: [value] }} onChange={onChange} label={label} depth={depth} />;
  if (!isGroup(value)) {
    const text = typeof value === "string" ? value : ((value as { expression?: string } | null)?.expression ?? "");
    if (value != null && typeof value === "object" && !("expression" in value))
      return (
        <code className="break-all rounded-control bg-surface-2 p-2 font-mono text-xs text-fg-2">
          {JSON.stringify(value)}
        </code>
      );
    return (
      <div className="flex flex-col gap-1">
        <VariableText label={t(($) => $.condition.expression)} mono rows={2} value={text} onChange={onChange} />
        <Button look="quiet" className="self-start" onPress={() => onChange({ all: [FRESH] })}>
          {t(($) => $.condition.asRows)}
        </Button>
      </div>
    );
  }
  const word = value.any ? "any" : "all";
  const parts = (value.any ?? value.all ?? []) as unknown[];
  const say = (next: unknown[], by = word) => onChange({ [by]: next });
  const put = (at: number, next: unknown) => say(parts.map((one, place) => (place === at ? next : one)));
  return (
    <div className="flex flex-col gap-2">
      {(parts.length > 1 || depth > 0) && (
        <Select
          quiet
          label={`${t(($) => $.condition.join)}: ${label}`}
          value={word}
          disabled={disabled}
          onChange={(by) => say(parts, by as "all" | "any")}
          options={[
            { id: "all", label: t(($) => $.condition.all) },
            { id: "any", label: t(($) => $.condition.any) },
          ]}
        />
      )}
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rules have no name of their own
        <div key={at} className="flex items-start gap-1 border-l-2 border-line-strong pl-2">
          <div className="min-w-0 flex-1">
            {isRule(part) ? (
              <RuleRow rule={part} onChange={(next) => put(at, next)} label={`${label} ${at + 1}`} />
            ) : (
              <ConditionEditor
                value={part}
                onChange={(next) => put(at, next)}
                label={`${label} ${at + 1}`}
                depth={depth + 1}
              />
            )}
          </div>
          {!disabled && parts.length > 1 && (
            <IconButton
              className="size-6"
              label={`${t(($) => $.condition.remove)} ${at + 1}`}
              onPress={() => say(parts.filter((_, place) => place !== at))}
            >
              <Trash2 aria-hidden />
            </IconButton>
          )}
        </div>
      ))}
      {!disabled && (
        <div className="flex flex-wrap gap-1">
          <Button look="quiet" icon={<Plus aria-hidden />} onPress={() => say([...parts, FRESH])}>
            {t(($) => $.condition.rule)}
          </Button>
          {depth < 3 && (
            <Button
              look="quiet"
              icon={<Plus aria-hidden />}
              onPress={() => say([...parts, { [word === "all" ? "any" : "all"]: [FRESH] }])}
            >
              {t(($) => $.condition.group)}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function RuleRow({ rule, onChange, label }: { rule: Rule; onChange: (rule: Rule) => void; label: string }) {
  const { t } = useTranslation("flows");
  const { disabled } = useForm();
  const op = rule.op ?? rule.operator ?? "equals";
  const known = OPS.find((one) => one === op);
  return (
    <div className="flex flex-col gap-1.5">
      <VariableText
        quiet
        bare
        mono
        label={`${t(($) => $.condition.variable)} – ${label}`}
        placeholder={t(($) => $.condition.variable)}
        value={rule.variable ?? ""}
        onChange={(variable) => onChange({ ...rule, variable })}
      />
      <Select
        quiet
        label={`${t(($) => $.condition.op)} – ${label}`}
        value={op}
        disabled={disabled}
        onChange={(next) => {
          const { operator: _, ...rest } = rule;
          onChange(
            ALONE.has(next) ? { variable: rest.variable, op: next } : { ...rest, op: next, value: rest.value ?? "" },
          );
        }}
        options={[
          ...OPS.map((id) => ({ id, label: t(($) => $.condition.ops[id]) })),
          ...(known ? [] : [{ id: op, label: op }]),
        ]}
      />
      {!ALONE.has(op) && (
        <VariableText
          quiet
          label={`${t(($) => $.condition.value)} – ${label}`}
          placeholder={t(($) => $.condition.value)}
          value={textOf(rule.value)}
          onChange={(text) => onChange({ ...rule, value: readValue(text) })}
        />
      )}
    </div>
  );
}

type Branch = { id: string; when: unknown };

/** The ways of a condition: the first whose rules hold is taken. */
export function Branches({ value, onChange, label, error }: ValueProps) {
  const { t } = useTranslation("flows");
  const branches = (Array.isArray(value) ? value : []) as Branch[];
  const rename = (at: number, id: string) => {
    const next = branches.map((one, place) => (place === at ? { ...one, id } : one));
    onChange(next, new Map([[branches[at]?.id ?? "", id]]));
  };
  return (
    <Ordered
      label={label}
      items={branches}
      error={error}
      onChange={(next) => onChange(next)}
      onRemove={(at) =>
        onChange(
          branches.filter((_, place) => place !== at),
          new Map([[branches[at]?.id ?? "", null]]),
        )
      }
      fresh={(at) => ({ id: `caminho_${at + 1}`, when: { all: [FRESH] } })}
    >
      {(branch, at) => (
        <>
          <VariableText bare label={t(($) => $.condition.name)} value={branch.id} onChange={(id) => rename(at, id)} />
          <ConditionEditor
            label={t(($) => $.condition.branch, { at: at + 1 })}
            value={branch.when}
            onChange={(when) => onChange(branches.map((one, place) => (place === at ? { ...one, when } : one)))}
          />
        </>
      )}
    </Ordered>
  );
}
