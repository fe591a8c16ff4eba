import clsx from "clsx";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Badge } from "@/shared/ui";
import type { Line } from "../api";
import { among, LIMITS, levelOf, shareOf } from "../model";

const FILL = { calm: "bg-brand", near: "bg-warn", full: "bg-danger" } as const;
const TOLD = { calm: "text-fg-2", near: "text-warn", full: "text-danger" } as const;

/** How full a limit is. */
export function Bar({ share, label, told }: { share: number; label: string; told: string }) {
  const percent = Math.min(100, Math.round(share * 100));
  return (
    // biome-ignore lint/a11y/useSemanticElements: the browser's own takes no colours of ours
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={told}
      className="h-2 overflow-hidden rounded-full bg-surface-3"
    >
      <div className={clsx("h-full rounded-full", FILL[levelOf(share)])} style={{ width: `${percent}%` }} />
    </div>
  );
}

/** Each limit with what is used of it; `explained`: also what happens when it is reached. */
export function UseLines({ lines, explained }: { lines: Line[]; explained?: boolean }) {
  const { t } = useTranslation("platform");
  const format = useFormat();
  return (
    <ul className="flex flex-col gap-4">
      {lines.map((line) => {
        const known = among(LIMITS, line.limit);
        const share = shareOf(line);
        const label = known ? t(($) => $.limit[known]) : line.limit;
        const allowed = line.allowed === null ? null : format.number(line.allowed);
        const told =
          line.used === null
            ? t(($) => $.use.rate, { allowed })
            : allowed === null
              ? t(($) => $.use.free, { used: format.number(line.used) })
              : t(($) => $.use.of, { used: format.number(line.used), allowed });
        return (
          <li key={line.limit}>
            <p className="mb-1.5 flex flex-wrap items-baseline gap-x-2 text-sm">
              <b className="font-medium text-fg">{label}</b>
              {line.agreed && <Badge tone="info">{t(($) => $.use.agreed)}</Badge>}
              <span className={clsx("tnum ml-auto", TOLD[levelOf(share)])}>{told}</span>
            </p>
            {share !== null && <Bar share={share} label={label} told={told} />}
            {explained && known && <p className="mt-1.5 text-xs text-fg-3">{t(($) => $.reached[known])}</p>}
          </li>
        );
      })}
    </ul>
  );
}
