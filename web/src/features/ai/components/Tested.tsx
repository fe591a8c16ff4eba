import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Banner } from "@/shared/ui";
import type { Tried } from "../api";
import { failureOf } from "../model";

/** What came of asking each model for a word. */
export function Tested({ tried }: { tried: Tried[] }) {
  const { t } = useTranslation("ai");
  const format = useFormat();
  const took = (ms: number) =>
    format.number(ms / 1000, { style: "unit", unit: "second", unitDisplay: "short", maximumFractionDigits: 1 });
  return (
    <section role="status" aria-label={t(($) => $.models.tested)} className="mb-4 flex flex-col gap-2">
      {tried.map((one) => (
        <Banner key={one.model} tone={one.ok ? "brand" : "danger"}>
          <b className="font-semibold">
            {t(($) => (one.model === "fallback" ? $.models.fallback : $.models.primary))}:{" "}
          </b>
          {one.ok ? t(($) => $.models.answered, { time: took(one.ms) }) : t(($) => $.failure[failureOf(one.error)])}
          {!one.ok && one.detail && (
            <p className="mt-1 break-words font-mono text-xs">{t(($) => $.models.said, { detail: one.detail })}</p>
          )}
        </Banner>
      ))}
    </section>
  );
}
