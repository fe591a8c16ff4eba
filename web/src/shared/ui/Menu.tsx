import clsx from "clsx";
import type { ReactNode } from "react";
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover, Separator } from "react-aria-components";

export type Item =
  | {
      id: string;
      label: string;
      icon?: ReactNode;
      hint?: string;
      danger?: boolean;
      disabled?: boolean;
      run: () => void;
    }
  | "line";

/** What can be done here. `children` is the button that opens it. */
export function Menu({ label, items, children }: { label: string; items: Item[]; children: ReactNode }) {
  const done = new Map(items.filter((i) => i !== "line").map((i) => [i.id, i.run]));
  return (
    <MenuTrigger>
      {children}
      <Popover className="min-w-44 rounded-node border border-line bg-surface p-1 shadow-e2 data-[entering]:animate-rise">
        <AriaMenu aria-label={label} onAction={(key) => done.get(String(key))?.()} className="outline-none">
          {items.map((item, at) =>
            item === "line" ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
              <Separator key={at} className="my-1 h-px bg-line" />
            ) : (
              <MenuItem
                key={item.id}
                id={item.id}
                textValue={item.label}
                isDisabled={item.disabled}
                className={clsx(
                  "flex min-h-8 cursor-default items-center gap-2 rounded-chip px-2 py-1 text-sm outline-none data-[focused]:bg-surface-2 data-[disabled]:opacity-50 [&_svg]:size-4",
                  item.danger ? "text-danger" : "text-fg",
                )}
              >
                {item.icon}
                <span className="flex-1">{item.label}</span>
                {item.hint && <kbd className="pl-4 font-sans text-xs text-fg-3">{item.hint}</kbd>}
              </MenuItem>
            ),
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
