import { createContext, useContext } from "react";
import type { Catalogue, CatalogueField } from "../api";
import type { Data, FlowNode } from "../model/document";

/** What an editor of one value gets; `about` gathers its typing into one step. */
export type Form = {
  node: FlowNode;
  catalogue: Catalogue;
  variables: readonly string[];
  disabled: boolean;
  /** Changes fields; `names` says what became of handles that are called otherwise, or are gone. */
  change: (fields: Record<string, unknown>, about: string, names?: ReadonlyMap<string, string | null>) => void;
  error: (name: string) => string | null;
  label: (name: string) => string;
};

export const FormContext = createContext<Form | null>(null);

export function useForm(): Form {
  const form = useContext(FormContext);
  if (!form) throw new Error("outside of a form");
  return form;
}

export type ValueProps = {
  field: CatalogueField;
  value: unknown;
  onChange: (value: unknown, names?: ReadonlyMap<string, string | null>) => void;
  error?: string | null;
  label: string;
};

const ONLY: Record<string, (data: Data) => boolean> = {
  "question.options": (d) => d.kind == null || d.kind === "choice",
  "question.least": (d) => d.kind === "number",
  "question.most": (d) => d.kind === "number",
  "question.whole": (d) => d.kind === "number",
  "question.shortest": (d) => d.kind === "text" || (d.kind == null && !Array.isArray(d.options)),
  "question.longest": (d) => d.kind === "text" || (d.kind == null && !Array.isArray(d.options)),
  "question.only": (d) => d.kind === "cpf_cnpj",
  "question.future": (d) => d.kind === "date",
  "question.media_types": (d) => d.kind === "media",
  "message.buttons": (d) => d.list == null && d.carousel == null,
  "message.list": (d) => !(Array.isArray(d.buttons) && d.buttons.length > 0),
  "message.timeout": (d) => d.buttons != null || d.list != null || d.carousel != null || d.form != null,
  "message.variable": (d) => d.buttons != null || d.list != null || d.carousel != null || d.form != null,
  "ai.labels": (d) => d.task === "classify",
  "ai.fields": (d) => d.task === "extract",
  "ai.tools": (d) => d.task === "agent",
  "ai.most_turns": (d) => d.task === "agent",
  "ai.knowledge": (d) => d.task === "answer" || d.task === "agent",
  "ai.send": (d) => d.task === "answer" || d.task === "agent",
  "ai.variable": (d) => d.task !== "extract",
  "delay.seconds": (d) => d.seconds != null,
  "delay.amount": (d) => d.seconds == null,
  "delay.unit": () => false,
  "wait_until.at": (d) => d.business_hours !== true && !d.weekday,
  "wait_until.weekday": (d) => d.business_hours !== true && !d.at,
  "wait_until.time": (d) => d.business_hours !== true,
  "wait_until.hours": (d) => d.business_hours === true,
  "set_variable.variable": (d) => d.variable != null,
  "set_variable.value": (d) => d.variable != null,
  "set_variable.as": (d) => d.variable != null,
  "condition.when": (d) => d.when != null,
  "condition.expression": (d) => d.expression != null,
  "condition.variable": (d) => d.variable != null,
  "condition.op": (d) => d.variable != null,
  "condition.operator": (d) => d.operator != null,
  "condition.value": (d) => d.variable != null,
};

/** Whether a field says anything for a node that holds this; what is filled in is always shown. */
export function relevant(type: string, name: string, data: Data): boolean {
  return (
    (ONLY[`${type}.${name}`]?.(data) ?? true) || (data[name] != null && !`${type}.${name}`.startsWith("delay.unit"))
  );
}

export const HIDDEN = new Set(["label", "note", "disabled"]);

/** A text of the form as the value it stands for: JSON where it reads like a number, a list or an object. */
export function readValue(text: string): unknown {
  const bare = text.trim();
  if (!/^(-?\d|\[|\{(?!\{)|true$|false$|null$|")/.test(bare)) return text;
  try {
    return JSON.parse(bare);
  } catch {
    return text;
  }
}

export function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" && readValue(value) === value ? value : JSON.stringify(value);
}
