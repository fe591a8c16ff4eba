import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { countsOf } from "../model";

/** How much of what, in words. */
export function Counts({ counts, label }: { counts: Record<string, number>; label: string }) {
  const { t } = useTranslation("privacy");
  const format = useFormat();
  return (
    <ul aria-label={label} className="grid gap-x-6 sm:grid-cols-2">
      {countsOf(counts).map(([store, many]) => (
        <li key={store} className="flex justify-between gap-3 border-b border-line py-1 text-sm">
          <span className="text-fg-2">{t(($) => $.what[store])}</span>
          <b className="tnum font-semibold text-fg">{format.number(many)}</b>
        </li>
      ))}
    </ul>
  );
}
