/**
 * What the shop's pages are given: the contract between the server and the storefront. A view is data ready to be shown: amounts as
 * money, moments as instants, and sentences that depend on the merchant (a promise, a reason) already in the reader's language.
 */
import type { Money } from '#base/money';
import type { Rate } from '#base/rate';
import type { Day, Instant } from '#base/time';
import type { Stage } from '#kit/drawings/palettes';
import type { Lang } from '#kit/format';
import type { QrPath } from '#kit/qr';
import type { WhyStep } from '#kit/why';
import type { HomeSection } from '#pages/model';
import type { ApprovalView } from './approval-view.ts';
import type { Chosen } from './chosen.ts';
import type { VatWhyView } from './why-view.ts';

export type { Lang };
export type { VatWhyView, WhyView } from './why-view.ts';

/** A picture by its address on this server. `stage` is the wall behind a drawing; our own drawings have theirs without being told. */
export type Picture = { src: string; alt: string; stage?: Stage };
export type Link = { handle: string; name: string };

/** `low`: few enough that the number is worth saying. */
export type Available = 'in_stock' | 'low' | 'none';

/**
 * One way to get a variant: collected at a store, or sent home from online stock. `quantity` is said only where it is known now;
 * `words` is the promise (“Prêt à 16 h 10 · ouvert jusqu’à 19 h 30”), or why there is none.
 */
export type PlaceView = {
  placeId: string;
  siteId: string;
  name: string;
  kind: 'store' | 'online';
  available: Available;
  quantity?: number;
  words: string;
};

/** A store as shoppers see it; `hours` says until or from when (“jusqu’à 19 h 30”). */
export type StoreView = {
  siteId: string;
  name: string;
  address: string;
  open: boolean;
  hours: string;
  pickup: string;
  phone?: string;
};

/** A store with all one wants to know before going there. */
export type StoreDetailView = StoreView & {
  /** The week, Monday first; days that are alike follow each other as one: “Lundi – samedi”, “10 h – 19 h 30”. */
  week: readonly { days: string; hours: string }[];
  /** The days to come on which other hours hold. */
  special: readonly { date: Day; hours: string; note: string }[];
  /** As the crow flies, no finer than it is known; absent where nobody said from where, or the store is on no map. */
  distanceKm?: number;
  /** The way there, on a map of another site. */
  directions: string;
  /** The same facts for machines. */
  facts: {
    street: string;
    postcode: string;
    city: string;
    country: string;
    phone?: string;
    point?: { latitude: number; longitude: number };
    hours: readonly { day: number; opens: string; closes: string }[];
    specialDays: readonly { date: string; hours: readonly { opens: string; closes: string }[] }[];
  };
};
/** Where stores are looked for from: a postcode or town as it was typed, or where somebody is. */
export type StoresFrom = { q: string } | { latitude: string; longitude: string };
/** The stores, nearest first where it is known from where. `from` is that place; absent where nothing or no known place was said. */
export type StoresView = {
  stores: readonly StoreDetailView[];
  asked: string;
  from?: { name: string; exact: boolean };
};

/** What stands around every page. Personal parts are absent for visitors without a cart or session, so that their pages can be kept. */
export type ShellFacts = {
  shop: { name: string; text: string; phone?: string; email?: string };
  nav: readonly Link[];
  stores: readonly StoreView[];
  /** Shows the demo's helps (choice of card outcome). */
  demo: boolean;
  /** The merchant's choices over our tokens; absent: as we draw it. */
  look?: { style: string; home: readonly HomeSection[]; logo?: string };
  shopper?: { name: string };
  cartCount?: number;
  /** Products on the shopper's wish lists, and those being compared. */
  wished?: readonly string[];
  compared?: readonly string[];
};

/** A product in a grid. `priceFrom` when its variants' prices differ; `words` sums up where it is (“En ligne · 2 à Bellecour”). */
export type CardView = {
  productId: string;
  /** The variant whose price is shown. */
  skuId: string;
  handle: string;
  name: string;
  picture: Picture;
  price: Money;
  priceFrom?: boolean;
  was?: Money;
  isNew?: boolean;
  available: Available;
  words: string;
};

export type BayView = Link & { count: number; picture: Picture };
export type HomeView = {
  /** A line break in the title stays one. */
  hero: { title: string; text: string };
  /** Three to five departments; the middle one stands tallest. */
  bays: readonly BayView[];
  arrivals: readonly CardView[];
  /** A department shown on the dark band at the end of the page. */
  band?: { handle: string; title: string; text: string; pictures: readonly Picture[] };
};

