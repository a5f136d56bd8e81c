/** Finding: one field for articles, codes and customers, shelves, and tiles. All of it answers from the till's own memory. */
import { useEffect, useImperativeHandle, useMemo, useRef, useState, type ReactNode, type Ref } from 'react';
import { ApiProblem, findCustomers, lookUp, type Cart, type Customer, type Item } from './api.ts';
import { byCode, favourites, search, shelf, tileOf, type Catalogue, type Tile } from './catalogue.ts';
import { Icon, Initials } from './parts/icon.tsx';
import { TileButton } from './parts/tile.tsx';
import type { Panel } from './sell.tsx';
import { soldHere } from './store.ts';
import { useWords } from './words.ts';

const MOST_TILES = 60;
const FAVOURITES = 12;

export type FinderHandle = { focus: () => void };
type Props = {
  ref: Ref<FinderHandle>;
  hidden: boolean;
  catalogue: Catalogue;
  currency: string;
  panel: Panel | null;
  children: ReactNode;
  onPanel: (panel: Panel | null) => void;
  onAdd: (item: Item) => void;
  onCustomer: (customer: Customer) => void;
  onCart: (cart: Cart) => void;
  onTicket: (ticketId: string) => void;
  onPark: () => void;
  onPay: () => void;
};

export function Finder(props: Props) {
  const { ref, hidden, catalogue, currency, panel, onPanel, onAdd, onPay } = props;
  const { w, name } = useWords();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [shelfId, setShelfId] = useState<string | undefined>('favourites');
  const [product, setProduct] = useState<string>();
  const [unknown, setUnknown] = useState<string>();
  const focus = (): void => field.current?.focus({ preventScroll: true });
  useImperativeHandle(ref, () => ({ focus }));
  useEffect(() => {
    if (!hidden) focus();
  }, [hidden, panel]);
  const customers = useCustomers(text);
  const { tiles, found } = useTiles(catalogue, text, shelfId, product);
  const clear = (): void => {
    setText('');
    setProduct(undefined);
    setUnknown(undefined);
    focus();
  };
  const take = (tile: Tile): void => {
    const [only] = tile.items;
    if (tile.items.length > 1) return setProduct(tile.productId);
    if (only && only.minor !== null) onAdd(only);
    focus();
  };
  const enter = async (): Promise<void> => {
    const code = text.trim();
    if (code === '') return onPay();
    const item = byCode(catalogue, code);
    const [tile] = tiles;
    if (item && item.minor !== null) {
      onAdd(item);
      return clear();
    }
    if (found === 1 && tile) {
      clear();
      return take(tile);
    }
    if (found > 0) return;
    if (customers.length === 1 && customers[0]) {
      props.onCustomer(customers[0]);
      return clear();
    }
    if (await askServer(code, catalogue, props)) clear();
    else {
      setUnknown(code);
      field.current?.select();
    }
  };
  const open = product === undefined ? undefined : tiles[0]?.face;
  return (
    <div className="finder" hidden={hidden}>
      <div className="search-row">
        <div className="search">
          <Icon name="search" />
          <input
            ref={field}
            value={text}
            type="text"
            inputMode="search"
            enterKeyHint="search"
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            aria-label={w('search.label')}
            placeholder={w('search.label')}
            onChange={(event) => {
              setText(event.target.value);
              setUnknown(undefined);
              setProduct(undefined);
              onPanel(null);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') {
                // The payment that may open now listens to the same key: this press is spent.
                event.preventDefault();
                void enter();
              }
              if (event.key === 'Escape') clear();
            }}
          />
          {text === '' ? (
            <kbd>F2</kbd>
          ) : (
            <button type="button" className="clear" aria-label={w('search.clear')} onClick={clear}>
              <Icon name="x" size={18} />
            </button>
          )}
        </div>
        <button type="button" className="scan" aria-label={w('search.scan')} onClick={clear}>
          <Icon name="scan" size={26} />
        </button>
      </div>
      <Shelves
        {...{ catalogue, shelfId, open }}
        searching={text !== ''}
        onClear={clear}
        onShelf={(id) => {
          setShelfId(id);
          onPanel(null);
          clear();
        }}
      />
      <div
        className="found"
        role="region"
        aria-label={text === '' ? w('shelf.nav') : w('search.results', { n: found })}
        tabIndex={-1}
      >
        {unknown !== undefined && (
          <p className="notice" role="alert">
            <Icon name="alert" size={18} /> {w('search.unknown_code', { q: unknown })}
          </p>
        )}
        {panel !== null ? (
          props.children
        ) : (
          <>
            <CustomerHits customers={customers} onCustomer={(customer) => (props.onCustomer(customer), clear())} />
            <div className="tiles">
              {tiles.map((tile) => (
                <TileButton
                  key={tile.face.skuId}
                  {...{ tile, catalogue, currency }}
                  variant={open !== undefined}
                  onTake={() => take(tile)}
                />
              ))}
            </div>
            {found > tiles.length && open === undefined && (
              <p className="muted more">{w('search.too_many', { n: found - tiles.length })}</p>
            )}
            {found === 0 && customers.length === 0 && unknown === undefined && text !== '' && (
              <div className="nothing">
                <b>{w('search.nothing', { q: text })}</b>
                <span>{w('search.nothing_help')}</span>
              </div>
            )}
          </>
        )}
      </div>
      <Verbs {...{ panel, onPanel }} onPark={props.onPark} onCustomer={focus} />
      <span className="sr-only">{open ? w('shelf.variants', { name: name(open.name) }) : ''}</span>
    </div>
  );
}

