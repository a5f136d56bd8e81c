/** What others may be told, in a shape that stays: types of events, what each tells, when a failed message is sent again. Pure. */
import type { JournalEvent } from '#base/journal';
import { HOUR, MINUTE, SECOND, DAY, type Instant } from '#base/time';

/** What a fact holds; anything else the journal may carry under that name is left out. */
export type FactKind = 'text' | 'integer' | 'boolean' | 'texts' | 'objects';
export type EventType = {
  readonly version: number;
  readonly kind: string;
  readonly title: { readonly fr: string; readonly en: string };
  /** Facts by name. A fact is never renamed or removed in a version; new ones may come. None is personal. */
  readonly facts: Readonly<Record<string, FactKind>>;
};

const type = (kind: string, fr: string, en: string, facts: EventType['facts'] = {}): EventType => ({
  version: 1,
  kind,
  title: { fr, en },
  facts,
});
const order = { number: 'text', totalMinor: 'integer', currency: 'text', units: 'integer', siteId: 'text' } as const;
const payment = { orderId: 'text', method: 'text', state: 'text', currency: 'text', code: 'text' } as const;
const fields = { fields: 'texts' } as const;

/** Every type an endpoint may ask for. Ids and what changed, never personal data: who wants more reads the record with a key of their own. */
export const eventTypes: Readonly<Record<string, EventType>> = {
  'orders.placed': type('order', 'Commande passée', 'Order placed', order),
  'orders.opened': type('order', 'Commande en attente de paiement', 'Order awaiting payment', order),
  'orders.needs_decision': type('order', 'Commande à trancher', 'Order that needs a decision', order),
  'orders.ready': type('order', 'Commande prête à retirer', 'Order ready to collect', { siteId: 'text' }),
  'orders.edited': type('order', 'Commande modifiée', 'Order changed', {
    number: 'integer',
    kind: 'text',
    by: 'text',
    deltaMinor: 'integer',
    dueMinor: 'integer',
    currency: 'text',
  }),
  'orders.balance_paid': type('order', 'Complément de commande payé', 'Order’s balance paid', {
    minor: 'integer',
    currency: 'text',
  }),
  'orders.held': type('order', 'Commande suspendue', 'Order put on hold', { until: 'text' }),
  'orders.resumed': type('order', 'Commande reprise', 'Order resumed', { by: 'text' }),
  'orders.shipped': type('order', 'Commande expédiée', 'Order shipped', { units: 'integer' }),
  'orders.cancelled': type('order', 'Commande annulée', 'Order cancelled', { reason: 'text' }),
  'orders.expired': type('order', 'Commande expirée', 'Order expired', { reason: 'text' }),
  'orders.declined': type('order', 'Paiement de la commande refusé', 'Order’s payment declined', { reason: 'text' }),
  'payments.settled': type('payment', 'État d’un paiement changé', 'Payment’s state changed', {
    ...payment,
    previous: 'text',
    takenMinor: 'integer',
  }),
  'payments.refunded': type('payment', 'Remboursement fait', 'Refund done', {
    ...payment,
    refundId: 'text',
    minor: 'integer',
  }),
  'payments.refund_failed': type('payment', 'Remboursement échoué', 'Refund failed', {
    ...payment,
    refundId: 'text',
    minor: 'integer',
  }),
  'payments.quarantined': type('payment', 'Paiement à vérifier', 'Payment set aside for a person', payment),
  'inventory.changed': type('stock', 'Stock changé', 'Stock changed', { skuIds: 'texts' }),
  'inventory.breached': type('breach', 'Dépassement de stock', 'Sale beyond stock', {
    skuId: 'text',
    placeId: 'text',
    quantity: 'integer',
    cause: 'text',
  }),
  'inventory.breach_settled': type('breach', 'Dépassement réglé', 'Breach settled', { compensation: 'text' }),
  'catalog.product_changed': type('product', 'Produit changé', 'Product changed', {
    skuIds: 'texts',
    made: 'boolean',
  }),
  'catalog.published': type('product', 'Produit publié ou retiré', 'Product published or withdrawn', {
    channelIds: 'texts',
    published: 'boolean',
    skuIds: 'texts',
  }),
  'catalog.category_changed': type('category', 'Catégorie changée', 'Category changed', { what: 'text' }),
  'catalog.media_changed': type('media', 'Image changée', 'Picture changed', { productId: 'text', skuIds: 'texts' }),
  'pricing.changed': type('price_list', 'Prix changés', 'Prices changed', {
    skuIds: 'texts',
    all: 'boolean',
    from: 'text',
  }),
  'customers.customer_added': type('customer', 'Client ajouté', 'Customer added'),
  'customers.customer_changed': type('customer', 'Client changé', 'Customer changed', fields),
  'customers.addresses_changed': type('customer', 'Adresses d’un client changées', 'Customer’s addresses', fields),
  'carts.opened': type('cart', 'Panier ouvert', 'Cart opened', { lines: 'integer' }),
  'carts.changed': type('cart', 'Panier changé', 'Cart changed', { lines: 'integer' }),
  'carts.ordered': type('cart', 'Panier commandé', 'Cart ordered', { lines: 'integer' }),
  'carts.abandoned': type('cart', 'Panier abandonné', 'Cart abandoned', { lines: 'integer' }),
  'till.ticket_posted': type('ticket', 'Ticket de caisse', 'Till ticket', {
    orderId: 'text',
    sequence: 'integer',
    totalMinor: 'integer',
    currency: 'text',
    method: 'text',
  }),
  'channels.channel_changed': type('channel', 'Canal changé', 'Channel changed', fields),
  'channels.level_changed': type('channel', 'Niveau d’un canal changé', 'Channel’s level changed', {
    changes: 'objects',
  }),
  'org.site_changed': type('site', 'Lieu changé', 'Site changed', fields),
  'org.settings_changed': type('settings', 'Réglages changés', 'Settings changed', fields),
  'marketplaces.set_aside': type('inbox', 'Message de place de marché mis de côté', 'Marketplace message set aside', {
    code: 'text',
  }),
};

