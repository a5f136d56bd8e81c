/** What registers said of VAT numbers: the proofs of exempt sales, and a number to check. */
import { Button, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { newId } from '#base/ids';
import { ErrorBox } from '../../parts/failed.tsx';
import { useFormat } from '../../parts/format.ts';
import { Panel } from '../../parts/panel.tsx';
import { RowsSkeleton } from '../../parts/skeleton.tsx';
import { Tag } from '../../parts/tag.tsx';
import { useWords } from '../../shell/lang.tsx';
import { useCan } from '../../shell/session.tsx';
import { Refused } from '../form-parts.tsx';
import { useChecks, useTaxWrite } from './data.ts';
import { vatWords } from './words.ts';

const tones = { valid: 'ok', invalid: 'bad', unavailable: 'warn' } as const;

export function Proofs() {
  const t = useWords(vatWords);
  const { date } = useFormat();
  const mayWrite = useCan('tax.write');
  const write = useTaxWrite();
  const found = useChecks();
  const [vatNumber, setNumber] = useState('');
  const check = async (event: SubmitEvent) => {
    event.preventDefault();
    await write.mutateAsync({ method: 'POST', path: '/api/tax/checks', body: { checkId: newId('vck'), vatNumber } });
    setNumber('');
  };
  return (
    <Panel title={t('proofs')} note={t('proofsNote')} flush>
      {mayWrite && (
        <form className="vat-tools" onSubmit={(event) => void check(event).catch(() => undefined)}>
          <TextInput
            aria-label={t('number')}
            placeholder={t('number')}
            value={vatNumber}
            required
            minLength={4}
            maxLength={24}
            onChange={(event) => setNumber(event.currentTarget.value)}
          />
          <Button type="submit" loading={write.isPending}>
            {t('check')}
          </Button>
        </form>
      )}
      <Refused error={write.error} />
      {found.isPending && <RowsSkeleton rows={3} />}
      {found.isError && <ErrorBox error={found.error} retry={() => void found.refetch()} />}
      {found.data?.items.length === 0 && <p className="help settings-source">{t('noProofs')}</p>}
      {found.data && found.data.items.length > 0 && (
        <div className="vat-scroll" tabIndex={0} role="region" aria-label={t('proofs')}>
          <table className="table" aria-label={t('proofs')}>
            <thead>
              <tr>
                {(['number', 'outcome', 'name', 'reference', 'at'] as const).map((name) => (
                  <th key={name} scope="col">
                    {t(name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {found.data.items.map((one) => (
                <tr key={one.checkId}>
                  <td className="num">
                    <strong>{one.vatNumber}</strong>
                  </td>
                  <td>
                    <Tag tone={tones[one.outcome]}>{t(one.outcome)}</Tag>
                  </td>
                  <td>{one.name ?? '—'}</td>
                  <td className="num muted">{one.reference ?? '—'}</td>
                  <td className="num">{date(one.at)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
