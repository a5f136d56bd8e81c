/** The fields of a product: texts side by side in both languages, and where it belongs. */
import { MultiSelect, NativeSelect, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { useWords } from '../shell/lang.tsx';
import { statuses, taxClasses, useCategories, type Status, type TaxClass } from './data.ts';
import type { Editor } from './record.tsx';
import { productWords } from './words.ts';

export function Texts({ editor }: { editor: Editor }) {
  const t = useWords(productWords);
  const { product, edits, change, mayWrite } = editor;
  const name = edits.name ?? product.name;
  const description = edits.description ?? product.rawDescription;
  return (
    <Panel title={t('texts')}>
      <div className="two-languages">
        <TextInput
          label={t('nameFr')}
          value={name.fr}
          onChange={(event) => change({ name: { ...name, fr: event.currentTarget.value } })}
          readOnly={!mayWrite}
          required
          maxLength={500}
          lang="fr"
        />
        <TextInput
          label={t('nameEn')}
          value={name.en}
          onChange={(event) => change({ name: { ...name, en: event.currentTarget.value } })}
          readOnly={!mayWrite}
          required
          maxLength={500}
          lang="en"
        />
        <Textarea
          label={t('descriptionFr')}
          value={description.fr}
          onChange={(event) => change({ description: { ...description, fr: event.currentTarget.value } })}
          readOnly={!mayWrite}
          autosize
          minRows={4}
          maxRows={14}
          lang="fr"
        />
        <Textarea
          label={t('descriptionEn')}
          value={description.en}
          onChange={(event) => change({ description: { ...description, en: event.currentTarget.value } })}
          readOnly={!mayWrite}
          autosize
          minRows={4}
          maxRows={14}
          lang="en"
        />
      </div>
    </Panel>
  );
}

export function Organisation({ editor }: { editor: Editor }) {
  const t = useWords(productWords);
  const { product, edits, change, mayWrite } = editor;
  return (
    <Panel title={t('organisation')}>
      <div className="column fields">
        <NativeSelect
          label={t('status')}
          value={edits.status ?? product.status}
          onChange={(event) => change({ status: event.currentTarget.value as Status })}
          disabled={!mayWrite}
          data={statuses.map((value) => ({ value, label: t(value) }))}
        />
        <TextInput
          label={t('brand')}
          value={(edits.brand === undefined ? product.brand : edits.brand) ?? ''}
          onChange={(event) => change({ brand: event.currentTarget.value || null })}
          readOnly={!mayWrite}
          maxLength={200}
        />
        <TextInput
          label={t('productType')}
          value={(edits.productType === undefined ? product.productType : edits.productType) ?? ''}
          onChange={(event) => change({ productType: event.currentTarget.value || null })}
          readOnly={!mayWrite}
          maxLength={200}
        />
        <NativeSelect
          label={t('taxClass')}
          value={edits.taxClass ?? product.taxClass}
          onChange={(event) => change({ taxClass: event.currentTarget.value as TaxClass })}
          disabled={!mayWrite}
          data={taxClasses.map((value) => ({ value, label: t(value) }))}
        />
        <CategoryField
          value={edits.categoryIds ?? product.categoryIds}
          onChange={(categoryIds) => change({ categoryIds })}
          readOnly={!mayWrite}
        />
        <TagsInput
          label={t('tags')}
          value={[...(edits.tags ?? product.tags)]}
          onChange={(tags) => change({ tags })}
          readOnly={!mayWrite}
          clearButtonProps={{ 'aria-label': t('discard') }}
        />
      </div>
    </Panel>
  );
}

type CategoryProps = {
  readonly value: readonly string[];
  readonly onChange: (ids: string[]) => void;
  readonly readOnly?: boolean;
};

/** The categories of the tree, told with the way to them. */
export function useCategoryOptions(): { value: string; label: string }[] {
  const { text } = useFormat();
  const categories = useCategories().data ?? [];
  const labels = new Map<string | null, string>();
  // A line comes after its parent, whose way is known by then.
  for (const { categoryId, parentId, name } of categories)
    labels.set(categoryId, [labels.get(parentId), text(name)].filter(Boolean).join(' › '));
  return categories.map(({ categoryId }) => ({ value: categoryId, label: labels.get(categoryId) ?? '' }));
}

export function CategoryField({ value, onChange, readOnly }: CategoryProps) {
  const t = useWords(productWords);
  return (
    <MultiSelect
      label={t('categories')}
      value={[...value]}
      onChange={onChange}
      readOnly={readOnly ?? false}
      searchable
      data={useCategoryOptions()}
    />
  );
}
