/** What the screens of buying share. */
import { useLocation } from 'wouter';
import { unitDecimal } from '#purchasing/model';
import { useFormat } from '../parts/format.ts';
import { Picture } from '../parts/picture.tsx';
import type { Tabs } from '../parts/view-tabs.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { SiteSelect } from '../parts/site-select.tsx';
import type { Article } from './data.ts';
import { buying } from './words.ts';

const sections = [
  ['orders', '/purchasing', 'purchasing.read'],
  ['toBuy', '/purchasing/proposals', 'purchasing.read'],
  ['rules', '/purchasing/rules', 'purchasing.read'],
  ['suppliers', '/purchasing/suppliers', 'purchasing.read'],
  ['value', '/purchasing/value', 'costs.read'],
] as const;
export type Section = (typeof sections)[number][0];

/** The parts of buying, as the tabs of its lists. */
export function useSections(value: Section): Tabs {
  const t = useWords(buying);
  const [, go] = useLocation();
  const seesCosts = useCan('costs.read');
  const shown = sections.filter(([, , right]) => right !== 'costs.read' || seesCosts);
  return {
    label: t('sections'),
    value,
    onChange: (key) => go(sections.find(([one]) => one === key)?.[1] ?? '/purchasing'),
    views: shown.map(([key]) => ({ key, label: t(key) })),
  };
}

/** Picture, name and reference of an article; `note` below them. */
export function ArticleCell({ article, note, plain }: { article: Article; note?: string; plain?: boolean }) {
  const { text } = useFormat();
  return (
    <span className="with-picture">
      {!plain && <Picture src={article.image} />}
      <span className="buy-article">
        <span>{text(article.name)}</span>
        <span className="help">{[text(article.optionText), article.sku, note].filter(Boolean).join(' · ')}</span>
      </span>
    </span>
  );
}

/** A unit cost with the decimals it has: `0,12345 €`. */
export function useUnitCost(): (costMilli: number | null, currency: string) => string {
  const { lang } = useFormat();
  return (costMilli, currency) => {
    if (costMilli === null) return '—';
    const digits = unitDecimal(costMilli, currency);
    const parts = new Intl.NumberFormat(lang === 'fr' ? 'fr-FR' : 'en-IE', {
      style: 'currency',
      currency,
      minimumFractionDigits: digits.split('.')[1]?.length ?? 0,
      maximumFractionDigits: 5,
    });
    return parts.format(Number(digits));
  };
}

/** All sites, or one, as a filter. */
export function SiteFilter({ value, onChange }: { value: string; onChange: (siteId: string) => void }) {
  const t = useWords(buying);
  return <SiteSelect aria-label={t('site')} value={value} onChange={onChange} all={t('allSites')} />;
}
