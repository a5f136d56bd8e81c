/** What can be done with a count where it stands. */
import { Button, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Confirm } from '../parts/confirm.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { useCountAct, useLines, type Count } from './data.ts';
import type { Chosen } from './record.tsx';
import { countWords } from './words.ts';

type Asking = 'finish' | 'accept' | 'none' | 'giveUp' | 'approve' | undefined;
type Props = { readonly count: Count; readonly chosen: Chosen };
type AskProps = { readonly count: Count; readonly onClose: () => void };

export function Verbs({ count, chosen }: Props) {
  const t = useWords(countWords);
  const mayApprove = useCan('counts.approve');
  const [asking, setAsking] = useState<Asking>();
  const close = () => setAsking(undefined);
  const { state } = count;
  const counting = state === 'open' || state === 'recount';
  const missing = count.lines > count.scanned;
  return (
    <>
      {(counting || state === 'review') && (
        <Button variant="default" onClick={() => setAsking('giveUp')}>
          {t('giveUp')}
        </Button>
      )}
      {counting && missing && (
        <Button variant="default" onClick={() => setAsking('none')}>
          {t('noneAll')}
        </Button>
      )}
      {state === 'recount' && count.recount > 0 && mayApprove && (
        <Button variant="default" onClick={() => setAsking('accept')}>
          {t('accept')}
        </Button>
      )}
      {counting && (
        <Button variant="default" onClick={() => setAsking('finish')}>
          {t(state === 'recount' ? 'finishRecount' : 'finish')}
        </Button>
      )}
      {state === 'review' && <Reopen count={count} />}
      {state === 'review' && mayApprove && <Button onClick={() => setAsking('approve')}>{t('approve')}</Button>}
      {asking === 'finish' && <Finish count={count} onClose={close} />}
      {asking === 'accept' && <Accept count={count} onClose={close} />}
      {asking === 'none' && <None count={count} onClose={close} />}
      {asking === 'giveUp' && <GiveUp count={count} onClose={close} />}
      {asking === 'approve' && <Approve count={count} chosen={chosen} onClose={close} />}
    </>
  );
}

type Finished = { readonly state: string; readonly recount: number };

function Finish({ count, onClose }: AskProps) {
  const t = useWords(countWords);
  const act = useCountAct<Finished>(count.countId);
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('finishTitle')}
      verb={t(count.state === 'recount' ? 'finishRecount' : 'finish')}
      run={async () => {
        const { recount } = await act.mutateAsync({ path: '/finish', body: {} });
        notifications.show({
          message: recount > 0 ? t('toRecount', { n: recount }) : t('finished'),
          color: recount > 0 ? 'safran' : 'cresson',
        });
      }}
    >
      <p>{t('finishText', { n: Math.max(0, count.lines - count.scanned) })}</p>
    </Confirm>
  );
}

function Accept({ count, onClose }: AskProps) {
  const t = useWords(countWords);
  const act = useCountAct<Finished>(count.countId);
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('acceptTitle')}
      verb={t('accept')}
      run={async () => {
        await act.mutateAsync({ path: '/finish', body: { accept: true } });
        notifications.show({ message: t('finished'), color: 'cresson' });
      }}
    >
      <p>{t('acceptText')}</p>
    </Confirm>
  );
}

function None({ count, onClose }: AskProps) {
  const t = useWords(countWords);
  const act = useCountAct<{ confirmed: number }>(count.countId);
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('noneTitle')}
      verb={t('noneAll')}
      danger
      run={async () => {
        const { confirmed } = await act.mutateAsync({ path: '/none', body: {} });
        notifications.show({ message: t('noneDone', { n: confirmed }), color: 'cresson' });
      }}
    >
      <p>{t('noneText', { n: count.lines - count.scanned })}</p>
    </Confirm>
  );
}

function GiveUp({ count, onClose }: AskProps) {
  const t = useWords(countWords);
  const act = useCountAct(count.countId);
  const [reason, setReason] = useState('');
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('giveUpTitle')}
      verb={t('giveUp')}
      danger
      disabled={reason.trim() === ''}
      run={async () => {
        await act.mutateAsync({ path: '/cancel', body: { reason: reason.trim() } });
        notifications.show({ message: t('gaveUp'), color: 'cresson' });
      }}
    >
      <div className="column">
        <p>{t('giveUpText')}</p>
        <TextInput
          label={t('reason')}
          value={reason}
          maxLength={300}
          required
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </div>
    </Confirm>
  );
}

function Reopen({ count }: { count: Count }) {
  const t = useWords(countWords);
  const act = useCountAct(count.countId);
  const again = async () => {
    await act.mutateAsync({ path: '/reopen' });
    notifications.show({ message: t('reopened'), color: 'cresson' });
  };
  return (
    <Button variant="default" loading={act.isPending} onClick={() => void again().catch(() => undefined)}>
      {t('reopen')}
    </Button>
  );
}

type Posted = {
  readonly state: string;
  readonly more: number;
  readonly fewer: number;
  readonly blocked: readonly string[];
};

/** Posts; what is promised beyond the count stands in the way and is told, with the way round it. */
function Approve({ count, chosen, onClose }: AskProps & { readonly chosen: Chosen }) {
  const t = useWords(countWords);
  const act = useCountAct<Posted>(count.countId);
  const different = useLines(count.countId, 'different').data ?? [];
  const [blocked, setBlocked] = useState(0);
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t('approveTitle')}
      verb={t(blocked > 0 ? 'leave' : 'approve')}
      danger={blocked > 0}
      run={async () => {
        const body = { version: count.version, reasons: chosen, leave: blocked > 0 };
        const posted = await act.mutateAsync({ path: '/approval', body });
        if (posted.state === 'review') {
          setBlocked(posted.blocked.length);
          throw new Error(t('blocked', { n: posted.blocked.length }));
        }
        const { more, fewer } = posted;
        notifications.show({ message: t('approved', { more, fewer }), color: 'cresson' });
      }}
    >
      <p>{blocked > 0 ? t('blocked', { n: blocked }) : t('approveText', { n: different.length })}</p>
    </Confirm>
  );
}
