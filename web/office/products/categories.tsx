/** The tree of categories: made, named in both languages, moved, sorted, removed. The shop's navigation follows. */
import { ActionIcon, Button } from '@mantine/core';
import { Link } from 'wouter';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useLive } from '../parts/live.tsx';
import { Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { stepped, useCategoryAct } from './category-data.ts';
import { ChangeCategory, NewCategory } from './category-form.tsx';
import { categoryWords } from './category-words.ts';
import { useCategories, type Category } from './data.ts';

/** What the side shows is in the address: a category, or a new one below `under` (`top`: below none). */
export function CategoriesPage() {
  const t = useWords(categoryWords);
  const mayWrite = useCan('catalog.write');
  useLive(['catalog.category_changed'], [['products', 'categories']], 1_000);
  const categories = useCategories();
  const filters = useFilters(['id', 'under']);
  const { id, under } = filters.values;
  if (categories.isPending) return <PageSkeleton record />;
  if (!categories.data) return <ErrorBox error={categories.error} retry={() => void categories.refetch()} page />;
  const all = categories.data;
  const chosen = all.find((one) => one.categoryId === id);
  const close = () => filters.clear();
  return (
    <Record
      back={{ href: '/products', label: t('products') }}
      title={t('title')}
      actions={
        mayWrite && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => filters.set({ id: '', under: 'top' })}>
            {t('new')}
          </Button>
        )
      }
      main={
        <Panel title={t('tree')} note={t('intro')} flush>
          {all.length === 0 ? (
            <Empty icon="tag" title={t('empty')}>
              {t('emptyHint')}
            </Empty>
          ) : (
            <Tree all={all} chosen={id} onAdd={(parentId) => filters.set({ id: '', under: parentId })} />
          )}
        </Panel>
      }
      side={
        under !== '' && mayWrite ? (
          <NewCategory
            key={under}
            all={all}
            parentId={all.find((one) => one.categoryId === under)?.categoryId ?? null}
            onDone={(categoryId) => filters.set({ id: categoryId, under: '' })}
            onClose={close}
          />
        ) : chosen ? (
          <ChangeCategory key={`${id} ${chosen.version}`} all={all} category={chosen} onClose={close} />
        ) : (
          <Panel>
            <p className="muted">{t('choose')}</p>
          </Panel>
        )
      }
    />
  );
}

type TreeProps = {
  readonly all: readonly Category[];
  readonly chosen: string;
  readonly onAdd: (parentId: string) => void;
};

function Tree({ all, chosen, onAdd }: TreeProps) {
  const t = useWords(categoryWords);
  const c = useWords(common);
  const mayWrite = useCan('catalog.write');
  const act = useCategoryAct();
  const sort = (category: Category, step: -1 | 1) => {
    const categoryIds = stepped(all, category.categoryId, step);
    if (categoryIds) act.mutate({ act: 'sort', parentId: category.parentId, categoryIds });
  };
  return (
    <>
      {act.error && (
        <p className="bad panel-text" role="alert">
          {sentenceOf(act.error, c('error.network'))}
        </p>
      )}
      <ul className="category-tree" aria-label={t('tree')}>
        {all.map((category) => (
          <li
            key={category.categoryId}
            aria-current={category.categoryId === chosen ? 'true' : undefined}
            style={{ paddingInlineStart: `calc(var(--s-4) + ${category.depth} * var(--s-6))` }}
          >
            <Name category={category} isParent={all.some((one) => one.parentId === category.categoryId)} />
            {mayWrite && <Verbs all={all} category={category} onSort={sort} onAdd={onAdd} busy={act.isPending} />}
          </li>
        ))}
      </ul>
    </>
  );
}

function Name({ category, isParent }: { category: Category; isParent: boolean }) {
  const t = useWords(categoryWords);
  const { text } = useFormat();
  return (
    <span className="category-name">
      <Link className="row-link" href={`/products/categories?id=${category.categoryId}`}>
        {text(category.name)}
      </Link>
      {(category.products > 0 || !isParent) && <span className="help num">{t('n', { n: category.products })}</span>}
    </span>
  );
}

type VerbProps = {
  readonly all: readonly Category[];
  readonly category: Category;
  readonly onSort: (category: Category, step: -1 | 1) => void;
  readonly onAdd: (parentId: string) => void;
  readonly busy: boolean;
};

function Verbs({ all, category, onSort, onAdd, busy }: VerbProps) {
  const t = useWords(categoryWords);
  const { text } = useFormat();
  const name = text(category.name);
  const mayGo = (step: -1 | 1): boolean => !busy && stepped(all, category.categoryId, step) !== undefined;
  return (
    <span className="category-verbs">
      <ActionIcon aria-label={t('up', { name })} disabled={!mayGo(-1)} onClick={() => onSort(category, -1)}>
        <Icon name="up" size={16} />
      </ActionIcon>
      <ActionIcon aria-label={t('down', { name })} disabled={!mayGo(1)} onClick={() => onSort(category, 1)}>
        <Icon name="down" size={16} />
      </ActionIcon>
      <ActionIcon aria-label={t('below', { name })} onClick={() => onAdd(category.categoryId)}>
        <Icon name="plus" size={16} />
      </ActionIcon>
    </span>
  );
}
