/** In the way through the office while a shop is new: back to the first steps from wherever one of them is done. */
import { Link, useLocation } from 'wouter';
import { Icon } from '../parts/icon.tsx';
import { useLive } from '../parts/live.tsx';
import { useWords } from '../shell/lang.tsx';
import { shell } from '../words/shell.ts';
import { isOpen, useFirstSteps } from './data.ts';

/** Gone with the first sale, or once the owner puts the steps away. */
export function StepsLink({ onClose }: { onClose: () => void }) {
  const t = useWords(shell);
  const [location] = useLocation();
  useLive(['org.', 'catalog.product', 'till.', 'orders.placed', 'office.first_steps'], [['first-steps']], 1_000);
  const { data } = useFirstSteps();
  const isSelling = data?.steps.some((step) => step.key === 'sale' && step.done) ?? true;
  if (!data || data.putAway || isSelling) return null;
  const done = data.steps.filter((step) => !isOpen(step)).length;
  return (
    <div className="nav-group">
      <Link
        href="/start"
        className="nav-link"
        onClick={onClose}
        aria-current={location === '/start' ? 'page' : undefined}
      >
        <Icon name="check" size={18} />
        {t('start.title')}
        <span className="num muted nav-count">{t('start.progress', { done, of: data.steps.length })}</span>
      </Link>
    </div>
  );
}
