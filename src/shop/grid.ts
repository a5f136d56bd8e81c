/** Grids with facets: a list narrowed by what is chosen, ordered, and a page of it. */
import { perDatabase, type Database } from '#base/db';
import { elapsed, MINUTE } from '#base/time';
import { categoryTree, findCategory, foldText, plainText, productIdsOnSale, slug, type CategoryNode } from '#catalog';
import { unitsSold } from '#orders';
import { nothingChosen, type Chosen } from '../../web/store/chosen.ts';
import { attributeTraits } from './attributes.ts';
import {
  bandValues,
  narrow,
  priceCuts,
  PRICE,
  sortValues,
  type Candidate,
  type Facet,
  type FacetValue,
  type Trait,
} from './facets.ts';
import { allOffers, lowestPrice, MAX_LOOKED_AT, pageAfter, type ListChoice, type Listed } from './lists.ts';
import { madeOf, type Offer } from './offers.ts';
import { bandText, facetNames } from './words.ts';

export type GridChoice = ListChoice & { readonly chosen?: Chosen | undefined };
export type Grid = Listed & { readonly facets: readonly Facet[] };

/** Facets of options and attributes that are shown beside department, price and brand. */
const MAX_FACETS = 8;
/** A facet with more values than anybody reads shows those most frequent. */
const MAX_VALUES = 40;

/**
 * A page of what is on sale, or of products already found (`found`, best first), narrowed by facets, with what each further choice
 * would leave. Looks at `MAX_LOOKED_AT` products at most. Refuses `catalog.category_unknown`.
 */
export async function gridOffers(database: Database, choice: GridChoice, found?: readonly string[]): Promise<Grid> {
  const { channelId, category, chosen = nothingChosen } = choice;
  const [ids, tree] = await Promise.all([
    found ?? productIdsOnSale(database, channelId, category),
    categoryTree(database),
  ]);
  const offers = await allOffers(database, channelId, ids.slice(0, MAX_LOOKED_AT));
  const attributes = await attributeTraits(database, channelId, offers);
  const shelves = shelvesBelow(tree, category);
  const candidates = offers.map((offer) => candidateOf(offer, attributes, shelves));
  const { kept, facets } = narrow(candidates, chosen, choice, cutsOf(offers));
  const ordered = await ordering(database, kept, choice, found !== undefined);
  return { ...pageAfter(ordered, choice), facets: worthShowing(facets, chosen, candidates, kept.length) };
}

/** Its category's children → their traits, for every category below them. */
type Shelves = ReadonlyMap<string, Trait>;
const shelvesKept = new WeakMap<readonly CategoryNode[], Map<string, Shelves>>();

function shelvesBelow(tree: readonly CategoryNode[], handle: string | undefined): Shelves {
  let byHandle = shelvesKept.get(tree);
  if (!byHandle) shelvesKept.set(tree, (byHandle = new Map()));
  const known = byHandle.get(handle ?? '');
  if (known) return known;
  const nodes = handle === undefined ? tree : (findCategory(tree, handle)?.children ?? []);
  const made = new Map<string, Trait>();
  const enter = (node: CategoryNode, trait: Trait): void => {
    made.set(node.categoryId, trait);
    for (const child of node.children) enter(child, trait);
  };
  for (const node of nodes)
    enter(node, { facet: 'cat', value: node.handle, name: facetNames.category, label: node.name });
  byHandle.set(handle ?? '', made);
  return made;
}

function candidateOf(
  offer: Offer,
  attributes: ReadonlyMap<string, readonly Trait[]>,
  shelves: Shelves,
): Candidate<Offer> {
  const plain = madeOf(offer, 'candidate', () => plainCandidate(offer));
  const { categoryIds, productId } = offer.product;
  const on = new Set(categoryIds.flatMap((id) => shelves.get(id) ?? []));
  return { ...plain, own: [...on, ...plain.own, ...(attributes.get(productId) ?? [])] };
}

/** What of a product needs no one else: its brand, and its variants' options and prices. */
function plainCandidate(offer: Offer): Candidate<Offer> {
  const { product, variants } = offer;
  const { brand, options } = product;
  const value = brand === null ? '' : slug(brand).slice(0, 80);
  const own: Trait[] =
    brand === null || value === '' ? [] : [{ facet: 'brand', value, name: facetNames.brand, label: plainText(brand) }];
  const traits = new Map<string, Trait>();
  const sold = variants.flatMap(({ variant, shown, stock }) => {
    if (!shown) return [];
    const mine = variant.optionValues.flatMap((label, i): Trait[] => {
      const name = options[i]?.name;
      const [facet, text] = [`o.${slug(name?.fr ?? '').slice(0, 60)}`, slug(label.fr).slice(0, 80)];
      if (!name || facet === 'o.' || text === '') return [];
      const known = traits.get(`${facet}=${text}`) ?? { facet, value: text, name, label };
      traits.set(`${facet}=${text}`, known);
      return [known];
    });
    return [{ traits: mine, minor: shown.price.minor as number, sites: stock.sites }];
  });
  return { item: offer, own, together: [...traits.values()], variants: sold };
}

/** Bands of the prices of the whole list, so that they stay where they are while one chooses. */
function cutsOf(offers: readonly Offer[]): Trait[] {
  const priced = offers.flatMap((offer) => madeOf(offer, 'lowest', () => lowestPrice(offer) ?? null) ?? []);
  const currency = priced[0]?.price.currency ?? 'EUR';
  return bandValues(priceCuts(priced.map(({ price }) => price.minor))).map((value) => ({
    facet: PRICE,
    value,
    name: facetNames.price,
    label: { fr: bandText('fr', value, currency), en: bandText('en', value, currency) },
  }));
}

