/** A new product: its names, where it belongs, its options and one first price. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { Link, useLocation } from 'wouter';
import { newId } from '#base/ids';
import { slug } from '#catalog/model';
import { sentenceOf } from '../parts/failed.tsx';
import { Icon } from '../parts/icon.tsx';
import { useChannels } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useTitle } from '../parts/record.tsx';
import { minorOf } from '../prices/amount.ts';
import { usePriceLists, useSetPrices } from '../prices/data.ts';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { combinations, filled, type Option } from './combinations.ts';
import { statuses, taxClasses, useNewProduct, type NewProduct, type Status, type TaxClass } from './data.ts';
import { CategoryField } from './fields.tsx';
import { productWords } from './words.ts';

type Typed = {
  readonly fr: string;
  readonly en: string;
  readonly handle: string;
  readonly brand: string;
  readonly taxClass: TaxClass;
  readonly status: Status;
  readonly categoryIds: readonly string[];
  readonly options: readonly Option[];
  readonly price: string;
};

const MOST = 500;
const both = (text: string) => ({ fr: text, en: text });

function useNew() {
  const [, go] = useLocation();
  const channels = useChannels();
  const lists = usePriceLists();
  const create = useNewProduct();
  const setPrices = useSetPrices();
  const [productId] = useState(() => newId('prd'));
  const [typed, setTyped] = useState<Typed>({
    fr: '',
    en: '',
    handle: '',
    brand: '',
    taxClass: 'standard',
    status: 'draft',
    categoryIds: [],
    options: [{ name: '', values: '' }],
    price: '',
  });
  const base = lists.data?.find((list) => list.channelId === null);
  const minor = minorOf(typed.price, base?.currency ?? 'EUR');
  const sets = combinations(typed.options);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (minor === undefined || sets.length > MOST) return;
    const body: NewProduct = {
      productId,
      handle: typed.handle || slug(typed.fr),
      name: { fr: typed.fr, en: typed.en || typed.fr },
      brand: typed.brand || null,
      taxClass: typed.taxClass,
      status: typed.status,
      categoryIds: typed.categoryIds,
      channelIds: channels.items.filter((one) => one.kind === 'web' || one.kind === 'till').map((one) => one.channelId),
      options: filled(typed.options).map((option) => both(option.name.trim())),
      variants: sets.map((values) => ({ optionValues: values.map(both) })),
    };
    const made = await create.mutateAsync(body);
    if (base && minor !== null) {
      const prices = made.skus.map(({ skuId }) => ({ skuId, minor }));
      await setPrices.mutateAsync({ listId: base.listId, prices });
    }
    go(`/products/${made.productId}`);
  };
  const isBusy = create.isPending || setPrices.isPending;
  return {
    typed,
    set: (next: Partial<Typed>) => setTyped({ ...typed, ...next }),
    submit,
    minor,
    sets,
    isBusy,
    error: create.error ?? setPrices.error,
  };
}

export function NewProductPage() {
  const t = useWords(productWords);
  const c = useWords(common);
  useTitle(t('newTitle'));
  const form = useNew();
  const { typed, set } = form;
  return (
    <form className="page" onSubmit={(event) => void form.submit(event).catch(() => undefined)}>
      <Link href="/products" className="back-link">
        <Icon name="left" size={14} />
        {t('title')}
      </Link>
      <header className="page-head">
        <h1>{t('newTitle')}</h1>
        <div className="page-actions">
          <Button component={Link} href="/products" variant="default">
            {t('cancel')}
          </Button>
          <Button type="submit" loading={form.isBusy}>
            {t('create')}
          </Button>
        </div>
      </header>
      <div className="column">
        {form.error && (
          <p className="bad" role="alert">
            {sentenceOf(form.error, c('error.network'))}
          </p>
        )}
        <Panel title={t('texts')}>
          <div className="two-languages">
            <TextInput
              label={t('nameFr')}
              value={typed.fr}
              onChange={(e) => set({ fr: e.currentTarget.value })}
              required
              maxLength={500}
            />
            <TextInput
              label={t('nameEn')}
              value={typed.en}
              onChange={(e) => set({ en: e.currentTarget.value })}
              maxLength={500}
              placeholder={typed.fr}
            />
            <TextInput
              label={t('handle')}
              value={typed.handle}
              onChange={(e) => set({ handle: slug(e.currentTarget.value) })}
              placeholder={slug(typed.fr)}
              maxLength={160}
            />
            <TextInput
              label={t('brand')}
              value={typed.brand}
              onChange={(e) => set({ brand: e.currentTarget.value })}
              maxLength={200}
            />
          </div>
        </Panel>
        <Belongs typed={typed} set={set} isBadPrice={form.minor === undefined} />
        <Options typed={typed} set={set} made={form.sets.length} />
      </div>
    </form>
  );
}

type BelongsProps = { typed: Typed; set: (next: Partial<Typed>) => void; isBadPrice: boolean };

function Belongs({ typed, set, isBadPrice }: BelongsProps) {
  const t = useWords(productWords);
  return (
    <Panel title={t('organisation')}>
      <div className="two-languages">
        <NativeSelect
          label={t('status')}
          value={typed.status}
          onChange={(e) => set({ status: e.currentTarget.value as Status })}
          data={statuses.map((value) => ({ value, label: t(value) }))}
        />
        <NativeSelect
          label={t('taxClass')}
          value={typed.taxClass}
          onChange={(e) => set({ taxClass: e.currentTarget.value as TaxClass })}
          data={taxClasses.map((value) => ({ value, label: t(value) }))}
        />
        <CategoryField value={typed.categoryIds} onChange={(categoryIds) => set({ categoryIds })} />
        <TextInput
          label={t('firstPrice')}
          value={typed.price}
          onChange={(e) => set({ price: e.currentTarget.value })}
          inputMode="decimal"
          error={isBadPrice && t('badPrice')}
        />
      </div>
    </Panel>
  );
}

type OptionsProps = { typed: Typed; set: (next: Partial<Typed>) => void; made: number };

function Options({ typed, set, made }: OptionsProps) {
  const t = useWords(productWords);
  const change = (at: number, next: Partial<Option>) => {
    const options = typed.options.map((one, i) => (i === at ? { ...one, ...next } : one));
    const last = options.at(-1);
    const more = options.length < 3 && last && last.name !== '' && last.values !== '';
    set({ options: more ? [...options, { name: '', values: '' }] : options });
  };
  return (
    <Panel title={t('options')} note={t('optionsHint')}>
      <div className="column">
        {typed.options.map((option, i) => (
          <div className="two-languages" key={i}>
            <TextInput
              label={`${t('optionName')} ${i + 1}`}
              placeholder={t('optionNameHint')}
              value={option.name}
              onChange={(event) => change(i, { name: event.currentTarget.value })}
              maxLength={120}
            />
            <TextInput
              label={`${t('optionValues')} ${i + 1}`}
              placeholder={t('optionValuesHint')}
              value={option.values}
              onChange={(event) => change(i, { values: event.currentTarget.value })}
            />
          </div>
        ))}
        <p className={made > MOST ? 'bad' : 'muted'} role="status">
          {made > MOST ? t('tooMany') : t('willMake', { n: made })}
        </p>
      </div>
    </Panel>
  );
}
