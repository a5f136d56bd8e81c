/** Around the tiles: shelves above, found customers, verbs below. */
import type { IconName } from '#kit/icons';
import type { Customer, Item } from '../api.ts';
import type { Catalogue } from '../catalogue.ts';
import { hotkeys } from '../hotkeys.ts';
import { shelfIds } from '../use-finder.ts';
import { useWords, type Word } from '../words.ts';
import { Hint } from './hint.tsx';
import { Icon, Initials } from './icon.tsx';
import type { Panel } from './panels.tsx';

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
  const labels = new Map(catalogue.categories.map(({ categoryId, name: text }) => [categoryId, name(text)]));
  const label = (id: string | undefined): string =>
    id === undefined ? w('shelf.all') : (labels.get(id) ?? w('shelf.favourites'));
  return (
    <nav className="shelves" aria-label={w('shelf.nav')}>
      {shelfIds(catalogue).map((id) => (
        <button
          key={id ?? 'all'}
          type="button"
          className="chip"
          aria-pressed={!searching && id === shelfId}
          onClick={() => onShelf(id)}
        >
          {label(id)}
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

type VerbsProps = { panel: Panel | null; onPanel: (panel: Panel | null) => void; onPark: () => void };

/** What stands below the tiles and takes their place. */
const verbs = [
  ['customer', 'user', 'act.customer'],
  ['tickets', 'receipt', 'act.tickets'],
  ['pickups', 'cart', 'act.pickups'],
  ['returns', 'back', 'act.returns'],
  ['giftcard', 'gift', 'act.giftcard'],
  ['places', 'store', 'act.places'],
] as const satisfies readonly (readonly [Panel, IconName, Word])[];

export function Verbs({ panel, onPanel, onPark }: VerbsProps) {
  const { w } = useWords();
  return (
    <div className="verbs">
      <button type="button" aria-keyshortcuts={hotkeys.park} onClick={onPark}>
        <Icon name="park" />
        <span>
          {w('act.park')} <Hint of="park" />
        </span>
      </button>
      {verbs.map(([one, icon, word]) => (
        <button
          key={one}
          type="button"
          aria-pressed={panel === one}
          aria-keyshortcuts={hotkeys[one]}
          onClick={() => onPanel(panel === one ? null : one)}
        >
          <Icon name={icon} />
          <span>
            {w(word)} <Hint of={one} />
          </span>
        </button>
      ))}
    </div>
  );
}
