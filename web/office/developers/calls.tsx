/** The latest calls of the API: what a developer looks at first when something does not work. */
import { Button, Switch } from '@mantine/core';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { SearchField, useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCalls, type Call } from './data.ts';
import { developerWords } from './words.ts';

export function Calls() {
  const t = useWords(developerWords);
  const { values, set } = useFilters(['q', 'failed']);
  const failed = values.failed === '1';
  const calls = useCalls(values.q, failed);
  return (
    <section className="panel" data-flush>
      <div className="filters">
        <SearchField label={t('filterRoute')} value={values.q} onChange={(q) => set({ q })} />
        <Switch
          label={t('failedOnly')}
          checked={failed}
          onChange={(event) => set({ failed: event.currentTarget.checked ? '1' : '' })}
        />
        <Button variant="default" size="xs" loading={calls.isFetching} onClick={() => void calls.refetch()}>
          {t('refresh')}
        </Button>
      </div>
      <p className="help developers-hint">{t('callsHint')}</p>
      {calls.isPending ? (
        <RowsSkeleton rows={8} />
      ) : !calls.data ? (
        <ErrorBox error={calls.error} retry={() => void calls.refetch()} />
      ) : calls.data.length === 0 ? (
        <Empty icon="flow" title={t('callsNone')} />
      ) : (
        <CallTable calls={calls.data} />
      )}
    </section>
  );
}

function CallTable({ calls }: { calls: readonly Call[] }) {
  const t = useWords(developerWords);
  const { when } = useFormat();
  return (
    <div className="table-scroll" role="region" aria-label={t('calls')} tabIndex={0}>
      <table className="table" aria-label={t('calls')}>
        <thead>
          <tr>
            <th scope="col">{t('status')}</th>
            <th scope="col">{t('route')}</th>
            <th scope="col" data-align="right" data-hide="phone">
              {t('duration')}
            </th>
            <th scope="col" data-hide="phone">
              {t('caller')}
            </th>
            <th scope="col" data-hide="phone">
              {t('made')}
            </th>
            <th scope="col" data-hide="wide">
              {t('requestId')}
            </th>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <tr key={call.requestId}>
              <td className={call.status < 400 ? 'num' : 'num bad'}>{call.status}</td>
              <td>
                <code className="developers-url">
                  {call.method} {call.route}
                </code>
              </td>
              <td className="num" data-align="right" data-hide="phone">
                {t('ms', { n: call.ms })}
              </td>
              <td data-hide="phone">{call.caller === 'visitor' ? t('visitor') : <code>{call.caller}</code>}</td>
              <td data-hide="phone">{when(call.at)}</td>
              <td data-hide="wide">
                <code>{call.requestId}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
