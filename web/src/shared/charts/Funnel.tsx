import { useFormat } from "@/shared/i18n/format";

/** How many are left at each step, against the first. */
export function Funnel({ steps }: { steps: { id: string; label: string; value: number }[] }) {
  const format = useFormat();
  const first = Math.max(1, steps[0]?.value ?? 0);
  return (
    <dl className="flex flex-col gap-3">
      {steps.map((step) => (
        <div key={step.id} className="flex flex-wrap text-sm">
          <dt className="text-fg-2">{step.label}</dt>
          <dd className="tnum ml-auto font-medium">
            {format.number(step.value)}
            <span className="ml-2 inline-block w-14 text-right font-normal text-fg-3">
              {format.percent(step.value / first)}
            </span>
          </dd>
          <dd aria-hidden className="mt-1 h-2 basis-full rounded-full bg-surface-3">
            <div
              className="h-2 rounded-full bg-brand"
              style={{ width: `${Math.min(100, (100 * step.value) / first)}%` }}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}
