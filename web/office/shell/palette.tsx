/** Ctrl-K: go to a screen, do something, or find an order, a customer, a cart or a product by a few letters or a scanned code. */
import { Spotlight } from '@mantine/spotlight';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useLayoutEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { api } from '#kit/api';
import type { IconName } from '#kit/icons';
import { useFormat, type Amount, type Text } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useChannels } from '../parts/names.ts';
import { common } from '../words/common.ts';
import { shell } from '../words/shell.ts';
import { useWords } from './lang.tsx';
import { places } from './nav.tsx';
import { palette, paletteStore } from './palette-store.ts';
import { useActions } from './actions.ts';
import { useCan, useSession } from './session.tsx';
import { asksForPalette, keyAhead } from './typed-ahead.ts';

type Hit = {
  readonly key: string;
  readonly label: string;
  readonly note: string;
  /** Where it leads, or what it does. */
  readonly href: string | (() => void);
  readonly icon: IconName;
};
type Page<T> = { readonly items: readonly T[] };
type OrderHit = { orderId: string; number: string; customerName: string; total: Amount };
type ProductHit = { productId: string; name: Text; handle: string; brand: string | null };
type CartHit = { cartId: string; customer: { name: string; code: string } | null; units: number; channelId: string };
type CustomerHit = { customerId: string; name: string; email: string | null; phone: string | null };

function useHits<T>(path: string, q: string, allowed: boolean) {
  return useQuery({
    queryKey: ['palette', path, q],
    queryFn: ({ signal }) => api<Page<T>>('GET', path, { query: { q, limit: 5 }, signal }),
    enabled: allowed && q.length >= 2,
    staleTime: 15_000,
  });
}

