/** Around the tiles: shelves above, found customers, verbs below. */
import type { Customer, Item } from '../api.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Panel } from './panels.tsx';
import { useWords } from '../words.ts';
import { Icon, Initials } from './icon.tsx';

type ShelvesProps = {
  catalogue: Catalogue;
  shelfId: string | undefined;
  searching: boolean;
  open: Item | undefined;
  onShelf: (id: string | undefined) => void;
  onClear: () => void;
};

export function Shelves({ catalogue, shelfId, searching, open, onShelf, onClear }: ShelvesProps) {
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

type HitsProps = { customers: readonly Customer[]; onCustomer: (one: Customer) => void };

export function CustomerHits({ customers, onCustomer }: HitsProps) {
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

export function Verbs({ panel, onPanel, onPark, onCustomer }: VerbsProps) {
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
