import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { Empty } from "@/shared/ui";
import { useCentre } from "../canvas/useCanvasKeys";
import { useWords } from "../canvas/useWords";
import { fieldOf, type Problem } from "../model/checks";
import { nodeOf } from "../model/document";
import { showProblem, useEditor, useEditorStore } from "../store";

/** Everything that is wrong or doubtful; each leads to its block and field. */
export function ProblemsPanel() {
  const { t } = useTranslation("flows");
  const problems = useEditor((s) => s.problems);
  const errors = problems.filter((p) => p.severity === "error");
  const warnings = problems.filter((p) => p.severity !== "error");
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-auto p-4">
      {problems.length === 0 && (
        <Empty icon={<CircleCheck aria-hidden />} title={t(($) => $.problems.none)}>
          {t(($) => $.problems.noneHint)}
        </Empty>
      )}
      {errors.length > 0 && <Group title={t(($) => $.problems.errors)} problems={errors} />}
      {warnings.length > 0 && <Group title={t(($) => $.problems.warnings)} problems={warnings} />}
      <Cost />
    </div>
  );
}

function Group({ title, problems }: { title: string; problems: Problem[] }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-2 text-xs font-semibold uppercase tracking-wide text-fg-3">{title}</h3>
      <ul className="flex flex-col gap-1.5">
        {problems.map((problem, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: findings have no name of their own
          <li key={at}>
            <Finding problem={problem} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Finding({ problem }: { problem: Problem }) {
  const { t } = useTranslation("flows");
  const store = useEditorStore();
  const centre = useCentre();
  const words = useWords();
  const doc = useEditor((s) => s.history.present);
  const node = nodeOf(doc, problem.node_id);
  const named = (id: string) => {
    const one = nodeOf(doc, id);
    return one ? words.title(one) : id;
  };
  const show = () => {
    showProblem(store, problem, fieldOf(problem));
    store.setState({ side: "inspector" });
    if (problem.node_id) centre(problem.path.length > 1 ? problem.path : [problem.node_id], true);
  };
  const error = problem.severity === "error";
  return (
    <button
      type="button"
      onClick={show}
      data-finding={problem.code}
      className="flex w-full items-start gap-2 rounded-control border border-line p-2.5 text-left hover:border-line-strong hover:bg-surface-2"
    >
      {error ? (
        <CircleAlert className="mt-0.5 size-4 shrink-0 text-danger" aria-hidden />
      ) : (
        <TriangleAlert className="mt-0.5 size-4 shrink-0 text-warn" aria-hidden />
      )}
      <span className="min-w-0">
        <span className="block text-xs font-medium text-fg-2">
          {node ? words.title(node) : t(($) => $.problems.whole)}
        </span>
        <span className="block text-sm text-fg">{problem.message}</span>
        {problem.path.length > 1 && (
          <span className="mt-0.5 line-clamp-2 block text-xs text-fg-3">
            {t(($) => $.problems.path, { path: problem.path.map(named).join(" → ") })}
          </span>
        )}
      </span>
    </button>
  );
}

function Cost() {
  const { t } = useTranslation("flows");
  const format = useFormat();
  const cost = useEditor((s) => s.cost);
  if (!cost) return null;
  const fewest = cost.least_messages;
  const many = cost.most_messages;
  const priced = cost.least != null && cost.most != null && cost.currency;
  return (
    <p className="mt-auto border-t border-line pt-3 text-xs text-fg-3">
      {priced
        ? t(($) => $.problems.cost, {
            fewest,
            many,
            least: format.money(String(cost.least), String(cost.currency)),
            most: format.money(String(cost.most), String(cost.currency)),
          })
        : t(($) => $.problems.messages, { fewest, many })}
    </p>
  );
}
