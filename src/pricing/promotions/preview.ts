/**
 * A promotion tried before it holds: baskets priced without it and with it, among those in force. The basket is that of somebody it is
 * meant for: on a day and at an hour at which it holds, in one of its stores, with its code. Nothing is written, no use is counted.
 */
import { must } from '#base/assert';
import type { Database } from '#base/db';
import { refuse } from '#base/refusal';
import { clock, dayIn, type Instant } from '#base/time';
import { officeProducts, productsById, skuFacts, type SkuFacts } from '#catalog';
import { homeOf } from '../facts.ts';
import { price, shownPrice, type Priced, type PriceRules } from '../model.ts';
import { rulesFor } from '../queries.ts';
import type { Circumstances } from './discount.ts';
import { compile } from './compile.ts';
import { traitsOf } from './facts.ts';
import { shopTime } from './shop-time.ts';
import { everything, isOfPrice, type Promotion, type Selection } from './model.ts';
import { checkRule, type Rule } from './versions.ts';

type Line = { readonly skuId: string; readonly quantity: number };
export type Basket = readonly Line[];

export type PreviewInput = {
  readonly promotionId: string;
  readonly rule: Rule;
  readonly channelId: string;
  /** Absent: examples out of the catalogue. */
  readonly baskets?: readonly Basket[] | undefined;
};

export type Previewed = {
  /** The moment for which it is priced. */
  readonly at: Instant;
  readonly baskets: readonly { readonly before: Priced; readonly after: Priced }[];
  readonly articles: ReadonlyMap<string, SkuFacts>;
  /** The promotions that were looked at. */
  readonly promotions: ReadonlyMap<string, { readonly name: Promotion['name']; readonly ofPrice: boolean }>;
};

const noLimits = { maxUses: null, maxEach: null, budgetMinor: null };

/** Refuses `pricing.bad_promotion`, `pricing.unknown_channel`, `pricing.unknown_sku`. */
export async function previewPromotion(database: Database, input: PreviewInput): Promise<Previewed> {
  const { promotionId, rule, channelId } = input;
  checkRule({ rule, ...noLimits });
  const now = clock();
  const holds = rule.from <= now && (rule.until === null || rule.until > now);
  const at = holds ? undefined : rule.from;
  const baskets = input.baskets ?? (await exampleBaskets(database, rule, channelId, at));
  const skuIds = [...new Set(baskets.flatMap((lines) => lines.map((line) => line.skuId)))];
  const siteId = rule.audience.siteIds?.[0] ?? null;
  const [rules, traits, articles, home] = await Promise.all([
    rulesFor(database, channelId, skuIds, at, { siteId }),
    traitsOf(database, skuIds),
    skuFacts(database, skuIds),
    homeOf(database),
  ]);
  const unknown = skuIds.find((skuId) => !articles.has(skuId));
  if (unknown !== undefined) refuse('pricing.unknown_sku', { detail: unknown });
  const { compiled } = rules.promoted ?? { compiled: compile([]) };
  const others = [...compiled.ofPrice, ...compiled.ofBasket]
    .map((one) => one.promotion)
    .filter((one) => one.promotionId !== promotionId);
  const edited = { promotionId, version: 0, ...rule };
  const moment = at ?? now;
  const when = circumstances(rule, rules, moment, home.timeZone, promotionId);
  const goods = new Map(
    [...rules.goods].map(([skuId, good]) => [skuId, { ...good, traits: traits.get(skuId) ?? [] }] as const),
  );
  const day = dayIn(moment, home.timeZone);
  const delivery = rule.effect.kind === 'delivery' ? ('flat' as const) : ('none' as const);
  const priced = (lines: Basket, promotions: readonly Promotion[]): Priced =>
    price(
      { country: home.country, day, lines: lines.map((line, i) => ({ lineNo: i + 1, ...line })), delivery },
      { ...rules, goods, promoted: { compiled: compile(promotions), now: when } },
    );
  return {
    at: moment,
    articles,
    promotions: new Map(
      [...others, edited].map((one) => [one.promotionId, { name: one.name, ofPrice: isOfPrice(one) }]),
    ),
    baskets: baskets.map((lines) => ({ before: priced(lines, others), after: priced(lines, [...others, edited]) })),
  };
}

function circumstances(
  { hours, audience }: Rule,
  { channelId, currency, level, promoted }: PriceRules,
  at: Instant,
  timeZone: string,
  promotionId: string,
): Circumstances {
  const time = hours
    ? { weekday: must(hours.days[0], 'a day'), minute: hours.from }
    : (({ weekday, minute }) => ({ weekday, minute }))(shopTime(at, timeZone));
  const left = new Map(promoted?.now.left);
  left.delete(promotionId);
  return {
    ...{ channelId, currency, at, left, ...time },
    ownOnly: level === 'isolated' || level === 'bridged',
    siteId: audience.siteIds?.[0] ?? null,
    buyer: new Set(audience.buyers?.slice(0, 1)),
    coded: new Set([promotionId]),
  };
}

/** Products that are looked through for examples. */
const LOOKED_AT = 400;
/** Beyond this nobody buys of one article. */
const MOST_UNITS = 200;

type Example = { readonly skuId: string; readonly traits: readonly string[]; readonly unitMinor: number };