export const sorts = ['featured', 'newest', 'best', 'price_up', 'price_down', 'name'] as const;
export type Sort = (typeof sorts)[number];
/** How a grid is narrowed and ordered. `after` is an opaque keyset cursor. */
export type GridChoice = { sort: Sort; inStock: boolean; siteId?: string; after?: string; chosen: Chosen };
/** By what a grid can be narrowed; `count` is how many products a value leaves under the other facets. */
export type FacetView = {
  key: string;
  name: string;
  values: readonly { value: string; name: string; count: number; chosen: boolean }[];
};
export type GridView = {
  choice: GridChoice;
  /** Stores whose stock may be asked for. */
  sites: readonly { siteId: string; name: string }[];
  facets: readonly FacetView[];
  count: number;
  cards: readonly CardView[];
  /** The cursor of the following page; absent on the last. */
  next?: string;
};

export type CategoryView = {
  categoryId: string;
  handle: string;
  name: string;
  text?: string;
  /** From the root to the parent. */
  trail: readonly Link[];
  children: readonly (Link & { count?: number })[];
  grid: GridView;
};

/**
 * `corrected` is what was searched instead, when the words as typed found nothing; `suggestions` are searches that find something,
 * where this one found little; `instead` what sells best, where it found nothing.
 */
export type SearchView = {
  q: string;
  corrected?: string;
  suggestions: readonly string[];
  instead?: readonly CardView[];
  grid: GridView;
};

/** One variant in the table of all of a product; `options` in the order of the product's option names. */
export type VariantBrief = { skuId: string; options: readonly string[]; available: Available; arrives?: Day };
export type OptionView = { name: string; values: readonly { value: string; picture?: Picture }[] };
export type VariantView = {
  skuId: string;
  sku?: string;
  gtin?: string;
  options: readonly string[];
  price: Money;
  /** The lowest price of the 30 days before the reduction, where one is announced. */
  was?: Money;
  /** The unit price from each number of units on, where it changes. */
  steps?: readonly { fromUnits: number; price: Money }[];
  /** The price is this buyer's own, of their company or group; `open` is what everybody is asked. */
  own?: { for: 'company' | 'group'; open: Money };
  available: Available;
  /** It is not there, and sold beforehand: with the day it is expected on, where that is known. */
  later?: { kind: 'back_order' | 'pre_order'; expected?: Day };
  places: readonly PlaceView[];
  /** The most that can be ordered at once; absent when nothing limits it. */
  max?: number;
  /** A gift card whose buyer chooses what is on it, between these amounts, and who gets it from which day on. */
  card?: { least: Money; most: Money; from: Day; until: Day };
};
export type ProductView = {
  productId: string;
  handle: string;
  name: string;
  brand?: string;
  /** Plain text; blank lines part paragraphs. */
  text: string;
  trail: readonly Link[];
  pictures: readonly Picture[];
  /** Empty for a product with a single variant. */
  options: readonly OptionView[];
  variants: readonly VariantBrief[];
  variant: VariantView;
  facts: readonly { name: string; text: string }[];
  related: readonly CardView[];
  /** What made the price of its variant. */
  why?: readonly WhyStep[];
};

/** Something that changed between cart and payment, or at sign-in: announced, never silent. */
export type Notice =
  | { kind: 'price_changed'; name: string; was: Money; now: Money }
  | { kind: 'short'; name: string; asked: number; left: number }
  | { kind: 'gone'; name: string }
  | { kind: 'gift_lost'; name: string }
  | { kind: 'merged'; count: number }
  | { kind: 'ordered'; number: string; count: number }
  | { kind: 'total_changed'; was: Money; now: Money };

export type CartLineView = {
  lineId: string;
  skuId: string;
  handle: string;
  name: string;
  /** The variant in words: “Groseille, 38”; empty for a single variant. */
  options: string;
  picture: Picture;
  quantity: number;
  max?: number;
  unit: Money;
  was?: Money;
  total: Money;
  available: Available;
  /** What made its price. */
  why?: readonly WhyStep[];
  /** Where it is to come from, when the shopper has chosen. */
  place?: { placeId: string; name: string; words: string };
  /** A gift card of a chosen amount; `for`: who gets it, when it is not its buyer. */
  card?: { cardKey: string; for?: { name: string; email: string; day?: Day; words: string } };
};