/** In the order in which people choose; what leaves no choice is not shown, what is chosen always is. */
function worthShowing(
  facets: readonly Facet[],
  chosen: Chosen,
  candidates: readonly Candidate<Offer>[],
  kept: number,
): Facet[] {
  // An option says of variants what an attribute of the same name says of the product: one of them is enough.
  const options = new Set(facets.flatMap(({ key, name }) => (key.startsWith('o.') ? foldText(name.fr) : [])));
  const all = new Map(facets.map((facet) => [facet.key, facet]));
  for (const key of Object.keys(chosen)) if (!all.has(key)) all.set(key, { key, name: plainText(key), values: [] });
  const rank = ({ key }: Facet): number => ({ cat: 0, [PRICE]: 1, brand: 3 })[key] ?? (key.startsWith('o.') ? 2 : 4);
  const own = [...all.values()]
    .map((facet) => withChosen(facet, chosen[facet.key] ?? [], candidates))
    .filter(
      ({ key, name, values }) =>
        chosen[key] !== undefined || (values.length > 1 && !(key.startsWith('f.') && options.has(foldText(name.fr)))),
    );
  // In a mixed list few goods have a hat's size: what says something of most is enough to begin with.
  const reach = ({ values }: Facet): number => values.reduce((sum, { count }) => sum + count, 0);
  const telling = new Set(
    own
      .filter((facet) => /^[of]\./.test(facet.key) && reach(facet) >= kept / 6)
      .toSorted((a, b) => reach(b) - reach(a))
      .slice(0, MAX_FACETS),
  );
  return own
    .filter((facet) => !/^[of]\./.test(facet.key) || telling.has(facet) || chosen[facet.key] !== undefined)
    .toSorted((a, b) => rank(a) - rank(b))
    .map((facet) => ({ ...facet, values: shortened(facet, chosen[facet.key] ?? []) }));
}

/** A chosen value that leaves nothing now is still there to be taken out, under the name goods give it. */
function withChosen(facet: Facet, chosen: readonly string[], candidates: readonly Candidate<Offer>[]): Facet {
  const lost = chosen.filter((value) => !facet.values.some((one) => one.value === value));
  if (lost.length === 0) return facet;
  const named = (value: string): Trait | undefined => {
    for (const { own, together } of candidates)
      for (const trait of [...own, ...together]) if (trait.facet === facet.key && trait.value === value) return trait;
    return undefined;
  };
  const traits = lost.map((value) => ({ value, trait: named(value) }));
  const label = (value: string): Trait['label'] =>
    facet.key === PRICE ? { fr: bandText('fr', value), en: bandText('en', value) } : plainText(value);
  return {
    ...facet,
    name: traits.find(({ trait }) => trait)?.trait?.name ?? (facet.key === PRICE ? facetNames.price : facet.name),
    values: [
      ...facet.values,
      ...traits.map(({ value, trait }) => ({ value, label: trait?.label ?? label(value), count: 0 })),
    ],
  };
}

function shortened(facet: Facet, chosen: readonly string[]): FacetValue[] {
  const sorted = sortValues(facet);
  if (sorted.length <= MAX_VALUES) return sorted;
  const most = new Set(sorted.toSorted((a, b) => b.count - a.count).slice(0, MAX_VALUES));
  return sorted.filter((value) => most.has(value) || chosen.includes(value.value));
}

async function ordering(
  database: Database,
  offers: readonly Offer[],
  { sort, lang }: ListChoice,
  found: boolean,
): Promise<readonly Offer[]> {
  // What was found is in order of relevance; a department shows its newest first.
  if (sort === 'featured' && found) return offers;
  if (sort === 'best') {
    const sold = await soldLately(database);
    const units = ({ product }: Offer): number => sold.get(product.productId) ?? 0;
    return offers.toSorted((a, b) => units(b) - units(a) || newestFirst(a, b));
  }
  if (sort === 'name') {
    const key = (offer: Offer): string => madeOf(offer, `name_${lang}`, () => foldText(offer.product.name[lang]));
    return offers.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  }
  if (sort === 'price_up' || sort === 'price_down') {
    const sign = sort === 'price_up' ? 1 : -1;
    const price = (offer: Offer): number =>
      madeOf(offer, 'lowest', () => lowestPrice(offer) ?? null)?.price.minor ?? Number.MAX_SAFE_INTEGER;
    return offers.toSorted((a, b) => sign * (price(a) - price(b)));
  }
  return offers.toSorted(newestFirst);
}

function newestFirst({ product: a }: Offer, { product: b }: Offer): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  return a.productId < b.productId ? 1 : -1;
}

type Sold = { at: number; units: ReadonlyMap<string, number>; asking: Promise<void> | undefined };
const soldKept = perDatabase<Sold>(() => ({ at: -Infinity, units: new Map(), asking: undefined }));

const SOLD_DAYS = 30;
const SOLD_FRESH_MS = 10 * MINUTE;

/** Units sold of each product in the last 30 days, on all channels; ten minutes old, then counted anew beside those who ask. */
async function soldLately(database: Database): Promise<ReadonlyMap<string, number>> {
  const sold = soldKept(database);
  const first = sold.at === -Infinity;
  if (elapsed() - sold.at > SOLD_FRESH_MS)
    sold.asking ??= unitsSold(database, SOLD_DAYS)
      .then((units) => void Object.assign(sold, { units, at: elapsed() }))
      .finally(() => (sold.asking = undefined));
  if (first) await sold.asking;
  else sold.asking?.catch(() => {});
  return sold.units;
}
