import type { Data } from "./document";

/** How a value is found in an answer: names and places from the top. */
export type Steps = readonly (string | number)[];

const PLAIN = /^[A-Za-z_][\w-]*$/;

/** The path as the block writes it; null for a name that no path can tell. */
export function pathOf(steps: Steps): string | null {
  let path = "$";
  for (const step of steps) {
    if (typeof step === "number") path += `[${step}]`;
    else if (PLAIN.test(step)) path += `.${step}`;
    else if (!step.includes('"')) path += `["${step}"]`;
    else if (!step.includes("'")) path += `['${step}']`;
    else return null;
  }
  return path;
}

/** A variable's name for what lies there: the last name of the way, in the letters that names may have. */
export function nameFor(steps: Steps, taken: ReadonlySet<string>): string {
  const last = steps.findLast((step) => typeof step === "string") ?? "valor";
  const bare = String(last)
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z\d]+/g, "_")
    .replace(/^[_\d]+|_+$/g, "");
  const stem = bare || "valor";
  let name = stem;
  for (let n = 2; taken.has(name); n++) name = `${stem}_${n}`;
  return name;
}

/** What the block keeps of its answer, with one more; null where the value is kept already, or can't be. */
export function mapped(data: Data, steps: Steps): Record<string, string> | null {
  const path = pathOf(steps);
  const save = (data.save ?? {}) as Record<string, string>;
  if (path === null || Object.values(save).includes(path)) return null;
  return { ...save, [nameFor(steps, new Set(Object.keys(save)))]: path };
}

/** The variable that a value of the answer is kept in. */
export function keptAs(data: Data, steps: Steps): string | null {
  const path = pathOf(steps);
  return Object.entries((data.save ?? {}) as Record<string, string>).find(([, one]) => one === path)?.[0] ?? null;
}

const ROOTS = new Set(["contact", "company", "conversation", "vars", "last_message", "language", "now", "today"]);

/** Names that a block's texts read and somebody has to give a value for. */
export function readIn(data: Data): string[] {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value === "string")
      for (const [, name] of value.matchAll(/\{\{-?\s*(?:vars\.)?([A-Za-z_]\w*)/g)) if (name) found.add(name);
    if (Array.isArray(value)) for (const one of value) look(one);
    else if (value && typeof value === "object") for (const one of Object.values(value)) look(one);
  };
  for (const name of ["url", "headers", "body"]) look(data[name]);
  return [...found].filter((name) => !ROOTS.has(name));
}
