import { useTranslation } from "react-i18next";
import { among, CAPABILITIES, CONTRACT_STATUSES, DETAILS, type Fact, KINDS, STEPS } from "../model";

/** Words of ERPs as the person reads them; what a newer server says that has no word here is told as it is. */
export function useWords() {
  const { t, i18n } = useTranslation("erps");
  const known = (key: string) => i18n.exists(`erps:${key}`);
  return {
    capability: (name: string) => {
      const one = among(CAPABILITIES, name);
      return one ? t(($) => $.capability[one]) : name;
    },
    step: (name: string) => {
      const one = among(STEPS, name);
      if (one === "address" || one === "credentials" || one === "all_contracts" || one === "paid_invoices")
        return t(($) => $.step[one]);
      return one ? t(($) => $.capability[one]) : name;
    },
    /** What went wrong, and what helps. */
    reason: (kind: string, detail: string) => {
      const own = among(DETAILS, detail);
      if (kind === "validation" && own)
        return { what: t(($) => $.detail[own].what), help: t(($) => $.detail[own].help) };
      const one = among(KINDS, kind);
      return one ? { what: t(($) => $.kind[one].what), help: t(($) => $.kind[one].help) } : { what: kind, help: "" };
    },
    outcome: (word: string) => {
      const one = among(KINDS, word);
      return word === "ok" ? t(($) => $.calls.ok) : one ? t(($) => $.kind[one].short) : word;
    },
    field: (name: string) => (known(`field.${name}`) ? t(($) => $.field[name as "token"]) : name),
    hint: (erpType: string, name: string) =>
      known(`hint.${erpType}.${name}`) ? t(($) => $.hint[erpType as "ixcsoft"][name as "token"]) : undefined,
    where: (erpType: string) =>
      known(`where.${erpType}`) ? t(($) => $.where[erpType as "ixcsoft"]) : t(($) => $.where.other),
    about: (erpType: string) =>
      known(`about.${erpType}`) ? t(($) => $.about[erpType as "ixcsoft"]) : t(($) => $.about.other),
    fact: (name: Fact) => t(($) => $.fact[name]),
    contractStatus: (word: string) => {
      const one = among(CONTRACT_STATUSES, word);
      return one ? t(($) => $.contract[one]) : word;
    },
  };
}
