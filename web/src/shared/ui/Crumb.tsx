import { Link, type LinkProps } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import type { ReactNode } from "react";

/** Back to the page that this one belongs to. */
export function Crumb({ to, children }: { to: LinkProps["to"]; children: ReactNode }) {
  return (
    <Link to={to} className="-ml-1 mb-1 inline-flex min-h-6 items-center gap-0.5 text-sm text-fg-2 hover:text-fg">
      <ChevronLeft className="size-4" aria-hidden />
      {children}
    </Link>
  );
}

/** A link that looks like the thing to press. */
export function LinkButton({
  to,
  params,
  search,
  icon,
  look = "primary",
  children,
}: Pick<LinkProps, "to"> & {
  params?: Record<string, string>;
  search?: Record<string, string>;
  icon?: ReactNode;
  look?: "primary" | "secondary";
  children: ReactNode;
}) {
  const looks = {
    primary: "bg-brand text-on-brand font-medium hover:bg-brand-hover",
    secondary: "border border-line-strong bg-surface text-fg hover:bg-surface-2",
  };
  return (
    <Link
      to={to}
      params={params as never}
      search={search as never}
      className={`inline-flex h-8 items-center gap-1.5 rounded-control px-3 text-sm max-md:min-h-10 [&_svg]:size-4 ${looks[look]}`}
    >
      {icon}
      {children}
    </Link>
  );
}