/** Sums as shown. `taxes` are contained in the total, one a rate. `delivery` absent while unknown; zero is free; `none` where the goods were taken along. */
export type TotalsView = {
  /** After what promotions took off. */
  items: Money;
  /** What they took off, by name. */
  reductions?: readonly { name: string; amount: Money }[];
  delivery?: Money | 'none';
  taxes: readonly { rate: Rate; tax: Money }[];
  total: Money;
  /** What its document has to say of VAT, where none is charged. */
  mention?: string;
  /** Why it is this VAT. */
  vat?: VatWhyView;
};

/** A gift that is earned and could be put into the cart. `promotion`: the name of what gives it. */
export type GiftView = {
  promotionId: string;
  skuId: string;
  quantity: number;
  name: string;
  options: string;
  promotion: string;
  picture: Picture;
};
/** What an amount more of goods would earn; without a name it is the shop's free delivery. */
export type NearlyView = { of: 'delivery' | 'promotion'; missing: Money; name?: string };

/** The cart's way to another device or to the till: a short code to say, an address to open, the same as a QR code. */
export type HandoffView = { code: string; url: string; qr: QrPath };

export type CartView = {
  cartId: string;
  count: number;
  lines: readonly CartLineView[];
  notices: readonly Notice[];
  /** Codes of promotions, each with what became of it. */
  codes: readonly { code: string; ok: boolean; words: string }[];
  gifts: readonly GiftView[];
  nearly: readonly NearlyView[];
  totals: TotalsView;
  /** The ways to receive all of it, one of them chosen; absent while something in it is not to be had. */
  receive?: { deliveries: readonly DeliveryView[]; deliveryId: string };
  /** Absent for an empty cart, and where the channel's level does not let carts travel. */
  handoff?: HandoffView;
};

export type AddressView = {
  name: string;
  line1: string;
  line2: string;
  postcode: string;
  city: string;
  country: string;
};

/** One way to receive the whole order. */
export type DeliveryView = {
  deliveryId: string;
  kind: 'pickup' | 'home';
  siteId?: string;
  name: string;
  words: string;
  price: Money;
  /** Why it cannot be chosen now; absent when it can. */
  reason?: string;
};
/** `outcomes` only in the demo: what the pretend card provider shall do. */
export type PaymentView = {
  method: 'card' | 'pay_in_store' | 'transfer' | 'account';
  words?: string;
  outcomes?: readonly { code: string; name: string }[];
};
/** Gift card and store credit at the checkout. */
export type VouchersView = {
  /** The code as it was typed; empty: none. */
  code: string;
  problem?: 'unknown' | 'blocked' | 'expired' | 'currency' | 'often';
  card?: { last4: string; has: Money; pays: Money };
  /** Only for who is signed in and has some. */
  credit?: { has: Money; pays: Money; on: boolean };
  /** What is left to be paid another way. */
  rest: Money;
};
export type CheckoutView = {
  /** Made once for this checkout: sending the form twice places one order. */
  orderId: string;
  cart: CartView;
  contact: { email: string; phone: string; name: string };
  address: AddressView;
  /** Where the shop sends to, home first. */
  countries: readonly { code: string; name: string }[];
  deliveries: readonly DeliveryView[];
  deliveryId: string;
  payments: readonly PaymentView[];
  method: PaymentView['method'];
  totals: TotalsView;
  vouchers: VouchersView;
  /** Paid by card now, and what is left to be paid afterwards. */
  deposit?: { now: Money; later: Money };
};

export type OrderState =
  | 'awaiting_payment'
  | 'placed'
  | 'preparing'
  | 'ready'
  | 'shipped'
  | 'delivered'
  | 'returned'
  | 'done'
  | 'cancelled'
  | 'needs_person';
export type PaymentState = 'pending' | 'authorised' | 'captured' | 'declined' | 'refunded' | 'owed' | 'promise';
export type ChannelKind = 'web' | 'till' | 'marketplace' | 'app' | 'b2b';

