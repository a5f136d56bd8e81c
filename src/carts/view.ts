import type { Database } from '#base/db';
import { money, type Money } from '#base/money';
import { clock, MINUTE, plus, type Instant } from '#base/time';
import { buyerOf } from '#customers';
import { priceTaxed, type Occasion, type OccasionRules } from '#pricing';
import type { PassedOver, Priced } from '#pricing/model';
import type { TaxCase } from '#tax/model';
import type { CardFor } from '#orders/model';
import type { SkuFacts } from '#catalog';
import { partsOfLines, pricedParts, type LinePart } from './cards.ts';
import { freeAmounts, goodsOn, taxAsk, type Destined } from './facts.ts';
import { noticesOf, QUOTE_MINUTES, type Cart, type CartStatus, type Notice, type Offer } from './model.ts';

type Text = Readonly<Record<string, string>>;

export type CartViewLine = {
  readonly skuId: string;
  readonly quantity: number;
  /** Absent when the article has no price on the channel: then the line can't be ordered and is in no total. */
  readonly unit?: Money;
  readonly compareAt?: Money;
  /** After discounts. */
  readonly total?: Money;
  /** What promotions took off the line; absent where none did. */
  readonly discount?: Money;
  /** Units the channel can sell now, at most what a line may hold. */
  readonly available: number;
  /** Absent for an article that no longer exists. */
  readonly sku?: string;
  readonly handle?: string;
  readonly name?: Text;
  readonly optionText?: Text;
  readonly image?: string;
  readonly addedChannelId: string;
  readonly addedAt: Instant;
  /** A gift card whose amount was chosen: its unit price is what it will hold. */
  readonly card?: { readonly cardKey: string; readonly for: CardFor | null };
};

/** `applied`: it takes something off now. Else why not; `unknown`: it opens nothing (any more). */
export type CodeView = { readonly code: string; readonly state: 'applied' | 'unknown' | PassedOver };

type Named = { readonly fr: string; readonly en: string };
/** `name` absent: the shop's own rule for delivery. */
export type Nearly = { readonly of: 'delivery' | 'promotion'; readonly missing: Money; readonly name?: Named };

export type CartView = {
  readonly cartId: string;
  readonly version: number;
  readonly status: CartStatus;
  /** The channel the cart was begun on, and the one it is priced for here. */
  readonly channelId: string;
  readonly viewedOn: string;
  /** Absent while the shopper is unknown. */
  readonly customerId?: string;
  /** The till it was brought to. */
  readonly till?: string;
  /** The cart or the order that it became. */
  readonly became?: string;
  readonly units: number;
  readonly lines: readonly CartViewLine[];
  readonly totals: { readonly items: Money; readonly net: Money; readonly tax: Money };
  /** What each promotion of the basket takes off, as a receipt prints it. */
  readonly reductions: Priced['reductions'];
  /** Gifts that are earned and could be added. */
  readonly offered: Priced['offered'];
  /** The names of the promotions that offer them. */
  readonly gifts: readonly { readonly promotionId: string; readonly name: Named }[];
  /** What a larger cart would earn: free delivery, or a promotion for which an amount of goods is missing. */
  readonly nearly: readonly Nearly[];
  /** Codes that were given, and what became of each. */
  readonly codes: readonly CodeView[];
  readonly taxGroups: Priced['taxGroups'];
  /** Which VAT that is, and whether the unit prices are with it. */
  readonly vat: ShownVat;
  readonly notices: readonly Notice[];
  readonly quote: { readonly version: string; readonly expiresAt: Instant };
};

/** Who asks and with which codes: by what lists and promotions price a cart. */
export const occasionOf = (
  { codes, customerId }: Pick<Cart, 'codes' | 'customerId'>,
  companyId?: string | null,
): Occasion => ({ codes, customerId, ...(companyId === undefined ? {} : { companyId }) });

/** What a cart says of its VAT. */
export type ShownVat = Pick<TaxCase, 'scheme' | 'country' | 'region' | 'law' | 'mention'> & {
  readonly basis: 'gross' | 'net';
  readonly why: readonly { readonly rule: string; readonly law: string }[];
};
const shownVat = ({ scheme, country, region, law, mention, why }: TaxCase, { basis }: Priced): ShownVat => ({
  ...{ scheme, country, region, law, mention, basis },
  why: why.map((step) => ({ ...step })),
});

