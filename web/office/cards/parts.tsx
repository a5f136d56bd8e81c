/** What the parts of cards and accounts share. */
import { Fragment } from 'react';
import { useLocation } from 'wouter';
import { useFormat } from '../parts/format.ts';
import type { Tabs } from '../parts/view-tabs.tsx';
import { useWords } from '../shell/lang.tsx';
import { useOwed } from './data.ts';
import { cards } from './words.ts';

const sections = ['cards', 'credits', 'receivables'] as const;

type Section = (typeof sections)[number];

/** The parts as tabs; on lists with kept views they stand in one row with them. */
export function useSections(value: Section): Tabs {
  const t = useWords(cards);
  const [, go] = useLocation();
  return {
    ...{ label: t('sections'), value },
    onChange: (key) => go(key === 'cards' ? '/cards' : `/cards/${key}`),
    views: sections.map((key) => ({ key, label: t(key) })),
  };
}

const Total = ({ name, value }: { name: string; value: string }) => (
  <span>
    <span className="muted">{name}</span> <strong className="num">{value}</strong>
  </span>
);

/** What is owed to holders of cards and credits: a liability, not revenue. */
export function OwedTotals() {
  const t = useWords(cards);
  const { money } = useFormat();
  const owed = useOwed();
  return (
    <div className="money-totals" aria-live="polite">
      {owed.data?.owed.map((one) => (
        <Fragment key={one.gift.currency}>
          <Total name={t('owedGift')} value={money(one.gift)} />
          <Total name={t('owedCredit')} value={money(one.credit)} />
          {one.held.minor > 0 && <Total name={t('owedHeld')} value={money(one.held)} />}
        </Fragment>
      ))}
    </div>
  );
}
