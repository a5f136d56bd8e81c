/** What delivery promises are made of: cut-off, preparation, the carriers' days and the way. */
import { ActionIcon, Button, Checkbox, NumberInput, TextInput } from '@mantine/core';
import type { PromiseRule, TransitRow } from '#sourcing/model';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { useLang, useWords } from '../shell/lang.tsx';
import { whole, type RulesProps } from './points.tsx';
import { sourcingWords } from './words.ts';

const week = [1, 2, 3, 4, 5, 6, 7];

export function PromisePanel({ rules, set, readOnly }: RulesProps) {
  const t = useWords(sourcingWords);
  const { lang } = useLang();
  const { promise } = rules;
  const change = (next: Partial<PromiseRule>) => set({ promise: { ...promise, ...next } });
  // The first of January 2024 was a Monday.
  const dayName = (day: number): string =>
    new Intl.DateTimeFormat(lang, { weekday: 'short', timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, day)));
  return (
    <Panel title={t('promise')} note={t('promiseHelp')}>
      <div className="sourcing-fields">
        <TextInput
          label={t('cutOff')}
          description={t('cutOffHelp')}
          type="time"
          value={promise.cutOff ?? ''}
          onChange={(event) => change({ cutOff: event.currentTarget.value || null })}
          readOnly={readOnly}
        />
        <NumberInput
          label={t('prepDays')}
          description=" "
          value={promise.prepDays}
          onChange={(value) => change({ prepDays: Math.min(60, whole(value)) })}
          min={0}
          max={60}
          allowDecimal={false}
          readOnly={readOnly}
        />
      </div>
      <fieldset className="sourcing-days">
        <legend>{t('carrierDays')}</legend>
        {week.map((day) => (
          <Checkbox
            key={day}
            label={dayName(day)}
            checked={promise.carrierDays.includes(day)}
            disabled={readOnly}
            onChange={(event) =>
              change({
                carrierDays: week.filter((one) =>
                  one === day ? event.currentTarget.checked : promise.carrierDays.includes(one),
                ),
              })
            }
          />
        ))}
      </fieldset>
      <Transit rows={promise.transit} readOnly={readOnly} change={(transit) => change({ transit })} />
    </Panel>
  );
}

type TransitProps = {
  readonly rows: readonly TransitRow[];
  readonly readOnly: boolean;
  readonly change: (rows: TransitRow[]) => void;
};

function Transit({ rows, readOnly, change }: TransitProps) {
  const t = useWords(sourcingWords);
  const heads = ['country', 'maxKm', 'minDays', 'maxDays'] as const;
  return (
    <>
      <h3>{t('transit')}</h3>
      {rows.length > 0 && (
        <div className="table-scroll">
          <table className="table sourcing-sites" aria-label={t('transit')}>
            <thead>
              <tr>
                {heads.map((key) => (
                  <th scope="col" key={key}>
                    {t(key)}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {rows.map((row, i) => (
                <TransitLine
                  key={i}
                  row={row}
                  readOnly={readOnly}
                  set={(next) => change(rows.map((one, at) => (at === i ? { ...one, ...next } : one)))}
                  remove={() => change(rows.filter((_, at) => at !== i))}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {!readOnly && (
        <Button
          size="xs"
          variant="default"
          onClick={() => change([...rows, { country: 'FR', maxKm: null, minDays: 1, maxDays: 2 }])}
        >
          {t('addRow')}
        </Button>
      )}
    </>
  );
}

type TransitLineProps = {
  readonly row: TransitRow;
  readonly readOnly: boolean;
  readonly set: (next: Partial<TransitRow>) => void;
  readonly remove: () => void;
};

function TransitLine({ row, readOnly, set, remove }: TransitLineProps) {
  const t = useWords(sourcingWords);
  const figure = { min: 0, allowDecimal: false, hideControls: true, readOnly } as const;
  return (
    <tr>
      <td>
        <TextInput
          aria-label={t('country')}
          value={row.country}
          onChange={(event) => set({ country: event.currentTarget.value.toUpperCase().slice(0, 2) })}
          readOnly={readOnly}
        />
      </td>
      <td>
        <NumberInput
          {...figure}
          aria-label={t('maxKm')}
          placeholder={t('anyKm')}
          value={row.maxKm ?? ''}
          onChange={(value) => set({ maxKm: value === '' ? null : whole(value) })}
        />
      </td>
      {(['minDays', 'maxDays'] as const).map((key) => (
        <td key={key}>
          <NumberInput
            {...figure}
            aria-label={t(key)}
            value={row[key]}
            onChange={(next) => set({ [key]: Math.min(60, whole(next)) })}
            max={60}
          />
        </td>
      ))}
      <td>
        {!readOnly && (
          <ActionIcon variant="subtle" color="zinc" aria-label={t('removeRow')} onClick={remove}>
            <Icon name="x" size={16} />
          </ActionIcon>
        )}
      </td>
    </tr>
  );
}
