/** A quarter of the one-stop shop, by country and rate, and as a file. */
import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { clock } from '#base/time';
import { toDecimal, money as moneyOf } from '#base/money';
import { percentText, type Rate } from '#base/rate';
import { ErrorBox } from '../../parts/failed.tsx';
import { useFormat } from '../../parts/format.ts';
import { Panel } from '../../parts/panel.tsx';
import { RowsSkeleton } from '../../parts/skeleton.tsx';
import { useWords } from '../../shell/lang.tsx';
import { useQuarter, type QuarterRow } from './data.ts';
import { vatWords } from './words.ts';

/** This quarter and the seven before it, newest first. */
function lastQuarters(today: string): string[] {
  const now = Number(today.slice(0, 4)) * 4 + Math.floor((Number(today.slice(5, 7)) - 1) / 3);
  return Array.from({ length: 8 }, (_, i) => `${Math.floor((now - i) / 4)}-Q${((now - i) % 4) + 1}`);
}

export function Quarter({ entityId }: { entityId: string }) {
  const t = useWords(vatWords);
  const { country, rate, money, number } = useFormat();
  const quarters = lastQuarters(clock());
  const [quarter, setQuarter] = useState(quarters[0] ?? '');
  const found = useQuarter(entityId, quarter);
  const rows = found.data?.rows ?? [];
  return (
    <Panel
      title={t('quarterTitle')}
      note={t('quarterNote')}
      flush
      aside={
        <span className="row">
          <Select
            size="xs"
            w={120}
            aria-label={t('quarter')}
            data={quarters}
            value={quarter}
            allowDeselect={false}
            onChange={(value) => value !== null && setQuarter(value)}
          />
          <Button
            component="a"
            size="xs"
            variant="default"
            href={fileOf(rows)}
            download={`oss-${quarter}.csv`}
            {...(rows.length === 0 ? { 'data-disabled': true } : {})}
          >
            {t('export')}
          </Button>
        </span>
      }
    >
      {found.isPending && <RowsSkeleton rows={3} />}
      {found.isError && <ErrorBox error={found.error} retry={() => void found.refetch()} />}
      {found.data && rows.length === 0 && <p className="help settings-source">{t('quarterEmpty')}</p>}
      {rows.length > 0 && (
        <table className="table" aria-label={t('quarterTitle')}>
          <thead>
            <tr>
              <th scope="col">{t('country')}</th>
              {(['rate', 'base', 'tax', 'sales'] as const).map((name) => (
                <th key={name} scope="col" data-align="right">
                  {t(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.country}${row.region ?? ''}${row.rate}${row.currency}`}>
                <td>
                  <strong>{country(row.country)}</strong> {row.region}
                </td>
                <td data-align="right">{rate(row.rate)}</td>
                <td data-align="right">{money({ minor: row.netMinor, currency: row.currency })}</td>
                <td data-align="right">{money({ minor: row.taxMinor, currency: row.currency })}</td>
                <td data-align="right">{number(row.sales)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

/** What an accountant copies into the return: decimals with a point, one row a country and rate. */
function fileOf(rows: readonly QuarterRow[]): string {
  const lines = rows.map(({ country, region, rate, netMinor, taxMinor, currency, sales }) =>
    [
      ...[country, region ?? '', percentText(rate as Rate)],
      ...[toDecimal(moneyOf(netMinor, currency)), toDecimal(moneyOf(taxMinor, currency)), currency, sales],
    ].join(','),
  );
  const text = ['country,region,rate,net,vat,currency,orders', ...lines].join('\r\n');
  return `data:text/csv;charset=utf-8,${encodeURIComponent(`${text}\r\n`)}`;
}
