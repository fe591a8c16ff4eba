import type { Citation } from "../api";

/** Documents that an answer rests on, each once. */
export function Citations({ title, found }: { title: string; found: Citation[] }) {
  const each = found.filter((one, at) => found.findIndex((other) => other.document_id === one.document_id) === at);
  if (each.length === 0) return null;
  return (
    <p className="mt-2 flex flex-wrap items-center gap-1.5 text-xs text-fg-3">
      {title}
      {each.map((one) => (
        <span
          key={one.document_id}
          title={one.source}
          className="max-w-full truncate rounded-chip bg-surface-3 px-1.5 py-0.5 text-fg-2"
        >
          {one.title}
        </span>
      ))}
    </p>
  );
}