/** The palette, always there, opened by Ctrl-K or the field above. */
export function Palette() {
  const t = useWords(common);
  const [typed, setTyped] = useState('');
  const [, go] = useLocation();
  const found = usePaletteHits(typed);
  const groups = found.groups.filter((group) => group.hits.length > 0);
  const first = groups[0]?.hits[0];
  const follow = (hit: Hit): void => (typeof hit.href === 'string' ? go(hit.href) : hit.href());
  // A scanner types a code and Enter before anything can be found: what it wanted opens when it is there.
  const [wanted, want] = useState('');
  const open = useEffectEvent(() => {
    want('');
    palette.close();
    if (first) follow(first);
  });
  const isThere = wanted !== '' && wanted === found.q && !found.busy && first !== undefined;
  useEffect(() => {
    if (isThere) open();
  }, [isThere]);
  useKeysAhead({ typed, type: setTyped, choose: () => want(typed.trim()) });
  return (
    <Spotlight.Root
      store={paletteStore}
      query={typed}
      onQueryChange={setTyped}
      shortcut={null}
      scrollable
      maxHeight={420}
      clearQueryOnClose
      centered={false}
      attributes={{ content: { 'aria-label': t('search.open'), 'data-palette-room': true } }}
    >
      <Spotlight.Search
        placeholder={t('search.field')}
        aria-label={t('search.field')}
        onFocus={({ currentTarget: field }) => field.setSelectionRange(field.value.length, field.value.length)}
        onKeyDown={(event) => {
          const isChosen = document.querySelector('[data-palette] [data-selected]') !== null;
          want(event.key === 'Enter' && !isChosen ? event.currentTarget.value.trim() : '');
        }}
        leftSection={<Icon name="search" size={18} />}
      />
      <Spotlight.ActionsList data-palette aria-label={t('search.open')}>
        {groups.map((group) => (
          <Spotlight.ActionsGroup key={group.title} label={group.title}>
            {group.hits.map((hit) => (
              <Spotlight.Action key={hit.key} onClick={() => follow(hit)}>
                <span className="hit">
                  <Icon name={hit.icon} size={18} />
                  <b>{hit.label}</b>
                  <span className="muted">{hit.note}</span>
                </span>
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && (
          <Spotlight.Empty>
            {found.failed ? t('search.failed') : found.busy ? t('loading') : t('search.nothing', { q: typed })}
          </Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

type KeysAhead = {
  readonly typed: string;
  readonly type: (text: string) => void;
  readonly choose: () => void;
};

/**
 * Opens the palette by Ctrl-K from everywhere, and hears for it until its field has the focus: that takes a few frames, on a busy machine
 * many, and who knows the keys types at once. What is typed meanwhile is neither lost nor a shortcut of the list behind.
 */
function useKeysAhead({ typed, type, choose }: KeysAhead): void {
  const press = useEffectEvent((event: KeyboardEvent): void => {
    const { opened } = paletteStore.getState();
    const stop = (): void => {
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    if (asksForPalette(event)) {
      stop();
      if (!opened) type('');
      palette.open();
      return;
    }
    if (!opened || event.isComposing || document.activeElement?.closest('[data-palette-room]')) return;
    const ahead = keyAhead(typed, event);
    if (ahead.act === 'leave') return;
    stop();
    if (ahead.act === 'type') type(ahead.text);
    else if (ahead.act === 'choose') choose();
    else if (ahead.act === 'close') palette.close();
  });
  // Before the first paint: a frame that is seen also hears.
  useLayoutEffect(() => {
    const hear = (event: KeyboardEvent): void => press(event);
    window.addEventListener('keydown', hear, { capture: true });
    return () => window.removeEventListener('keydown', hear, { capture: true });
  }, []);
}

function usePaletteHits(typed: string) {
  const t = useWords(common);
  const w = useWords(shell);
  const { money, text } = useFormat();
  const channels = useChannels();
  const { staff } = useSession();
  const [q] = useDebouncedValue(typed.trim(), 180);
  const orders = useHits<OrderHit>('/api/orders', q, useCan('orders.read'));
  const customers = useHits<CustomerHit>('/api/customers', q, useCan('customers.read'));
  const products = useHits<ProductHit>('/api/products', q, useCan('catalog.read'));
  const carts = useHits<CartHit>('/api/carts', q, useCan('carts.read'));
  const said = plain(typed.trim());
  const actions = useActions()
    .map((action): Hit => ({ ...action, note: '' }))
    // Without a word only screens are offered: the list of all that can be done would bury them.
    .filter((hit) => said !== '' && plain(hit.label).includes(said))
    .slice(0, 6);
  const screens = places
    .flat()
    .filter((place) => staff.rights.includes(place.right))
    .map((place): Hit => ({ ...place, label: t(`nav.${place.key}`), note: '', href: `/${place.key}` }))
    .filter((hit) => plain(hit.label).includes(said));
  const groups = [
    { title: t('search.screens'), hits: screens },
    { title: w('act.title'), hits: actions },
    {
      title: t('search.orders'),
      hits: itemsOf(orders.data).map((o): Hit => {
        const note = `${o.customerName} · ${money(o.total)}`;
        return { key: o.orderId, label: o.number, note, href: `/orders/${o.orderId}`, icon: 'receipt' };
      }),
    },
    {
      title: t('search.customers'),
      hits: itemsOf(customers.data).map((c): Hit => {
        const note = c.email ?? c.phone ?? '';
        return { key: c.customerId, label: c.name, note, href: `/customers/${c.customerId}`, icon: 'user' };
      }),
    },
    {
      title: w('found.carts'),
      hits: itemsOf(carts.data).map((cart): Hit => {
        const note = `${channels.name(cart.channelId)} · ${t('unit', { n: cart.units })}`;
        const label = cart.customer?.name ?? w('found.open');
        return { key: cart.cartId, label, note, href: `/carts/${cart.cartId}`, icon: 'cart' };
      }),
    },
    {
      title: t('search.products'),
      hits: itemsOf(products.data).map((p): Hit => {
        const note = p.brand ?? p.handle;
        return { key: p.productId, label: text(p.name), note, href: `/products/${p.productId}`, icon: 'tag' };
      }),
    },
  ];
  const asked = [orders, customers, products, carts];
  return { q, groups, busy: asked.some((one) => one.isFetching), failed: asked.some((one) => one.isError) };
}

const itemsOf = <T,>(page: Page<T> | undefined): readonly T[] => page?.items ?? [];
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
