/**
 * What the storefront asks of the server, as in-process calls. The pages know nothing else: no database, no module. Whoever
 * implements it maps the modules' answers to the views of `views.ts`. A call may throw a `Refusal`; the storefront turns it into a
 * page with the refusal's status and words. Nothing here returns another shopper's data: `Who` comes from the cookies.
 */
import type { InStoreApi } from './in-store-api.ts';
import type { ServiceApi } from './service-api.ts';
import type {
  AccountView,
  CartView,
  CategoryView,
  CheckoutView,
  GridChoice,
  HomeView,
  Lang,
  OrderView,
  ProductView,
  SearchView,
  ShellFacts,
  StoresFrom,
  StoresView,
  WhyView,
} from './views.ts';
import type { ChoosingApi } from './choosing.ts';
import type { DeviceWish } from './device-lists.ts';

/**
 * Who asks: a signed-in customer (resolved by the server from the session cookie), the token of an anonymous cart, and the address
 * they call from, by which tries at passwords are counted.
 */
export type Who = {
  customerId?: string;
  sessionId?: string;
  sessionToken?: string;
  cartToken?: string;
  /** `cartToken` is of a bag that is paid for in a store, beside the shopper’s own cart. */
  bag?: true;
  ip?: string;
  /** Products this device compares, and what it wishes for while nobody is signed in. */
  compared?: readonly string[];
  wishes?: readonly DeviceWish[];
  /** The store this device calls its own. */
  storeId?: string;
};
/** `origin` is the base address people reach us by, for what another device shall open. */
export type Ask = { lang: Lang; who: Who; origin: string };

/** A cart was written; `cartToken` is what the browser shall keep from now on (absent: unchanged). */
export type CartWritten = { cartToken?: string };
/** A session began. The anonymous cart was merged, so its token is to be forgotten, unless it stays the cart of this device. */
export type SignedIn = { sessionToken: string; maxAgeS: number; keepsCart?: boolean };

export type CheckoutForm = {
  orderId: string;
  /** The total the shopper saw and agreed to, minor units. The server refuses to take another. */
  agreedMinor: number;
  email: string;
  phone: string;
  name: string;
  deliveryId: string;
  line1: string;
  line2: string;
  postcode: string;
  city: string;
  country: string;
  method: 'card' | 'pay_in_store' | 'transfer' | 'account';
  /** The code of a gift card that shall pay what it can, and whether store credit shall. */
  gift?: string;
  credit?: boolean;
  /** Demo only: the code of the pretend provider's outcome. */
  outcome?: string;
};
/**
 * `placed`: go to the order's page, which says whether it is paid, waiting or declined. `changed`: price, stock or total differ
 * from what was agreed; nothing was placed, the new view carries the notices.
 */
export type Placed =
  | { kind: 'placed'; code: string; token: string; payPath?: string }
  | { kind: 'changed'; view: CheckoutView };

export type ProfileForm = {
  name: string;
  phone: string;
  line1: string;
  line2: string;
  postcode: string;
  city: string;
  country: string;
};

/** `for` absent: its buyer gets it. An empty day: as soon as it is paid. */
export type CardForm = {
  cardKey: string;
  skuId: string;
  amountMinor: number;
  for?: { name: string; email: string; day: string; words: string };
};

/** A handoff as seen by who opens its link: enough to recognise the cart, nothing personal. */
export type HandoffPreview = { code: string; cart: CartView; mine: boolean };

export interface ShopApi extends ChoosingApi {
  /** Around every page. Without customer and cart the answer must be the same for everybody. */
  shell(ask: Ask): Promise<ShellFacts>;
  home(ask: Ask): Promise<HomeView>;
  /** All stores; told from where, the nearest first. */
  stores(ask: Ask, from?: StoresFrom): Promise<StoresView>;
  /** Undefined: no such category, or not published on this channel. */
  category(ask: Ask, handle: string, choice: GridChoice): Promise<CategoryView | undefined>;
  /** With `skuId` the view's `variant` is that one; without, the first available one. An unknown `skuId` is ignored. */
  product(ask: Ask, handle: string, skuId?: string): Promise<ProductView | undefined>;
  search(ask: Ask, q: string, choice: GridChoice): Promise<SearchView>;

  /** Why an article costs this shopper what it costs; undefined: not sold here. */
  why(ask: Ask, skuId: string): Promise<WhyView | undefined>;

