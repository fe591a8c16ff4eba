import { useRef } from "react";
import { Menu, MenuItem, Popover, Separator } from "react-aria-components";
import type { Item } from "@/shared/ui";
import type { Point } from "../model/document";

/** The menu of what was pressed with the other button. */
export function MenuAt({
  label,
  items,
  at,
  onClose,
}: {
  label: string;
  items: Item[];
  at: Point;
  onClose: () => void;
}) {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span ref={anchor} className="pointer-events-none fixed size-px" style={{ left: at.x, top: at.y }} />
      <Popover
        isOpen
        triggerRef={anchor}
        placement="bottom start"
        onOpenChange={(open) => !open && onClose()}
        className="min-w-52 rounded-node border border-line bg-surface p-1 shadow-e2"
      >
        <Menu
          aria-label={label}
          autoFocus="first"
          onClose={onClose}
          onAction={(key) => {
            for (const item of items) if (item !== "line" && item.id === key) item.run();
          }}
          className="outline-none"
        >
          {items.map((item, place) =>
            item === "line" ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
              <Separator key={place} className="my-1 h-px bg-line" />
            ) : (
              <MenuItem
                key={item.id}
                id={item.id}
                textValue={item.label}
                isDisabled={item.disabled}
                className="flex min-h-8 cursor-default items-center gap-2 rounded-chip px-2 py-1 text-sm text-fg outline-none data-[focused]:bg-surface-2 data-[disabled]:opacity-50 [&_svg]:size-4"
              >
                {item.icon}
                <span className="flex-1">{item.label}</span>
                {item.hint && <kbd className="pl-4 font-sans text-xs text-fg-3">{item.hint}</kbd>}
              </MenuItem>
            ),
          )}
        </Menu>
      </Popover>
    </>
  );
}
