import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { FlowNode } from "../model/document";
import type { Output } from "../model/handles";
import { kindOf } from "../model/kinds";
import type { Line } from "../model/summary";

type Known =
  | "timeout"
  | "invalid"
  | "error"
  | "empty"
  | "unsure"
  | "true"
  | "else"
  | "open"
  | "closed"
  | "each"
  | "done";
const KNOWN: readonly string[] = "timeout invalid error empty unsure true else open closed each done".split(" ");

/** What blocks, their ways out and their content are called in the reader's language. */
export function useWords() {
  const { t } = useTranslation("flows");
  return useMemo(() => {
    const type = (node: Pick<FlowNode, "type" | "data">) => {
      const { id } = kindOf(node.type, node.data);
      return id === "unknown" ? node.type || t(($) => $.types.unknown) : t(($) => $.types[id]);
    };
    const title = (node: FlowNode) => (typeof node.data.label === "string" && node.data.label) || type(node);
    const output = (node: FlowNode, { handle, named }: Pick<Output, "handle" | "named">) => {
      if (named) return named;
      if (handle === "default") {
        const chosen = ["message", "question", "template"].includes(node.type);
        const many = chosen && (node.data.buttons || node.data.list || node.data.options || node.data.carousel);
        if (many) return t(($) => $.handles.other);
        return t(($) => (node.type === "switch" || node.type === "ai" ? $.handles.otherCase : $.handles.default));
      }
      return KNOWN.includes(handle) ? t(($) => $.handles[handle as Known]) : handle;
    };
    const choice = (value: string) => {
      const words = t(($) => $.choices, { returnObjects: true }) as Record<string, string>;
      return words[value] ?? value;
    };
    const line = (one: Line): string => {
      if ("text" in one) return one.text;
      const given = one.with;
      const name = String(given.name ?? "");
      switch (one.say) {
        case "erp":
        case "ai":
          return choice(name);
        case "media":
          return t(($) => $.summary.media, { kind: choice(String(given.kind)) });
        case "options":
          return t(($) => $.summary.options, { count: Number(given.count) });
        case "branches":
          return t(($) => $.summary.branches, { count: Number(given.count) });
        case "waits":
          return t(($) => $.summary.waits, { amount: given.amount, unit: choice(String(given.unit)) });
        default:
          return t(($) => $.summary[one.say as "saves"], given as { name: string });
      }
    };
    return { type, title, output, choice, line };
  }, [t]);
}
