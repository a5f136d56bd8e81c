/** What the finder knows: the text, the shelf, the open product, and what they find. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Company } from './company/calls.ts';
import { ApiProblem, findCustomers, lookUp, type Cart, type Customer, type Item } from './api.ts';
import { byCode, favourites, search, shelf, tileOf, type Catalogue, type Tile } from './catalogue.ts';
import { SCANNER_MS } from './keys.ts';
import { soldHere } from './store.ts';

const MOST_TILES = 60;
const FAVOURITES = 12;

/** Where what was found goes. */
export type Takers = {
  readonly onAdd: (item: Item) => void;
  readonly onCustomer: (customer: Customer) => void;
  readonly onCompany: (company: Company) => void;
  readonly onCart: (cart: Cart) => void;
  readonly onCode: (code: string) => void;
  readonly onTicket: (ticketId: string) => void;
  readonly onOrder: (orderId: string) => void;
  /** A gift card: ours, or a blank one. */
  readonly onCard: (code: string, blank: boolean) => void;
  readonly onPay: () => void;
};

export type Finding = {
  readonly text: string;
  readonly shelfId: string | undefined;
  /** A code that nothing has. */
  readonly unknown: string | undefined;
  readonly tiles: readonly Tile[];
  /** Products found, also those that are not shown. */
  readonly found: number;
  readonly customers: readonly Customer[];
  /** The article that stands for the product whose variants are shown. */
  readonly open: Item | undefined;
  readonly type: (text: string) => void;
  readonly clear: () => void;
  readonly toShelf: (id: string | undefined) => void;
  /** The shelf beside the one that is open, `by` 1 or −1; after the last comes the first. */
  readonly turn: (by: number) => void;
  readonly take: (tile: Tile) => void;
  readonly takeCustomer: (customer: Customer) => void;
  /** Enter: a code goes to the ticket, an only hit is taken, an empty field goes on to the payment. */
  readonly enter: () => Promise<void>;
};

/** The shelves in their order: what sells here, the categories, everything. */
export const shelfIds = (catalogue: Catalogue): readonly (string | undefined)[] => [
  'favourites',
  ...catalogue.categories.map(({ categoryId }) => categoryId),
  undefined,
];

/** `customersOnly`: articles are not searched by words; a scanned code means what it always means. */
export function useFinder(catalogue: Catalogue, to: Takers, customersOnly: boolean): Finding {
  const [text, setText] = useState('');
  const [shelfId, setShelfId] = useState<string | undefined>('favourites');
  const [product, setProduct] = useState<string>();
  const [unknown, setUnknown] = useState<string>();
  const customers = useCustomers(text);
  const searched = useRested(text);
  const { tiles, found } = useTiles(catalogue, searched, shelfId, product);
  const type = (next: string): void => {
    setText(next);
    setProduct(undefined);
    setUnknown(undefined);
  };
  const clear = (): void => type('');
  const toShelf = (id: string | undefined): void => {
    setShelfId(id);
    clear();
  };
  const turn = (by: number): void => {
    const all = shelfIds(catalogue);
    toShelf(all[(all.indexOf(shelfId) + by + all.length) % all.length]);
  };
  const { onAdd } = to;
  const take = useCallback(
    (tile: Tile): void => {
      const [only] = tile.items;
      if (tile.items.length > 1) setProduct(tile.productId);
      else if (only && only.minor !== null) onAdd(only);
    },
    [onAdd],
  );
  const takeCustomer = (customer: Customer): void => {
    to.onCustomer(customer);
    clear();
  };
  const enter = async (): Promise<void> => {
    const code = text.trim();
    if (code === '') return to.onPay();
    const item = byCode(catalogue, code);
    if (item && item.minor !== null) {
      to.onAdd(item);
      return clear();
    }
    const hits = customersOnly ? { tiles: [], found: 0 } : search(catalogue, code, 1);
    const [tile] = hits.tiles;
    const [customer] = customers;
    if (hits.found === 1 && tile) {
      clear();
      take(tile);
    } else if (hits.found === 0 && customers.length === 1 && customer) takeCustomer(customer);
    else if (hits.found === 0 && customers.length === 0) {
      if ((await meaningOf(code, catalogue, to)) !== undefined) clear();
      else setUnknown(code);
    }
  };
  const open = product === undefined ? undefined : tiles[0]?.face;
  return {
    ...{ text, shelfId, unknown, tiles, found, customers, open },
    ...{ type, clear, toShelf, turn, take, takeCustomer, enter },
  };
}

/** What is typed, once it rests: a scanner's letters come faster, so that a scan searches nothing. An emptied field is empty at once. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), SCANNER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return text === '' ? '' : rested;
}

/** Tiles for the text, the open product, or the shelf. */
function useTiles(catalogue: Catalogue, text: string, shelfId: string | undefined, product: string | undefined) {
  return useMemo(() => {
    if (product !== undefined) {
      const items = (catalogue.products.get(product) ?? []).flatMap((id) => catalogue.bySku.get(id)?.item ?? []);
      return { tiles: items.flatMap((item) => tileOf([item]) ?? []), found: items.length };
    }
    if (text.trim() !== '') return search(catalogue, text, MOST_TILES);
    const tiles =
      shelfId === 'favourites'
        ? favourites(catalogue, soldHere(), FAVOURITES)
        : shelf(catalogue, shelfId, 10 * MOST_TILES);
    return { tiles, found: tiles.length };
  }, [catalogue, text, shelfId, product]);
}

/** Customers for what is typed, when it may be a name, an address or a number. */
function useCustomers(text: string): readonly Customer[] {
  const [hits, setHits] = useState<{ readonly q: string; readonly customers: readonly Customer[] }>();
  const q = text.trim();
  useEffect(() => {
    if (q.length < 3) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      findCustomers(q, stop.signal).then(
        (customers) => setHits({ q, customers }),
        () => undefined,
      );
    }, 180);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [q]);
  return q.length >= 3 && hits?.q === q ? hits.customers : [];
}

/** A scanned code goes where it belongs: the answer is what it was (an article, a shopper, a cart, a promotion’s code, a ticket, an order), undefined for nothing. */
export async function takeCode(
  code: string,
  catalogue: Catalogue,
  to: Takers,
): Promise<Item | Customer | 'cart' | 'code' | 'card' | 'ticket' | 'order' | undefined> {
  const item = byCode(catalogue, code);
  if (!item || item.minor === null) return meaningOf(code, catalogue, to);
  to.onAdd(item);
  return item;
}

/** A code that is no article of ours: a shopper's, a cart's, a ticket's, an order's. */
async function meaningOf(code: string, catalogue: Catalogue, to: Takers) {
  try {
    const found = await lookUp(code);
    const item = catalogue.bySku.get(found.skuId ?? '')?.item;
    if (item && item.minor !== null) {
      to.onAdd(item);
      return item;
    }
    if (found.customer && found.kind === 'customer') {
      to.onCustomer(found.customer);
      return found.customer;
    }
    if (found.cart) {
      to.onCart(found.cart);
      return 'cart' as const;
    }
    if (found.kind === 'gift_card' || found.kind === 'blank_card') {
      to.onCard(code, found.kind === 'blank_card');
      return 'card' as const;
    }
    if (found.code !== undefined) {
      to.onCode(found.code);
      return 'code' as const;
    }
    if (found.orderId !== undefined) {
      to.onOrder(found.orderId);
      return 'order' as const;
    }
    if (found.ticketId === undefined) return undefined;
    to.onTicket(found.ticketId);
    return 'ticket' as const;
  } catch (error) {
    if (error instanceof ApiProblem) return undefined;
    throw error;
  }
}
