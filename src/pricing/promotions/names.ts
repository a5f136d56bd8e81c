/** Names of what promotions mention by id, and what they may choose articles by, found by name. */
import type { Database } from '#base/db';
import {
  brandsAndTags,
  categoryTree,
  foldText,
  officeProducts,
  productsById,
  skuFacts,
  skusFound,
  type CategoryNode,
  type SkuFacts,
} from '#catalog';
import { channelsOf } from '#channels';
import { companiesByIds, companyTrait, groupsOf, groupTrait } from '#customers';
import { sites } from '#org';
import type { Effect, Selection } from './model.ts';
import type { Names, Text } from './sentence.ts';
import type { Rule } from './versions.ts';

const both = (name: string): Text => ({ fr: name, en: name });

/** `Robe Bellecour, 38 / noir`. */
const articleName = ({ name, optionText }: SkuFacts): Text => {
  const one = (lang: 'fr' | 'en'): string => [name[lang], optionText[lang]].filter(Boolean).join(', ');
  return { fr: one('fr'), en: one('en') };
};

function selectionsOf(effect: Effect): readonly Selection[] {
  if (effect.kind === 'bundle') return effect.parts.map((part) => part.of);
  return effect.kind === 'buy_get' && effect.of ? [effect.of] : [];
}

/** Every id and trait that a rule mentions. */
function mentionedBy({ of, effect, audience }: Rule): string[] {
  return [
    ...[of, ...selectionsOf(effect)].flatMap(({ anyOf, noneOf }) => [...anyOf, ...noneOf]),
    ...(effect.kind === 'gift' ? [`sku:${effect.skuId}`] : []),
    ...(audience.channelIds ?? []),
    ...(audience.siteIds ?? []),
    ...(audience.buyers ?? []),
  ];
}

/** Names of all that these rules mention; what is not there any more is absent. */
export async function namesOf(database: Database, rules: readonly Rule[]): Promise<Names> {
  const ids = [...new Set(rules.flatMap(mentionedBy))];
  const of = (kind: string): string[] =>
    ids.flatMap((id) => (id.startsWith(`${kind}:`) ? [id.slice(kind.length + 1)] : []));
  const [tree, products, articles, channels, places, groups, companies] = await Promise.all([
    categoryTree(database),
    productsById(database, of('product')),
    skuFacts(database, of('sku')),
    channelsOf(database),
    sites(database),
    of('group').length === 0 ? [] : groupsOf(database),
    companiesByIds(database, of('company')),
  ]);
  const names = new Map<string, Text>();
  for (const node of flat(tree)) names.set(`category:${node.categoryId}`, node.name);
  for (const kind of ['brand', 'tag']) for (const name of of(kind)) names.set(`${kind}:${name}`, both(name));
  for (const [productId, { name }] of products) names.set(`product:${productId}`, name);
  for (const [skuId, facts] of articles) names.set(`sku:${skuId}`, articleName(facts));
  for (const { channelId, name, code } of channels) names.set(channelId, { fr: name.fr ?? code, en: name.en ?? code });
  for (const { groupId, names: named } of groups) names.set(groupTrait(groupId), named);
  for (const [companyId, { name }] of companies) names.set(companyTrait(companyId), both(name));
  for (const { siteId, name } of places) names.set(siteId, both(name));
  return new Map(ids.flatMap((id) => (names.has(id) ? [[id, names.get(id) as Text] as const] : [])));
}

const flat = (nodes: readonly CategoryNode[]): CategoryNode[] =>
  nodes.flatMap((node) => [node, ...flat(node.children)]);

export type FoundTrait = {
  readonly trait: string;
  readonly kind: 'category' | 'brand' | 'tag' | 'product' | 'sku';
  readonly name: Text;
  /** The SKU of an article, the brand of a product, the category above a category. */
  readonly note: Text | null;
};

/** Of each kind. */
const MOST = 6;

/** What articles may be chosen by, found by a part of its name or by SKU; without words the first of each kind. */
export async function findTraits(database: Database, q: string): Promise<FoundTrait[]> {
  const words = foldText(q).trim();
  const fits = (...names: readonly string[]): boolean => names.some((name) => foldText(name).includes(words));
  const [tree, labels, products] = await Promise.all([
    categoryTree(database),
    brandsAndTags(database),
    officeProducts(database, { ...(words === '' ? {} : { q }), limit: MOST }),
  ]);
  const skuIds = products.items.flatMap((one) => one.skuIds);
  const articles = await skuFacts(database, words === '' ? [] : await skusFound(database, skuIds, q));
  const categories = flat(tree);
  const parents = new Map(categories.map((node) => [node.categoryId, node]));
  const plain = (kind: 'brand' | 'tag', names: readonly string[]): FoundTrait[] =>
    names
      .filter((name) => fits(name))
      .slice(0, MOST)
      .map((name) => ({ trait: `${kind}:${name}`, kind, name: both(name), note: null }));
  return [
    ...categories
      .filter((node) => fits(node.name.fr, node.name.en))
      .slice(0, MOST)
      .map((node): FoundTrait => {
        const note = node.parentId === null ? null : (parents.get(node.parentId)?.name ?? null);
        return { trait: `category:${node.categoryId}`, kind: 'category', name: node.name, note };
      }),
    ...plain('brand', labels.brands),
    ...plain('tag', labels.tags),
    ...products.items.map(({ productId, name, brand }): FoundTrait => {
      return { trait: `product:${productId}`, kind: 'product', name, note: brand === null ? null : both(brand) };
    }),
    ...[...articles.values()].slice(0, 2 * MOST).map((facts): FoundTrait => {
      return { trait: `sku:${facts.skuId}`, kind: 'sku', name: articleName(facts), note: both(facts.sku) };
    }),
  ];
}