export type OrderLineView = {
  lineNo: number;
  handle?: string;
  name: string;
  options: string;
  picture?: Picture;
  quantity: number;
  unit: Money;
  total: Money;
  /** What made its price. */
  why?: readonly WhyStep[];
  /** Of a gift card: who gets it, when it is not its buyer. */
  cardFor?: { name: string; email: string; day?: Day };
};
/** Lines that arrive together. */
export type ParcelView = {
  kind: 'pickup' | 'home' | 'counter';
  name: string;
  words: string;
  lines: readonly OrderLineView[];
  /** How far it is, once something of the order is packed: our number of it, its carrier's, and what was heard of it, the newest first. */
  way?: {
    code?: string;
    state: string;
    tone: string;
    carrier?: string;
    number?: string;
    facts: readonly { at: Instant; words: string }[];
  };
};
/** A fact from the journal in words. */
export type FactView = { at?: Instant; words: string; state: 'done' | 'now' | 'next' };
/**
 * A step of an order. `unknown`: nobody tells us whether it has happened, and `text` says so. `later`: it holds nothing up. `at` is
 * there only where the moment was written down.
 */
export type StepView = {
  key: 'ordered' | 'paid' | 'ready' | 'collected' | 'shipped' | 'delivered' | 'returned' | 'cancelled' | 'person';
  words: string;
  text?: string;
  at?: Instant;
  state: 'done' | 'now' | 'next' | 'unknown';
  later?: true;
};
/** A transfer that an order awaits; account and reference in groups of four. `qr`: as bank apps scan it. */
export type TransferView = {
  amount: Money;
  holder: string;
  iban: string;
  bic: string;
  reference: string;
  until: Instant;
  qr?: QrPath;
};

export type OrderView = {
  orderId: string;
  code: string;
  placedAt: Instant;
  state: OrderState;
  channel: ChannelKind;
  place?: string;
  email?: string;
  /** From when to when it was promised, in a sentence, while it is still to come. */
  promise?: string;
  parcels: readonly ParcelView[];
  totals: TotalsView;
  payments: readonly {
    method: 'card' | 'cash' | 'exchange' | 'given' | 'pay_in_store' | 'transfer' | 'account' | 'gift_card';
    state: PaymentState;
    amount: Money;
    /** Paid before the goods. */
    deposit?: true;
  }[];
  /** From ordered to received; empty for what was taken along at a counter. */
  steps: readonly StepView[];
  timeline: readonly FactView[];
  /** Present while a card payment may be tried again, with the amount owed. */
  /** By card: again after an attempt that failed, or `instead` of the transfer that is awaited. */
  retry?: { amount: Money; until: Instant; instead?: true; outcomes?: readonly { code: string; name: string }[] };
  /** What to give the bank, while a transfer is awaited. */
  transfer?: TransferView;
  /** Number and code as a QR code, and the code to be said, while it waits to be handed over in a store. */
  pass?: QrPath & { code: string };
  /** Its invoices and credit notes, to download. */
  papers?: readonly { documentId: string; name: string }[];
  /** `may`: an invoice can be asked for; `comes`: it is made once all of it has left. */
  invoice?: 'may' | 'comes';
  /** What was changed of it, what is due for that, and what its buyer may still do. */
  changes?: OrderChangesView;
};

export type OrderChangesView = {
  /** What is left to pay for its changes. */
  due?: { amount: Money; outcomes?: readonly { code: string; name: string }[] };
  onHold: boolean;
  /** Units that may be cancelled by their buyer; empty once somebody prepares it. */
  lines: readonly { lineNo: number; name: string; quantity: number }[];
  notes: readonly { at: Instant; words: string }[];
  /** The newest first; the last is what was bought. */
  versions: readonly {
    at: Instant;
    by: 'first' | 'shop' | 'buyer';
    delta: Money;
    total: Money;
    lines: readonly { name: string; was: number; is: number }[];
  }[];
};

/** One purchase on any channel; `summary` names what was bought (“Robe Bellecour et 2 autres”). */
export type PurchaseView = {
  code: string;
  at: Instant;
  channel: ChannelKind;
  place?: string;
  summary: string;
  total: Money;
  state: OrderState;
};
/** For whom a shopper may buy besides themselves, and whom they have chosen. */
export type BuyingFor = { companies: readonly { companyId: string; name: string; chosen: boolean }[] };

export type AccountView = {
  name: string;
  email: string;
  phone: string;
  address: AddressView;
  buyingFor?: BuyingFor;
  /** Orders of the company that wait for a yes, and those the shopper asked for. */
  approvals?: readonly ApprovalView[];
  purchases: readonly PurchaseView[];
  /** The cursor of older purchases. */
  next?: string;
};
