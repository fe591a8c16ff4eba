import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";

const LEFT = 40;
const CELL = 22;
const ROW = 24;

/** How much there is in each cell, by depth of colour; the table twin says it in figures. */
export function Heat({
  title,
  rows,
  columns,
  values,
}: {
  title: string;
  rows: string[];
  columns: string[];
  values: number[][];
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const most = Math.max(1, ...values.flat());
  return (
    <figure>
      <figcaption className="sr-only">{title}</figcaption>
      <svg
        viewBox={`0 0 ${LEFT + columns.length * CELL} ${rows.length * ROW + 16}`}
        className="w-full"
        aria-hidden="true"
      >
        {rows.map((row, i) => (
          <g key={row}>
            <text x="0" y={i * ROW + 15} fontSize="11" fill="var(--fg-3)">
              {row}
            </text>
            {columns.map((column, j) => (
              <rect
                key={column}
                x={LEFT + j * CELL}
                y={i * ROW}
                width={CELL - 3}
                height={ROW - 3}
                rx="4"
                fill="var(--brand)"
                opacity={0.07 + (0.93 * (values[i]?.[j] ?? 0)) / most}
              >
                <title>{`${row} ${column}: ${format.number(values[i]?.[j] ?? 0)}`}</title>
              </rect>
            ))}
          </g>
        ))}
        {columns.map(
          (column, j) =>
            j % 3 === 0 && (
              <text key={column} x={LEFT + j * CELL} y={rows.length * ROW + 11} fontSize="11" fill="var(--fg-3)">
                {column}
              </text>
            ),
        )}
      </svg>
      {/* A table is never narrower than its words: the box around it is what is out of sight. */}
      <div className="sr-only">
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t(($) => $.chart.when)}</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={row}>
                <th scope="row">{row}</th>
                {columns.map((column, j) => (
                  <td key={column}>{format.number(values[i]?.[j] ?? 0)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
