import clsx from "clsx";
import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { useTip } from "./Tip";

type Look = "primary" | "secondary" | "quiet" | "danger";
type Size = "dense" | "form";

const LOOKS: Record<Look, string> = {
  primary: "bg-brand text-on-brand font-medium hover:bg-brand-hover pressed:bg-brand-hover",
  secondary: "border border-line-strong bg-surface text-fg hover:bg-surface-2",
  quiet: "text-fg-2 hover:bg-surface-2 hover:text-fg",
  danger: "bg-danger text-on-danger font-medium hover:opacity-90",
};
const SIZES: Record<Size, string> = { dense: "h-8 px-3 text-sm", form: "h-9 px-4 text-base" };

export type ButtonProps = Omit<AriaButtonProps, "children" | "className"> & {
  look?: Look;
  size?: Size;
  icon?: ReactNode;
  /** Work is under way: the button stays where it is and answers no further press. */
  busy?: boolean;
  className?: string;
  children: ReactNode;
};

export function Button({ look = "secondary", size = "dense", icon, busy, className, children, ...rest }: ButtonProps) {
  // Not the library's own pending state: its announcer leaves nameless pictures behind in the page.
  return (
    <AriaButton
      {...rest}
      type={busy ? "button" : rest.type}
      onPress={busy ? undefined : rest.onPress}
      data-busy={busy || undefined}
      className={clsx(
        "inline-flex shrink-0 cursor-default items-center justify-center gap-1.5 rounded-control transition-colors duration-[120ms]",
        "disabled:opacity-50 data-[busy]:opacity-70 [&_svg]:size-4 [&_svg]:shrink-0 max-md:min-h-10",
        LOOKS[look],
        SIZES[size],
        className,
      )}
    >
      {icon}
      {children}
    </AriaButton>
  );
}

export type IconButtonProps = Omit<AriaButtonProps, "children" | "className"> & {
  label: string;
  /** The shortcut told beside the label. */
  hint?: string;
  className?: string;
  children: ReactNode;
};

/** A button that is only a picture: its name is its tooltip. */
export function IconButton({ label, hint, className, children, ...rest }: IconButtonProps) {
  const { tip, over } = useTip(label, hint);
  return (
    <>
      <AriaButton
        {...rest}
        {...over}
        aria-label={label}
        className={clsx(
          "inline-grid size-8 shrink-0 cursor-default place-items-center rounded-control text-fg-2 transition-colors duration-[120ms]",
          "hover:bg-surface-2 hover:text-fg disabled:opacity-40 [&_svg]:size-[18px] max-md:size-10",
          className,
        )}
      >
        {children}
      </AriaButton>
      {tip}
    </>
  );
}
