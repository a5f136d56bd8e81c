/** The lists of prices: products as they are asked for now, articles at any instant, files. */
import { useLocation } from 'wouter';
import type { Tabs } from '../parts/view-tabs.tsx';
import { useWords } from '../shell/lang.tsx';
import { priceWords } from './words.ts';

const addresses = { products: '/prices', instant: '/prices/at', files: '/prices/files' } as const;
export type PriceSection = keyof typeof addresses;

export function usePriceSections(value: PriceSection): Tabs {
  const t = useWords(priceWords);
  const [, go] = useLocation();
  return {
    label: t('sections'),
    value,
    onChange: (key) => go(addresses[key as PriceSection] ?? addresses.products),
    views: [
      { key: 'products', label: t('byProduct') },
      { key: 'instant', label: t('atInstant') },
      { key: 'files', label: t('files') },
    ],
  };
}
