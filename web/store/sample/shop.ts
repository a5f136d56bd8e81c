/** A shop in memory behind the storefront's interface: for tests of the pages and for looking at them (`preview.ts`). */
import { refuse } from '#base/refusal';
import { rate, withoutRate } from '#base/rate';
import { instant } from '#base/time';
import { subtract, sum } from '#base/money';
import { qrPath } from '#kit/qr';
import type { Ask, CheckoutForm, ShopApi, Who } from '../api.ts';
import type {
  CartLineView,
  CartView,
  CheckoutView,
  GridChoice,
  GridView,
  HomeView,
  Lang,
  Notice,
  OrderView,
  ProductView,
  ShellFacts,
  TotalsView,
} from '../views.ts';
import { cardOf, categories, eur, goods, pictureOf, placesOf, stores, variantsOf } from './goods.ts';
import type { Good } from './goods.ts';
import { accounts, at, camille, noAddress } from './accounts.ts';
import type { Customer } from './accounts.ts';
import { choosing } from './choosing.ts';
import { inStore } from './in-store.ts';
import { service } from './service.ts';
import { deliveries, storesOf } from './stores.ts';
import type { PaletteName } from '#kit/drawings/palettes';

type Line = { lineId: string; skuId: string; quantity: number; placeId?: string };
type Cart = { cartId: string; lines: Line[]; notices: Notice[]; deliveryId?: string };
export type State = {
  carts: Map<string, Cart>;
  orders: Map<string, OrderView & { token: string }>;
  customers: Map<string, Customer>;
  next: number;
};

const goodOf = (skuId: string): Good | undefined =>
  goods.find((good) => variantsOf(good).some((variant) => variant.skuId === skuId));
const outcomes = [
  { code: 'approve', name: 'Acceptée' },
  { code: 'decline', name: 'Refusée' },
  { code: 'timeout', name: 'Pas de réponse' },
];

/** A new shop with nothing sold yet. Customer `cus_camille` (camille@example.org) exists. */
export function sampleShop(): ShopApi {
  const state: State = { carts: new Map(), orders: new Map(), customers: new Map(), next: 1 };
  state.customers.set('cus_camille', { ...camille, password: 'bellecour-2026' });
  return {
    ...browsing(state),
    ...carting(state),
    ...ordering(state),
    ...accounts(state),
    ...choosing(),
    service: service(state),
    inStore: inStore(),
  };
}

const keyOf = (who: Who): string | undefined => who.customerId ?? who.cartToken;
const cartOf = (state: State, who: Who): Cart =>
  state.carts.get(keyOf(who) ?? '') ?? { cartId: '', lines: [], notices: [] };

type Browsing = Pick<ShopApi, 'shell' | 'home' | 'stores' | 'category' | 'product' | 'search' | 'why'>;

function browsing(state: State): Browsing {
  return {
    shell: async ({ lang, who }): Promise<ShellFacts> => {
      const count = cartOf(state, who).lines.reduce((all, line) => all + line.quantity, 0);
      const name = who.customerId && state.customers.get(who.customerId)?.name;
      const text =
        lang === 'fr'
          ? 'Vêtements, beauté, maison et bureau. Trois boutiques, deux entrepôts, un seul panier.'
          : 'Clothes, beauty, home and office. Three stores, two warehouses, one cart.';
      const nav = categories.map(({ handle, name: title }) => ({ handle, name: title }));
      return {
        shop: { name: 'Ourcel', text, phone: '04 72 00 18 40', email: 'bonjour@ourcel.example' },
        nav,
        stores,
        demo: true,
        ...(name ? { shopper: { name } } : {}),
        ...(count > 0 ? { cartCount: count } : {}),
      };
    },
    stores: async (_, from) => storesOf(from),
    home: async ({ lang }) => homeOf(lang),
    category: async ({ lang }, handle, choice) => {
      const found = categories.find((known) => known.handle === handle);
      if (!found) return undefined;
      const text =
        lang === 'fr'
          ? 'Coupé à Roanne et à Troyes, ajusté gratuitement en boutique.'
          : 'Cut in Roanne and Troyes, fitted free of charge in store.';
      return {
        categoryId: `cat_${handle}`,
        handle,
        name: found.name,
        text,
        trail: [],
        children: [],
        grid: gridOf(
          goods.filter((good) => good.category === handle),
          choice,
          lang,
        ),
      };
    },
    product: async ({ lang }, handle, skuId) => productOf(handle, skuId, lang),
    why: async () => undefined,
    search: async ({ lang }, q, choice) => {
      const has = (word: string): Good[] => goods.filter((good) => plain(good.name).includes(plain(word)));
      const corrected = q !== '' && has(q).length === 0 && plain(q) === 'rboe' ? 'robe' : undefined;
      return {
        q,
        ...(corrected ? { corrected } : {}),
        suggestions: corrected ? ['robe', 'chemise'] : [],
        grid: gridOf(has(corrected ?? q), choice, lang),
      };
    },
  };
}

