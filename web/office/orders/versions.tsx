/** What an order was after each change: who, when, why, and what differs from the one before. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '#kit/api';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat, type Amount } from '../parts/format.ts';
import { Facts, Panel } from '../parts/panel.tsx';
import { useCan } from '../shell/session.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import type { Order } from './data.ts';
import type { Step } from './edit-data.ts';
import { useSigned, WhyDelta } from './edit-preview.tsx';
import { editWords } from './edit-words.ts';
import './edit.css';

type Version = {
  readonly number: number;
  readonly kind: 'bought' | 'edited' | 'cancelled';
  readonly actor: string;
  readonly actorName: string | null;
  readonly why: string;
  readonly lines: readonly { lineNo: number; skuId: string; quantity: number; worthMinor: number }[];
  readonly totals: { readonly gross: Amount };
  readonly delivery: unknown;
  readonly contact: unknown;
  readonly deltaMinor: number;
  readonly steps: readonly Step[];
  readonly at: string;
};

export function Versions({ order }: { order: Order }) {
  const t = useWords(editWords);
  const changed = order.firstTotal !== null;
  const versions = useQuery({
    queryKey: ['orders', 'versions', order.orderId, order.version],
    queryFn: ({ signal }) => api<{ items: Version[] }>('GET', `/api/orders/${order.orderId}/versions`, { signal }),
    enabled: changed,
  });
  if (!changed) return null;
  const items = versions.data?.items ?? [];
  return (
    <Panel title={t('versions')} flush>
      {versions.isError && <ErrorBox error={versions.error} retry={() => void versions.refetch()} />}
      <div className="table-scroll">
        <table className="table" data-tall aria-label={t('versions')}>
          <tbody>
            {items.toReversed().map((version) => (
              <VersionRow
                key={version.number}
                order={order}
                version={version}
                before={items.find((one) => one.number === version.number - 1)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

type RowProps = { readonly order: Order; readonly version: Version; readonly before: Version | undefined };

function VersionRow({ order, version, before }: RowProps) {
  const t = useWords(editWords);
  const { when, money, text } = useFormat();
  const signed = useSigned(version.totals.gross.currency);
  const who = version.actorName ?? (version.actor.startsWith('stf_') ? version.actor : undefined);
  const nameOf = (skuId: string): string => {
    const line = order.lines.find((one) => one.skuId === skuId);
    return [text(line?.name), text(line?.optionText)].filter(Boolean).join(', ');
  };
  const moved =
    before !== undefined &&
    JSON.stringify([before.delivery, before.contact]) !== JSON.stringify([version.delivery, version.contact]);
  return (
    <tr>
      <td>
        <b>{t('version', { n: version.number })}</b> · {t(`kind.${version.kind}`)}
        <div className="help num">
          {when(version.at)}
          {version.kind !== 'bought' && ` · ${who === undefined ? t('byBuyer') : t('by', { who })}`}
        </div>
        {version.why !== '' && <div className="version-words">{version.why}</div>}
      </td>
      <td>
        <ul className="version-lines">
          {differences(version, before).map(({ skuId, was, is, worth }) => (
            <li key={skuId}>
              <span>{nameOf(skuId)}</span>
              <span className="num">
                {before === undefined ? `× ${is}` : was === is ? signed(worth) : `${was} → ${is}`}
              </span>
            </li>
          ))}
          {moved && <li className="muted">{t('otherAddress')}</li>}
        </ul>
      </td>
      <td data-align="right">
        <div className="price-cell">
          <b>{money(version.totals.gross)}</b>
          {version.deltaMinor !== 0 && (
            <span className="help">
              {signed(version.deltaMinor)}{' '}
              <WhyDelta
                order={order}
                currency={version.totals.gross.currency}
                steps={version.steps}
                minor={version.deltaMinor}
              />
            </span>
          )}
        </div>
      </td>
    </tr>
  );
}

type Difference = { readonly skuId: string; readonly was: number; readonly is: number; readonly worth: number };

/** Articles of which a version wants another quantity than the one before, or at another price; all of them for the first. */
function differences(version: Version, before: Version | undefined): Difference[] {
  const sumsOf = (of: Version | undefined, skuId: string) => {
    const mine = (of?.lines ?? []).filter((line) => line.skuId === skuId);
    return {
      units: mine.reduce((sum, line) => sum + line.quantity, 0),
      worth: mine.reduce((sum, line) => sum + line.worthMinor, 0),
    };
  };
  return [...new Set([...(before?.lines ?? []), ...version.lines].map((line) => line.skuId))]
    .map((skuId) => {
      const [was, is] = [sumsOf(before, skuId), sumsOf(version, skuId)];
      return { skuId, was: was.units, is: is.units, worth: is.worth - was.worth };
    })
    .filter(({ was, is, worth }) => was !== is || worth !== 0);
}

/** What its changes left to be paid or given back; nothing when nothing is. */
export function BalanceFacts({ order }: { order: Order }) {
  const t = useWords(editWords);
  const c = useWords(common);
  const { money } = useFormat();
  const client = useQueryClient();
  const may = useCan('orders.write');
  const give = useMutation({
    mutationFn: () => api('POST', `/api/orders/${order.orderId}/settle-balance`, { body: {} }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['orders'] });
      notifications.show({ message: t('gaveBack') });
    },
    onError: (error) => notifications.show({ message: sentenceOf(error, c('error.network')), color: 'groseille' }),
  });
  const { balanceMinor, firstTotal, total } = order;
  if (firstTotal === null) return null;
  const of = (minor: number) => <b className="num">{money({ minor, currency: total.currency })}</b>;
  return (
    <>
      <p className="help num">{t('asBought', { amount: money(firstTotal) })}</p>
      <Facts
        items={[
          balanceMinor > 0 && [t('owedByBuyer'), of(balanceMinor)],
          balanceMinor < 0 && [t('owedByUs'), of(-balanceMinor)],
        ]}
      />
      {balanceMinor < 0 && may && (
        <Button size="xs" variant="default" loading={give.isPending} onClick={() => give.mutate()}>
          {t('giveBack')}
        </Button>
      )}
    </>
  );
}
