/** The grid itself: one cell has the keyboard, arrows move it, Shift widens it downwards, Enter or a letter opens it. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Link } from 'wouter';
import { useFormat } from '../parts/format.ts';
import { useWords } from '../shell/lang.tsx';
import { CellField, shownCell, type Then } from './grid-cell.tsx';
import { cellAt, type Cell, type GridColumn, type GridRow, type Refused, type Typed } from './grid-data.ts';
import { ruleWords } from './grid-rules.ts';
import { gridWords } from './grid-words.ts';

export type Spot = { readonly row: number; readonly column: number; readonly to: number };
export type GridProps = {
  readonly rows: readonly GridRow[];
  readonly columns: readonly GridColumn[];
  readonly typed: Typed;
  readonly refused: Refused;
  readonly mayWrite: boolean;
  readonly spot: Spot;
  readonly goTo: (spot: Spot) => void;
  readonly type: (row: GridRow, column: GridColumn, value: Cell) => void;
  readonly fillDown: () => void;
  /** An attribute that the product's family does not have can't be said of it. */
  readonly isOpen: (row: GridRow, column: GridColumn) => boolean;
};

const steps: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
  Home: [0, -1_000],
  End: [0, 1_000],
};
const after: Readonly<Record<Then, readonly [down: number, right: number]>> = {
  stay: [0, 0],
  down: [1, 0],
  up: [-1, 0],
  right: [0, 1],
  left: [0, -1],
};
const within = (at: number, count: number): number => Math.min(Math.max(at, 0), Math.max(count - 1, 0));

/** What keys do; `editing` is the letter that opened the cell, or an empty text. */
function useKeys(props: GridProps) {
  const { rows, columns, spot, goTo, type, isOpen, mayWrite, fillDown } = props;
  const [editing, edit] = useState<string>();
  const move = ([down, right]: readonly [number, number], widen = false) => {
    const row = within(widen ? spot.row : spot.row + down, rows.length);
    goTo({
      row,
      column: within(spot.column + (widen ? 0 : right), columns.length),
      to: widen ? within(spot.to + down, rows.length) : row,
    });
  };
  const [row, column] = [rows[spot.row], columns[spot.column]];
  const open = (letter: string) => {
    if (mayWrite && row && column && isOpen(row, column)) edit(letter);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (editing !== undefined || !row || !column) return;
    const step = steps[event.key];
    const isCommand = event.ctrlKey || event.metaKey || event.altKey;
    const isLetter = event.key.length === 1 && !isCommand && event.key !== ' ';
    if (step && !isCommand) move(step, event.shiftKey && step[0] !== 0);
    else if (event.key === 'Enter' || event.key === 'F2' || event.key === ' ') open('');
    else if (event.key.toLowerCase() === 'd' && (event.ctrlKey || event.metaKey)) fillDown();
    else if ((event.key === 'Delete' || event.key === 'Backspace') && !column.required && column.field !== 'name') {
      if (mayWrite && isOpen(row, column)) type(row, column, null);
    } else if (isLetter) open(event.key);
    else return;
    // The list's own keys (j, k, x) are letters here.
    event.preventDefault();
    event.stopPropagation();
  };
  const commit = (value: Cell, then: Then) => {
    if (row && column) type(row, column, value);
    edit(undefined);
    move(after[then]);
  };
  return { editing, open, onKeyDown, commit, cancel: () => edit(undefined) };
}

export function GridTable(props: GridProps) {
  const t = useWords(gridWords);
  const { rows, columns, spot, goTo } = props;
  const keys = useKeys(props);
  const table = useRef<HTMLTableElement>(null);
  const touched = useRef(false);
  useEffect(() => {
    if (!touched.current || keys.editing !== undefined) return;
    table.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [spot, keys.editing]);
  const { text } = useFormat();
  return (
    <div className="table-scroll grid-scroll">
      <table
        ref={table}
        // A table whose cells take the keyboard is a grid: https://www.w3.org/WAI/ARIA/apg/patterns/grid/
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role
        role="grid"
        className="table grid"
        aria-label={t('title')}
        aria-multiselectable
        onKeyDown={keys.onKeyDown}
        onFocus={() => (touched.current = true)}
      >
        <thead>
          <tr>
            <th scope="col">{t('products')}</th>
            {columns.map((column) => (
              <th key={column.key} scope="col">
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={row.productId} data-refused={props.refused.has(row.productId) || undefined}>
              <th scope="row">
                <Link href={`/products/${row.productId}`} className="row-link" tabIndex={-1}>
                  {text(row.name)}
                </Link>
                <RowProblems refused={props.refused.get(row.productId)} columns={columns} />
              </th>
              {columns.map((column, n) => (
                <GridCell
                  key={column.key}
                  grid={props}
                  keys={keys}
                  row={row}
                  column={column}
                  isActive={spot.row === i && spot.column === n}
                  isChosen={spot.column === n && i >= Math.min(spot.row, spot.to) && i <= Math.max(spot.row, spot.to)}
                  choose={(wide) => goTo({ row: wide ? spot.row : i, column: n, to: i })}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type CellProps = {
  readonly grid: GridProps;
  readonly keys: ReturnType<typeof useKeys>;
  readonly row: GridRow;
  readonly column: GridColumn;
  readonly isActive: boolean;
  readonly isChosen: boolean;
  readonly choose: (wide: boolean) => void;
};

function GridCell({ grid, keys, row, column, isActive, isChosen, choose }: CellProps) {
  const t = useWords(gridWords);
  const { lang, text } = useFormat();
  const value = cellAt(grid.typed, row, column);
  const isTyped = grid.typed.get(row.productId)?.has(column.key) ?? false;
  const rule = grid.refused.get(row.productId)?.get(column.key);
  const isOpen = grid.isOpen(row, column);
  const isEdited = isActive && keys.editing !== undefined;
  return (
    <td
      tabIndex={isActive ? 0 : -1}
      aria-selected={isChosen}
      aria-disabled={!isOpen || !grid.mayWrite || undefined}
      aria-invalid={rule === undefined ? undefined : true}
      data-typed={isTyped || undefined}
      data-refused={rule === undefined ? undefined : true}
      data-closed={!isOpen || undefined}
      data-align={column.kind === 'amount' ? 'right' : undefined}
      title={rule === undefined ? (isOpen ? undefined : t('ofFamily')) : ruleWords(rule, lang)}
      onMouseDown={(event) => {
        if (isEdited) return;
        choose(event.shiftKey);
      }}
      onDoubleClick={() => !isEdited && keys.open('')}
    >
      {isEdited ? (
        <CellField
          column={column}
          value={value}
          lang={lang}
          begun={keys.editing === '' ? undefined : keys.editing}
          label={`${column.label}, ${text(row.name)}`}
          commit={keys.commit}
          cancel={keys.cancel}
        />
      ) : (
        <span className="grid-text">{isOpen ? shownCell(column, value, lang) : '—'}</span>
      )}
      {isTyped && <span className="hidden">{t('changed')}</span>}
    </td>
  );
}

/** Why the row was refused, below its name. */
function RowProblems({
  refused,
  columns,
}: {
  refused: ReadonlyMap<string, string> | undefined;
  columns: readonly GridColumn[];
}) {
  const { lang } = useFormat();
  if (!refused) return null;
  return [...refused].map(([key, rule]) => (
    <span key={key} className="grid-problem">
      {columns.find((one) => one.key === key)?.label ?? key} : {ruleWords(rule, lang)}
    </span>
  ));
}
