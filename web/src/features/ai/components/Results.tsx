import { Check, Clock, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Badge } from "@/shared/ui";
import type { Evaluation, Judged } from "../api";
import { failureOf } from "../model";
import { answered } from "../prompts";

/** How an evaluation stands, in a word. */
export function Standing({ one }: { one: Evaluation }) {
  const { t } = useTranslation("ai");
  const running = one.state === "running";
  return (
    <Badge tone={running ? "info" : one.ok ? "brand" : "danger"}>
      {t(($) => (running ? $.evals.running : one.ok ? $.evals.passed : $.evals.failed))}
    </Badge>
  );
}

/** Question by question: what was expected, what was answered, what was wrong. */
export function Results({ one }: { one: Evaluation }) {
  const { t } = useTranslation("ai");
  const share = one.total > 0 ? answered(one) / one.total : 0;
  return (
    <div className="flex flex-col gap-3">
      <p role="status" className="tnum flex flex-wrap items-center gap-2 text-sm text-fg-2">
        <Standing one={one} />
        {one.state === "running"
          ? t(($) => $.evals.progress, { done: answered(one), total: one.total })
          : t(($) => $.evals.right, { passed: one.passed, total: one.total })}
      </p>
      {one.state === "running" && (
        <div className="h-1.5 overflow-hidden rounded-full bg-surface-3">
          <div className="h-full rounded-full bg-brand" style={{ width: `${share * 100}%` }} />
        </div>
      )}
      <ol className="flex flex-col divide-y divide-line">
        {one.results.map((judged, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: questions stand in their order and may be the same
          <li key={at} className="py-3 first:pt-0">
            <Line judged={judged} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Line({ judged }: { judged: Judged }) {
  const { t } = useTranslation("ai");
  const mark = judged.passed === null ? null : judged.passed;
  return (
    <>
      <div className="flex items-start gap-2">
        <span className="min-w-0 flex-1 break-words font-medium text-fg">{judged.text}</span>
        {mark === null ? (
          <Badge icon={<Clock aria-hidden />}>{t(($) => $.evals.waiting)}</Badge>
        ) : (
          <Badge tone={mark ? "brand" : "danger"} icon={mark ? <Check aria-hidden /> : <X aria-hidden />}>
            {t(($) => (mark ? $.evals.right1 : $.evals.wrong1))}
          </Badge>
        )}
      </div>
      <Expected judged={judged} />
      {judged.answer && (
        <p className="mt-1.5 whitespace-pre-wrap break-words rounded-control bg-surface-2 px-3 py-2 text-sm text-fg">
          {judged.answer}
        </p>
      )}
      {judged.error && <p className="mt-1 text-sm text-fg-2">{t(($) => $.failure[failureOf(judged.error)])}</p>}
      {judged.wrong.map((wrong) => (
        <p key={wrong.code + wrong.message} className="mt-1 text-sm text-danger">
          {wrong.message}
        </p>
      ))}
    </>
  );
}

function Expected({ judged }: { judged: Judged }) {
  const { t } = useTranslation("ai");
  const format = useFormat();
  const parts = [
    judged.hands_over && t(($) => $.evals.handsOver),
    judged.contains.length > 0 && t(($) => $.evals.contains, { list: format.list(judged.contains) }),
    judged.not_contains.length > 0 && t(($) => $.evals.lacks, { list: format.list(judged.not_contains) }),
    judged.cites.length > 0 && t(($) => $.evals.cites, { count: judged.cites.length }),
  ].filter(Boolean);
  return (
    <p className="text-xs text-fg-3">
      {t(($) => $.evals.expected)}: {parts.join(" · ")}
    </p>
  );
}
