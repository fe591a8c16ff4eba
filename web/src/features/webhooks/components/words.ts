import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { type Group, resultOf } from "../model";

/** What results and events are called, in the person's language. */
export function useWords() {
  const { t } = useTranslation("webhooks");
  const format = useFormat();
  const word = (told: string) => t(($) => $.result[resultOf(told)]);
  return {
    /** With the status, where there is one that says more. */
    result: (told: string, status: number | null) =>
      told === "status" && status ? t(($) => $.result.statusOf, { status }) : word(told),
    event: (name: string) => {
      const [group = "", event = ""] = name.split(".");
      return t(`event.${group}.${event}` as never, { defaultValue: name }) as string;
    },
    group: (group: Group) => t(($) => $.group[group]),
    ms: (value: number) =>
      format.number(value, { style: "unit", unit: "millisecond", unitDisplay: "short", maximumFractionDigits: 0 }),
  };
}