function homeOf(lang: Lang): HomeView {
  return {
    hero: {
      title: lang === 'fr' ? 'Tout sous\nun même toit.' : 'All under\none roof.',
      text:
        lang === 'fr'
          ? 'Quatre rayons, trois boutiques, un seul panier : commencez sur le téléphone, essayez à Bellecour, finissez où vous voulez.'
          : 'Four departments, three stores, one cart: begin on the phone, try on at Bellecour, finish where you like.',
    },
    bays: categories.map(({ handle, name, kind, palette }) => ({
      handle,
      name,
      count: goods.filter((good) => good.category === handle).length,
      picture: pictureOf({ ...goods[0], kind, palette } as Good),
    })),
    arrivals: ['manteau-saone', 'eau-de-fourviere', 'vase-halles', 'baskets-perrache'].flatMap((handle) =>
      goods.filter((good) => good.handle === handle).map((good) => cardOf(good, lang)),
    ),
    band: {
      handle: 'bureau',
      title: lang === 'fr' ? 'Le bureau, de la chaise à la ramette.' : 'The office, from chair to paper.',
      text:
        lang === 'fr'
          ? 'Le stock exact, une seule livraison annoncée, une seule facture.'
          : 'The exact stock, one delivery announced, one invoice.',
      pictures: (
        [
          ['shelf', 'brique'],
          ['desk', 'sauge'],
          ['chair', 'mirabelle'],
        ] as const
      ).map(([kind, palette]) => pictureOf({ ...goods[0], kind, palette } as Good)),
    },
  };
}

const plain = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

function gridOf(found: readonly Good[], choice: GridChoice, lang: Lang): GridView {
  const site = stores.findIndex((store) => store.siteId === choice.siteId);
  const kept = found.filter(
    (good) =>
      (!choice.inStock || good.stock.some((units) => units > 0)) && (site < 0 || (good.stock[site + 1] ?? 0) > 0),
  );
  const order = {
    price_up: (a: Good, b: Good) => a.minor - b.minor,
    price_down: (a: Good, b: Good) => b.minor - a.minor,
  };
  const sorted = choice.sort === 'price_up' || choice.sort === 'price_down' ? kept.toSorted(order[choice.sort]) : kept;
  const from = Number(choice.after ?? 0);
  const next = from + 6 < sorted.length ? String(from + 6) : undefined;
  return {
    choice,
    facets: [],
    sites: stores.map(({ siteId, name }) => ({ siteId, name })),
    count: sorted.length,
    cards: sorted.slice(from, from + 6).map((good) => cardOf(good, lang)),
    ...(next ? { next } : {}),
  };
}

function productOf(handle: string, skuId: string | undefined, lang: Lang): ProductView | undefined {
  const good = goods.find((known) => known.handle === handle);
  if (!good) return undefined;
  const variants = variantsOf(good);
  const shown =
    variants.find((variant) => variant.skuId === skuId) ??
    variants.find((variant) => variant.available !== 'none') ??
    variants[0];
  if (!shown) return undefined;
  const colours = good.colours ?? [];
  const palette = (shown.options[0] ?? good.palette) as PaletteName;
  const options = [];
  if (colours.length > 0)
    options.push({
      name: lang === 'fr' ? 'Couleur' : 'Colour',
      values: colours.map((value) => ({ value, picture: pictureOf(good, value) })),
    });
  if (good.sizes)
    options.push({ name: lang === 'fr' ? 'Taille' : 'Size', values: good.sizes.map((value) => ({ value })) });
  const category = categories.find((known) => known.handle === good.category);
  return {
    productId: `prd_${handle}`,
    handle,
    name: good.name,
    brand: 'Maison Ourcel',
    text: 'Tissée à Roanne, cousue à Troyes. La coupe laisse de l’aisance aux épaules.\n\nRéparation offerte la première année.',
    trail: category ? [{ handle: category.handle, name: category.name }] : [],
    pictures: [0, 1, 2, 3].map((variant) => pictureOf(good, palette, variant)),
    options,
    variants,
    variant: {
      skuId: shown.skuId,
      sku: shown.skuId.slice(4).toUpperCase(),
      options: shown.options,
      price: eur(good.minor),
      ...(good.wasMinor ? { was: eur(good.wasMinor) } : {}),
      available: shown.available,
      places: placesOf(good, shown.available, lang),
    },
    facts: [
      { name: 'Matière', text: 'Viscose 100 %, doublure coton.' },
      { name: 'Entretien', text: '30 °C, repassage doux.' },
    ],
    related: goods
      .filter((other) => other.category === good.category && other !== good)
      .slice(0, 4)
      .map((other) => cardOf(other, lang)),
  };
}

