/** The days on which a place keeps other hours than every week, or none. */
import { ActionIcon, Button, Switch, TextInput } from '@mantine/core';
import { longDate } from '#kit/format';
import { clock, type Day } from '#base/time';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { useLang, useWords } from '../shell/lang.tsx';
import type { SpecialDay } from './data.ts';
import { nextHolidays } from '#base/holidays';
import { siteWords } from './site-words.ts';

type Props = {
  readonly days: readonly SpecialDay[];
  readonly set: (days: readonly SpecialDay[]) => void;
  readonly readOnly: boolean;
};

const byDate = (days: readonly SpecialDay[]): SpecialDay[] => days.toSorted((a, b) => (a.date < b.date ? -1 : 1));
const today = (): string => clock().slice(0, 10);

export function SpecialDaysPanel({ days, set, readOnly }: Props) {
  const t = useWords(siteWords);
  const change = (at: number, next: Partial<SpecialDay>) =>
    set(days.map((one, i) => (i === at ? { ...one, ...next } : one)));
  const missing = nextHolidays(today()).filter(({ date }) => !days.some((one) => one.date === date));
  return (
    <Panel
      title={t('specialDays')}
      aside={
        !readOnly && (
          <span className="row">
            {missing.length > 0 && (
              <Button
                size="xs"
                variant="subtle"
                onClick={() => set(byDate([...days, ...missing.map((one) => ({ ...one, hours: [] }))]))}
              >
                {t('addHolidays')}
              </Button>
            )}
            <Button
              size="xs"
              variant="default"
              onClick={() => set([...days, { date: '', hours: [], note: { fr: '', en: '' } }])}
            >
              {t('addSpecialDay')}
            </Button>
          </span>
        )
      }
    >
      <p className="muted">{t('specialDaysText')}</p>
      <ul className="special-days">
        {days.map((one, i) => (
          <DayRow
            key={i}
            day={one}
            change={(next) => change(i, next)}
            remove={() => set(days.filter((_, at) => at !== i))}
            readOnly={readOnly}
          />
        ))}
      </ul>
    </Panel>
  );
}

type RowProps = {
  readonly day: SpecialDay;
  readonly change: (next: Partial<SpecialDay>) => void;
  readonly remove: () => void;
  readonly readOnly: boolean;
};

function DayRow({ day, change, remove, readOnly }: RowProps) {
  const t = useWords(siteWords);
  const { lang } = useLang();
  const open = day.hours.length > 0;
  const name = day.date === '' ? t('newDay') : longDate(lang, day.date as Day, { year: true });
  return (
    <li data-over={day.date !== '' && day.date < today() ? true : undefined}>
      <TextInput
        type="date"
        aria-label={t('specialDate')}
        value={day.date}
        onChange={(event) => change({ date: event.currentTarget.value })}
        required
        readOnly={readOnly}
      />
      <TextInput
        aria-label={`${name}, ${t('noteFr')}`}
        placeholder={t('noteFr')}
        value={day.note.fr}
        onChange={(event) => change({ note: { ...day.note, fr: event.currentTarget.value } })}
        maxLength={80}
        readOnly={readOnly}
      />
      <TextInput
        aria-label={`${name}, ${t('noteEn')}`}
        placeholder={t('noteEn')}
        value={day.note.en}
        onChange={(event) => change({ note: { ...day.note, en: event.currentTarget.value } })}
        maxLength={80}
        readOnly={readOnly}
      />
      <Switch
        label={t('opensThatDay')}
        aria-label={`${name}, ${t('opensThatDay')}`}
        checked={open}
        onChange={(event) =>
          change({ hours: event.currentTarget.checked ? [{ opens: '10:00', closes: '19:00' }] : [] })
        }
        disabled={readOnly}
      />
      <Stretches day={day} name={name} change={change} readOnly={readOnly} />
      {!readOnly && (
        <ActionIcon variant="subtle" color="zinc" aria-label={t('removeDay', { day: name })} onClick={remove}>
          <Icon name="x" size={16} />
        </ActionIcon>
      )}
    </li>
  );
}

function Stretches({ day, name, change, readOnly }: Omit<RowProps, 'remove'> & { readonly name: string }) {
  const t = useWords(siteWords);
  const set = (at: number, next: Partial<SpecialDay['hours'][number]>) =>
    change({ hours: day.hours.map((one, i) => (i === at ? { ...one, ...next } : one)) });
  return (
    <span className="stretches">
      {day.hours.map((one, i) => (
        <span key={i} className="row">
          <TextInput
            type="time"
            aria-label={`${name}, ${t('from')}`}
            value={one.opens}
            onChange={(event) => set(i, { opens: event.currentTarget.value })}
            readOnly={readOnly}
          />
          <TextInput
            type="time"
            aria-label={`${name}, ${t('to')}`}
            value={one.closes}
            onChange={(event) => set(i, { closes: event.currentTarget.value })}
            readOnly={readOnly}
          />
        </span>
      ))}
      {!readOnly && day.hours.length === 1 && (
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label={t('addStretchOf', { day: name })}
          onClick={() => change({ hours: [...day.hours, { opens: '14:00', closes: '19:00' }] })}
        >
          {t('addStretch')}
        </Button>
      )}
    </span>
  );
}
