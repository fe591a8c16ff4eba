import type { ReactNode } from "react";

/** What is known of something: a name and a value each. */
export function Facts({ items }: { items: [label: string, value: ReactNode][] }) {
  return (
    <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
      {items.map(([label, value]) => (
        <div key={label}>
          <dt className="text-xs text-fg-3">{label}</dt>
          <dd className="tnum text-base text-fg">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
