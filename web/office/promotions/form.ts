/** The editor's fields, and the rule they make. Pure: what is typed stays as it was typed until it makes sense. */
import type { Rate } from '#base/rate';
import type { Instant } from '#base/time';
import { minorOf, typedOf } from '../prices/amount.ts';
import type { Effect, Limits, Rule, Selection } from './data.ts';

export const kinds = [
  'percent',
  'amount',
  'tiers',
  'buy_get',
  'bundle',
  'gift',
  'delivery',
  'price_percent',
  'price_less',
  'price_fixed',
] as const;
export type Kind = (typeof kinds)[number];
export const isPriceKind = (kind: Kind): boolean => kind.startsWith('price_');

type Lang = 'fr' | 'en';
export const everything: Selection = { anyOf: [], noneOf: [] };

export type Form = {
  readonly nameFr: string;
  readonly nameEn: string;
  readonly currency: string;
  readonly kind: Kind;
  readonly rate: string;
  readonly minor: string;
  readonly cap: string;
  readonly by: 'units' | 'value';
  readonly tiers: readonly { readonly from: string; readonly rate: string }[];
  readonly buy: string;
  readonly get: string;
  /** Null: of the same articles. */
  readonly got: Selection | null;
  readonly times: string;
  readonly parts: readonly { readonly of: Selection; readonly quantity: string }[];
  readonly gift: string;
  readonly giftQuantity: string;
  readonly of: Selection;
  readonly channelIds: readonly string[] | null;
  readonly siteIds: readonly string[] | null;
  readonly buyers: readonly string[] | null;
  readonly from: string;
  readonly until: string;
  readonly hours: boolean;
  readonly days: readonly number[];
  readonly hoursFrom: string;
  readonly hoursUntil: string;
  readonly coded: boolean;
  readonly minimum: string;
  readonly minimumUnits: string;
  readonly priority: string;
  readonly stacks: Rule['stacks'];
  readonly set: string;
  readonly maxUses: string;
  readonly maxEach: string;
  readonly budget: string;
};