export type Payload = {
  readonly type: string;
  readonly version: number;
  readonly timestamp: Instant;
  readonly data: {
    readonly kind: string;
    readonly id: string;
    readonly channelId: string | null;
    /** Other records that it concerns: an order's customer and cart. */
    readonly related: readonly string[];
    readonly facts: Readonly<Record<string, unknown>>;
  };
};

const fits: Readonly<Record<FactKind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
  texts: (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
  objects: (value) => Array.isArray(value) && value.every((item) => item !== null && typeof item === 'object'),
};

/** A receiver reads 20 kB at most (Standard Webhooks): a list of more articles is cut to what fits. */
const MAX_LIST = 400;

/** What is told of a fact of the journal; undefined for types nobody may ask for. */
export function payloadOf(event: JournalEvent): Payload | undefined {
  const known = Object.hasOwn(eventTypes, event.type) ? eventTypes[event.type] : undefined;
  if (!known) return undefined;
  const facts: Record<string, unknown> = {};
  for (const [name, kind] of Object.entries(known.facts)) {
    const value = event.body[name];
    if (value === undefined || value === null || !fits[kind](value)) continue;
    facts[name] = Array.isArray(value) ? value.slice(0, MAX_LIST) : value;
    if (Array.isArray(value) && value.length > MAX_LIST) facts.cut = true;
  }
  const { type: name, at, subjectKind: kind, subjectId: id, channelId, mentions } = event;
  return {
    type: name,
    version: known.version,
    timestamp: at,
    data: { kind, id, channelId, related: mentions.slice(0, 50), facts },
  };
}

const sample: Readonly<Record<FactKind, unknown>> = {
  text: 'text',
  integer: 1,
  boolean: true,
  texts: ['sku_01arz3ndektsv4rrffq69g5fav'],
  objects: [{ domain: 'stock', from: 'bridged', to: 'unified' }],
};

/** Values that look like what comes, by the fact's name. */
const looks: Readonly<Record<string, unknown>> = {
  number: 'K7M2PX',
  currency: 'EUR',
  totalMinor: 4_990,
  takenMinor: 4_990,
  minor: 4_990,
  siteId: 'sit_01arz3ndektsv4rrffq69g5fav',
  skuId: 'sku_01arz3ndektsv4rrffq69g5fav',
  orderId: 'ord_01arz3ndektsv4rrffq69g5fav',
  refundId: 'rfd_01arz3ndektsv4rrffq69g5fav',
  productId: 'prd_01arz3ndektsv4rrffq69g5fav',
  channelIds: ['chn_01arz3ndektsv4rrffq69g5fav'],
  fields: ['name'],
  method: 'card',
  state: 'captured',
  previous: 'authorised',
  reason: 'requested',
};

/** A message of this type as an example, for test events and for the page of types. */
export function exampleOf(name: string, at: Instant): Payload {
  const known = eventTypes[name] as EventType;
  return {
    type: name,
    version: known.version,
    timestamp: at,
    data: {
      kind: known.kind,
      id: 'test',
      channelId: null,
      related: [],
      facts: Object.fromEntries(Object.entries(known.facts).map(([fact, kind]) => [fact, looks[fact] ?? sample[kind]])),
    },
  };
}

/** Waits before each try (Standard Webhooks): three days in all; then the message is dead until somebody sends it again. */
const waits = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

/** Milliseconds until the next try after `tries` failed ones, spread by up to a tenth (`chance` in [0, 1)); undefined: no more. */
export function waitAfter(tries: number, chance: number): number | undefined {
  const wait = waits[tries];
  return wait === undefined ? undefined : Math.round(wait * (1 + chance / 10));
}

/** How long an endpoint that failed so often in a row is left alone, whatever waits for it: it is asked by one message at a time. */
export function blockAfter(failures: number): number {
  return [0, 0, 5 * SECOND, 30 * SECOND, MINUTE][failures] ?? 5 * MINUTE;
}

/** An endpoint that only failed for so long is disabled, and a person is told. */
export const FAILING_MS = 5 * DAY;
/** An old secret signs beside the new one for so long. */
export const OLD_SECRET_MS = DAY;
/** Facts older than this are not told by themselves: after a restore the whole journal passes by again. */
export const LATE_MS = 7 * DAY;
/** What was told is kept for so long, and a span of that length may be sent again. */
export const KEEP_MS = 30 * DAY;
export const MAX_ENDPOINTS = 50;
