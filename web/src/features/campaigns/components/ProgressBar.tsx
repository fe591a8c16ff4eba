import clsx from "clsx";
import { useTranslation } from "react-i18next";
import type { Schema } from "@/shared/api";
import { useFormat } from "@/shared/i18n/format";
import { type Part, partsOf } from "../model";

const FILL: Record<Part, string> = {
  read: "bg-brand",
  delivered: "bg-violet",
  sent: "bg-info",
  failed: "bg-danger",
  skipped: "bg-warn",
  waiting: "bg-surface-3",
};

type Props = { progress: Schema<"ProgressOut">; name: string; tall?: boolean };

/** How far a campaign is: everybody is one piece of the bar, and the words below count as people do. */
export function ProgressBar({ progress, name, tall }: Props) {
  const { t } = useTranslation("campaigns");
  const format = useFormat();
  if (progress.total === 0) return <p className="text-sm text-fg-3">{t(($) => $.progress.nobody)}</p>;
  const counts = [
    ["sent", progress.sent],
    ["delivered", progress.delivered],
    ["read", progress.read],
    ["failed", progress.failed],
    ["skipped", progress.skipped + progress.cancelled],
    ["waiting", progress.pending + progress.queued],
  ] as const;
  return (
    <figure aria-label={t(($) => $.progress.label, { name })}>
      <div aria-hidden className={clsx("flex gap-px overflow-hidden rounded-full bg-surface-3", tall ? "h-3" : "h-2")}>
        {partsOf(progress).map(({ id, value }) =>
          value > 0 ? (
            <span
              key={id}
              className={clsx("h-full min-w-0.5 transition-[flex-grow] duration-200", FILL[id])}
              style={{ flexGrow: value, flexBasis: 0 }}
            />
          ) : null,
        )}
      </div>
      <dl className="tnum mt-1.5 flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {counts.map(([id, value]) =>
          value > 0 || id === "sent" ? (
            <div key={id} className="flex items-center gap-1.5">
              <span
                aria-hidden
                className={clsx("size-2 rounded-full", FILL[id], id === "waiting" && "ring-1 ring-line-strong")}
              />
              <dt className="text-fg-3">{t(($) => $.progress[id])}</dt>
              <dd className="font-medium text-fg">{format.number(value)}</dd>
            </div>
          ) : null,
        )}
      </dl>
    </figure>
  );
}
