/** First steps of a new shop: each leads to its real screen, and is ticked by what the records say. */
import { Button, Progress } from '@mantine/core';
import { Link } from 'wouter';
import type { IconName } from '#kit/icons';
import { ErrorBox } from '../parts/failed.tsx';
import { Icon } from '../parts/icon.tsx';
import { useLive } from '../parts/live.tsx';
import { Panel } from '../parts/panel.tsx';
import { useTitle } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { shell } from '../words/shell.ts';
import { NotFound } from '../shell/not-found.tsx';
import { isOpen, useFirstSteps, useKeepSteps, type FirstSteps, type Step, type StepKey } from './data.ts';
import './start.css';

const looks: Readonly<Record<StepKey, readonly [icon: IconName, href: string]>> = {
  name: ['store', '/settings/shop'],
  entity: ['receipt', '/settings/entity'],
  site: ['pin', '/settings/sites'],
  product: ['tag', '/products/simple'],
  till: ['scan', '/settings/devices'],
  sale: ['cart', '/orders'],
};

export function Page() {
  const t = useWords(shell);
  useTitle(t('start.title'));
  useLive(['org.', 'catalog.product', 'till.', 'orders.placed', 'office.first_steps'], [['first-steps']], 1_000);
  const mayWrite = useCan('settings.write');
  const read = useFirstSteps();
  if (!mayWrite) return <NotFound />;
  if (read.isPending) return <PageSkeleton />;
  if (read.isError) return <ErrorBox error={read.error} retry={() => void read.refetch()} page />;
  return <Steps kept={read.data} />;
}

function Steps({ kept }: { kept: FirstSteps }) {
  const t = useWords(shell);
  const keep = useKeepSteps();
  const done = kept.steps.filter((step) => !isOpen(step)).length;
  const next = kept.steps.find(isOpen);
  const skipped = kept.steps.filter((step) => step.skipped).map((step) => step.key);
  const skip = (key: StepKey, isSkipped: boolean): void =>
    keep.mutate({
      skipped: isSkipped ? [...skipped, key] : skipped.filter((one) => one !== key),
      putAway: kept.putAway,
    });
  return (
    <div className="page start">
      <header className="page-head">
        <h1>{t('start.title')}</h1>
        <div className="page-actions">
          <Button
            variant="default"
            loading={keep.isPending}
            onClick={() => keep.mutate({ skipped, putAway: !kept.putAway })}
          >
            {t(kept.putAway ? 'start.bring' : 'start.putAway')}
          </Button>
        </div>
      </header>
      <p className="muted">{next ? t('start.text') : t('start.allDone')}</p>
      <div className="start-progress">
        <Progress value={(done * 100) / kept.steps.length} aria-label={t('start.title')} />
        <span className="num muted">{t('start.progress', { done, of: kept.steps.length })}</span>
      </div>
      <Panel flush>
        <ol className="steps">
          {kept.steps.map((step) => (
            <StepRow key={step.key} step={step} isNext={step === next} onSkip={(to) => skip(step.key, to)} />
          ))}
        </ol>
      </Panel>
      {!next && (
        <Button component="a" href="/">
          {t('start.see')}
        </Button>
      )}
    </div>
  );
}

type RowProps = { readonly step: Step; readonly isNext: boolean; readonly onSkip: (skipped: boolean) => void };

function StepRow({ step, isNext, onSkip }: RowProps) {
  const t = useWords(shell);
  const [icon, href] = looks[step.key];
  const state = step.done ? t('start.done') : step.skipped ? t('start.skipped') : undefined;
  return (
    <li data-done={step.done || undefined} aria-current={isNext ? 'step' : undefined}>
      <span className="steps-mark">
        <Icon name={step.done ? 'check' : icon} size={20} />
      </span>
      <div>
        <h2>
          {t(`start.${step.key}`)} {state && <small className="muted">{state}</small>}
        </h2>
        <p className="muted">{t(`start.${step.key}Text`)}</p>
      </div>
      <div className="steps-acts">
        {!step.done && (
          <Button variant="subtle" size="xs" onClick={() => onSkip(!step.skipped)}>
            {t(step.skipped ? 'start.unskip' : 'start.skip')}
          </Button>
        )}
        {step.key === 'product' && !step.done && (
          <Button component={Link} href="/products/import" variant="default" size="xs">
            {t('start.orImport')}
          </Button>
        )}
        {step.key === 'sale' && !step.done && (
          <Button component="a" href="/" variant="default" size="xs">
            {t('start.orShop')}
          </Button>
        )}
        {(step.key === 'till' || step.key === 'sale') && !step.done ? (
          <Button component="a" href="/till" size="xs" variant={isNext ? 'filled' : 'default'}>
            {t(step.key === 'till' ? 'start.doTill' : 'start.doSale')}
          </Button>
        ) : (
          <Button component={Link} href={href} size="xs" variant={isNext ? 'filled' : 'default'}>
            {t(step.key === 'product' && !step.done ? 'start.doProduct' : 'start.do')}
          </Button>
        )}
      </div>
    </li>
  );
}
