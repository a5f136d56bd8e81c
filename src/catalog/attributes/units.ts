/** Units of measure: a fixed list, in dimensions, with exact factors. Pure. */
import type { Text } from '../model.ts';

export type Dimension = 'length' | 'area' | 'volume' | 'mass' | 'time' | 'temperature' | 'power' | 'luminous_flux';

/** An amount in the dimension's first unit is `amount × by / per + plus`. */
type Factor = { readonly by: number; readonly per?: number; readonly plus?: number };
export type Unit = {
  readonly unit: string;
  readonly dimension: Dimension;
  readonly symbol: string;
  readonly name: Text;
  readonly factor: Factor;
};

const unit = (dimension: Dimension, code: string, symbol: string, fr: string, en: string, factor: Factor): Unit => ({
  unit: code,
  dimension,
  symbol,
  name: { fr, en },
  factor,
});

/** Inch, pound, ounce and US fluid ounce as fixed by the international agreement of 1959 and NIST Handbook 44. */
export const units: readonly Unit[] = [
  unit('length', 'mm', 'mm', 'millimètre', 'millimetre', { by: 1 }),
  unit('length', 'cm', 'cm', 'centimètre', 'centimetre', { by: 10 }),
  unit('length', 'm', 'm', 'mètre', 'metre', { by: 1_000 }),
  unit('length', 'in', 'in', 'pouce', 'inch', { by: 254, per: 10 }),
  unit('length', 'ft', 'ft', 'pied', 'foot', { by: 3_048, per: 10 }),
  unit('area', 'cm2', 'cm²', 'centimètre carré', 'square centimetre', { by: 1 }),
  unit('area', 'm2', 'm²', 'mètre carré', 'square metre', { by: 10_000 }),
  unit('volume', 'ml', 'ml', 'millilitre', 'millilitre', { by: 1 }),
  unit('volume', 'cl', 'cl', 'centilitre', 'centilitre', { by: 10 }),
  unit('volume', 'l', 'l', 'litre', 'litre', { by: 1_000 }),
  unit('volume', 'fl_oz', 'fl oz', 'once liquide (US)', 'fluid ounce (US)', {
    by: 295_735_295_625,
    per: 10_000_000_000,
  }),
  unit('mass', 'mg', 'mg', 'milligramme', 'milligram', { by: 1, per: 1_000 }),
  unit('mass', 'g', 'g', 'gramme', 'gram', { by: 1 }),
  unit('mass', 'kg', 'kg', 'kilogramme', 'kilogram', { by: 1_000 }),
  unit('mass', 'oz', 'oz', 'once', 'ounce', { by: 28_349_523_125, per: 1_000_000_000 }),
  unit('mass', 'lb', 'lb', 'livre', 'pound', { by: 45_359_237, per: 100_000 }),
  unit('time', 's', 's', 'seconde', 'second', { by: 1 }),
  unit('time', 'min', 'min', 'minute', 'minute', { by: 60 }),
  unit('time', 'h', 'h', 'heure', 'hour', { by: 3_600 }),
  unit('time', 'd', 'd', 'jour', 'day', { by: 86_400 }),
  unit('temperature', 'celsius', '°C', 'degré Celsius', 'degree Celsius', { by: 1 }),
  unit('temperature', 'fahrenheit', '°F', 'degré Fahrenheit', 'degree Fahrenheit', { by: 5, per: 9, plus: -160 / 9 }),
  unit('power', 'w', 'W', 'watt', 'watt', { by: 1 }),
  unit('power', 'kw', 'kW', 'kilowatt', 'kilowatt', { by: 1_000 }),
  unit('luminous_flux', 'lm', 'lm', 'lumen', 'lumen', { by: 1 }),
];

const byCode = new Map(units.map((one) => [one.unit, one]));

export const unitOf = (code: string): Unit | undefined => byCode.get(code);
export const unitsOf = (dimension: Dimension): readonly Unit[] => units.filter((one) => one.dimension === dimension);

/** An amount in another unit of the same dimension, to 12 significant digits; undefined between dimensions or for an unknown unit. */
export function convert(amount: number, from: string, to: string): number | undefined {
  const [a, b] = [unitOf(from), unitOf(to)];
  if (!a || !b || a.dimension !== b.dimension) return undefined;
  if (from === to) return amount;
  const first = (amount * a.factor.by) / (a.factor.per ?? 1) + (a.factor.plus ?? 0);
  const there = ((first - (b.factor.plus ?? 0)) * (b.factor.per ?? 1)) / b.factor.by;
  return Number(there.toPrecision(12));
}
