import type { ReactNode } from "react";

/** One part of the contact pane, under its heading. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="border-t border-line py-4">
      <h3 className="mb-2 text-xs font-semibold uppercase tracking-wide text-fg-3">{title}</h3>
      {children}
    </section>
  );
}
