/** What the parts of cards and accounts share. */
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

/** What is owed to holders of cards and credits: a liability, not revenue. */
export function OwedTotals() {
  const t = useWords(cards);
  const { money } = useFormat();
  const owed = useOwed();
  return (
    <div className="money-totals" aria-live="polite">
      {owed.data?.owed.map((one) => (
        <span key={one.gift.currency}>
          <span className="muted">{t('owedGift')}</span> <strong className="num">{money(one.gift)}</strong>{' '}
          <span className="muted">{t('owedCredit')}</span> <strong className="num">{money(one.credit)}</strong>{' '}
          {one.held.minor > 0 && (
            <>
              <span className="muted">{t('owedHeld')}</span> <strong className="num">{money(one.held)}</strong>
            </>
          )}
        </span>
      ))}
    </div>
  );
}
