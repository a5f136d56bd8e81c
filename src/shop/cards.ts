/** Offers as the storefront's views: pictures, cards, product pages. */
import { clock, DAY, msOf } from '#base/time';
import { categoryPath, htmlText, type CategoryNode, type ProductDetail, type Text } from '#catalog';
import { stageOfPath } from '#kit/drawings/palettes';
import type { Lang } from '#kit/format';
import type { CardView, OptionView, Picture, ProductView, VariantBrief, VariantView } from '../../web/store/views.ts';
import { lowestPrice } from './lists.ts';
import { levelOf, thereOf, type Later } from './model.ts';
import type { Offer, OfferVariant } from './offers.ts';
import { cardWords, placeViews, type Now } from './places.ts';
import { sentence, wordsIn } from './words.ts';

/** Days for which a product counts as new. */
const NEW_DAYS = 30;

/** A picture on its wall. */
export function pictureOf(src: string, alt: string): Picture {
  const stage = stageOfPath(src);
  return stage === undefined ? { src, alt } : { src, alt, stage };
}

/** A product in a grid; undefined when it has no price here, for then it can't be sold. */
export function cardOf(offer: Offer, now: Now, lang: Lang): CardView | undefined {
  const { product, stock, variants } = offer;
  const lowest = lowestPrice(offer);
  if (!lowest) return undefined;
  const prices = new Set(variants.flatMap(({ shown }) => shown?.price.minor ?? []));
  const isNew = msOf(clock()) - msOf(product.createdAt) < NEW_DAYS * DAY;
  return {
    productId: product.productId,
    skuId: lowest.skuId,
    handle: product.handle,
    name: product.name[lang],
    picture: pictureOf(product.image, product.alt[lang]),
    price: lowest.price,
    ...(prices.size > 1 ? { priceFrom: true } : {}),
    ...(lowest.compareAt ? { was: lowest.compareAt } : {}),
    ...(isNew ? { isNew: true } : {}),
    available: levelOf(stock.total),
    words: cardWords(now, stock, lang),
  };
}

export const cardsOf = (offers: Iterable<Offer>, now: Now, lang: Lang): CardView[] =>
  [...offers].flatMap((offer) => cardOf(offer, now, lang) ?? []);

const valuesOf = (values: readonly Text[], lang: Lang): string[] => values.map((value) => value[lang]);

/** The variant in words: “Groseille, 38”. */
export const optionText = (text: string): string => text.split(' / ').join(', ');

/** The page of a product with one variant chosen: the one asked for, else the first that is there. */
export function productOf(
  offer: Offer,
  skuId: string | undefined,
  facts: { now: Now; tree: readonly CategoryNode[]; related: readonly Offer[]; lang: Lang; mine?: string | undefined },
): ProductView | undefined {
  const { product, variants } = offer;
  const { now, tree, related, lang, mine } = facts;
  const priced = variants.filter(({ shown }) => shown !== undefined);
  const chosen =
    (skuId === undefined ? undefined : priced.find(({ variant }) => variant.skuId === skuId)) ??
    priced.find(({ stock }) => stock.total > 0) ??
    priced[0];
  if (!chosen) return undefined;
  const many = variants.length > 1;
  return {
    productId: product.productId,
    handle: product.handle,
    name: product.name[lang],
    ...(product.brand === null ? {} : { brand: product.brand }),
    text: htmlText(product.description[lang]),
    trail: trailOf(product, tree, lang),
    pictures: picturesOf(product, chosen, lang),
    options: many ? optionsOf(product, priced, lang) : [],
    variants: priced.map((one): VariantBrief => ({
      skuId: one.variant.skuId,
      options: many ? valuesOf(one.variant.optionValues, lang) : [],
      available: levelOf(one.stock.total),
    })),
    variant: { ...variantOf(chosen, many, lang), places: placeViews(now, chosen.stock, lang, mine) },
    facts: factsOf(product, lang),
    related: cardsOf(related, now, lang),
  };
}

function variantOf(
  { variant, shown, stock, steps, open }: OfferVariant,
  many: boolean,
  lang: Lang,
): Omit<VariantView, 'places'> {
  const price = shown?.price ?? { minor: 0 as never, currency: 'EUR' };
  return {
    skuId: variant.skuId,
    sku: variant.sku,
    ...(variant.gtin === null ? {} : { gtin: variant.gtin }),
    options: many ? valuesOf(variant.optionValues, lang) : [],
    price,
    ...(shown?.compareAt ? { was: shown.compareAt } : {}),
    ...(steps ? { steps } : {}),
    ...(shown?.for && open ? { own: { for: shown.for, open } } : {}),
    available: levelOf(stock.total),
    ...(stock.later && thereOf(stock) <= 0 ? { later: laterOf(stock.later) } : {}),
    max: Math.max(1, stock.total),
  };
}

const laterOf = ({ kind, expected }: Later): NonNullable<VariantView['later']> => ({
  kind,
  ...(expected === null ? {} : { expected }),
});

const knownFacts = ['material', 'origin', 'care'] as const;

/** What it is made of, where, how to look after it; then whatever else the merchant tells. */
export function factsOf({ facts }: ProductDetail, lang: Lang): ProductView['facts'] {
  const known = knownFacts.filter((key) => facts[key] !== undefined).map((key) => ({ key, name: wordsIn[lang][key] }));
  const others = Object.keys(facts).filter((key) => !(knownFacts as readonly string[]).includes(key));
  return [...known, ...others.toSorted().map((key) => ({ key, name: sentence(key) }))].map(({ key, name }) => ({
    name,
    text: facts[key]?.[lang] ?? '',
  }));
}

/** The deepest of its categories counts: it says most. */
export function categoryOf(product: Pick<ProductDetail, 'categoryIds'>, tree: readonly CategoryNode[]): CategoryNode[] {
  const paths = product.categoryIds.map((id) => categoryPath(tree, id));
  return paths.reduce((longest, path) => (path.length > longest.length ? path : longest), []);
}

const trailOf = (product: ProductDetail, tree: readonly CategoryNode[], lang: Lang): ProductView['trail'] =>
  categoryOf(product, tree).map(({ handle, name }) => ({ handle, name: name[lang] }));

/** The variant's own picture first, then those that are no other variant's. */
function picturesOf(product: ProductDetail, { variant }: OfferVariant, lang: Lang): Picture[] {
  const others = new Set(product.variants.map((one) => one.image).filter((src) => src !== variant.image));
  const alt = [product.name[lang], ...valuesOf(variant.optionValues, lang)].join(', ');
  const more = product.media.filter(({ url }) => url !== variant.image && !others.has(url));
  return [pictureOf(variant.image, alt), ...more.map((medium) => pictureOf(medium.url, medium.alt[lang]))];
}

/** The option by which pictures differ (colours) shows them. */
function optionsOf(product: ProductDetail, variants: readonly OfferVariant[], lang: Lang): OptionView[] {
  return product.options.map(({ name, values }, i) => {
    const sold = values.filter((value) => variants.some((one) => one.variant.optionValues[i]?.fr === value.fr));
    const images = sold.map((value) => [
      ...new Set(
        variants.filter((one) => one.variant.optionValues[i]?.fr === value.fr).map((one) => one.variant.image),
      ),
    ]);
    const pictured = new Set(images.flat()).size > 1 && images.every((own) => own.length === 1);
    return {
      name: name[lang],
      values: sold.map((value, at) => {
        const src = images[at]?.[0];
        return pictured && src !== undefined
          ? { value: value[lang], picture: pictureOf(src, value[lang]) }
          : { value: value[lang] };
      }),
    };
  });
}
