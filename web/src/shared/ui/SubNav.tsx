import { Link, type LinkProps } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

type SubPage = { to: LinkProps["to"]; label: string /** Also where it goes on below. */; below?: boolean };

/** Pages that belong together, side by side under the title. One alone needs no way to the others. */
export function SubNav({ label, pages }: { label: string; pages: SubPage[] }) {
  const nav = useRef<HTMLElement>(null);
  const many = pages.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked for again when there are others
  useEffect(() => {
    const here = nav.current?.querySelector<HTMLElement>("[aria-current=page]");
    if (nav.current && here) nav.current.scrollLeft = here.offsetLeft - nav.current.offsetLeft - 24;
  }, [many]);
  if (many < 2) return null;
  return (
    <nav ref={nav} aria-label={label} className="mb-5 flex gap-1 overflow-x-auto border-b border-line">
      {pages.map((page) => (
        <Link
          key={page.to}
          to={page.to}
          activeOptions={{ exact: !page.below, includeSearch: false }}
          className="flex h-9 shrink-0 items-center border-b-2 border-transparent px-2.5 text-sm text-fg-2 hover:text-fg focus-visible:-outline-offset-2"
          activeProps={{ className: "border-brand! font-medium text-brand-fg!" }}
        >
          {page.label}
        </Link>
      ))}
    </nav>
  );
}