type Carting = Pick<
  ShopApi,
  | 'cart'
  | 'addToCart'
  | 'addCard'
  | 'removeCard'
  | 'setCartLine'
  | 'setCode'
  | 'chooseDelivery'
  | 'handoff'
  | 'takeHandoff'
>;

function carting(state: State): Carting {
  return {
    cart: async ({ lang, who }) => {
      const cart = cartOf(state, who);
      const view = cartView(cart, lang);
      if (view.lines.length === 0) return view;
      const deliveryId = cart.deliveryId ?? 'home';
      const chosen = deliveries.find((known) => known.deliveryId === deliveryId);
      return {
        ...view,
        receive: { deliveries, deliveryId },
        totals: totalsOf(view.lines, chosen?.price.minor ?? 0),
      };
    },
    setCode: async (_ask, _code, keep) => !keep,
    chooseDelivery: async ({ who }, deliveryId) => {
      const known = deliveries.find((one) => one.deliveryId === deliveryId && one.reason === undefined);
      if (!known) refuse('orders.delivery');
      cartOf(state, who).deliveryId = deliveryId;
    },
    addToCart: async ({ who }, line) => {
      if (!goodOf(line.skuId)) refuse('catalog.unknown_sku', { skuId: line.skuId });
      const token = keyOf(who) ?? `tok${state.next++}`;
      const cart = state.carts.get(token) ?? { cartId: `crt_${token}`, lines: [], notices: [] };
      const there = cart.lines.find((known) => known.skuId === line.skuId);
      if (there) there.quantity += there.lineId === line.lineId ? 0 : line.quantity;
      else cart.lines.push({ ...line });
      state.carts.set(token, cart);
      return keyOf(who) ? {} : { cartToken: token };
    },
    addCard: async () => ({}),
    removeCard: async () => undefined,
    setCartLine: async ({ who }, lineId, quantity) => {
      const cart = cartOf(state, who);
      const line = cart.lines.find((known) => known.lineId === lineId);
      if (!line) refuse('carts.unknown_line', { lineId });
      line.quantity = quantity;
      cart.lines = cart.lines.filter((known) => known.quantity > 0);
      return {};
    },
    handoff: async ({ lang, who }, code) => {
      const cart = state.carts.get(code.toLowerCase());
      return cart && { code, cart: cartView(cart, lang), mine: keyOf(who) === code.toLowerCase() };
    },
    takeHandoff: async (_, code) => {
      if (!state.carts.has(code.toLowerCase())) refuse('carts.unknown_code', { code });
      return { cartToken: code.toLowerCase() };
    },
  };
}

function cartView(cart: Cart, lang: Lang): CartView {
  const lines = cart.lines.flatMap((line): CartLineView[] => {
    const good = goodOf(line.skuId);
    const variant = good && variantsOf(good).find((known) => known.skuId === line.skuId);
    if (!good || !variant) return [];
    const place = placesOf(good, variant.available, lang).find((known) => known.placeId === line.placeId);
    const palette = (variant.options[0] ?? good.palette) as PaletteName;
    return [
      {
        lineId: line.lineId,
        skuId: line.skuId,
        handle: good.handle,
        name: good.name,
        options: variant.options.join(', '),
        picture: pictureOf(good, palette),
        quantity: line.quantity,
        max: 99,
        unit: eur(good.minor),
        total: eur(good.minor * line.quantity),
        available: variant.available,
        ...(place
          ? {
              place: {
                placeId: place.placeId,
                name: place.kind === 'store' ? place.name : 'Livraison',
                words: place.words,
              },
            }
          : {}),
      },
    ];
  });
  const code = cart.cartId.replace('crt_', '').toUpperCase();
  const dark = Array.from({ length: 441 }, (_, i) => (i * 7919 + i * i) % 5 < 2);
  const handoff = { code, url: `/cart/open/${code}`, qr: qrPath(21, dark) };
  return {
    cartId: cart.cartId,
    count: lines.reduce((all, line) => all + line.quantity, 0),
    lines,
    notices: cart.notices,
    codes: [],
    gifts: [],
    nearly: [],
    totals: totalsOf(lines),
    ...(lines.length > 0 ? { handoff } : {}),
  };
}

function totalsOf(lines: readonly CartLineView[], delivery?: number): TotalsView {
  const items = sum(
    'EUR',
    lines.map((line) => line.total),
  );
  const total = eur(items.minor + (delivery ?? 0));
  const vat = rate(200_000);
  return {
    items,
    ...(delivery === undefined ? {} : { delivery: eur(delivery) }),
    taxes: [{ rate: vat, tax: subtract(total, withoutRate(total, vat, 'half_up')) }],
    total,
  };
}

