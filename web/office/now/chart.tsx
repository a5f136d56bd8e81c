/** Stacked areas by kind of channel over the hours of the day, with the same weekday of last week as a dotted line. */
import { useElementSize } from '@mantine/hooks';
import { clock } from '#base/time';
import { useFormat } from '../parts/format.ts';
import { useWords } from '../shell/lang.tsx';
import { now as nowWords } from '../words/now.ts';
import { scaleOf, sum, type Series } from './data.ts';

type Point = readonly [x: number, y: number];
export type SalesChartProps = {
  readonly series: readonly Series[];
  /** Sales of each hour a week ago, in minor units. */
  readonly before: readonly number[];
  /** The hour that runs, 0 to 23. */
  readonly hour: number;
  readonly currency: string;
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

function Drawing({ series, before, hour, currency, width }: SalesChartProps & { width: number }) {
  const first = firstHour(series, before);
  const totals = before.map((_, i) => sum(series.map((one) => one.hours[i] ?? 0)));
  const { top, step } = scaleOf(Math.max(...totals, ...before));
  const { money } = useFormat();
  const short = (minor: number): string => money({ minor, currency }).replace(/[.,]00(?=\D*$)/, '');
  // Room for the longest figure of the scale, at about 7 px a character.
  const left = 10 + 7 * Math.max(...[0, step, top].map((minor) => short(minor).length));
  const x = (at: number): number => left + ((at - first) * (width - left - RIGHT)) / (23 - first);
  const y = (minor: number): number => HEIGHT - BOTTOM - (minor * (HEIGHT - BOTTOM - TOP)) / top;
  const past = hours(first, Math.max(hour, first));
  return (
    <>
      <Grid x={x} y={y} first={first} top={top} step={step} width={width} left={left} short={short} />
      {stack(series, past).map(({ kind, colour, low, high }) => {
        const up = high.map((minor, i): Point => [x(first + i), y(minor)]);
        const down = low.map((minor, i): Point => [x(first + i), y(minor)]).reverse();
        return <path key={kind} d={`${curve(up)}${curve(down, 'L')}Z`} fill={colour} className="chart-area" />;
      })}
      <path d={curve(hours(first, 23).map((at): Point => [x(at), y(before[at] ?? 0)]))} className="chart-before" />
      <Present x={x(hour)} y={y(totals[hour] ?? 0)} minor={totals[hour] ?? 0} currency={currency} width={width} />
    </>
  );
}

/** The first hour that sold, today or a week ago; 8 h at the latest, so that mornings look alike. */
function firstHour(series: readonly Series[], before: readonly number[]): number {
  const sold = before.findIndex((minor, i) => minor > 0 || series.some((one) => (one.hours[i] ?? 0) > 0));
  return sold < 0 ? 8 : Math.min(sold, 8);
}

const hours = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

function stack(series: readonly Series[], past: readonly number[]) {
  let base = past.map(() => 0);
  return series.map(({ kind, colour, hours: sold }) => {
    const low = base;
    const high = past.map((hour, i) => (low[i] ?? 0) + (sold[hour] ?? 0));
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

type Axes = { readonly x: (hour: number) => number; readonly y: (minor: number) => number; readonly first: number };
type GridProps = Axes & {
  top: number;
  step: number;
  width: number;
  left: number;
  short: (minor: number) => string;
};

function Grid({ x, y, first, top, step, width, left, short }: GridProps) {
  const lines = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step);
  const every = (width - left) / (24 - first) < 34 ? (width < 420 ? 4 : 2) : 1;
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
      {hours(first, 23)
        .filter((hour) => (hour - first) % every === 0)
        .map((hour) => (
          <text key={hour} x={x(hour)} y={HEIGHT - 6} textAnchor="middle">
            {hour}&nbsp;h
          </text>
        ))}
    </g>
  );
}

function Present(props: { x: number; y: number; minor: number; currency: string; width: number }) {
  const t = useWords(nowWords);
  const { money, time } = useFormat();
  const { x, y, minor, currency, width } = props;
  const narrow = width < 480;
  const left = x > width / 2;
  const total = money({ minor, currency });
  return (
    <g className="chart-now">
      <path d={`M${x} 8V${HEIGHT - BOTTOM}`} />
      <circle cx={x} cy={y} r={4.5} />
      <text x={left ? x - 8 : x + 8} y={16} textAnchor={left ? 'end' : 'start'}>
        {narrow ? total : t('thisHour', { time: time(clock()), total })}
      </text>
    </g>
  );
}
