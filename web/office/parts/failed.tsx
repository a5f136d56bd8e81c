/** What went wrong, what is safe, how to go on. */
import { Button } from '@mantine/core';
import { ApiProblem } from '#kit/api';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { refusalsFr } from '../words/refusals.ts';
import { Icon } from './icon.tsx';

/** One sentence for a problem in the language of the page, for notifications and below fields. */
export function sentenceOf(error: unknown, unreachable: string): string {
  if (!(error instanceof ApiProblem)) return String(error);
  if (error.status === 0) return unreachable;
  const french = document.documentElement.lang === 'fr' ? refusalsFr[error.code] : undefined;
  if (french !== undefined) return `${french}.`;
  return error.detail ? `${error.title}. ${error.detail}` : error.title;
}

/** With which code the server has said no; undefined where its answer was lost, which may have been a yes. */
export const refusalOf = (error: unknown): string | undefined =>
  error instanceof ApiProblem && error.status > 0 ? error.code : undefined;

/** A reading that failed. `page` gives it the room of a whole page. */
export function ErrorBox({ error, retry, page }: { error: unknown; retry?: () => void; page?: boolean }) {
  const t = useWords(common);
  const problem = error instanceof ApiProblem ? error : undefined;
  const why =
    problem?.status === 0
      ? t('error.network')
      : problem?.status === 403
        ? t('error.forbidden')
        : problem?.status === 404
          ? t('error.missing')
          : `${sentenceOf(error, '')} ${t('error.safe')}`;
  const box = (
    <div className="notice" role="alert">
      <span className="notice-icon" data-tone="bad">
        <Icon name="alert" />
      </span>
      <h2>{t('error.title')}</h2>
      <p className="muted">{why}</p>
      {retry && problem?.status !== 403 && (
        <Button variant="default" onClick={retry}>
          {t('retry')}
        </Button>
      )}
      {problem && problem.status > 0 && <p className="help num">{t('error.code', { code: problem.code })}</p>}
    </div>
  );
  return page ? <div className="page">{box}</div> : box;
}

/** A screen whose program could not be fetched, as after an update of the server. */
export function LoadFailed() {
  const t = useWords(common);
  return (
    <div className="page">
      <div className="notice" role="alert">
        <p>{t('error.load')}</p>
        <Button onClick={() => window.location.reload()}>{t('reload')}</Button>
      </div>
    </div>
  );
}
