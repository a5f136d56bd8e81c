/** What went missing or turned up, by site, category, reason or article, in units and in money. */
import type { Database } from '#base/db';
import type { Instant } from '#base/time';
import { categoryTree, productsById, skuFacts, type CategoryNode, type Text } from '#catalog';
import { lossesBetween, type Loss } from '#inventory';
import { lostUnderWay } from '#transfers';
import { worthOf } from './worth.ts';

export const groups = ['site', 'category', 'reason', 'article'] as const;
export type Group = (typeof groups)[number];

export type ShrinkageLine = {
  readonly siteId: string | null;
  readonly categoryId: string | null;
  readonly reason: string | null;
  readonly skuId: string | null;
  readonly name: Text | null;
  readonly currency: string;
  /** Units missing, and units that turned up. */
  readonly lost: number;
  readonly gained: number;
  readonly lostMinor: number;
  readonly gainedMinor: number;
  /** Units valued at their cost, at their price, and not at all. */
  readonly atCost: number;
  readonly atPrice: number;
  readonly unvalued: number;
};
export type Shrinkage = {
  readonly currency: string;
  readonly items: readonly ShrinkageLine[];
  readonly total: ShrinkageLine;
};

const nothing: ShrinkageLine = {
  ...{ siteId: null, categoryId: null, reason: null, skuId: null, name: null },
  ...{ currency: '', lost: 0, gained: 0, lostMinor: 0, gainedMinor: 0, atCost: 0, atPrice: 0, unvalued: 0 },
};

type Span = { readonly from: Instant; readonly to: Instant; readonly siteIds?: readonly string[] | undefined };

/**
 * What is no longer where the book had it, between two instants (the second not included): differences of counts, transfers' losses, and
 * what people wrote off. Valued at what an article is worth now: at cost for who may know costs (`costs`). Largest loss first.
 */
export async function shrinkage(db: Database, span: Span, group: Group, costs: boolean): Promise<Shrinkage> {
  const [losses, underWay] = await Promise.all([lossesBetween(db, span), lostUnderWay(db, span)]);
  const all: readonly Loss[] = [
    ...losses,
    ...underWay.filter((row) => row.quantity !== 0).map((row) => ({ ...row, reason: 'transfer_lost' })),
  ];
  const skuIds = [...new Set(all.map((loss) => loss.skuId))];
  const [worth, face] = await Promise.all([worthOf(db, skuIds, costs), facesOf(db, skuIds, group)]);
  const lines = new Map<string, ShrinkageLine>();
  const { currency } = worth;
  let total: ShrinkageLine = { ...nothing, currency };
  for (const loss of all) {
    const units = Math.abs(loss.quantity);
    const { minor, basis } = worth.of(loss.skuId, loss.siteId, units);
    const [lost, gained] = loss.quantity > 0 ? [units, 0] : [0, units];
    const part: ShrinkageLine = {
      ...nothing,
      ...{ lost, gained, lostMinor: lost > 0 ? minor : 0, gainedMinor: gained > 0 ? minor : 0 },
      ...{ atCost: basis === 'cost' ? units : 0, atPrice: basis === 'price' ? units : 0 },
      unvalued: basis === 'none' ? units : 0,
    };
    const [key, label] = face(loss);
    lines.set(key, sum({ ...(lines.get(key) ?? nothing), ...label, currency }, part));
    total = sum(total, part);
  }
  const net = (line: ShrinkageLine): number => line.lostMinor - line.gainedMinor;
  const items = [...lines.values()].toSorted((a, b) => net(b) - net(a) || b.lost - a.lost);
  return { currency, items, total };
}

function sum(a: ShrinkageLine, b: ShrinkageLine): ShrinkageLine {
  return {
    ...a,
    lost: a.lost + b.lost,
    gained: a.gained + b.gained,
    lostMinor: a.lostMinor + b.lostMinor,
    gainedMinor: a.gainedMinor + b.gainedMinor,
    atCost: a.atCost + b.atCost,
    atPrice: a.atPrice + b.atPrice,
    unvalued: a.unvalued + b.unvalued,
  };
}

type Label = Partial<Pick<ShrinkageLine, 'siteId' | 'categoryId' | 'reason' | 'skuId' | 'name'>>;

/** How a loss is grouped: its key, and what is said of the group. */
async function facesOf(
  db: Database,
  skuIds: readonly string[],
  group: Group,
): Promise<(loss: Loss) => readonly [key: string, label: Label]> {
  if (group === 'site') return ({ siteId }) => [siteId, { siteId }];
  if (group === 'reason') return ({ reason }) => [reason, { reason }];
  const facts = await skuFacts(db, skuIds);
  if (group === 'article') return ({ skuId }) => [skuId, { skuId, name: named(facts.get(skuId)) }];
  const [tree, products] = await Promise.all([
    categoryTree(db),
    productsById(db, [...new Set([...facts.values()].map((fact) => fact.productId))]),
  ]);
  const names = new Map(flat(tree).map((node) => [node.categoryId, node.name]));
  const byProduct = new Map([...products.values()].map((product) => [product.productId, product.categoryIds[0]]));
  return ({ skuId }) => {
    const categoryId = byProduct.get(facts.get(skuId)?.productId ?? '') ?? null;
    return [categoryId ?? '', { categoryId, name: names.get(categoryId ?? '') ?? null }];
  };
}

function named(fact: { readonly name: Text; readonly optionText: Text } | undefined): Text | null {
  if (!fact) return null;
  const join = (lang: 'fr' | 'en'): string => [fact.name[lang], fact.optionText[lang]].filter(Boolean).join(', ');
  return { fr: join('fr'), en: join('en') };
}

const flat = (nodes: readonly CategoryNode[]): readonly CategoryNode[] =>
  nodes.flatMap((node) => [node, ...flat(node.children)]);
