import { scaleLinear } from "d3-scale";
import { area, curveMonotoneX, line } from "d3-shape";
import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/shared/i18n/format";
import { useWidth } from "./useWidth";

/** One line of a chart; `color` is a token, as `var(--brand)`. */
export type Series = { id: string; label: string; color: string; values: number[] };

const RIGHT = 8;
const TOP = 8;
const BOTTOM = 24;

/** Figures over time. Arrows walk its points; a table says the same to who can't see it. */
export function AreaChart({
  title,
  labels,
  series,
  height = 240,
  unit,
}: {
  title: string;
  labels: string[];
  series: Series[];
  height?: number;
  /** How a value is said, whole and in brief, where it is not a count. */
  unit?: { whole: (value: number) => string; brief: (value: number) => string };
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const [ref, width] = useWidth<HTMLElement>();
  const [at, setAt] = useState<number | null>(null);
  const last = labels.length - 1;
  const left = unit ? 64 : 44;
  const say = (value: number) => (unit ? unit.whole(value) : format.number(value));
  const highest = Math.max(0, ...series.flatMap((s) => s.values));
  const most = unit && highest > 0 ? highest : Math.max(1, highest);
  const x = useMemo(() => scaleLinear([0, Math.max(1, last)], [left, width - RIGHT]), [width, last, left]);
  const y = useMemo(() => scaleLinear([0, most], [height - BOTTOM, TOP]).nice(4), [height, most]);
  const ticks = unit ? y.ticks(4) : y.ticks(4).filter(Number.isInteger);
  const shapes = useMemo(() => {
    const fill = area<number>(
      (_, i) => x(i),
      y(0),
      (d) => y(d),
    ).curve(curveMonotoneX);
    const edge = line<number>(
      (_, i) => x(i),
      (d) => y(d),
    ).curve(curveMonotoneX);
    return series.map((s) => ({ ...s, fill: fill(s.values) ?? "", edge: edge(s.values) ?? "" }));
  }, [series, x, y]);
  const every = Math.max(1, Math.ceil(labels.length / Math.max(2, Math.floor(width / 80))));
  const onKey = (event: KeyboardEvent) => {
    const to = { ArrowRight: (at ?? -1) + 1, ArrowLeft: (at ?? last + 1) - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setAt(Math.max(0, Math.min(last, to)));
  };
  const told =
    at === null ? "" : `${labels[at]}: ${series.map((s) => `${s.label} ${say(s.values[at] ?? 0)}`).join(", ")}`;
  return (
    <figure ref={ref} className="relative">
      <figcaption id={id} className="sr-only">
        {title}
      </figcaption>
      <div
        role="img"
        aria-labelledby={id}
        aria-describedby={`${id}-how`}
        tabIndex={0}
        onKeyDown={onKey}
        onBlur={() => setAt(null)}
        onPointerLeave={() => setAt(null)}
        onPointerMove={(event) => {
          const from = event.currentTarget.getBoundingClientRect().left;
          setAt(Math.max(0, Math.min(last, Math.round(x.invert(event.clientX - from)))));
        }}
      >
        <svg width={width} height={height} aria-hidden="true">
          {ticks.map((tick) => (
            <g key={tick}>
              <line x1={left} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
              <text x={left - 8} y={y(tick) + 4} textAnchor="end" fontSize="11" fill="var(--fg-3)" className="tnum">
                {unit ? unit.brief(tick) : format.compact(tick)}
              </text>
            </g>
          ))}
          {labels.map(
            (label, i) =>
              i % every === 0 && (
                <text
                  key={label}
                  x={x(i)}
                  y={height - 6}
                  textAnchor={i === 0 ? "start" : i === last ? "end" : "middle"}
                  fontSize="11"
                  fill="var(--fg-3)"
                >
                  {label}
                </text>
              ),
          )}
          {shapes.map((shape) => (
            <g key={shape.id}>
              <path d={shape.fill} fill={shape.color} opacity="0.1" />
              <path d={shape.edge} fill="none" stroke={shape.color} strokeWidth="2" strokeLinejoin="round" />
            </g>
          ))}
          {at !== null && (
            <g>
              <line x1={x(at)} x2={x(at)} y1={TOP} y2={height - BOTTOM} stroke="var(--control)" strokeDasharray="3 3" />
              {series.map((s) => (
                <circle
                  key={s.id}
                  cx={x(at)}
                  cy={y(s.values[at] ?? 0)}
                  r="4"
                  fill="var(--surface)"
                  stroke={s.color}
                  strokeWidth="2"
                />
              ))}
            </g>
          )}
        </svg>
      </div>
      {at !== null && (
        <div
          aria-hidden
          className="pointer-events-none absolute top-2 rounded-control border border-line bg-surface px-3 py-2 text-xs shadow-e2"
          style={{ left: Math.min(width - 170, Math.max(0, x(at) + 12)) }}
        >
          <b className="font-semibold">{labels[at]}</b>
          {series.map((s) => (
            <div key={s.id} className="tnum flex items-center gap-2">
              <i className="size-2 rounded-full" style={{ background: s.color }} />
              {s.label}
              <span className="ml-auto pl-3 font-medium">{say(s.values[at] ?? 0)}</span>
            </div>
          ))}
        </div>
      )}
      <p id={`${id}-how`} className="sr-only">
        {t(($) => $.chart.arrows)}
      </p>
      <p aria-live="polite" className="sr-only">
        {told}
      </p>
      {/* A table is never narrower than its words: the box around it is what is out of sight. */}
      <div className="sr-only">
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t(($) => $.chart.when)}</th>
              {series.map((s) => (
                <th key={s.id} scope="col">
                  {s.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((label, i) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {series.map((s) => (
                  <td key={s.id}>{say(s.values[i] ?? 0)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

/** The names of the lines, with their colours. */
export function Legend({ series }: { series: Pick<Series, "id" | "label" | "color">[] }) {
  return (
    <ul className="flex flex-wrap gap-4 text-xs text-fg-2">
      {series.map((s) => (
        <li key={s.id} className="flex items-center gap-1.5">
          <i aria-hidden className="size-2 rounded-full" style={{ background: s.color }} />
          {s.label}
        </li>
      ))}
    </ul>
  );
}