/** Tiles for the text, the open product, or the shelf. `found` counts products, also those that are not shown. */
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

/** A code that is no article of ours: a shopper's, a cart's, a ticket's. */
async function askServer(
  code: string,
  catalogue: Catalogue,
  to: Pick<Props, 'onAdd' | 'onCustomer' | 'onCart' | 'onTicket'>,
) {
  try {
    const found = await lookUp(code);
    const item = catalogue.bySku.get(found.skuId ?? '')?.item;
    if (item && item.minor !== null) to.onAdd(item);
    else if (found.customer && found.kind === 'customer') to.onCustomer(found.customer);
    else if (found.cart) to.onCart(found.cart);
    else if (found.ticketId !== undefined) to.onTicket(found.ticketId);
    else return false;
    return true;
  } catch (error) {
    if (error instanceof ApiProblem) return false;
    throw error;
  }
}

type ShelvesProps = {
  catalogue: Catalogue;
  shelfId: string | undefined;
  searching: boolean;
  open: Item | undefined;
  onShelf: (id: string | undefined) => void;
  onClear: () => void;
};

function Shelves({ catalogue, shelfId, searching, open, onShelf, onClear }: ShelvesProps) {
  const { w, name } = useWords();
  if (open)
    return (
      <nav className="shelves" aria-label={w('shelf.nav')}>
        <button type="button" className="chip back" onClick={onClear}>
          <Icon name="left" size={16} /> {w('shelf.back')}
        </button>
        <b className="chip-title">{name(open.name)}</b>
      </nav>
    );
  const shelves: readonly (readonly [string | undefined, string])[] = [
    ['favourites', w('shelf.favourites')],
    ...catalogue.categories.map(({ categoryId, name: text }) => [categoryId, name(text)] as const),
    [undefined, w('shelf.all')],
  ];
  return (
    <nav className="shelves" aria-label={w('shelf.nav')}>
      {shelves.map(([id, label]) => (
        <button
          key={label}
          type="button"
          className="chip"
          aria-pressed={!searching && id === shelfId}
          onClick={() => onShelf(id)}
        >
          {label}
        </button>
      ))}
    </nav>
  );
}

function CustomerHits({
  customers,
  onCustomer,
}: {
  customers: readonly Customer[];
  onCustomer: (one: Customer) => void;
}) {
  const { w } = useWords();
  if (customers.length === 0) return null;
  return (
    <ul className="hits" aria-label={w('search.customers')}>
      {customers.map((customer) => (
        <li key={customer.customerId}>
          <button type="button" onClick={() => onCustomer(customer)}>
            <Initials name={customer.name} />
            <span>
              <b>{customer.name}</b>
              <small>
                {[customer.email, customer.phone].filter(Boolean).join(' · ') || w('customer.code', customer)}
              </small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

type VerbsProps = {
  panel: Panel | null;
  onPanel: (panel: Panel | null) => void;
  onPark: () => void;
  onCustomer: () => void;
};

function Verbs({ panel, onPanel, onPark, onCustomer }: VerbsProps) {
  const { w } = useWords();
  const toggle = (one: Panel): void => onPanel(panel === one ? null : one);
  return (
    <div className="verbs">
      <button type="button" onClick={onPark}>
        <Icon name="park" />
        <span>
          {w('act.park')}
          <small>F6</small>
        </span>
      </button>
      <button type="button" onClick={onCustomer}>
        <Icon name="user" />
        <span>
          {w('act.customer')}
          <small>F2</small>
        </span>
      </button>
      <button type="button" aria-pressed={panel === 'tickets'} onClick={() => toggle('tickets')}>
        <Icon name="receipt" />
        <span>{w('act.tickets')}</span>
      </button>
      <button type="button" aria-pressed={panel === 'places'} onClick={() => toggle('places')}>
        <Icon name="store" />
        <span>{w('act.places')}</span>
      </button>
    </div>
  );
}
