/** What is shown at an address without a screen. */
import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { common } from '../words/common.ts';
import { useWords } from './lang.tsx';

export function NotFound() {
  const t = useWords(common);
  return (
    <div className="page">
      <div className="notice">
        <h1>{t('notFound')}</h1>
        <p className="muted">{t('error.missing')}</p>
        <Button component={Link} href="/now" variant="default">
          {t('goNow')}
        </Button>
      </div>
    </div>
  );
}
