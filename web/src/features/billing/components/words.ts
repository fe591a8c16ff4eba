import { useTranslation } from "react-i18next";
import { type Reason, reasonOf } from "../model";

/** What rules and reasons are called, in the person's language. */
export function useWords() {
  const { t } = useTranslation("billing");
  return {
    days: (days: number) =>
      days === 0
        ? t(($) => $.days.on)
        : days < 0
          ? t(($) => $.days.before, { count: -days })
          : t(($) => $.days.after, { count: days }),
    reason: (told: string) => t(($) => $.reason[reasonOf(told)]),
    /** Most first; those that a newer server tells come under one word. */
    skipped: (skipped: Record<string, number>) => {
      const counts = new Map<Reason, number>();
      for (const [told, count] of Object.entries(skipped))
        counts.set(reasonOf(told), (counts.get(reasonOf(told)) ?? 0) + count);
      return [...counts]
        .filter(([, count]) => count > 0)
        .sort(([, a], [, b]) => b - a)
        .map(([reason, count]) => ({ reason, count, label: t(($) => $.reason[reason]) }));
    },
  };
}
