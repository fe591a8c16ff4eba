import clsx from "clsx";

export type Suggestion = { id: string; label: string; about?: string };

/** What fits the word being written; the box beside it keeps the focus and takes the keys. */
export function Suggestions({
  id,
  label,
  items,
  at,
  onPick,
}: {
  id: string;
  label: string;
  items: Suggestion[];
  at: number;
  onPick: (item: Suggestion) => void;
}) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label={label}
      className="absolute inset-x-3 bottom-full z-10 mb-1 max-h-64 overflow-auto rounded-node border border-line bg-surface p-1 shadow-e2"
    >
      {items.map((item, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the box beside it takes the keys
        <div
          key={item.id}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          // The box must not lose its focus to a click.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(item)}
          className={clsx("cursor-pointer rounded-chip px-3 py-1.5", index === at && "bg-brand-soft")}
        >
          <span className="block text-sm font-medium text-fg">{item.label}</span>
          {item.about && <span className="block truncate text-xs text-fg-2">{item.about}</span>}
        </div>
      ))}
    </div>
  );
}
