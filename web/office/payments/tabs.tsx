/** The parts of payments, as tabs; on lists with kept views they stand in one row with them. */
import { useLocation } from 'wouter';
import type { Tabs } from '../parts/view-tabs.tsx';
import { useWords } from '../shell/lang.tsx';
import { paymentWords } from './words.ts';

const sections = ['list', 'lines', 'statements', 'payouts', 'disputes', 'tills'] as const;
export type Section = (typeof sections)[number];

export function useSections(value: Section): Tabs {
  const t = useWords(paymentWords);
  const [, go] = useLocation();
  return {
    label: t('sections'),
    value,
    onChange: (key) => go(key === 'list' ? '/payments' : `/payments/${key}`),
    views: sections.map((key) => ({ key, label: t(key) })),
  };
}
