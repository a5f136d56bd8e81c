/** At the right of a list's filters: which columns are shown, and the list as a file. */
import { Button, Checkbox, Menu, Popover } from '@mantine/core';
import { address, type ApiOptions } from '#kit/api';
import { useLang, useWords } from '../shell/lang.tsx';
import { lists } from '../words/lists.ts';
import type { Column } from './data-table.tsx';
import { Icon } from './icon.tsx';
import { useParam } from './views.ts';

/** The columns the address asks for (`cols=number.total`), the first always among them; without, those not marked `extra`. */
export function useShownColumns<T>(columns: readonly Column<T>[]) {
  const [cols, setCols] = useParam('cols');
  const wanted = cols === '' ? undefined : cols.split('.');
  const isShown = (column: Column<T>, i: number): boolean =>
    i === 0 || (wanted ? wanted.includes(column.key) : !column.extra);
  const shown = columns.filter(isShown);
  const standard = columns.filter((column, i) => i === 0 || !column.extra).map((column) => column.key);
  const toggle = (key: string): void => {
    const now = new Set(shown.map((column) => column.key));
    if (!now.delete(key)) now.add(key);
    const keys = columns.map((column) => column.key).filter((one) => now.has(one));
    setCols(keys.join('.') === standard.join('.') ? '' : keys.join('.'));
  };
  return { shown, toggle, isStandard: cols === '', reset: () => setCols('') };
}

type ColumnsProps<T> = {
  readonly columns: readonly Column<T>[];
  readonly shown: readonly Column<T>[];
  readonly toggle: (key: string) => void;
};

export function ColumnsMenu<T>({ columns, shown, toggle }: ColumnsProps<T>) {
  const t = useWords(lists);
  return (
    <Popover position="bottom-end" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button variant="default" size="xs" leftSection={<Icon name="filter" size={14} />}>
          {t('columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('columns')}>
        <div className="columns-menu">
          {columns.slice(1).map((column) => (
            <Checkbox
              key={column.key}
              size="xs"
              label={column.label ?? column.head}
              checked={shown.includes(column)}
              onChange={() => toggle(column.key)}
            />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** A file of what the list shows, made by the server under the same filters. `name` is that of `/api/exports/<name>`. */
export type FileOf = { readonly name: string; readonly query?: ApiOptions['query'] };

export function FileMenu({ file }: { file: FileOf }) {
  const t = useWords(lists);
  const { lang } = useLang();
  const at = (bom: 0 | 1): string => address(`/api/exports/${file.name}`, { ...file.query, lang, bom });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<Icon name="download" size={14} />}>
          {t('file')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={at(1)} download>
          {t('fileSheet')}
        </Menu.Item>
        <Menu.Item component="a" href={at(0)} download>
          {t('filePlain')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