const chooses = ({ anyOf, noneOf }: Selection, traits: readonly string[]): boolean =>
  (anyOf.length === 0 || traits.some((trait) => anyOf.includes(trait))) &&
  !traits.some((trait) => noneOf.includes(trait));

/** One article; as many as it takes; and what it chooses beside what it does not. Empty where nothing in the catalogue is chosen. */
async function exampleBaskets(
  database: Database,
  rule: Rule,
  channelId: string,
  at: Instant | undefined,
): Promise<Basket[]> {
  const { effect } = rule;
  const parts = effect.kind === 'bundle' ? effect.parts : [];
  const got = effect.kind === 'buy_get' ? effect.of : null;
  const wanted = [rule.of, ...parts.map((part) => part.of), ...(got ? [got] : [])];
  const known = await examplesFor(database, wanted, channelId, at);
  const of = (selection: Selection): Example[] => known.filter((one) => chooses(selection, one.traits));
  const [first, second] = of(rule.of);
  if (!first) return [];
  const gift = effect.kind === 'gift' ? [{ skuId: effect.skuId, quantity: effect.quantity }] : [];
  const enough: Basket = parts.length
    ? parts.flatMap(({ of: chosen, quantity }) =>
        of(chosen)
          .slice(0, 1)
          .map(({ skuId }) => ({ skuId, quantity })),
      )
    : [{ skuId: first.skuId, quantity: unitsFor(rule, first.unitMinor) }, ...gift];
  const given = got ? of(got).slice(0, 1) : [];
  const other = known.find((one) => !chooses(rule.of, one.traits));
  const beside = [second, other].flatMap((one) => (one ? [{ skuId: one.skuId, quantity: 1 }] : []));
  const earned = [
    ...enough,
    ...given.map(({ skuId }) => ({ skuId, quantity: effect.kind === 'buy_get' ? effect.get : 1 })),
  ];
  const baskets = [[{ skuId: first.skuId, quantity: 1 }], merged(earned), merged([...earned, ...beside])];
  const seen = new Set<string>();
  return baskets.filter((lines) => !seen.has(JSON.stringify(lines)) && seen.add(JSON.stringify(lines)));
}

/** The units of one article by which a promotion is earned. */
function unitsFor({ effect, minimumMinor, minimumUnits }: Rule, unitMinor: number): number {
  const worth = (minor: number): number => Math.ceil(minor / Math.max(1, unitMinor));
  const last = effect.kind === 'tiers' ? (effect.tiers.at(-1)?.from ?? 1) : 1;
  const asked =
    effect.kind === 'tiers'
      ? effect.by === 'units'
        ? last
        : worth(last)
      : effect.kind === 'buy_get'
        ? effect.buy + (effect.of ? 0 : effect.get)
        : 1;
  return Math.min(MOST_UNITS, Math.max(1, minimumUnits, worth(minimumMinor), asked));
}

/** Lines of one article are one. */
function merged(lines: readonly Line[]): Line[] {
  const units = new Map<string, number>();
  for (const { skuId, quantity } of lines) units.set(skuId, (units.get(skuId) ?? 0) + quantity);
  return [...units].map(([skuId, quantity]) => ({ skuId, quantity }));
}

/** Articles that the selections choose, and some that none chooses, with a price on the channel; those that were named come first. */
async function examplesFor(
  database: Database,
  selections: readonly Selection[],
  channelId: string,
  at: Instant | undefined,
): Promise<Example[]> {
  const named = selections.flatMap(({ anyOf }) => anyOf);
  const ids = (kind: string): string[] =>
    named.flatMap((trait) => (trait.startsWith(`${kind}:`) ? [trait.slice(kind.length + 1)] : []));
  const skuIds = new Set(ids('sku'));
  for (const product of (await productsById(database, ids('product'))).values())
    for (const skuId of product.skuIds.slice(0, 2)) skuIds.add(skuId);
  for (const categoryId of ids('category').slice(0, 10))
    for (const one of (await officeProducts(database, { categoryId, status: 'active', limit: 5 })).items)
      for (const skuId of one.skuIds.slice(0, 1)) skuIds.add(skuId);
  const everyOne = [...selections, everything];
  const found: Example[] = [];
  const missing = (): boolean => everyOne.some((one) => !found.some(({ traits }) => chooses(one, traits)));
  const take = async (some: readonly string[]): Promise<void> => {
    const [rules, traits] = await Promise.all([rulesFor(database, channelId, some, at), traitsOf(database, some)]);
    const { promoted: _promoted, ...plain } = rules;
    for (const skuId of some) {
      const shown = shownPrice(plain, rules.goods.get(skuId));
      if (shown && shown.price.minor > 0)
        found.push({ skuId, traits: traits.get(skuId) ?? [], unitMinor: shown.price.minor });
    }
  };
  await take([...skuIds].slice(0, 100));
  for (let after: string | null = null, looked = 0; looked < LOOKED_AT && (looked === 0 || missing());) {
    const page: Awaited<ReturnType<typeof officeProducts>> = await officeProducts(database, {
      ...{ status: 'active', sort: 'newest', limit: 100 },
      ...(after === null ? {} : { after }),
    });
    await take(page.items.flatMap((one) => one.skuIds.slice(0, 1)));
    looked += page.items.length;
    after = page.next;
    if (after === null) break;
  }
  return found;
}