/** For whom a cart is looked at, and where it goes, as far as that is known. */
export type Viewed = {
  /** For whom it is bought, null for nobody else; absent: as its customer has chosen. */
  readonly companyId?: string | null | undefined;
  readonly to?: Destined;
  /** Nobody asks why the lines cost what they cost. */
  readonly brief?: boolean;
};

/** A company's VAT number, as the VAT of what it buys is decided by it. */
export const businessOf = (company: { readonly vatNumber: string | null } | undefined): Pick<Destined, 'business'> =>
  company ? { business: { vatNumber: company.vatNumber } } : {};

/** What is shown more than this is shown as this: nobody needs the exact stock of a warehouse. */
const MOST_SHOWN = 9_999;

/**
 * The cart as it is to be shown on a channel: priced by the one price function, with everything that changed since the shopper last
 * saw it. `extra` are the notices of the write that led here.
 */
export const viewOf = async (
  ...[database, cart, channelId, extra, viewed]: Parameters<typeof pricedViewOf>
): Promise<CartView> => (await pricedViewOf(database, cart, channelId, extra, { ...viewed, brief: true })).view;

/** What a cart is shown by: its prices with their reasons, and the decision about its VAT. Reasons name lists and promotions of all: they are never sent as they are. */
export type PricedView = {
  readonly view: CartView;
  readonly priced: Priced;
  readonly tax: TaxCase;
  readonly rules: OccasionRules;
};

/** As `viewOf`, with what it was made of. */
export async function pricedViewOf(
  database: Database,
  cart: Cart,
  channelId: string,
  extra: readonly Notice[] = [],
  { companyId, to = {}, brief = false }: Viewed = {},
): Promise<PricedView> {
  const skuIds = cart.lines.map((line) => line.skuId);
  const who = await buyerOf(database, { customerId: cart.customerId, companyId });
  const [goods, ask] = await Promise.all([
    goodsOn(database, channelId, skuIds, occasionOf(cart, companyId)),
    taxAsk(database, channelId, { ...businessOf(who.member || !cart.customerId ? who.company : undefined), ...to }),
  ]);
  const free = await freeAmounts(database, cart.lines, goods.rules.currency);
  const parts = partsOfLines(cart.lines, free);
  const { lines, agreed } = pricedParts(parts, channelId);
  const rules = agreed.size === 0 ? goods.rules : { ...goods.rules, agreed };
  // What became of a code stands in the steps of lines.
  const input = { lines, delivery: 'none', brief: brief && cart.codes.length === 0 } as const;
  const { priced, tax } = await priceTaxed(database, ask, input, rules);
  const byNo = new Map(priced.lines.map((line) => [line.lineNo, line]));
  const offers = new Map(cart.lines.map((line) => [line.skuId, goods.offer(line.skuId)]));
  const offerOf = (skuId: string): Offer => offers.get(skuId) as Offer;
  const notices: Notice[] = [
    ...[...cart.pending, ...extra, ...cart.lines.flatMap((line) => noticesOf(line, offerOf(line.skuId)))],
    ...parts.flatMap(({ line: { skuId }, barred }): Notice[] =>
      barred ? [{ kind: 'unavailable', skuId, reason: 'card_amount' }] : [],
    ),
  ];
  const units = cart.lines.reduce((all, { quantity }) => all + quantity, 0);
  const shown = parts.map((part, i) =>
    shownLine(part, offerOf(part.line.skuId), goods.facts.get(part.line.skuId), byNo.get(i + 1)),
  );
  const { cartId, version, status, customerId, till, became } = cart;
  const { items, net } = priced.totals;
  const view: CartView = {
    cartId,
    version,
    status,
    channelId: cart.channelId,
    viewedOn: channelId,
    units,
    lines: shown,
    ...(customerId === null ? {} : { customerId }),
    ...(till === null ? {} : { till }),
    ...(became === null ? {} : { became }),
    totals: { items, net, tax: priced.totals.tax },
    vat: shownVat(tax, priced),
    taxGroups: priced.taxGroups,
    reductions: priced.reductions,
    offered: priced.offered,
    gifts: namesOf(goods.rules, new Set(priced.offered.map((one) => one.promotionId))),
    nearly: nearlyEarned(goods.rules, priced),
    codes: cart.codes.map((code) => ({ code, state: codeState(code, goods.rules, priced) })),
    notices,
    quote: { version: priced.version, expiresAt: plus(clock(), QUOTE_MINUTES * MINUTE) },
  };
  return { view, priced, tax, rules };
}

