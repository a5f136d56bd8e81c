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
  readonly needsPerson: readonly { kind: string; id: string; detail: string; at: string }[];
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

export type Series = { readonly kind: ChannelKind; readonly colour: string; readonly hours: readonly number[] };

/** Sums the channels by kind; kinds without a channel that sells are left out. */
export function seriesOf(now: ShopNow, kindOf: (channelId: string) => ChannelKind | undefined): Series[] {
  return series
    .map(({ kind, colour }) => {
      const of = now.byChannel.filter(({ channelId }) => (kindOf(channelId) ?? 'web') === kind);
      const hours = Array.from({ length: 24 }, (_, hour) => sum(of.map((channel) => channel.hours[hour] ?? 0)));
      return { kind, colour, hours };
    })
    .filter(({ hours }) => sum(hours) > 0);
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A round top of the scale and its steps, for values from 0: 3 to 5 lines. */
export function scaleOf(most: number): { top: number; step: number } {
  const rough = Math.max(most, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((nice) => nice * power >= rough) ?? 10) * power;
  return { top: Math.ceil(Math.max(most, 1) / step) * step, step };
}
