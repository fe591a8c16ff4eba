import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, INPUT } from "@/shared/ui";
import { type Corrections, corrected, type Plan, type Preview, type Refused } from "../importing";

type BadProps = {
  preview: Preview;
  plan: Plan;
  /** What each column means, in words. */
  names: string[];
  busy: boolean;
  /** Checks every row again, as corrected. */
  onCheck: (corrections: Corrections) => void;
};

/** The first refused rows, to be put right here: each with its reason, and the cells that are imported. */
export function BadRows({ preview, plan, names, busy, onCheck }: BadProps) {
  const { t } = useTranslation("imports");
  const [own, setOwn] = useState<Corrections>({});
  const columns = plan.columns.flatMap((target, at) => (target ? [at] : []));
  const changed = Object.keys(own).length;
  const write = (row: Refused, at: number, text: string) => setOwn((now) => corrected(now, row, at, text));
  return (
    <>
      <section
        aria-label={t(($) => $.check.first)}
        // What scrolls is reached by the keyboard.
        tabIndex={0}
        className="mt-4 max-h-96 overflow-auto rounded-node border border-line"
      >
        <table className="w-full border-collapse text-left text-sm">
          <caption className="sr-only">{t(($) => $.check.first)}</caption>
          <thead className="sticky top-0 z-[1] bg-surface-2 text-xs text-fg-2 max-sm:sr-only">
            <tr>
              <th scope="col" className="px-3 py-2 font-medium">
                {t(($) => $.check.row)}
              </th>
              <th scope="col" className="min-w-44 px-3 py-2 font-medium">
                {t(($) => $.check.reason)}
              </th>
              {columns.map((at) => (
                <th key={at} scope="col" className="min-w-40 px-2 py-2 font-medium">
                  {names[at]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.first_refused.map((row) => (
              <Row
                key={row.row}
                row={row}
                columns={columns}
                names={names}
                targets={plan.columns}
                own={own[row.row]}
                onWrite={(at, text) => write(row, at, text)}
              />
            ))}
          </tbody>
        </table>
      </section>
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <Button isDisabled={changed === 0} busy={busy} onPress={() => onCheck(own)}>
          {t(($) => $.check.again)}
        </Button>
        <p className="min-w-0 flex-1 text-xs text-fg-3">
          {changed > 0 ? t(($) => $.check.changed, { count: changed }) : t(($) => $.check.editable)}
        </p>
      </div>
    </>
  );
}

type RowProps = {
  row: Refused;
  columns: number[];
  names: string[];
  targets: Plan["columns"];
  own: Corrections[number] | undefined;
  onWrite: (at: number, text: string) => void;
};

function Row({ row, columns, names, targets, own, onWrite }: RowProps) {
  const { t } = useTranslation("imports");
  const id = useId();
  return (
    <tr className="border-t border-line align-top max-sm:grid max-sm:grid-cols-[auto_minmax(0,1fr)] max-sm:py-2 max-sm:first:border-0">
      <td className="tnum px-3 py-2.5 text-fg-2">{row.row}</td>
      <td id={id} className="px-3 py-2.5 text-danger">
        {row.message}
      </td>
      {columns.map((at) => {
        const wrong = targets[at] === row.field && own?.[at] === undefined;
        return (
          <td key={at} className="px-1 py-1 max-sm:col-span-2 max-sm:px-3">
            <span aria-hidden className="mb-0.5 block text-xs text-fg-3 sm:hidden">
              {names[at]}
            </span>
            <input
              aria-label={t(($) => $.check.cell, { row: row.row, column: names[at] })}
              aria-invalid={wrong || undefined}
              aria-describedby={wrong ? id : undefined}
              value={own?.[at] ?? row.cells[at] ?? ""}
              onChange={(event) => onWrite(at, event.target.value)}
              className={`${INPUT} h-8 text-sm max-sm:h-10`}
            />
          </td>
        );
      })}
    </tr>
  );
}