/** What was typed into a field of date and time, by the clock of this device. */
const typedAt = (at: string | null): string => {
  if (at === null) return '';
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const typedRate = (ppm: number, lang: Lang): string => {
  const text = String(ppm / 10_000);
  return lang === 'fr' ? text.replace('.', ',') : text;
};
const typedCount = (n: number | null): string => (n === null || n === 0 ? '' : String(n));

/** A promotion to begin with: 10 % of the basket, from now on. */
export function newForm(now: string, currency: string): Form {
  return {
    ...{ nameFr: '', nameEn: '', currency, kind: 'percent', rate: '10', minor: '', cap: '', by: 'units' },
    tiers: [
      { from: '3', rate: '10' },
      { from: '5', rate: '15' },
    ],
    ...{ buy: '2', get: '1', got: null, times: '', gift: '', giftQuantity: '1', of: everything },
    parts: [
      { of: everything, quantity: '1' },
      { of: everything, quantity: '1' },
    ],
    ...{ channelIds: null, siteIds: null, buyers: null, from: typedAt(now), until: '' },
    ...{ hours: false, days: [1, 2, 3, 4, 5], hoursFrom: '17:00', hoursUntil: '19:00' },
    ...{ coded: false, minimum: '', minimumUnits: '', priority: '100', stacks: 'all', set: '' },
    ...{ maxUses: '', maxEach: '', budget: '' },
  };
}

/** A rule as it is typed. */
export function formOf(rule: Rule, limits: Limits, lang: Lang): Form {
  const { effect, audience, hours, currency } = rule;
  const money = (minor: number | null): string => (minor === 0 ? '' : typedOf(minor, currency, lang));
  return {
    ...newForm(rule.from, currency),
    ...{ nameFr: rule.name.fr, nameEn: rule.name.en, kind: effect.kind, of: rule.of },
    ...effectTyped(effect, currency, lang),
    ...{ channelIds: audience.channelIds, siteIds: audience.siteIds, buyers: audience.buyers },
    ...{ from: typedAt(rule.from), until: typedAt(rule.until), hours: hours !== null },
    ...(hours ? { days: hours.days, hoursFrom: clockOf(hours.from), hoursUntil: clockOf(hours.until) } : {}),
    ...{ coded: rule.coded, minimum: money(rule.minimumMinor), minimumUnits: typedCount(rule.minimumUnits) },
    ...{ priority: String(rule.priority), stacks: rule.stacks, set: rule.set ?? '' },
    ...{ maxUses: typedCount(limits.maxUses), maxEach: typedCount(limits.maxEach), budget: money(limits.budgetMinor) },
  };
}

function effectTyped(effect: Effect, currency: string, lang: Lang): Partial<Form> {
  const money = (minor: number | null): string => typedOf(minor, currency, lang);
  switch (effect.kind) {
    case 'price_percent':
    case 'delivery':
      return { rate: typedRate(effect.rate, lang) };
    case 'percent':
      return { rate: typedRate(effect.rate, lang), cap: money(effect.capMinor) };
    case 'price_less':
    case 'price_fixed':
    case 'amount':
      return { minor: money(effect.minor) };
    case 'tiers':
      return {
        by: effect.by,
        tiers: effect.tiers.map((tier) => ({
          from: effect.by === 'value' ? money(tier.from) : String(tier.from),
          rate: typedRate(tier.rate, lang),
        })),
      };
    case 'buy_get':
      return {
        ...{ buy: String(effect.buy), get: String(effect.get), got: effect.of, times: typedCount(effect.times) },
        rate: typedRate(effect.rate, lang),
      };
    case 'bundle':
      return {
        minor: money(effect.minor),
        parts: effect.parts.map(({ of, quantity }) => ({ of, quantity: String(quantity) })),
      };
    case 'gift':
      return { gift: effect.skuId, giftQuantity: String(effect.quantity) };
  }
}

/** Parts per million of a typed percentage, up to 100; undefined where it is none. */
export function rateOf(typed: string): Rate | undefined {
  const match = /^(\d{1,3})(?:[.,](\d{1,4}))?$/.exec(typed.replaceAll(/[\s%]/g, ''));
  if (!match) return undefined;
  const ppm = Number(match[1]) * 10_000 + Number((match[2] ?? '').padEnd(4, '0'));
  return ppm <= 1_000_000 ? (ppm as Rate) : undefined;
}

const countOf = (typed: string): number | undefined => (/^\d{1,9}$/.test(typed.trim()) ? Number(typed) : undefined);
const minutesOf = (typed: string): number => Number(typed.slice(0, 2)) * 60 + Number(typed.slice(3, 5));
const instantOf = (typed: string): Instant | undefined => {
  const at = new Date(typed);
  return Number.isNaN(at.getTime()) ? undefined : (at.toISOString() as Instant);
};

/** Fields whose content is wrong. */
export type Wrong = ReadonlySet<string>;
export type Made = { readonly rule: Rule; readonly limits: Limits; readonly wrong: Wrong };

/** The rule that is typed; where a field is wrong it counts as its least, and is named in `wrong`. */
export function ruleOf(form: Form): Made {
  const wrong = new Set<string>();
  const need = <T>(field: string, value: T | null | undefined, instead: T): T => {
    if (value !== null && value !== undefined) return value;
    wrong.add(field);
    return instead;
  };
  const optional = (field: string, typed: string): number | null =>
    typed.trim() === '' ? null : need(field, countOf(typed) || undefined, 1);
  const amount = (field: string, typed: string): number | null => {
    const minor = minorOf(typed, form.currency);
    return minor === undefined ? need(field, undefined, 0) : minor;
  };
  if (form.nameFr.trim() === '' && form.nameEn.trim() === '') wrong.add('name');
  const ofPrice = isPriceKind(form.kind);
  const from = need('from', instantOf(form.from), '2000-01-01T00:00:00.000Z' as Instant);
  const until = form.until === '' ? null : need('until', instantOf(form.until), null as Instant | null);
  if (until !== null && until <= from) wrong.add('until');
  const hours =
    form.hours && !ofPrice
      ? { days: form.days.toSorted(), from: minutesOf(form.hoursFrom), until: minutesOf(form.hoursUntil) }
      : null;
  if (hours && (hours.days.length === 0 || !(hours.from >= 0 && hours.until >= 0) || hours.from === hours.until))
    wrong.add('hours');
  const rule: Rule = {
    name: { fr: form.nameFr.trim() || form.nameEn.trim(), en: form.nameEn.trim() || form.nameFr.trim() },
    ...{ currency: form.currency, from, until, hours, of: form.of },
    audience: {
      channelIds: form.channelIds,
      siteIds: ofPrice ? null : form.siteIds,
      buyers: ofPrice ? null : form.buyers,
    },
    effect: effectOf(form, need),
    coded: form.coded && !ofPrice,
    minimumMinor: ofPrice ? 0 : (amount('minimum', form.minimum) ?? 0),
    minimumUnits: ofPrice ? 0 : (optional('minimumUnits', form.minimumUnits) ?? 0),
    priority: Math.min(9_999, need('priority', countOf(form.priority), 100)),
    stacks: form.stacks,
    set: form.set === '' ? null : need('set', /^[a-z0-9-]{1,40}$/.test(form.set) ? form.set : undefined, 'x'),
  };
  for (const [field, ids] of [
    ['channels', rule.audience.channelIds],
    ['sites', rule.audience.siteIds],
  ] as const)
    if (ids?.length === 0) wrong.add(field);
  const limits = ofPrice
    ? { maxUses: null, maxEach: null, budgetMinor: null }
    : {
        maxUses: optional('maxUses', form.maxUses),
        maxEach: optional('maxEach', form.maxEach),
        budgetMinor: amount('budget', form.budget) || null,
      };
  return { rule, limits, wrong };
}

type Need = <T>(field: string, value: T | null | undefined, instead: T) => T;

function effectOf(form: Form, need: Need): Effect {
  const { kind, currency } = form;
  const rate = (): Rate => need('rate', rateOf(form.rate) || undefined, 0 as Rate);
  const minor = (): number => need('minor', minorOf(form.minor, currency), 0);
  const units = (field: string, typed: string): number => need(field, countOf(typed) || undefined, 1);
  switch (kind) {
    case 'price_percent':
    case 'delivery':
      return { kind, rate: rate() };
    case 'price_less':
    case 'price_fixed':
    case 'amount':
      return { kind, minor: minor() };
    case 'percent':
      return {
        kind,
        rate: rate(),
        capMinor: form.cap.trim() === '' ? null : need('cap', minorOf(form.cap, currency), 0),
      };
    case 'tiers': {
      const tiers = form.tiers.map((tier, i) => ({
        from: need(
          `tiers.${i}`,
          (form.by === 'value' ? minorOf(tier.from, currency) : countOf(tier.from)) || undefined,
          i + 1,
        ),
        rate: need(`tiers.${i}`, rateOf(tier.rate), 0 as Rate),
      }));
      tiers.forEach((tier, i) => {
        if (i > 0 && tier.from <= (tiers[i - 1]?.from ?? 0)) need(`tiers.${i}`, undefined, 0);
      });
      return { kind, by: form.by, tiers };
    }
    case 'buy_get':
      return {
        kind,
        ...{ buy: units('buy', form.buy), get: units('get', form.get), of: form.got, rate: rate() },
        times: form.times.trim() === '' ? null : units('times', form.times),
      };
    case 'bundle':
      return {
        kind,
        parts: form.parts.map(({ of, quantity }, i) => ({ of, quantity: units(`parts.${i}`, quantity) })),
        minor: minor(),
      };
    case 'gift':
      return {
        kind,
        skuId: need('gift', form.gift || undefined, ''),
        quantity: units('giftQuantity', form.giftQuantity),
      };
  }
}
