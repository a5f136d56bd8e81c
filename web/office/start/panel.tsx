/** On the screen Now: what is left of the first steps, for who may take them. */
import { Link } from 'wouter';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../shell/lang.tsx';
import { shell } from '../words/shell.ts';
import { isOpen, useFirstSteps } from './data.ts';

export function StepsLeft() {
  const t = useWords(shell);
  const { data } = useFirstSteps();
  if (!data || data.putAway || !data.steps.some(isOpen)) return null;
  const done = data.steps.filter((step) => !isOpen(step)).length;
  return (
    <Link href="/start" className="steps-left">
      <Icon name="check" size={18} />
      {t('start.panel')}
      <span className="num muted">{t('start.progress', { done, of: data.steps.length })}</span>
      <Icon name="right" size={14} />
    </Link>
  );
}
