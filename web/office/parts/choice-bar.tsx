/** What can be done with the rows that are chosen, below the list; nothing while none is. */
import { CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../shell/lang.tsx';
import { lists } from '../words/lists.ts';

export type ChoiceBarProps = { readonly count: number; readonly onClear: () => void; readonly children: ReactNode };

export function ChoiceBar({ count, onClear, children }: ChoiceBarProps) {
  const t = useWords(lists);
  if (count === 0) return null;
  return (
    <section className="choice-bar" aria-label={t('chosen', { n: count })}>
      <span className="num" role="status">
        {t('chosen', { n: count })}
      </span>
      {children}
      <CloseButton variant="transparent" aria-label={t('unchoose')} onClick={onClear} />
    </section>
  );
}