type Ordering = Pick<ShopApi, 'checkout' | 'placeOrder' | 'order' | 'payAgain'>;

type Picked = Parameters<ShopApi['checkout']>[1];

function checkoutOf(state: State, { lang, who }: Ask, picked: Picked): CheckoutView | undefined {
  const cart = cartView(cartOf(state, who), lang);
  if (cart.lines.length === 0) return undefined;
  const wished = picked.deliveryId ?? cartOf(state, who).deliveryId;
  const chosen = deliveries.find((known) => known.deliveryId === wished) ?? deliveries[0];
  const customer = who.customerId ? state.customers.get(who.customerId) : undefined;
  const totals = totalsOf(cart.lines, chosen?.price.minor);
  return {
    orderId: picked.orderId ?? `ord_${state.next++}`,
    cart,
    contact: { email: customer?.email ?? '', phone: customer?.phone ?? '', name: customer?.name ?? '' },
    address: customer?.address ?? noAddress,
    countries: [{ code: 'FR', name: 'France' }],
    deliveries,
    deliveryId: chosen?.deliveryId ?? '',
    payments: [{ method: 'card', outcomes }, { method: 'pay_in_store' }],
    method: picked.method === 'pay_in_store' ? 'pay_in_store' : 'card',
    totals,
    vouchers: { code: '', rest: totals.total },
  };
}

function ordering(state: State): Ordering {
  const checkout: ShopApi['checkout'] = async (ask, picked) => checkoutOf(state, ask, picked);
  return {
    checkout,
    placeOrder: async (ask, form) => {
      const known = [...state.orders.values()].find((order) => order.orderId === form.orderId);
      if (known) return { kind: 'placed', code: known.code, token: known.token };
      const view = await checkout(ask, form);
      if (!view) refuse('orders.empty');
      if (view.totals.total.minor !== form.agreedMinor) {
        const notice: Notice = { kind: 'total_changed', was: eur(form.agreedMinor), now: view.totals.total };
        return { kind: 'changed', view: { ...view, cart: { ...view.cart, notices: [notice] } } };
      }
      const order = { ...orderOf(view, form, `K7M2Q9XP${String(state.next++).padStart(2, '0')}`), token: 'secret' };
      state.orders.set(order.code, order);
      state.carts.delete(keyOf(ask.who) ?? '');
      return { kind: 'placed', code: order.code, token: order.token };
    },
    order: async (_, code, token) => {
      const found = state.orders.get(code);
      return found && found.token === token ? found : undefined;
    },
    payAgain: async (_, code, token, attempt) => {
      const found = state.orders.get(code);
      if (!found || found.token !== token || !found.retry) refuse('orders.unknown', { code });
      if (attempt.outcome !== 'approve') return;
      const { retry: _gone, ...rest } = found;
      state.orders.set(code, {
        ...rest,
        state: 'placed',
        payments: found.payments.map((payment) => ({ ...payment, state: 'authorised' as const })),
      });
    },
  };
}

function orderOf(view: CheckoutView, form: CheckoutForm, code: string): OrderView {
  const delivery = view.deliveries.find((known) => known.deliveryId === form.deliveryId);
  const declined = form.method === 'card' && form.outcome === 'decline';
  const lines = view.cart.lines.map((line, i) => ({
    lineNo: i + 1,
    handle: line.handle,
    name: line.name,
    options: line.options,
    picture: line.picture,
    quantity: line.quantity,
    unit: line.unit,
    total: line.total,
  }));
  const payment = form.method === 'pay_in_store' ? 'promise' : declined ? 'declined' : 'authorised';
  return {
    orderId: form.orderId,
    code,
    placedAt: at,
    state: declined ? 'awaiting_payment' : 'placed',
    channel: 'web',
    email: form.email,
    parcels: [{ kind: delivery?.kind ?? 'home', name: delivery?.name ?? '', words: delivery?.words ?? '', lines }],
    totals: view.totals,
    payments: [{ method: form.method, state: payment, amount: view.totals.total }],
    steps: [
      { key: 'ordered', words: 'Commandée', at, state: 'done' },
      {
        key: 'paid',
        words: declined ? 'Paiement' : 'Payée',
        ...(declined ? {} : { at }),
        state: declined ? 'now' : 'done',
      },
      { key: 'ready', words: 'Prête en boutique', state: declined ? 'next' : 'now' },
    ],
    timeline: [
      { at, words: 'Commande reçue', state: 'done' },
      { at, words: declined ? 'Paiement refusé par la banque' : 'Paiement autorisé', state: 'now' },
    ],
    ...(declined ? { retry: { amount: view.totals.total, until: instant('2026-11-22T15:21:00Z'), outcomes } } : {}),
  };
}
