/** The way through the office. A right that is missing hides its place. */
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { api } from '#kit/api';
import type { IconName } from '#kit/icons';
import { Icon, Mark } from '../parts/icon.tsx';
import { useLive } from '../parts/live.tsx';
import { StepsLink } from '../start/nav-link.tsx';
import { common } from '../words/common.ts';
import { useWords } from './lang.tsx';
import { useSession } from './session.tsx';

type Key =
  | 'now'
  | 'orders'
  | 'fulfilment'
  | 'returns'
  | 'documents'
  | 'payments'
  | 'carts'
  | 'products'
  | 'media'
  | 'stock'
  | 'transfers'
  | 'counts'
  | 'purchasing'
  | 'customers'
  | 'companies'
  | 'prices'
  | 'promotions'
  | 'cards'
  | 'channels'
  | 'sourcing'
  | 'people'
  | 'settings'
  | 'developers';
export type Place = { readonly key: Key; readonly icon: IconName; readonly right: string };

/** Places by group, in the order of the day's work. */
export const places: readonly (readonly Place[])[] = [
  [
    { key: 'now', icon: 'home', right: 'orders.read' },
    { key: 'orders', icon: 'receipt', right: 'orders.read' },
    { key: 'fulfilment', icon: 'check', right: 'fulfilment.read' },
    { key: 'returns', icon: 'back', right: 'returns.read' },
    { key: 'documents', icon: 'book', right: 'invoicing.read' },
    { key: 'payments', icon: 'cash', right: 'payments.read' },
    { key: 'carts', icon: 'cart', right: 'carts.read' },
    { key: 'products', icon: 'tag', right: 'catalog.read' },
    { key: 'media', icon: 'picture', right: 'catalog.read' },
    { key: 'stock', icon: 'box', right: 'stock.read' },
    { key: 'transfers', icon: 'truck', right: 'transfers.read' },
    { key: 'counts', icon: 'compare', right: 'counts.read' },
    { key: 'purchasing', icon: 'inbox', right: 'purchasing.read' },
    { key: 'customers', icon: 'users', right: 'customers.read' },
    { key: 'companies', icon: 'store', right: 'customers.read' },
  ],
  [
    { key: 'prices', icon: 'percent', right: 'catalog.read' },
    { key: 'promotions', icon: 'gift', right: 'promotions.write' },
    { key: 'cards', icon: 'card', right: 'payments.read' },
    { key: 'channels', icon: 'levels', right: 'channels.read' },
    { key: 'sourcing', icon: 'split', right: 'sourcing.read' },
  ],
  [
    { key: 'people', icon: 'shield', right: 'staff.read' },
    { key: 'settings', icon: 'gear', right: 'settings.read' },
    { key: 'developers', icon: 'flow', right: 'developers.read' },
  ],
];
const titles = [undefined, 'nav.sell', 'nav.house'] as const;

/** The name of the shop, as everybody may know it. */
export function useShopName(): string {
  const shop = useQuery({
    queryKey: ['shop'],
    queryFn: () => api<{ shopName: string }>('GET', '/api/shop'),
    staleTime: 300_000,
  });
  return shop.data?.shopName ?? 'Halle';
}

export function Nav({ onClose }: { onClose: () => void }) {
  const t = useWords(common);
  const { staff } = useSession();
  const [location] = useLocation();
  useLive(['org.settings'], [['shop']]);
  const shop = useShopName();
  return (
    <nav className="nav" aria-label={t('nav.main')}>
      <div className="nav-head">
        <Mark size={26} />
        <div>
          <div className="nav-shop">{shop}</div>
          <div className="nav-office">{t('office')}</div>
        </div>
      </div>
      <StepsLink onClose={onClose} />
      {places.map((group, i) => {
        const title = titles[i];
        const open = group.filter((place) => staff.rights.includes(place.right));
        return open.length === 0 ? null : (
          <div className="nav-group" key={group[0]?.key}>
            {title && <div className="nav-title">{t(title)}</div>}
            {open.map(({ key, icon }) => {
              const here = location === `/${key}` || location.startsWith(`/${key}/`);
              return (
                <Link
                  key={key}
                  href={`/${key}`}
                  className="nav-link"
                  onClick={onClose}
                  aria-current={here ? 'page' : undefined}
                >
                  <Icon name={icon} size={18} />
                  {t(`nav.${key}`)}
                </Link>
              );
            })}
          </div>
        );
      })}
      <div className="nav-group">
        <a className="nav-link" href="/till">
          <Icon name="scan" size={18} />
          {t('nav.till')}
        </a>
        <a className="nav-link" href="/">
          <Icon name="store" size={18} />
          {t('nav.shop')}
        </a>
      </div>
    </nav>
  );
}
