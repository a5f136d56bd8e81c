/** Comparing and wishing in the sample shop: guests only, what their device keeps. */
import { refuse } from '#base/refusal';
import type { ChoosingApi, VariantChoice } from '../choosing.ts';
import type { CardView, Lang } from '../views.ts';
import { cardOf, goods, variantsOf } from './goods.ts';
import type { Good } from './goods.ts';

const goodsOf = (productIds: readonly string[]): Good[] =>
  productIds.flatMap((id) => goods.find((good) => cardOf(good, 'fr').productId === id) ?? []);
const cards = (productIds: readonly string[], lang: Lang): CardView[] =>
  goodsOf(productIds).map((good) => cardOf(good, lang));
const choicesOf = (good: Good): VariantChoice[] =>
  variantsOf(good).map(({ skuId, options, available }) => ({ skuId, name: options.join(', '), available }));

export function choosing(): ChoosingApi {
  const signIn = (): never => refuse('request.unauthenticated');
  return {
    compare: async ({ lang }, productIds) => ({
      products: goodsOf(productIds).map((good) => ({ card: cardOf(good, lang), choices: choicesOf(good) })),
      rows: [{ name: 'Rayon', values: goodsOf(productIds).map((good) => good.category), differs: false }],
    }),
    cardsOf: async ({ lang }, productIds) => cards(productIds, lang),
    wishList: async ({ lang, who }) => ({
      name: lang === 'fr' ? 'Mes envies' : 'My wish list',
      main: true,
      items: goodsOf((who.wishes ?? []).map(({ productId }) => productId)).map((good) => ({
        card: cardOf(good, lang),
        choices: choicesOf(good),
        news: [],
      })),
      lists: [],
    }),
    sharedList: async () => undefined,
    wish: async ({ who }, { productId, on }) => {
      const others = (who.wishes ?? []).filter((one) => one.productId !== productId);
      return { device: on ? [{ productId, minor: 0, out: false }, ...others] : others };
    },
    makeList: async () => signIn(),
    changeList: async () => signIn(),
    askForBack: async () => {},
  };
}
