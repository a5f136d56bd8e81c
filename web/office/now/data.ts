/** The shop now, as the API tells it, and what the chart makes of it. */
import type { Amount, Text } from '../parts/format.ts';
import type { ChannelKind } from '../parts/names.ts';

export type ShopNow = {
  readonly day: string;
  readonly salesToday: Amount;
  readonly salesLastWeek: Amount;
  readonly orders: number;
  readonly averageBasket: Amount;
  readonly byChannel: readonly { channelId: string; total: Amount; hours: readonly number[] }[];
  readonly lastWeekHours: readonly number[];
  readonly toPrepare: readonly { siteId: string; orders: number; late: number }[];
  readonly atRisk: readonly AtRisk[];
  readonly needsPerson: readonly Need[];
};
export type Need = {
  readonly kind: string;
  readonly id: string;
  readonly number: string | null;
  readonly article: { readonly skuId: string; readonly name: Text; readonly optionText: Text } | null;
  readonly units: number;
  readonly at: string;
};
export type SalesByDay = {
  readonly days: readonly string[];
  readonly total: Amount;
  readonly totalBefore: Amount;
  readonly byChannel: readonly { channelId: string; total: Amount; days: readonly number[] }[];
  readonly before: readonly number[];
};
export type AtRisk = {
  readonly skuId: string;
  readonly productId: string;
  readonly name: Text;
  readonly optionText: Text;
  readonly image: string;
  readonly free: number;
  readonly perWeek: number;
};

/** Kinds of channels in the fixed order and colours of all charts. */
export const series = [
  { kind: 'till', colour: 'var(--c-2)' },
  { kind: 'web', colour: 'var(--c-1)' },
  { kind: 'app', colour: 'var(--c-7)' },
  { kind: 'marketplace', colour: 'var(--c-3)' },
  { kind: 'social', colour: 'var(--c-4)' },
  { kind: 'b2b', colour: 'var(--c-5)' },
  { kind: 'feed', colour: 'var(--c-6)' },
] as const satisfies readonly { kind: ChannelKind; colour: string }[];

/** `values` in minor units: of each hour of a day, or of each day. */
export type Series = { readonly kind: ChannelKind; readonly colour: string; readonly values: readonly number[] };

/** What the chart shows: the same for the hours of a day and for days. */
export type Shown = {
  readonly total: Amount;
  /** What was sold before, up to the same time. */
  readonly totalBefore: Amount;
  readonly series: readonly Series[];
  readonly before: readonly number[];
  /** The place in `values` of the hour or the day that runs. */
  readonly present: number;
};

type OfChannel = { readonly channelId: string; readonly values: readonly number[] };

/** Sums the channels by kind; kinds without a channel that sells are left out. */
export function seriesOf(
  channels: readonly OfChannel[],
  kindOf: (channelId: string) => ChannelKind | undefined,
): Series[] {
  const length = Math.max(0, ...channels.map(({ values }) => values.length));
  return series
    .map(({ kind, colour }) => {
      const of = channels.filter(({ channelId }) => (kindOf(channelId) ?? 'web') === kind);
      const values = Array.from({ length }, (_, i) => sum(of.map((channel) => channel.values[i] ?? 0)));
      return { kind, colour, values };
    })
    .filter(({ values }) => sum(values) > 0);
}

/** The first value that sold anything, now or before; 0 when none did. */
export function firstSold({ series: now, before }: Pick<Shown, 'series' | 'before'>): number {
  const first = before.findIndex((minor, i) => minor > 0 || now.some((one) => (one.values[i] ?? 0) > 0));
  return Math.max(first, 0);
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A round top of the scale and its steps, for values from 0: 3 to 5 lines. */
export function scaleOf(most: number): { top: number; step: number } {
  const rough = Math.max(most, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((nice) => nice * power >= rough) ?? 10) * power;
  return { top: Math.ceil(Math.max(most, 1) / step) * step, step };
}
