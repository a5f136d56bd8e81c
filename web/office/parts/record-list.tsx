/** A list of records as every noun has it: kept views, search and filters in the address, columns, a file, keys, rows that may be chosen. */
import type { ReactNode } from 'react';
import type { HelpKey } from '../words/help.ts';
import { useWords } from '../shell/lang.tsx';
import { lists } from '../words/lists.ts';
import type { Choice } from './choice.ts';
import { DataTable, type Column } from './data-table.tsx';
import { Empty, NoResult, type EmptyProps } from './empty.tsx';
import { SearchField, type Filters } from './filters.tsx';
import type { Keyset } from './keyset.ts';
import { ColumnsMenu, FileMenu, useShownColumns, type FileOf } from './list-tools.tsx';
import { ListPage } from './list-page.tsx';
import { ViewTabs, type Tabs } from './view-tabs.tsx';
import type { ViewList } from './views.ts';

export type RecordListProps<T, K extends string> = {
  /** The list's name on the server: for its views. */
  readonly name: ViewList;
  readonly title: string;
  readonly help?: HelpKey;
  readonly actions?: ReactNode;
  readonly tabs?: Tabs;
  /** Between the tabs and the table. */
  readonly above?: ReactNode;
  /** `q` is the search field's, if there is one. */
  readonly filters: Filters<K>;
  /** The name of the search field. */
  readonly search?: string;
  /** Filter fields beside the search. */
  readonly fields?: ReactNode;
  readonly file?: FileOf | undefined;
  readonly columns: readonly Column<T>[];
  readonly list: Keyset<T>;
  readonly rowKey: (row: T) => string;
  readonly href?: (row: T) => string;
  readonly tall?: boolean;
  readonly empty: EmptyProps;
  readonly choice?: Choice | undefined;
  readonly nameOf?: (row: T) => string;
  /** What can be done with the chosen rows. */
  readonly bulk?: ReactNode;
  /** Shown in the table's place where records are looked at rather than read: pictures. Columns then are none. */
  readonly renderGrid?: (rows: readonly T[]) => ReactNode;
};

export function RecordList<T, K extends string>(props: RecordListProps<T, K>) {
  const { filters, columns, file } = props;
  const t = useWords(lists);
  const { shown, toggle } = useShownColumns(columns);
  const set = filters.set as (changes: Readonly<Record<string, string>>) => void;
  return (
    <ListPage
      title={props.title}
      help={props.help}
      actions={props.actions}
      views={
        <>
          <ViewTabs list={props.name} tabs={props.tabs} />
          {props.above}
        </>
      }
      filters={
        <>
          {props.search !== undefined && (
            <SearchField
              label={props.search}
              value={(filters.values as Readonly<Record<string, string>>)['q'] ?? ''}
              onChange={(q) => set({ q })}
            />
          )}
          {props.fields}
          <div className="list-tools" role="group" aria-label={t('tools')}>
            {columns.length > 1 && <ColumnsMenu columns={columns} shown={shown} toggle={toggle} />}
            {file && <FileMenu file={file} />}
          </div>
        </>
      }
    >
      <DataTable
        label={props.title}
        columns={shown}
        list={props.list}
        rowKey={props.rowKey}
        {...(props.href ? { href: props.href } : {})}
        {...(props.choice ? { choice: props.choice } : {})}
        {...(props.nameOf ? { nameOf: props.nameOf } : {})}
        tall={props.tall ?? false}
        {...(props.renderGrid ? { renderGrid: props.renderGrid } : {})}
        empty={filters.any ? <NoResult onClear={filters.clear} /> : <Empty {...props.empty} />}
      />
      {props.bulk}
    </ListPage>
  );
}
