/** Nothing here: what lives here and one way on. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { IconName } from '#kit/icons';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { Icon } from './icon.tsx';

export type EmptyProps = { icon?: IconName; drawing?: string; title: string; children?: ReactNode; action?: ReactNode };

/** An empty place. `drawing` is the address of one of our product drawings. */
export function Empty({ icon = 'box', drawing, title, children, action }: EmptyProps) {
  return (
    <div className="notice">
      {drawing ? (
        <img src={drawing} alt="" width={96} height={96} />
      ) : (
        <span className="notice-icon">
          <Icon name={icon} />
        </span>
      )}
      <h2>{title}</h2>
      {children && <p className="muted">{children}</p>}
      {action}
    </div>
  );
}

/** A search or filter without result: the filters stay, dropping them is offered. */
export function NoResult({ onClear }: { onClear: () => void }) {
  const t = useWords(common);
  return (
    <Empty
      icon="search"
      title={t('noResult')}
      action={
        <Button variant="default" onClick={onClear}>
          {t('dropFilters')}
        </Button>
      }
    />
  );
}
