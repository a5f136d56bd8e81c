/** What waits for a second person: those who may agree do it here, those who asked see how it stands. */
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '#kit/api';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { Panel } from '../parts/panel.tsx';
import { Tag, type Tone } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useSession } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { peopleWords } from './words.ts';

type State = 'asked' | 'approved' | 'refused' | 'used';
type Approval = {
  readonly approvalId: string;
  readonly kind: 'refund' | 'price';
  readonly facts: Readonly<Record<string, string | number | null>>;
  readonly state: State;
  readonly askedBy: string;
  readonly askedByName: string;
  readonly askedAt: string;
};
const KEY = ['approvals'];
const tones: Readonly<Record<State, Tone>> = { asked: 'warn', approved: 'ok', refused: 'bad', used: 'plain' };

export function Approvals() {
  const t = useWords(peopleWords);
  const list = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api<{ items: Approval[] }>('GET', '/api/approvals', { signal }),
  });
  useLive(['identity.approv'], [KEY]);
  if (list.isError) return <ErrorBox error={list.error} retry={() => void list.refetch()} page />;
  const items = list.data?.items ?? [];
  return (
    <Panel title={t('approvals')}>
      {list.data && items.length === 0 && (
        <Empty icon="shield" title={t('noApprovals')}>
          {t('noApprovalsText')}
        </Empty>
      )}
      <ul className="approvals">
        {items.map((one) => (
          <Line key={one.approvalId} one={one} />
        ))}
      </ul>
    </Panel>
  );
}

function Line({ one }: { one: Approval }) {
  const t = useWords(peopleWords);
  const c = useWords(common);
  const { when } = useFormat();
  const { staff } = useSession();
  const client = useQueryClient();
  const what = useWhat(one);
  const decide = useMutation({
    mutationFn: (approve: boolean) =>
      api<unknown>('POST', `/api/approvals/${one.approvalId}/decide`, { body: { approve } }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const mine = one.askedBy === staff.staffId;
  return (
    <li>
      <p className="row wrapping">
        <strong>{what}</strong> <Tag tone={tones[one.state]}>{t(`approval.${one.state}`)}</Tag>
      </p>
      <p className="muted">{t('approval.by', { name: one.askedByName, when: when(one.askedAt) })}</p>
      {mine && one.state === 'asked' && <p className="help">{t('approval.mine')}</p>}
      {mine && one.state === 'approved' && <p>{t('approval.again')}</p>}
      {decide.isError && (
        <p className="bad" role="alert">
          {sentenceOf(decide.error, c('error.network'))}
        </p>
      )}
      {!mine && one.state === 'asked' && (
        <p className="row">
          <Button size="xs" onClick={() => decide.mutate(true)} loading={decide.isPending}>
            {t('approve')}
          </Button>
          <Button size="xs" variant="default" onClick={() => decide.mutate(false)} loading={decide.isPending}>
            {t('decline')}
          </Button>
        </p>
      )}
    </li>
  );
}

function useWhat({ kind, facts }: Approval): string {
  const t = useWords(peopleWords);
  const { money, number } = useFormat();
  const amount = (minor: unknown, currency: string): string =>
    typeof minor === 'number' ? money({ minor, currency }) : number(0);
  const currency = String(facts['currency'] ?? 'EUR');
  if (kind === 'refund') return t('approval.refund', { amount: amount(facts['minor'], currency) });
  if (facts['file'] !== undefined) return t('approval.file', { file: String(facts['file']) });
  const said = t('approval.price', {
    now: amount(facts['minor'], currency),
    before: amount(facts['before'], currency),
  });
  const n = Number(facts['articles'] ?? 1);
  return n > 1 ? `${said} · ${t('approval.articles', { n })}` : said;
}
