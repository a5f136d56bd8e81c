/** A first product typed by hand: its name, what it costs, how many there are. What else there is to say is said on its record. */
import { Button, Checkbox, FileInput, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { Link, useLocation } from 'wouter';
import { newId } from '#base/ids';
import { slug } from '#catalog/model';
import { sentenceOf } from '../parts/failed.tsx';
import { Icon } from '../parts/icon.tsx';
import { useChannels, useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { useTitle } from '../parts/record.tsx';
import { minorOf } from '../prices/amount.ts';
import { usePriceLists, useSetPrices } from '../prices/data.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { useStockAct } from '../stock/data.ts';
import { common } from '../words/common.ts';
import { SiteSelect } from '../parts/site-select.tsx';
import { taxClasses, useNewProduct, useUpload, type Receipt, type TaxClass } from './data.ts';
import { productWords } from './words.ts';

type Typed = {
  readonly name: string;
  readonly price: string;
  readonly taxClass: TaxClass;
  readonly sku: string;
  readonly quantity: number | string;
  readonly siteId: string;
  readonly onSale: boolean;
  readonly picture: File | null;
};

const nothing: Typed = {
  name: '',
  price: '',
  taxClass: 'standard',
  sku: '',
  quantity: '',
  siteId: '',
  onSale: true,
  picture: null,
};

/** Product, price, stock and picture, one after the other; what was done stays done when a later one fails and is sent again. */
function useSimple() {
  const [, go] = useLocation();
  const [typed, setTyped] = useState(nothing);
  const [ids] = useState(() => ({ productId: newId('prd'), key: newId('act') }));
  const [made, setMade] = useState<Receipt>();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<unknown>();
  const channels = useChannels();
  const sites = useSites();
  const lists = usePriceLists();
  const create = useNewProduct();
  const setPrices = useSetPrices();
  const stock = useStockAct();
  const upload = useUpload(ids.productId);
  const base = lists.data?.find((list) => list.channelId === null);
  const minor = minorOf(typed.price, base?.currency ?? 'EUR');
  const siteId = typed.siteId || (sites.items[0]?.siteId ?? '');
  const make = async (): Promise<Receipt> => {
    const name = { fr: typed.name.trim(), en: typed.name.trim() };
    const channelIds = channels.items
      .filter((one) => one.kind === 'web' || one.kind === 'till')
      .map((one) => one.channelId);
    const receipt = await create.mutateAsync({
      productId: ids.productId,
      handle: slug(typed.name),
      name,
      brand: null,
      taxClass: typed.taxClass,
      status: typed.onSale ? 'active' : 'draft',
      categoryIds: [],
      channelIds,
      options: [],
      variants: [{ optionValues: [], ...(typed.sku.trim() === '' ? {} : { sku: typed.sku.trim() }) }],
    });
    setMade(receipt);
    return receipt;
  };
  const send = async () => {
    const receipt = made ?? (await make());
    const skuId = receipt.skus[0]?.skuId;
    if (skuId !== undefined && base && minor !== null && minor !== undefined)
      await setPrices.mutateAsync({ listId: base.listId, prices: [{ skuId, minor }] });
    const quantity = Number(typed.quantity);
    if (skuId !== undefined && quantity > 0) {
      const act = { act: 'receipts', skuId, siteId, quantity, document: '' } as const;
      await stock.mutateAsync({ act: { ...act, document: typed.sku.trim() || slug(typed.name) }, key: ids.key });
    }
    if (typed.picture) await upload.mutateAsync([typed.picture]);
    go(`/products/${receipt.productId}`);
  };
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (minor === undefined || slug(typed.name) === '') return;
    setBusy(true);
    setFailed(undefined);
    await send().catch(setFailed);
    setBusy(false);
  };
  const set = (next: Partial<Typed>) => setTyped({ ...typed, ...next });
  return { typed, set, submit, minor, siteId, busy, failed, made };
}

export function SimpleProductPage() {
  const t = useWords(productWords);
  const c = useWords(common);
  useTitle(t('simple'));
  const form = useSimple();
  return (
    <form className="page simple-product" onSubmit={(event) => void form.submit(event)}>
      <Link href="/products" className="back-link">
        <Icon name="left" size={14} />
        {t('title')}
      </Link>
      <header className="page-head">
        <h1>{t('simple')}</h1>
        <div className="page-actions">
          <Button component={Link} href="/products/new" variant="default">
            {t('withOptions')}
          </Button>
          <Button type="submit" loading={form.busy}>
            {t('create')}
          </Button>
        </div>
      </header>
      <p className="muted simple-hint">{t('simpleHint')}</p>
      {form.failed !== undefined && (
        <p className="bad" role="alert">
          {form.made && `${t('simpleMade')} `}
          {sentenceOf(form.failed, c('error.network'))}
        </p>
      )}
      <Panel>
        <Fields form={form} />
      </Panel>
    </form>
  );
}

type FormProps = { readonly form: ReturnType<typeof useSimple> };

function Fields({ form }: FormProps) {
  const t = useWords(productWords);
  const { typed, set } = form;
  const isMade = form.made !== undefined;
  const mayPrice = useCan('prices.write');
  return (
    <div className="two-languages">
      <TextInput
        label={t('productName')}
        value={typed.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
        disabled={isMade}
        required
        maxLength={500}
        data-autofocus
      />
      <TextInput
        label={t('sku')}
        description={t('skuHint')}
        value={typed.sku}
        onChange={(event) => set({ sku: event.currentTarget.value })}
        disabled={isMade}
        maxLength={60}
      />
      {mayPrice && (
        <TextInput
          label={t('firstPrice')}
          value={typed.price}
          onChange={(event) => set({ price: event.currentTarget.value })}
          inputMode="decimal"
          error={form.minor === undefined && t('badPrice')}
        />
      )}
      <NativeSelect
        label={t('taxClass')}
        value={typed.taxClass}
        onChange={(event) => set({ taxClass: event.currentTarget.value as TaxClass })}
        disabled={isMade}
        data={taxClasses.map((value) => ({ value, label: t(value) }))}
      />
      <StockFields form={form} />
      <FileInput
        label={t('pictures')}
        description={t('uploadHint')}
        accept="image/png,image/jpeg,image/webp"
        value={typed.picture}
        onChange={(picture) => set({ picture })}
        clearable
      />
      <Checkbox
        label={t('onSaleNow')}
        description={t('onSaleHint')}
        checked={typed.onSale}
        onChange={(event) => set({ onSale: event.currentTarget.checked })}
        disabled={isMade}
      />
    </div>
  );
}

function StockFields({ form }: FormProps) {
  const t = useWords(productWords);
  const { typed, set } = form;
  if (!useCan('stock.write')) return null;
  return (
    <>
      <NumberInput
        label={t('howMany')}
        value={typed.quantity}
        onChange={(quantity) => set({ quantity })}
        min={0}
        max={1_000_000}
        allowDecimal={false}
      />
      <SiteSelect label={t('where')} value={form.siteId} onChange={(next) => set({ siteId: next })} />
    </>
  );
}
