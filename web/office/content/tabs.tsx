/** The parts of a product's record, each with an address of its own. */
import { Link, useLocation } from 'wouter';
import { useWords } from '../shell/lang.tsx';
import { contentWords } from './words.ts';

const parts = ['sheet', 'content', 'links', 'channels', 'history'] as const;

export function ProductTabs({ productId }: { productId: string }) {
  const t = useWords(contentWords);
  const [here] = useLocation();
  return (
    <nav className="record-tabs" aria-label={t('sections')}>
      {parts.map((part) => {
        const href = `/products/${productId}${part === 'sheet' ? '' : `/${part}`}`;
        return (
          <Link key={part} href={href} aria-current={here === href ? 'page' : undefined}>
            {t(part)}
          </Link>
        );
      })}
    </nav>
  );
}
