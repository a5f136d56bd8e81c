/** A table of records: the first column the name and the link, numbers at the right, the next page on request. */
import { Button, Checkbox } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import type { Choice } from './choice.ts';
import { ErrorBox } from './failed.tsx';
import { Icon } from './icon.tsx';
import type { Keyset } from './keyset.ts';
import { RowsSkeleton } from './skeleton.tsx';
import { useParam } from './views.ts';

export type Column<T> = {
  readonly key: string;
  readonly head: ReactNode;
  readonly cell: (row: T) => ReactNode;
  readonly align?: 'right';
  /** Left out where there is no room: below 900 px (`wide`) or below 600 px (`phone`). */
  readonly hide?: 'wide' | 'phone';
  readonly width?: number | string;
  /** Shown only where it is asked for. */
  readonly extra?: boolean;
  /** What it is called in the choice of columns, where `head` is a sign. */
  readonly label?: string;
  /** The list's `sort` of the address that this head sets: up, and down. */
  readonly sort?: readonly [up: string, down: string];
};

export type DataTableProps<T> = {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly list: Keyset<T>;
  readonly rowKey: (row: T) => string;
  /** The record's address: the first cell becomes its link, a click anywhere in the row follows it. */
  readonly href?: (row: T) => string;
  /** Shown when nothing is there. */
  readonly empty: ReactNode;
  /** Rows with pictures are 56 px high. */
  readonly tall?: boolean;
  /** At the right of the footer: the total of the view. */
  readonly foot?: ReactNode;
  /** Rows may be chosen, by `rowKey`; `nameOf` says what a row's box is for. */
  readonly choice?: Choice;
  readonly nameOf?: (row: T) => string;
  /** Stands in the table's place, with the same waiting, errors, emptiness and pages. */
  readonly renderGrid?: (rows: readonly T[]) => ReactNode;
};

export function DataTable<T>(props: DataTableProps<T>) {
  const { list, label, columns, rowKey, href, tall } = props;
  const [, go] = useLocation();
  const [order] = useParam('sort');
  if (list.isPending) return <RowsSkeleton height={tall ? 56 : 36} />;
  if (list.error && list.rows.length === 0) return <ErrorBox error={list.error} retry={list.retry} />;
  if (list.rows.length === 0) return props.empty;
  if (props.renderGrid)
    return (
      <>
        <div data-stale={list.isStale || undefined}>{props.renderGrid(list.rows)}</div>
        <TableFoot list={list} foot={props.foot} />
      </>
    );
  return (
    <>
      <div
        className="table-scroll"
        data-stale={list.isStale || undefined}
        // Without a link in its rows, keys could not reach what lies outside a narrow screen.
        {...(href ? {} : { role: 'region', 'aria-label': label, tabIndex: 0 })}
      >
        <table className="table" aria-label={label} data-tall={tall || undefined}>
          <thead>
            <tr>
              {props.choice && <ChooseAll choice={props.choice} keys={list.rows.map(rowKey)} />}
              {columns.map((column) => (
                <th
                  key={column.key}
                  scope="col"
                  {...look(column)}
                  style={{ width: column.width }}
                  {...(column.sort ? { 'aria-sort': sorted(column.sort, order) } : {})}
                >
                  {column.sort ? <SortHead column={column} sort={column.sort} /> : column.head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {list.rows.map((row) => (
              <tr
                key={rowKey(row)}
                data-link={href ? true : undefined}
                onClick={(event) => {
                  const inner = (event.target as Element).closest('a, button, input, label, .choose');
                  if (href && !inner && !window.getSelection()?.toString()) go(href(row));
                }}
              >
                {props.choice && <ChooseRow choice={props.choice} id={rowKey(row)} name={props.nameOf?.(row) ?? ''} />}
                {columns.map((column, i) => (
                  <td key={column.key} {...look(column)}>
                    {i === 0 && href ? (
                      <Link href={href(row)} className="row-link">
                        {column.cell(row)}
                      </Link>
                    ) : (
                      column.cell(row)
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <TableFoot list={list} foot={props.foot} />
    </>
  );
}

type Sort = readonly [up: string, down: string];

/** The direction a list is in; without a word of the address it is that of the column whose word is empty. */
function sorted([up, down]: Sort, order: string): 'ascending' | 'descending' | 'none' {
  return order === up ? 'ascending' : order === down ? 'descending' : 'none';
}

function SortHead<T>({ column, sort }: { column: Column<T>; sort: Sort }) {
  const [order, setOrder] = useParam('sort');
  const now = sorted(sort, order);
  return (
    <button type="button" className="sort" onClick={() => setOrder(now === 'descending' ? sort[0] : sort[1])}>
      {column.head}
      <Icon name={now === 'ascending' ? 'up' : 'down'} size={12} />
    </button>
  );
}

type ChooseProps = { readonly choice: Choice; readonly id: string; readonly name: string };

function ChooseRow({ choice, id, name }: ChooseProps) {
  const t = useWords(common);
  return (
    <td className="choose">
      <Checkbox
        size="xs"
        aria-label={t('choose.one', { name })}
        checked={choice.chosen.has(id)}
        onChange={() => choice.toggle([id], !choice.chosen.has(id))}
      />
    </td>
  );
}

function ChooseAll({ choice, keys }: { choice: Choice; keys: readonly string[] }) {
  const t = useWords(common);
  const count = keys.filter((key) => choice.chosen.has(key)).length;
  return (
    <td className="choose">
      <Checkbox
        size="xs"
        aria-label={t('choose.all')}
        checked={count > 0 && count === keys.length}
        indeterminate={count > 0 && count < keys.length}
        onChange={() => choice.toggle(keys, count < keys.length)}
      />
    </td>
  );
}

function TableFoot<T>({ list, foot }: { list: Keyset<T>; foot?: ReactNode }) {
  const t = useWords(common);
  return (
    <footer className="table-foot">
      <span className="num muted">{t('shown.rows', { n: list.rows.length, more: list.hasMore })}</span>
      {list.hasMore && (
        <Button variant="default" size="xs" loading={list.isLoadingMore} onClick={list.more}>
          {t('next')}
        </Button>
      )}
      {foot && <span className="table-total">{foot}</span>}
    </footer>
  );
}

function look<T>(column: Column<T>) {
  return { 'data-align': column.align, 'data-hide': column.hide };
}
