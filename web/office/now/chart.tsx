/** Stacked areas by kind of channel over the hours of a day or over days, with what was sold before as a dotted line. */
import { useElementSize } from '@mantine/hooks';
import { useFormat } from '../parts/format.ts';
import { useWords } from '../shell/lang.tsx';
import { now as nowWords } from '../words/now.ts';
import { scaleOf, sum, type Series, type Shown } from './data.ts';

type Point = readonly [x: number, y: number];
export type SalesChartProps = {
  readonly shown: Shown;
  /** The first of the values that is drawn. */
  readonly first: number;
  /** What stands below a value. */
  readonly label: (at: number) => string;
  /** What is said of the present one where there is room. */
  readonly presently: (total: string) => string;
};

const HEIGHT = 280;
const RIGHT = 12;
const TOP = 26;
const BOTTOM = 26;

export function SalesChart(props: SalesChartProps) {
  const t = useWords(nowWords);
  const { ref, width } = useElementSize();
  return (
    <div ref={ref} className="chart" style={{ height: HEIGHT }}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={t('chart')}>
          <Drawing {...props} width={width} />
        </svg>
      )}
    </div>
  );
}

function Drawing({ shown, first, label, presently, width }: SalesChartProps & { width: number }) {
  const { series, before, present } = shown;
  const { currency } = shown.total;
  const last = before.length - 1;
  const totals = before.map((_, i) => sum(series.map((one) => one.values[i] ?? 0)));
  const { top, step } = scaleOf(Math.max(...totals, ...before));
  const { money } = useFormat();
  const short = (minor: number): string => money({ minor, currency }).replace(/[.,]00(?=\D*$)/, '');
  // Room for the longest figure of the scale, at about 7 px a character.
  const left = 10 + 7 * Math.max(...[0, step, top].map((minor) => short(minor).length));
  const x = (at: number): number => left + ((at - first) * (width - left - RIGHT)) / (last - first);
  const y = (minor: number): number => HEIGHT - BOTTOM - (minor * (HEIGHT - BOTTOM - TOP)) / top;
  const past = range(first, Math.max(present, first));
  const total = money({ minor: totals[present] ?? 0, currency });
  return (
    <>
      <Grid axes={{ x, y, first, last, top, step, width, left }} short={short} label={label} />
      {stack(series, past).map(({ kind, colour, low, high }) => {
        const up = high.map((minor, i): Point => [x(first + i), y(minor)]);
        const down = low.map((minor, i): Point => [x(first + i), y(minor)]).reverse();
        return <path key={kind} d={`${curve(up)}${curve(down, 'L')}Z`} fill={colour} className="chart-area" />;
      })}
      <path d={curve(range(first, last).map((at): Point => [x(at), y(before[at] ?? 0)]))} className="chart-before" />
      <Present
        x={x(Math.max(present, first))}
        y={y(totals[present] ?? 0)}
        text={width < 480 ? total : presently(total)}
        width={width}
      />
    </>
  );
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

function stack(series: readonly Series[], past: readonly number[]) {
  let base = past.map(() => 0);
  return series.map(({ kind, colour, values }) => {
    const low = base;
    const high = past.map((at, i) => (low[i] ?? 0) + (values[at] ?? 0));
    base = high;
    return { kind, colour, low, high };
  });
}

/** A curve with level tangents at each point: it never shows more or less than was sold. */
function curve(points: readonly Point[], move = 'M'): string {
  return points
    .map(([x, y], i) => {
      const from = points[i - 1];
      if (!from) return `${move}${x} ${y}`;
      const half = (x - from[0]) / 2;
      return `C${from[0] + half} ${from[1]} ${x - half} ${y} ${x} ${y}`;
    })
    .join('');
}

type Axes = {
  readonly x: (at: number) => number;
  readonly y: (minor: number) => number;
  readonly first: number;
  readonly last: number;
  readonly top: number;
  readonly step: number;
  readonly width: number;
  readonly left: number;
};
type GridProps = { axes: Axes; short: (minor: number) => string; label: (at: number) => string };

function Grid({ axes: { x, y, first, last, top, step, width, left }, short, label }: GridProps) {
  const lines = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step);
  // A label takes about 7 px a character and some air; as many are left out as the room asks for.
  const wide = 14 + 7 * Math.max(label(first).length, label(last).length);
  const every = Math.ceil((wide * (last - first)) / (width - left - RIGHT));
  return (
    <g className="chart-grid">
      {lines.map((minor) => (
        <g key={minor}>
          <path d={`M${left} ${y(minor)}H${width - RIGHT}`} />
          <text x={left - 6} y={y(minor) + 4} textAnchor="end">
            {short(minor)}
          </text>
        </g>
      ))}
      {range(first, last)
        .filter((at) => (at - first) % every === 0)
        .map((at) => (
          <text key={at} x={x(at)} y={HEIGHT - 6} textAnchor={at === last ? 'end' : 'middle'}>
            {label(at)}
          </text>
        ))}
    </g>
  );
}

function Present({ x, y, text, width }: { x: number; y: number; text: string; width: number }) {
  const left = x > width / 2;
  return (
    <g className="chart-now">
      <path d={`M${x} 8V${HEIGHT - BOTTOM}`} />
      <circle cx={x} cy={y} r={4.5} />
      <text x={left ? x - 8 : x + 8} y={16} textAnchor={left ? 'end' : 'start'}>
        {text}
      </text>
    </g>
  );
}
