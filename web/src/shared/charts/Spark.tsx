import { scaleLinear } from "d3-scale";
import { curveMonotoneX, line } from "d3-shape";

const WIDTH = 96;
const HEIGHT = 28;

/** The shape of a figure's last days, beside the figure that says it: only for the eye. */
export function Spark({ values, color }: { values: number[]; color: string }) {
  if (values.length < 2) return null;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const y = scaleLinear([least, most === least ? least + 1 : most], [HEIGHT - 3, 3]);
  const path = line<number>(
    (_, i) => (i * WIDTH) / (values.length - 1),
    (d) => y(d),
  ).curve(curveMonotoneX)(values);
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden="true" className="shrink-0">
      <path d={path ?? ""} fill="none" stroke={color} strokeWidth="1.75" />
    </svg>
  );
}
