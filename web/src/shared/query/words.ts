import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import type { Option } from "@/shared/ui";
import {
  bare,
  CONTRACTS,
  FACTS,
  type Fact,
  FLAGS,
  factType,
  fieldOf,
  GOTS,
  type Has,
  isGroup,
  joiningOf,
  type Leaf,
  type Query,
  WHATS,
  wayOf,
} from "./model";

const PLAIN = ["tag", "list", "segment", "language", "consent"] as const;
type Plain = (typeof PLAIN)[number];

/** How questions are said: fields, ways of asking, and whole conditions as one line. */
export function useQueryWords(has: Has) {
  const { t } = useTranslation("query");
  const format = useFormat();
  const field = (id: string): string => {
    if (id.startsWith("attr."))
      return has.attributes.find((one) => `attr.${one.name}` === id)?.label ?? id.slice("attr.".length);
    if (id.startsWith("erp.")) {
      const what = id.slice("erp.".length);
      return factType(what) ? t(($) => $.erp[what as Fact]) : id;
    }
    return t(($) => $.field[id as Plain]);
  };
  const fields: Option[] = [
    ...PLAIN.map((id) => ({ id, label: t(($) => $.field[id]) })),
    ...WHATS.map((id) => ({ id, label: t(($) => $.field[id]) })),
    ...GOTS.map((id) => ({ id, label: t(($) => $.field[id]) })),
    ...FLAGS.map((id) => ({ id, label: t(($) => $.field[id]) })),
    ...(has.erp ? Object.keys(FACTS) : []).map((what) => ({ id: `erp.${what}`, label: t(($) => $.erp[what as Fact]) })),
    ...has.attributes.map((one) => ({ id: `attr.${one.name}`, label: one.label, hint: one.name })),
  ];
  const way = (leaf: Leaf, id: string): string => {
    const negated = id.startsWith("!");
    const plain = negated ? id.slice(1) : id;
    if (leaf.kind === "flag" || (leaf.kind === "campaign" && plain === "="))
      return t(($) => (negated ? $.way.no : $.way.yes));
    if (leaf.kind === "consent") return t(($) => (negated ? $.way.notGiven : $.way.given));
    switch (plain) {
      case "=":
        return t(($) => (negated ? $.way.isNot : $.way.is));
      case "~":
        return t(($) => (negated ? $.way.containsNot : $.way.contains));
      case "set":
        if (leaf.kind === "erp") return t(($) => (negated ? $.way.unknown : $.way.known));
        return t(($) => (negated ? $.way.unset : $.way.set));
      case "within":
        return t(($) => (negated ? $.way.notWithin : $.way.within));
      case "older":
        return t(($) => (negated ? $.way.notOlder : $.way.older));
      case "since":
        return t(($) => (negated ? $.way.notSince : $.way.since));
      case "before":
        return t(($) => (negated ? $.way.notBefore : $.way.before));
      default:
        return negated ? t(($) => $.way.turned, { way: plain }) : plain;
    }
  };
  /** A value of a fact as it is kept: how a contract stands is said, anything else is what it is. */
  const fact = (what: string, value: string): string => {
    const contract = what === "contract" ? CONTRACTS.find((id) => id === value) : undefined;
    return contract ? t(($) => $.contract[contract]) : value;
  };
  const value = (leaf: Leaf): string => {
    switch (leaf.kind) {
      case "tag":
        return leaf.tag;
      case "list":
        return has.lists.find((one) => one.id === leaf.list)?.name ?? leaf.list;
      case "segment":
        return has.segments.find((one) => one.id === leaf.segment)?.name ?? leaf.segment;
      case "language":
        return t(($) => $.language[leaf.language as "pt-BR"]);
      case "consent":
        return leaf.purpose;
      case "activity":
        return typeof leaf.days === "number"
          ? t(($) => $.days, { count: leaf.days })
          : leaf.at
            ? format.date(leaf.at)
            : "";
      case "campaign":
        return typeof leaf.days === "number" ? t(($) => $.days, { count: leaf.days }) : "";
      case "attribute":
      case "erp":
        if (leaf.op === "set") return "";
        if (typeof leaf.value === "boolean") return t(($) => (leaf.value ? $.way.yes : $.way.no));
        if (typeof leaf.value === "number") return format.number(leaf.value);
        return leaf.kind === "erp" ? fact(leaf.what, leaf.value ?? "") : (leaf.value ?? "");
      default:
        return "";
    }
  };
  const leaf = (it: Leaf, negated: boolean): string =>
    [field(fieldOf(it)), way(it, wayOf(it, negated)), value(it)].filter(Boolean).join(" ");
  /** One line about a part: a condition as it is asked, of a group how it is joined. */
  const describe = (query: Query): string => {
    const { negated, inner } = bare(query);
    return isGroup(inner) ? t(($) => $.joining[joiningOf(query)]) : leaf(inner, negated);
  };
  return { fields, field, way, fact, describe };
}
