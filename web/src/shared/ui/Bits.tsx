import clsx from "clsx";
import type { ReactNode } from "react";

export type Tone = "brand" | "info" | "warn" | "danger" | "violet" | "plain";

export const TONES: Record<Tone, string> = {
  brand: "bg-brand-soft text-brand-fg",
  info: "bg-info-soft text-info",
  warn: "bg-warn-soft text-warn",
  danger: "bg-danger-soft text-danger",
  violet: "bg-violet-soft text-violet",
  plain: "bg-surface-3 text-fg-2",
};

/** A short word about the state of something. */
export function Badge({ tone = "plain", icon, children }: { tone?: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span
      className={clsx(
        "inline-flex items-center gap-1 whitespace-nowrap rounded-full px-2 py-0.5 text-xs font-medium [&_svg]:size-3",
        TONES[tone],
      )}
    >
      {icon}
      {children}
    </span>
  );
}

/** How many wait. */
export function Count({ value, quiet }: { value: number; quiet?: boolean }) {
  if (value <= 0) return null;
  return (
    <span
      className={clsx(
        "tnum inline-block min-w-5 rounded-full px-1.5 text-center text-2xs font-semibold",
        quiet ? "bg-surface-3 text-fg-2" : "bg-brand text-on-brand",
      )}
    >
      {value > 999 ? "999+" : value}
    </span>
  );
}

const HUES: Tone[] = ["brand", "info", "violet", "warn", "danger"];

function hueOf(seed: string): Tone {
  let sum = 0;
  for (const letter of seed) sum = (sum * 31 + letter.charCodeAt(0)) >>> 0;
  return HUES[sum % HUES.length] as Tone;
}

export function initials(name: string): string {
  const words = name.split(/\s+/).filter((w) => /\p{L}/u.test(w));
  const first = words[0]?.[0] ?? "";
  const second = words.length > 1 ? (words[words.length - 1]?.[0] ?? "") : "";
  return (first + second).toUpperCase() || "#";
}

/** A person by their initials; the same colour everywhere. */
export function Avatar({ name, seed, size = 32 }: { name: string; seed?: string; size?: 20 | 24 | 32 | 40 | 64 }) {
  const box = {
    20: "size-5 text-[9px]",
    24: "size-6 text-[10px]",
    32: "size-8 text-xs",
    40: "size-10 text-base",
    64: "size-16 text-xl",
  };
  return (
    <span
      aria-hidden
      className={clsx(
        "inline-grid shrink-0 select-none place-items-center rounded-full font-semibold",
        box[size],
        TONES[hueOf(seed ?? name)],
      )}
    >
      {initials(name)}
    </span>
  );
}

export function Card({
  title,
  end,
  children,
  className,
}: {
  title?: ReactNode;
  end?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={clsx("rounded-card border border-line bg-surface p-5 shadow-e1", className)}>
      {(title || end) && (
        <header className="mb-3 flex items-center gap-3">
          {title && <h2 className="text-lg font-semibold text-fg">{title}</h2>}
          {end && <div className="ml-auto flex items-center gap-2">{end}</div>}
        </header>
      )}
      {children}
    </section>
  );
}

/** The top of a page: its one `h1`, a line about it, what can be done. */
export function PageHead({
  title,
  about,
  end,
  back,
}: {
  title: ReactNode;
  about?: ReactNode;
  end?: ReactNode;
  back?: ReactNode;
}) {
  return (
    <header className="mb-5 flex flex-wrap items-end gap-3">
      <div className="min-w-0">
        {back}
        <h1 className="text-2xl font-semibold text-fg">{title}</h1>
        {about && <p className="mt-0.5 text-sm text-fg-3">{about}</p>}
      </div>
      {end && <div className="ml-auto flex flex-wrap items-center gap-2">{end}</div>}
    </header>
  );
}

/** A page that scrolls, at a width that reads well. */
export function PageBody({ children, wide }: { children: ReactNode; wide?: boolean }) {
  return (
    // Positioned, so that what is only heard scrolls with the page and does not widen it.
    <div className="relative h-full overflow-auto">
      <div className={clsx("mx-auto p-4 md:p-6", wide ? "max-w-[1440px]" : "max-w-[1240px]")}>{children}</div>
    </div>
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-block whitespace-nowrap rounded-[4px] border border-line-strong bg-surface px-1.5 font-sans text-2xs text-fg-2">
      {children}
    </kbd>
  );
}

/** What the page must tell before anything else. */
export function Banner({ tone = "warn", children, end }: { tone?: Tone; children: ReactNode; end?: ReactNode }) {
  return (
    <div className={clsx("flex flex-wrap items-center gap-3 rounded-node px-4 py-2.5 text-sm", TONES[tone])}>
      <div className="min-w-0 flex-1">{children}</div>
      {end}
    </div>
  );
}
