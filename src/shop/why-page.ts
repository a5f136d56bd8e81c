/** “Why this price?” of an article that is not in a cart yet: what it costs this shopper here now, and each rule that made it so. */
import { businessOf, taxAsk } from '#carts';
import { skuFacts } from '#catalog';
import { buyerOf } from '#customers';
import { priceTaxed, rulesFor } from '#pricing';
import type { Ask } from '../../web/store/api.ts';
import type { WhyView } from '../../web/store/views.ts';
import { optionText } from './cards.ts';
import { webChannel, type Shop } from './scene.ts';
import { cartWhy, vatWhy } from './why.ts';

/** Undefined: not sold here, or without a price. */
export async function whyOf(shop: Shop, ask: Ask, skuId: string): Promise<WhyView | undefined> {
  const { database } = shop;
  const { lang, who } = ask;
  const channelId = await webChannel(shop);
  const fact = (await skuFacts(database, [skuId])).get(skuId);
  if (fact?.status !== 'active' || !fact.channels.includes(channelId)) return undefined;
  const { company } = await buyerOf(database, { customerId: who.customerId });
  const [rules, asked] = await Promise.all([
    rulesFor(database, channelId, [skuId], undefined, { customerId: who.customerId ?? null }),
    taxAsk(database, channelId, businessOf(company)),
  ]);
  const lines = [{ lineNo: 1, skuId, quantity: 1 }];
  const { priced, tax } = await priceTaxed(database, asked, { lines, delivery: 'none' }, rules);
  const [line] = priced.lines;
  if (!line) return undefined;
  return {
    ...{ skuId, handle: fact.handle, name: fact.name[lang] ?? fact.sku },
    options: optionText(fact.optionText[lang] ?? ''),
    price: line.unit,
    ...(line.compareAt ? { was: line.compareAt } : {}),
    steps: cartWhy({ priced, rules }, 1, lang),
    vat: vatWhy(tax, lang),
  };
}
