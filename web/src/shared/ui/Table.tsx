import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Checkbox } from "./Toggles";

export type Column<Row> = {
  id: string;
  head: string;
  cell: (row: Row) => ReactNode;
  /** A CSS grid track: "minmax(160px, 2fr)", "96px". */
  width?: string;
  sortable?: boolean;
  end?: boolean;
};

type Sorting = { by: string; order: "asc" | "desc" };

type TableProps<Row> = {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowId: (row: Row) => string;
  onOpen?: (row: Row) => void;
  sorting?: Sorting | null;
  onSort?: (sorting: Sorting) => void;
  selected?: ReadonlySet<string>;
  onSelect?: (selected: Set<string>) => void;
  /** More rows exist: called when the last ones come into sight. */
  onEnd?: () => void;
  dense?: boolean;
  className?: string;
};

/** A grid of any length: only the rows in sight exist. Arrows walk its cells, Space chooses a row, Enter opens it. */
export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, rows, rowId, onOpen, sorting, onSort, selected, onSelect, onEnd, dense, className } = props;
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<[row: number, column: number]>([0, 0]);
  const anchor = useRef(0);
  const height = dense ? 36 : 48;
  const view = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
    getItemKey: (index) => rowId(rows[index] as Row),
    initialRect: { width: 1024, height: 640 },
  });
  const items = view.getVirtualItems();
  const last = items[items.length - 1]?.index ?? -1;
  useEffect(() => {
    if (onEnd && last >= rows.length - 10) onEnd();
  }, [last, rows.length, onEnd]);

  const tracks = [onSelect ? "40px" : "", ...columns.map((c) => c.width ?? "minmax(120px, 1fr)")]
    .filter(Boolean)
    .join(" ");
  const choose = useCallback(
    (index: number, upTo: boolean) => {
      if (!onSelect || !rows[index]) return;
      const next = new Set(selected);
      const id = rowId(rows[index]);
      if (upTo) {
        const [from, to] = [Math.min(anchor.current, index), Math.max(anchor.current, index)];
        for (const row of rows.slice(from, to + 1)) next.add(rowId(row));
      } else if (!next.delete(id)) next.add(id);
      if (!upTo) anchor.current = index;
      onSelect(next);
    },
    [onSelect, rowId, rows, selected],
  );

  const move = (row: number, column: number) => {
    const to: [number, number] = [
      Math.max(0, Math.min(rows.length - 1, row)),
      Math.max(0, Math.min(columns.length - 1, column)),
    ];
    setAt(to);
    view.scrollToIndex(to[0]);
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-cell="${to[0]}:${to[1]}"]`)?.focus({ preventScroll: true }),
    );
  };
  const onKey = (event: KeyboardEvent) => {
    if ((event.target as HTMLElement).dataset.cell === undefined) return;
    const [row, column] = at;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? height) / height) - 2);
    const moves: Record<string, [number, number]> = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + 1],
      ArrowLeft: [row, column - 1],
      PageDown: [row + page, column],
      PageUp: [row - page, column],
      Home: event.ctrlKey ? [0, 0] : [row, 0],
      End: event.ctrlKey ? [rows.length - 1, columns.length - 1] : [row, columns.length - 1],
    };
    const to = moves[event.key];
    if (to) move(...to);
    else if (event.key === " ") choose(row, event.shiftKey);
    else if (event.key === "Enter" && rows[row]) onOpen?.(rows[row]);
    else return;
    event.preventDefault();
  };

  const all = rows.length > 0 && rows.every((row) => selected?.has(rowId(row)));
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={-1}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-multiselectable={onSelect ? true : undefined}
      onKeyDown={onKey}
      className={clsx("relative overflow-auto outline-none", className)}
    >
      {/* One width for head and rows: the widest of them, so that columns stand under their heads when they scroll sideways. */}
      <div className="min-w-max">
        <div
          role="row"
          className="sticky top-0 z-10 grid items-center border-b border-line bg-surface text-xs text-fg-3"
          style={{ gridTemplateColumns: tracks }}
        >
          {onSelect && (
            <span role="columnheader" className="pl-3">
              <Checkbox
                label={t(($) => $.table.all)}
                checked={all}
                some={!all && (selected?.size ?? 0) > 0}
                onChange={(on) => onSelect(on ? new Set(rows.map(rowId)) : new Set())}
              />
            </span>
          )}
          {columns.map((column) => {
            const sorted = sorting?.by === column.id ? sorting.order : null;
            return (
              <span
                key={column.id}
                role="columnheader"
                aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : undefined}
                className={clsx("flex h-9 items-center px-3 font-medium", column.end && "justify-end")}
              >
                {column.sortable && onSort ? (
                  <button
                    type="button"
                    className="flex h-7 items-center gap-1 rounded-chip hover:text-fg"
                    onClick={() => onSort({ by: column.id, order: sorted === "asc" ? "desc" : "asc" })}
                  >
                    {column.head}
                    {sorted === "asc" && <ArrowUp className="size-3" aria-hidden />}
                    {sorted === "desc" && <ArrowDown className="size-3" aria-hidden />}
                  </button>
                ) : (
                  column.head
                )}
              </span>
            );
          })}
        </div>
        <div className="relative" style={{ height: view.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index] as Row;
            const id = rowId(row);
            const chosen = selected?.has(id) ?? false;
            return (
              <div
                key={item.key}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={onSelect ? chosen : undefined}
                onClick={(event) => {
                  if ((event.target as HTMLElement).closest("a, button, label, input")) return;
                  if (onSelect && (event.shiftKey || event.ctrlKey || event.metaKey))
                    choose(item.index, event.shiftKey);
                  else onOpen?.(row);
                }}
                className={clsx(
                  "absolute inset-x-0 grid items-center border-b border-line text-sm text-fg",
                  onOpen && "cursor-pointer hover:bg-surface-2",
                  chosen && "bg-brand-soft",
                )}
                style={{ gridTemplateColumns: tracks, height, transform: `translateY(${item.start}px)` }}
              >
                {onSelect && (
                  <span role="gridcell" className="pl-3">
                    <Checkbox
                      label={t(($) => $.table.row)}
                      checked={chosen}
                      onChange={() => choose(item.index, false)}
                    />
                  </span>
                )}
                {columns.map((column, index) => (
                  <span
                    key={column.id}
                    role="gridcell"
                    tabIndex={item.index === at[0] && index === at[1] ? 0 : -1}
                    data-cell={`${item.index}:${index}`}
                    onFocus={() => setAt([item.index, index])}
                    className={clsx(
                      "flex h-full min-w-0 items-center truncate px-3 focus-visible:-outline-offset-2",
                      column.end && "tnum justify-end",
                    )}
                  >
                    {column.cell(row)}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