function shownLine(
  { line, quantity, card }: LinePart,
  offer: Offer,
  fact: SkuFacts | undefined,
  amount: Priced['lines'][number] | undefined,
): CartViewLine {
  return {
    skuId: line.skuId,
    quantity,
    ...(amount ? { unit: amount.unit, total: amount.total } : {}),
    ...(amount && amount.discount.minor > 0 ? { discount: amount.discount } : {}),
    ...(amount?.compareAt ? { compareAt: amount.compareAt } : {}),
    available: Math.min(MOST_SHOWN, Math.max(0, offer.available)),
    ...(fact
      ? { sku: fact.sku, handle: fact.handle, name: fact.name, optionText: fact.optionText, image: fact.image }
      : {}),
    addedChannelId: line.addedChannelId,
    addedAt: line.addedAt,
    ...(card ? { card: { cardKey: card.cardKey, for: card.for } } : {}),
  };
}

const namesOf = ({ promoted }: OccasionRules, ids: ReadonlySet<string>): CartView['gifts'] =>
  (promoted?.compiled.ofBasket ?? []).flatMap(({ promotion: { promotionId, name } }) =>
    ids.has(promotionId) ? [{ promotionId, name }] : [],
  );

/** From what was passed over for want of an amount, and the shop's own threshold of free delivery. */
function nearlyEarned({ promoted, delivery }: OccasionRules, { trace, totals }: Priced): Nearly[] {
  const missing = new Map(
    trace.flatMap(({ rule, reason, amount }) =>
      reason === 'below_minimum' && amount.minor > 0 ? [[rule.slice('promotion:'.length), amount] as const] : [],
    ),
  );
  const promised = (promoted?.compiled.ofBasket ?? []).flatMap(
    ({ promotion: { promotionId, name, effect } }): Nearly[] => {
      const amount = missing.get(promotionId);
      return amount ? [{ of: effect.kind === 'delivery' ? 'delivery' : 'promotion', missing: amount, name }] : [];
    },
  );
  const { flatMinor, freeFromMinor } = delivery;
  const { items } = totals;
  const far = items.minor > 0 && flatMinor > 0 && freeFromMinor !== null && items.minor < freeFromMinor;
  return far
    ? [{ of: 'delivery', missing: money(freeFromMinor - items.minor, items.currency) }, ...promised]
    : promised;
}

function codeState(code: string, { promoted }: OccasionRules, { trace }: Priced): CodeView['state'] {
  const promotionId = promoted?.opened.get(code)?.promotionId;
  if (promotionId === undefined) return 'unknown';
  const steps = trace.filter((step) => step.rule === `promotion:${promotionId}`);
  if (steps.some((step) => step.applied)) return 'applied';
  const reason = steps[0]?.reason;
  // A promotion that was switched off since opens nothing.
  return reason === undefined ? 'unknown' : (reason as PassedOver);
}

/** What the order gate compares with its own prices, so that the price shown is the price paid. */
export type Quote = {
  readonly version: string;
  readonly expiresAt: Instant;
  readonly expected: readonly { readonly skuId: string; readonly quantity: number; readonly unitMinor: number }[];
  readonly total: Money;
};

/** The quote of a cart as it was shown; lines without a price are not in it. */
export function quoteOf(view: CartView): Quote {
  const expected = view.lines.flatMap(({ skuId, quantity, unit }) =>
    unit === undefined ? [] : [{ skuId, quantity, unitMinor: unit.minor }],
  );
  return { ...view.quote, expected, total: view.totals.items };
}
