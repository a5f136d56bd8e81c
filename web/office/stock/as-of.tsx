/** Stock as it was at an instant, beside what it is now. */
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { useAsOf, type Shelf } from './data.ts';
import { stockWords } from './words.ts';

/** What the field gives (`2026-11-20T14:30`, the clock of this device) as an instant; null while it is incomplete. */
function instantIn(typed: string): string | null {
  const ms = Date.parse(typed);
  return typed === '' || Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

export function AsOfPanel({ skuId, shelves }: { skuId: string; shelves: readonly Shelf[] }) {
  const t = useWords(stockWords);
  const { number, dateTime } = useFormat();
  const sites = useSites();
  const [typed, setTyped] = useState('');
  const at = instantIn(typed);
  const then = useAsOf(skuId, at);
  const keys = [...new Set([...shelves, ...(then.data?.places ?? [])].map((one) => `${one.siteId} ${one.kind}`))];
  const amount = (list: readonly { siteId: string; kind: string; onHand: number }[] | undefined, key: string): number =>
    list?.find((one) => `${one.siteId} ${one.kind}` === key)?.onHand ?? 0;
  return (
    <Panel title={t('asOf')}>
      <TextInput
        type="datetime-local"
        label={t('instant')}
        description={t('asOfHint')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {then.isError && <ErrorBox error={then.error} />}
      {then.data && at !== null && (
        <table className="table as-of" aria-label={`${t('asOf')}, ${dateTime(at)}`}>
          <thead>
            <tr>
              <th scope="col">{t('site')}</th>
              <th scope="col" data-align="right">
                {t('then')}
              </th>
              <th scope="col" data-align="right">
                {t('now')}
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <tr key={key}>
                <td>{sites.name(key.split(' ')[0])}</td>
                <td data-align="right">
                  <strong>{number(amount(then.data.places, key))}</strong>
                </td>
                <td data-align="right">{number(amount(shelves, key))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
