/** Marketplaces: whether we talk, what waits, what they told us. */
import { Button } from '@mantine/core';
import { Link } from 'wouter';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useChannels } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { Tag, type Tone } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { useInbox, useMarketplaces, useMarketplaceState, type InboxLine, type Marketplace } from './data.ts';
import { channelWords } from './words.ts';

export function Marketplaces() {
  const t = useWords(channelWords);
  const accounts = useMarketplaces();
  if (accounts.isError) return <ErrorBox error={accounts.error} retry={() => void accounts.refetch()} />;
  if (!accounts.data || accounts.data.length === 0) return null;
  return (
    <Panel title={t('marketplaces')} note={t('marketplacesHint')} flush>
      <div className="table-scroll">
        <table className="table" aria-label={t('marketplaces')}>
          <thead>
            <tr>
              <th scope="col">{t('channel')}</th>
              <th scope="col">{t('status')}</th>
              <th scope="col">{t('lastPull')}</th>
              <th scope="col" data-align="right">
                {t('waiting')}
              </th>
              <th scope="col" data-align="right">
                {t('failed')}
              </th>
              <th scope="col" data-align="right" data-hide="phone">
                {t('listings')}
              </th>
              <th scope="col" data-align="right" data-hide="phone">
                {t('dirty')}
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {accounts.data.map((account) => (
              <AccountRow key={account.channelId} account={account} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function AccountRow({ account }: { account: Marketplace }) {
  const t = useWords(channelWords);
  const c = useWords(common);
  const { when, number } = useFormat();
  const { name } = useChannels();
  const mayWrite = useCan('channels.write');
  const state = useMarketplaceState();
  const live = account.state === 'live';
  return (
    <tr>
      <td>
        <Link href={`/channels/${account.channelId}`} className="row-link">
          {name(account.channelId)}
        </Link>
      </td>
      <td>
        <Tag tone={live ? 'ok' : 'warn'}>{live ? t('live') : t('paused')}</Tag>{' '}
        {account.waitUntil && <span className="help">{t('waitUntil', { until: when(account.waitUntil) })}</span>}
        {account.problem && <span className="bad help">{account.problem}</span>}
        {state.error && (
          <span className="bad help" role="alert">
            {sentenceOf(state.error, c('error.network'))}
          </span>
        )}
      </td>
      <td className="num">{account.pulledAt ? when(account.pulledAt) : t('never')}</td>
      <td className="num" data-align="right">
        {number(account.waiting)}
      </td>
      <td className="num" data-align="right">
        {account.failed > 0 ? <strong className="bad">{number(account.failed)}</strong> : 0}
      </td>
      <td className="num" data-align="right" data-hide="phone">
        {number(account.listings)}
      </td>
      <td className="num" data-align="right" data-hide="phone">
        {number(account.dirty)}
      </td>
      <td data-align="right">
        {mayWrite && (
          <Button
            size="xs"
            variant="default"
            loading={state.isPending}
            onClick={() => state.mutate({ channelId: account.channelId, state: live ? 'paused' : 'live' })}
          >
            {live ? t('pause') : t('resume')}
          </Button>
        )}
      </td>
    </tr>
  );
}

const tones: Readonly<Record<string, Tone>> = { new: 'warn', applied: 'ok', failed: 'bad' };
const states = { new: 'new', applied: 'appliedState', failed: 'failedState' } as const;

/** What a marketplace told us, newest first. */
export function Inbox({ channelId }: { channelId: string }) {
  const t = useWords(channelWords);
  const inbox = useInbox(channelId);
  const { when } = useFormat();
  const word = (state: string): string => (state in states ? t(states[state as keyof typeof states]) : state);
  const row = (line: InboxLine) => (
    <tr key={`${line.externalId} ${line.version}`}>
      <td className="num">{line.externalId}</td>
      <td>
        <Tag tone={tones[line.state] ?? 'plain'}>{word(line.state)}</Tag>
      </td>
      <td className="num">{when(line.receivedAt)}</td>
      <td className="num" data-hide="phone">
        {line.appliedAt ? when(line.appliedAt) : '—'}
      </td>
      <td className="muted">{line.problem ?? ''}</td>
    </tr>
  );
  return (
    <Panel title={t('inbox')} note={t('inboxHint')} flush>
      {inbox.isPending && <RowsSkeleton rows={4} />}
      {inbox.isError && <ErrorBox error={inbox.error} retry={() => void inbox.refetch()} />}
      {inbox.data?.length === 0 && <p className="muted panel-note">{t('inboxEmpty')}</p>}
      {inbox.data && inbox.data.length > 0 && (
        <div className="table-scroll">
          <table className="table" aria-label={t('inbox')}>
            <thead>
              <tr>
                <th scope="col">{t('reference')}</th>
                <th scope="col">{t('status')}</th>
                <th scope="col">{t('received')}</th>
                <th scope="col" data-hide="phone">
                  {t('appliedAt')}
                </th>
                <th scope="col">{t('problem')}</th>
              </tr>
            </thead>
            <tbody>{inbox.data.map(row)}</tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
