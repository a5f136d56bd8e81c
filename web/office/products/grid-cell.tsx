/** A cell of the grid: what it says, and the field in its place while somebody types. */
import { Checkbox, Popover } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { useWords } from '../shell/lang.tsx';
import { cellText, readCell, type Cell, type GridColumn } from './grid-data.ts';
import { gridWords } from './grid-words.ts';

/** Where the cell goes on to after typing. */
export type Then = 'stay' | 'down' | 'up' | 'right' | 'left';

/** A cell's value as people read it: choices by their names, amounts with their unit. */
export function shownCell(column: GridColumn, value: Cell, lang: 'fr' | 'en'): string {
  const nameOf = (code: string): string => column.options.find((one) => one.value === code)?.label ?? code;
  if (value === null) return '';
  if (column.kind === 'choice') return nameOf(String(value));
  if (column.kind === 'choices' && Array.isArray(value)) return value.map(nameOf).join(', ');
  const text = cellText(value, lang);
  return typeof value === 'object' && 'unit' in value ? `${text} ${value.unit}` : text;
}

export type CellFieldProps = {
  readonly column: GridColumn;
  readonly value: Cell;
  readonly lang: 'fr' | 'en';
  /** The letter that opened it, which replaces what stood there. */
  readonly begun: string | undefined;
  readonly label: string;
  readonly commit: (value: Cell, then: Then) => void;
  readonly cancel: () => void;
};

export function CellField(props: CellFieldProps) {
  if (props.column.kind === 'choices') return <ManyField {...props} />;
  if (props.column.kind === 'choice') return <OneField {...props} />;
  return <TextField {...props} />;
}

/** The field takes the keyboard from the cell it opens in. */
const focusIt = (field: HTMLElement | null): void => field?.focus();

/** Enter goes down, Tab sideways; the key is undefined for keys that belong to the field. */
function thenOf(event: KeyboardEvent): Then | undefined {
  if (event.key === 'Enter' && !event.altKey) return event.shiftKey ? 'up' : 'down';
  if (event.key === 'Tab') return event.shiftKey ? 'left' : 'right';
  return undefined;
}

function TextField({ column, value, lang, begun, label, commit, cancel }: CellFieldProps) {
  const t = useWords(gridWords);
  const [text, setText] = useState(begun ?? cellText(value, lang));
  const [wrong, setWrong] = useState(false);
  const done = (then: Then, give: boolean) => {
    const read = readCell(column, text);
    if (read !== undefined) commit(read, then);
    else if (give) cancel();
    else setWrong(true);
  };
  const shared = {
    'aria-label': label,
    'aria-invalid': wrong || undefined,
    title: wrong ? t('notThis') : undefined,
    value: text,
    ref: focusIt,
    lang: column.language,
    onChange: (event: { currentTarget: { value: string } }) => {
      setText(event.currentTarget.value);
      setWrong(false);
    },
    onBlur: () => done('stay', true),
    onKeyDown: (event: KeyboardEvent) => {
      event.stopPropagation();
      const then = thenOf(event);
      const newLine = column.kind === 'rich_text' && event.key === 'Enter' && event.shiftKey;
      if (event.key === 'Escape') cancel();
      if (then === undefined || newLine) return;
      event.preventDefault();
      done(then, false);
    },
  };
  if (column.kind === 'rich_text') return <textarea className="grid-field" rows={4} {...shared} />;
  return (
    <input
      className="grid-field"
      type={column.kind === 'date' ? 'date' : 'text'}
      inputMode={column.kind === 'amount' ? 'decimal' : 'text'}
      {...shared}
    />
  );
}

function OneField({ column, value, begun, label, commit, cancel }: CellFieldProps) {
  const t = useWords(gridWords);
  const typed = column.options.find((one) => begun && one.label.toLowerCase().startsWith(begun.toLowerCase()));
  const [chosen, choose] = useState(typed?.value ?? (value === null ? '' : String(value)));
  const done = (then: Then) => commit(readCell(column, chosen) ?? null, then);
  return (
    <select
      className="grid-field"
      aria-label={label}
      value={chosen}
      ref={focusIt}
      onChange={(event) => choose(event.currentTarget.value)}
      onBlur={() => done('stay')}
      onKeyDown={(event) => {
        event.stopPropagation();
        const then = thenOf(event);
        if (event.key === 'Escape') cancel();
        if (then === undefined) return;
        event.preventDefault();
        done(then);
      }}
    >
      {!column.required && <option value="">{t('unset')}</option>}
      {column.options.map((one) => (
        <option key={one.value} value={one.value}>
          {one.label}
        </option>
      ))}
    </select>
  );
}

/** Several of a list: boxes to tick with the space bar. */
function ManyField({ column, value, label, commit, cancel }: CellFieldProps) {
  const [chosen, choose] = useState<readonly string[]>(Array.isArray(value) ? value : []);
  const done = (then: Then) => commit(chosen.length === 0 ? null : chosen, then);
  return (
    <Popover opened onDismiss={() => done('stay')} position="bottom-start" trapFocus closeOnEscape={false}>
      <Popover.Target>
        <span className="grid-open">
          {chosen.map((code) => column.options.find((one) => one.value === code)?.label ?? code).join(', ')}
        </span>
      </Popover.Target>
      <Popover.Dropdown
        aria-label={label}
        className="grid-choices"
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') return cancel();
          if (event.key !== 'Enter') return;
          event.preventDefault();
          done('down');
        }}
      >
        {column.options.map((one) => (
          <Checkbox
            key={one.value}
            size="xs"
            label={one.label}
            checked={chosen.includes(one.value)}
            onChange={() =>
              choose(chosen.includes(one.value) ? chosen.filter((code) => code !== one.value) : [...chosen, one.value])
            }
          />
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}
