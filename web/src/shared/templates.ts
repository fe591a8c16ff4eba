import type { Schema } from "./api/types";

export type Template = Schema<"TemplateOut">;
type Part = { type?: string; format?: string; text?: string };

const HOLES = /\{\{\s*([\w.]+)\s*\}\}/g;

/** The variables a template asks for, as the preview route names them: "body.1", "header.nome". */
export function holes(template: Template): { key: string; name: string; part: "header" | "body" }[] {
  const found: { key: string; name: string; part: "header" | "body" }[] = [];
  for (const part of template.components as Part[]) {
    const place = part.type?.toLowerCase();
    if ((place !== "body" && place !== "header") || !part.text) continue;
    for (const [, name] of part.text.matchAll(HOLES)) {
      const key = `${place}.${name}`;
      if (name && !found.some((f) => f.key === key)) found.push({ key, name, part: place });
    }
  }
  return found;
}

/** The parameters as the provider's components, in the order of the holes. */
export function components(template: Template, values: Record<string, string>): Record<string, unknown>[] {
  const named = template.parameter_format.toLowerCase() === "named";
  const of = (part: "header" | "body") =>
    holes(template)
      .filter((hole) => hole.part === part)
      // Positional ones are counted, wherever in the text they stand.
      .sort((a, b) => (named ? 0 : Number(a.name) - Number(b.name)))
      .map((hole) => ({
        type: "text",
        text: values[hole.key] ?? "",
        ...(named ? { parameter_name: hole.name } : {}),
      }));
  return (["header", "body"] as const)
    .map((part) => ({ type: part, parameters: of(part) }))
    .filter((component) => component.parameters.length > 0);
}