  /** The shopper's cart; an empty one (count 0) when there is none yet. */
  cart(ask: Ask): Promise<CartView>;
  /** `lineId` makes the call repeatable. Refuses what is not sold here; more than is there is cut, and said in the cart's notices. */
  addToCart(
    ask: Ask,
    // `giftOf`: the promotion whose gift it is.
    line: { lineId: string; skuId: string; quantity: number; placeId?: string; giftOf?: string },
  ): Promise<CartWritten>;
  /** Adds a gift card of a chosen amount, minor units; says which field does not fit, where one does not. */
  addCard(ask: Ask, card: CardForm): Promise<CartWritten & { problem?: 'amount' | 'day' }>;
  removeCard(ask: Ask, cardKey: string): Promise<void>;
  /** Sets a line's quantity; 0 removes it. */
  setCartLine(ask: Ask, lineId: string, quantity: number): Promise<CartWritten>;
  /** Adds the code of a promotion to the cart, or takes it out; false where it opens nothing. */
  setCode(ask: Ask, code: string, keep: boolean): Promise<boolean>;
  /** How the whole cart is to be received: one of its `receive.deliveries`. Kept until the checkout, which begins with it. */
  chooseDelivery(ask: Ask, deliveryId: string): Promise<void>;
  /** Undefined: unknown or expired handoff code. */
  handoff(ask: Ask, code: string): Promise<HandoffPreview | undefined>;
  /** Continues the handed-over cart on this browser, as a copy or as the same cart, by the channel's level. */
  takeHandoff(ask: Ask, code: string): Promise<CartWritten>;

  /** Undefined: the cart is empty. `deliveryId` and `method` are what the shopper has picked so far. */
  checkout(
    ask: Ask,
    picked: { deliveryId?: string; method?: string; orderId?: string; country?: string; postcode?: string },
  ): Promise<CheckoutView | undefined>;
  /** The order gate. Repeatable by `form.orderId`. */
  placeOrder(ask: Ask, form: CheckoutForm): Promise<Placed>;
  /** By its token (link in the mail) or by its owner's session; undefined for everybody else. */
  order(ask: Ask, code: string, token?: string): Promise<OrderView | undefined>;
  /** Another attempt at a declined or unanswered card payment. `attemptId` makes it repeatable. A path, where it is paid on another page. */
  payAgain(
    ask: Ask,
    code: string,
    token: string | undefined,
    attempt: { attemptId: string; outcome?: string },
  ): Promise<string | undefined>;

  /** Refuses with `customers.wrong_password` alike for an unknown e-mail and a wrong password. */
  signIn(ask: Ask, form: { email: string; password: string }): Promise<SignedIn>;
  register(ask: Ask, form: { name: string; email: string; password: string }): Promise<SignedIn>;
  signOut(ask: Ask): Promise<void>;
  /** Has a link to a new password sent, if somebody has this e-mail here; says nothing of that. Refuses request.rate_limited. */
  forgotPassword(ask: Ask, email: string): Promise<void>;
  /** Whose password a link sets; undefined when it was used or is too old. */
  lookReset(ask: Ask, token: string): Promise<{ email: string } | undefined>;
  /** Refuses identity.reset_over, customers.weak_password. All sessions of the account end. */
  resetPassword(ask: Ask, form: { token: string; password: string }): Promise<void>;
  /** Undefined: nobody is signed in. */
  account(ask: Ask, after?: string): Promise<AccountView | undefined>;
  saveProfile(ask: Ask, form: ProfileForm): Promise<void>;
  /** For whom the shopper buys from now on; empty: for themselves. */
  chooseCompany(ask: Ask, companyId: string): Promise<void>;
  /** Asks the company's approvers for what costs more than the shopper may spend. Refuses as the gate, and carts.approval_open. */
  askApproval(ask: Ask, form: CheckoutForm, note: string): Promise<void>;
  /** Agrees, which places the order as it was asked, or refuses it. Refuses carts.unknown_approval, .approval_decided, and as the gate. */
  decideApproval(ask: Ask, askId: string, approve: boolean, answer: string): Promise<void>;

  /** Beside selling: the account's inside, guests' orders, returns, the shop's texts. */
  service: ServiceApi;
  /** The phone in the store. */
  inStore: InStoreApi;
}
