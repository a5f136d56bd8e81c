/** Many products in one grid: typed over in place, the changes seen first, then saved; a row that is refused stays typed. */
import { Button, Checkbox, NativeSelect, Popover } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Link } from 'wouter';
import { useAttributes, useFamilies } from '../content/data.ts';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { SearchField, useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { useTitle } from '../parts/record.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { useGridPage, useSendTyped, type Answer } from './grid-calls.ts';
import {
  cellAt,
  columnsOf,
  countTyped,
  keptOf,
  typeCell,
  type Cell,
  type GridColumn,
  type GridRow,
  type Refused,
  type Typed,
} from './grid-data.ts';
import { ReviewBox } from './grid-review.tsx';
import { GridTable, type Spot } from './grid-table.tsx';
import { gridWords } from './grid-words.ts';
import { CategoryFilter } from './list.tsx';
import { productWords } from './words.ts';
import './grid.css';

const filterNames = ['ids', 'q', 'family', 'categoryId', 'after', 'language', 'hide'] as const;
type GridFilters = ReturnType<typeof useFilters<(typeof filterNames)[number]>>;

export function GridPage() {
  const t = useWords(gridWords);
  const filters = useFilters(filterNames);
  const { ids, q, family, categoryId, after } = filters.values;
  const page = useGridPage({ ids, q, family, categoryId, after });
  const columns = useColumns(filters, page.data?.rows ?? []);
  const hidden = new Set(filters.values.hide.split(','));
  const [typed, setTyped] = useState<Typed>(new Map());
  const [refused, setRefused] = useState<Refused>(new Map());
  useTitle(t('title'));
  const editor = { typed, setTyped, refused, setRefused };
  const isDirty = typed.size > 0;
  return (
    <div className="page">
      <Link href="/products" className="back-link">
        <Icon name="left" size={14} />
        {t('products')}
      </Link>
      <header className="page-head">
        <h1>{t('title')}</h1>
      </header>
      <p className="muted grid-help">{t('help')}</p>
      <Panel flush>
        <GridTools filters={filters} columns={columns} hidden={hidden} isDirty={isDirty} />
        {page.error ? (
          <ErrorBox error={page.error} retry={() => void page.refetch()} />
        ) : !page.data ? (
          <RowsSkeleton height={36} />
        ) : page.data.rows.length === 0 ? (
          <p className="grid-none muted">{t('none')}</p>
        ) : (
          <Sheet rows={page.data.rows} columns={columns.filter((one) => !hidden.has(one.key))} editor={editor} />
        )}
        <footer className="table-foot">
          <span className="num muted">{t('rows', { n: page.data?.rows.length ?? 0 })}</span>
          {isDirty && (page.data?.next || after !== '') && <span className="help">{t('saveFirst')}</span>}
          {after !== '' && (
            <Button variant="default" size="xs" disabled={isDirty} onClick={() => filters.set({ after: '' })}>
              {t('first')}
            </Button>
          )}
          {page.data?.next && (
            <Button
              variant="default"
              size="xs"
              disabled={isDirty}
              onClick={() => filters.set({ after: page.data?.next ?? '' })}
            >
              {t('next')}
            </Button>
          )}
        </footer>
      </Panel>
      {isDirty && <GridSave editor={editor} />}
    </div>
  );
}

type Editor = {
  readonly typed: Typed;
  readonly setTyped: (typed: Typed) => void;
  readonly refused: Refused;
  readonly setRefused: (refused: Refused) => void;
};

/** The columns of the chosen family, else of the one that all rows share. */
function useColumns({ values }: GridFilters, rows: readonly GridRow[]): GridColumn[] {
  const t = useWords(gridWords);
  const { text, lang } = useFormat();
  const attributes = useAttributes().data ?? [];
  const families = useFamilies().data ?? [];
  const [first] = rows;
  const shared = rows.every((row) => row.family === first?.family) ? first?.family : undefined;
  const code = values.family || shared;
  const language = values.language === 'fr' || values.language === 'en' ? values.language : lang;
  const names = ['nameFr', 'nameEn', 'brand', 'status', 'family', 'tags', 'active', 'draft', 'archived', 'yes', 'no'];
  const words = Object.fromEntries(names.map((name) => [name, t(name as 'brand')])) as Parameters<
    typeof columnsOf
  >[1]['words'];
  const family = families.find((one) => one.code === code);
  return columnsOf(family, { attributes, families, language, text, words });
}

type ToolsProps = {
  readonly filters: GridFilters;
  readonly columns: readonly GridColumn[];
  readonly hidden: ReadonlySet<string>;
  readonly isDirty: boolean;
};

/** Which products and which columns; products stay while something is typed, or it would be out of sight. */
function GridTools({ filters, columns, hidden, isDirty }: ToolsProps) {
  const t = useWords(gridWords);
  const p = useWords(productWords);
  const { text, lang } = useFormat();
  const families = useFamilies().data ?? [];
  const { values, set } = filters;
  const hide = (key: string) => {
    const next = hidden.has(key) ? [...hidden].filter((one) => one !== key) : [...hidden, key];
    set({ hide: next.filter((one) => one !== '').join(',') });
  };
  return (
    <fieldset className="filters grid-tools">
      <legend className="hidden">{t('products')}</legend>
      {values.ids === '' ? (
        <fieldset className="grid-tools" disabled={isDirty} title={isDirty ? t('saveFirst') : undefined}>
          <legend className="hidden">{t('products')}</legend>
          <SearchField value={values.q} label={p('search')} onChange={(q) => set({ q, after: '' })} />
          <NativeSelect
            aria-label={t('family')}
            value={values.family}
            onChange={(event) => set({ family: event.currentTarget.value, after: '' })}
            data={[
              { value: '', label: t('anyFamily') },
              ...families.map(({ code, name }) => ({ value: code, label: text(name) })),
            ]}
          />
          <CategoryFilter value={values.categoryId} onChange={(categoryId) => set({ categoryId, after: '' })} />
        </fieldset>
      ) : (
        <>
          <span>{t('chosenOnly')}</span>
          <Button size="xs" variant="default" disabled={isDirty} onClick={() => set({ ids: '', after: '' })}>
            {t('showAll')}
          </Button>
        </>
      )}
      <NativeSelect
        aria-label={t('language')}
        value={values.language || lang}
        onChange={(event) => set({ language: event.currentTarget.value })}
        data={[
          { value: 'fr', label: t('french') },
          { value: 'en', label: t('english') },
        ]}
      />
      <Popover position="bottom-end" trapFocus returnFocus shadow="md">
        <Popover.Target>
          <Button variant="default">{t('columns')}</Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={t('columns')} className="grid-choices">
          {columns.map((column) => (
            <Checkbox
              key={column.key}
              size="xs"
              label={column.label}
              checked={!hidden.has(column.key)}
              onChange={() => hide(column.key)}
            />
          ))}
        </Popover.Dropdown>
      </Popover>
    </fieldset>
  );
}

type SheetProps = {
  readonly rows: readonly GridRow[];
  readonly columns: readonly GridColumn[];
  readonly editor: Editor;
};

/** The grid with its cell at the keyboard, and the filling down. */
function Sheet({ rows, columns, editor }: SheetProps) {
  const t = useWords(gridWords);
  const mayWrite = useCan('catalog.write');
  const families = useFamilies().data ?? [];
  const [spot, goTo] = useState<Spot>({ row: 0, column: 0, to: 0 });
  const [said, say] = useState('');
  const { typed, setTyped, refused } = editor;
  const familyColumn = columns.find((one) => one.field === 'family');
  const isOpen = (row: GridRow, column: GridColumn): boolean => {
    if (!column.attribute) return true;
    const code = familyColumn ? cellAt(typed, row, familyColumn) : row.family;
    const family = families.find((one) => one.code === code);
    return family?.attributes.some((one) => one.code === column.attribute?.code) ?? false;
  };
  const type = (row: GridRow, column: GridColumn, value: Cell) => setTyped(typeCell(typed, row, column, value));
  const fillDown = () => {
    const column = columns[spot.column];
    const [top, bottom] = [Math.min(spot.row, spot.to), Math.max(spot.row, spot.to)];
    const source = rows[top];
    if (!mayWrite || !column || !source || !isOpen(source, column)) return;
    const value = cellAt(typed, source, column);
    const below = rows.slice(top + 1, bottom > top ? bottom + 1 : undefined).filter((row) => isOpen(row, column));
    setTyped(below.reduce((all, row) => typeCell(all, row, column, value), typed));
    say(t('filled', { n: below.length }));
  };
  return (
    <>
      <GridTable {...{ rows, columns, typed, refused, mayWrite, spot, goTo, type, fillDown, isOpen }} />
      {mayWrite && (
        <div className="grid-verbs">
          <Button size="xs" variant="default" leftSection={<Icon name="down" size={14} />} onClick={fillDown}>
            {t('fillDown')}
          </Button>
          <span className="help" role="status">
            {said}
          </span>
        </div>
      )}
    </>
  );
}

/** What is typed and unsaved; first seen, then saved. */
function GridSave({ editor }: { editor: Editor }) {
  const t = useWords(gridWords);
  const c = useWords(common);
  const send = useSendTyped();
  const [told, setTold] = useState<Answer>();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');
  const { typed, setTyped, setRefused } = editor;
  const review = async () => {
    setBusy(true);
    setFailed('');
    try {
      const answer = await send(typed, true);
      setRefused(answer.refused);
      setTold(answer);
    } catch (error) {
      setFailed(sentenceOf(error, c('error.network')));
    } finally {
      setBusy(false);
    }
  };
  const save = async () => {
    const { items, refused } = await send(typed, false);
    setRefused(refused);
    setTyped(keptOf(typed, refused));
    const saved = items.filter((item) => item.outcome !== 'refused').length;
    if (saved > 0) notifications.show({ message: t('savedN', { n: saved }), color: 'cresson' });
    if (refused.size > 0) notifications.show({ message: t('keptN', { n: refused.size }), color: 'groseille' });
  };
  return (
    <section className="save-bar" aria-label={t('save')}>
      <p role={failed === '' ? 'status' : 'alert'}>{failed || t('typed', { n: countTyped(typed) })}</p>
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          setTyped(new Map());
          setRefused(new Map());
        }}
      >
        {t('discard')}
      </Button>
      <Button size="xs" loading={busy} onClick={() => void review()}>
        {t('review')}
      </Button>
      {told && <ReviewBox answer={told} save={save} onClose={() => setTold(undefined)} />}
    </section>
  );
}
