/** The rates of VAT in force on a day, from the same table as the sale; and a rate of one's own. */
import { Button, Modal, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { newId } from '#base/ids';
import { clock } from '#base/time';
import { ErrorBox } from '../../parts/failed.tsx';
import { useFormat } from '../../parts/format.ts';
import { Panel } from '../../parts/panel.tsx';
import { RowsSkeleton } from '../../parts/skeleton.tsx';
import { Tag } from '../../parts/tag.tsx';
import { useWords } from '../../shell/lang.tsx';
import { useCan } from '../../shell/session.tsx';
import { Refused } from '../form-parts.tsx';
import { classes, useRates, useTaxWrite, type RateRow } from './data.ts';
import { vatWords } from './words.ts';

export function Rates() {
  const t = useWords(vatWords);
  const { country, text } = useFormat();
  const mayWrite = useCan('tax.write');
  const [on, setOn] = useState<string>(clock().slice(0, 10));
  const [q, setQ] = useState('');
  const [adding, setAdding] = useState(false);
  const found = useRates(on);
  const nameOf = ({ zone, name }: RateRow): string =>
    name ? `${country(zone.slice(0, 2))}, ${text(name)}` : zone === 'XI' ? `${country('GB')} (XI)` : country(zone);
  const zones = Map.groupBy(found.data?.items ?? [], (row) => row.zone);
  const rows = [...zones.values()]
    .flatMap((of) => (of[0] ? [{ of, first: of[0], name: nameOf(of[0]) }] : []))
    .filter(({ name, first }) => `${name} ${first.zone}`.toLowerCase().includes(q.trim().toLowerCase()))
    .sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Panel
      title={t('rates')}
      note={t('ratesNote')}
      flush
      aside={
        mayWrite && (
          <Button size="xs" onClick={() => setAdding(true)}>
            {t('add')}
          </Button>
        )
      }
    >
      <div className="vat-tools">
        <TextInput
          aria-label={t('search')}
          placeholder={t('search')}
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
        />
        <TextInput type="date" aria-label={t('on')} value={on} onChange={(event) => setOn(event.currentTarget.value)} />
      </div>
      {found.isPending && <RowsSkeleton rows={6} />}
      {found.isError && <ErrorBox error={found.error} retry={() => void found.refetch()} />}
      <RateTable rows={rows} />
      <Modal opened={adding} onClose={() => setAdding(false)} title={t('add')}>
        <OwnRate
          zones={[...zones.values()].flatMap((of) => (of[0] ? [{ value: of[0].zone, label: nameOf(of[0]) }] : []))}
          close={() => setAdding(false)}
        />
      </Modal>
    </Panel>
  );
}

type ZoneRow = { readonly of: readonly RateRow[]; readonly first: RateRow; readonly name: string };

function RateTable({ rows }: { rows: readonly ZoneRow[] }) {
  const t = useWords(vatWords);
  return (
    <div className="vat-scroll" tabIndex={0} role="region" aria-label={t('rates')}>
      <table className="table" aria-label={t('rates')}>
        <thead>
          <tr>
            <th scope="col">{t('country')}</th>
            {classes.map((one) => (
              <th key={one} scope="col" data-align="right">
                {t(one)}
              </th>
            ))}
            <th scope="col">{t('law')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ of, first, name }) => (
            <tr key={first.zone}>
              <td>
                <strong>{name}</strong>
              </td>
              {classes.map((one) => (
                <Cell key={one} row={of.find((row) => row.taxClass === one)} />
              ))}
              <td className="muted">{first.law}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ row }: { row: RateRow | undefined }) {
  const t = useWords(vatWords);
  const { rate, date } = useFormat();
  if (!row) return <td data-align="right">—</td>;
  const same = row.as !== row.taxClass;
  return (
    <td data-align="right" title={same ? t('noTier') : `${date(row.from)} · ${row.law}`}>
      <span className={same ? 'muted' : undefined}>{rate(row.rate)}</span>{' '}
      {row.own && <Tag tone="info">{t('own')}</Tag>}
    </td>
  );
}

type Typed = { zone: string; taxClass: (typeof classes)[number]; from: string; percent: string; source: string };
type FieldsProps = {
  readonly zones: readonly { value: string; label: string }[];
  readonly typed: Typed;
  readonly set: (change: Partial<Typed>) => void;
  readonly wrong: boolean;
};

function RateFields({ zones, typed, set, wrong }: FieldsProps) {
  const t = useWords(vatWords);
  return (
    <>
      <Select
        searchable
        label={t('zone')}
        data={[...zones]}
        value={typed.zone}
        allowDeselect={false}
        onChange={(value) => value !== null && set({ zone: value })}
      />
      <Select
        label={t('taxClass')}
        data={classes.map((value) => ({ value, label: t(value) }))}
        value={typed.taxClass}
        allowDeselect={false}
        onChange={(value) => value !== null && set({ taxClass: value })}
      />
      <TextInput
        type="date"
        label={t('from')}
        value={typed.from}
        required
        onChange={(event) => set({ from: event.currentTarget.value })}
      />
      <TextInput
        label={t('percent')}
        description={t('percentHint')}
        inputMode="decimal"
        value={typed.percent}
        error={wrong ? t('badRate') : undefined}
        onChange={(event) => set({ percent: event.currentTarget.value })}
      />
      <TextInput
        label={t('source')}
        description={t('sourceHint')}
        value={typed.source}
        required
        minLength={3}
        maxLength={200}
        onChange={(event) => set({ source: event.currentTarget.value })}
      />
    </>
  );
}

function OwnRate({ zones, close }: { zones: readonly { value: string; label: string }[]; close: () => void }) {
  const t = useWords(vatWords);
  const write = useTaxWrite();
  const [rateId] = useState(() => newId('txr'));
  const [typed, setTyped] = useState<Typed>({
    zone: 'FR',
    taxClass: 'standard',
    from: clock().slice(0, 10),
    percent: '',
    source: '',
  });
  const set = (change: Partial<Typed>) => setTyped({ ...typed, ...change });
  const ppm = typed.percent.trim() === '' ? null : ppmOf(typed.percent);
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (ppm === undefined) return;
    const { percent: _percent, ...said } = typed;
    await write.mutateAsync({ method: 'POST', path: '/api/tax/rates', body: { rateId, ...said, rate: ppm } });
    notifications.show({ message: t('addSaved'), color: 'cresson' });
    close();
  };
  return (
    <form className="column" onSubmit={(event) => void save(event).catch(() => undefined)}>
      <RateFields zones={zones} typed={typed} set={set} wrong={ppm === undefined} />
      <Refused error={write.error} />
      <div className="row">
        <Button type="submit" loading={write.isPending}>
          {t('save')}
        </Button>
        <Button variant="default" onClick={close}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}

/** `5,5` and `5.5` are 55 000 parts per million; undefined for what is no rate. */
function ppmOf(text: string): number | undefined {
  const match = /^(\d{1,2})(?:[.,](\d{1,4}))?$/.exec(text.trim().replace(/\s?%$/, ''));
  return match ? Number(match[1]) * 10_000 + Number((match[2] ?? '').padEnd(4, '0')) : undefined;
}
