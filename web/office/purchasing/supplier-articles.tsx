/** What a supplier sells us: its reference, packs and price, typed in place. */
import { Button, Checkbox, NumberInput, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { api } from '#kit/api';
import { milliOf, unitDecimal } from '#purchasing/model';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { useSupplies, useWrite, type Article, type Supplier, type Supply } from './data.ts';
import { ArticleCell, useUnitCost } from './parts.tsx';
import { buying } from './words.ts';

export function SupplierArticles({ supplier }: { supplier: Supplier }) {
  const t = useWords(buying);
  const supplies = useSupplies(supplier.supplierId);
  const may = useCan('suppliers.write');
  const [edited, edit] = useState<Supply | 'new'>();
  if (supplies.isPending) return <RowsSkeleton height={56} />;
  if (supplies.error) return <ErrorBox error={supplies.error} retry={() => void supplies.refetch()} />;
  return (
    <Panel
      title={t('theirArticles')}
      note={supplies.data.length}
      aside={
        may && (
          <Button size="compact-sm" variant="default" onClick={() => edit(edited ? undefined : 'new')}>
            {t('addArticle')}
          </Button>
        )
      }
      flush
    >
      {edited && (
        <ArticleForm
          key={edited === 'new' ? 'new' : edited.skuId}
          supplier={supplier}
          before={edited === 'new' ? undefined : edited}
          onDone={() => edit(undefined)}
        />
      )}
      {supplies.data.length === 0 ? (
        <p className="muted panel-text">{t('noArticle')}</p>
      ) : (
        <Table supplier={supplier} supplies={supplies.data} onEdit={may ? edit : undefined} />
      )}
    </Panel>
  );
}

type TableProps = {
  readonly supplier: Supplier;
  readonly supplies: readonly Supply[];
  /** Absent for those who may only look. */
  readonly onEdit: ((one: Supply) => void) | undefined;
};

function Table({ supplier, supplies, onEdit }: TableProps) {
  const t = useWords(buying);
  const cost = useUnitCost();
  const { text } = useFormat();
  return (
    <div className="table-scroll" role="region" aria-label={t('theirArticles')} tabIndex={0}>
      <table className="table" data-tall aria-label={t('theirArticles')}>
        <thead>
          <tr>
            <th scope="col">{t('article')}</th>
            <th scope="col" data-hide="phone">
              {t('theirRef')}
            </th>
            <th scope="col" data-align="right">
              {t('perPack')}
            </th>
            <th scope="col" data-align="right">
              {t('unit')}
            </th>
            {onEdit && (
              <th scope="col">
                <span className="unseen">{t('edit')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {supplies.map((one) => (
            <tr key={one.skuId}>
              <td>
                <ArticleCell article={one} />
              </td>
              <td data-hide="phone">
                <span className="num">{one.supplierSku ?? '—'}</span>{' '}
                {one.preferred && <Tag tone="info">{t('preferred')}</Tag>}
              </td>
              <td data-align="right">{one.packUnits}</td>
              <td data-align="right">{cost(one.costMilli, supplier.currency)}</td>
              {onEdit && (
                <td data-align="right">
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`${t('edit')} ${text(one.name)}`}
                    onClick={() => onEdit(one)}
                  >
                    {t('edit')}
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type FormProps = { readonly supplier: Supplier; readonly before: Supply | undefined; readonly onDone: () => void };

/** The article a typed reference names exactly; undefined when none does. */
async function skuIdOf(sku: string): Promise<string | undefined> {
  const found = await api<{ items: readonly Article[] }>('GET', '/api/stock/lookup', { query: { code: sku } });
  return found.items[0]?.skuId;
}

function useArticle({ supplier, before, onDone }: FormProps) {
  const { lang } = useFormat();
  const { currency } = supplier;
  const [sku, setSku] = useState(before?.sku ?? '');
  const [supplierSku, setTheirs] = useState(before?.supplierSku ?? '');
  const [packUnits, setPack] = useState(before?.packUnits ?? 1);
  const [preferred, setPreferred] = useState(before?.preferred ?? true);
  const decimal = before?.costMilli === null || before === undefined ? '' : unitDecimal(before.costMilli, currency);
  const [typed, setTyped] = useState(lang === 'fr' ? decimal.replace('.', ',') : decimal);
  const [unknown, setUnknown] = useState('');
  const write = useWrite<object>(`/api/suppliers/${supplier.supplierId}/articles`, 'PUT');
  const costMilli = milliOf(typed, currency);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const skuId = before?.skuId ?? (await skuIdOf(sku.trim()));
    setUnknown(skuId === undefined ? sku : '');
    if (skuId === undefined || costMilli === undefined) return;
    const article = { skuId, supplierSku: supplierSku.trim() || null, packUnits, costMilli };
    const articles = [{ ...article, leadDays: before?.leadDays ?? null, preferred }];
    await write.mutateAsync({ body: { articles } });
    onDone();
  };
  return {
    ...{ sku, setSku, supplierSku, setTheirs, packUnits, setPack, preferred, setPreferred, typed, setTyped },
    ...{ unknown, costMilli, submit, write },
  };
}

function ArticleForm(props: FormProps) {
  const t = useWords(buying);
  const c = useWords(common);
  const form = useArticle(props);
  return (
    <form className="column panel-text" onSubmit={(event) => void form.submit(event).catch(() => undefined)}>
      <div className="buy-fields">
        <TextInput
          label={t('sku')}
          value={form.sku}
          readOnly={props.before !== undefined}
          error={form.unknown === '' ? undefined : t('unknownSku', { sku: form.unknown })}
          onChange={(event) => form.setSku(event.currentTarget.value)}
          required
        />
        <TextInput
          label={t('theirRef')}
          value={form.supplierSku}
          maxLength={80}
          onChange={(event) => form.setTheirs(event.currentTarget.value)}
        />
        <NumberInput
          label={t('perPack')}
          min={1}
          max={1_000_000}
          allowDecimal={false}
          value={form.packUnits}
          onChange={(value) => form.setPack(Number(value))}
        />
        <TextInput
          label={`${t('unit')} (${props.supplier.currency})`}
          inputMode="decimal"
          value={form.typed}
          error={form.typed !== '' && form.costMilli === undefined}
          onChange={(event) => form.setTyped(event.currentTarget.value)}
          required
        />
      </div>
      <Checkbox
        label={t('preferred')}
        checked={form.preferred}
        onChange={(event) => form.setPreferred(event.currentTarget.checked)}
      />
      {form.write.error && (
        <p className="bad" role="alert">
          {sentenceOf(form.write.error, c('error.network'))}
        </p>
      )}
      <div className="page-actions">
        <Button variant="default" onClick={props.onDone}>
          {c('cancel')}
        </Button>
        <Button type="submit" loading={form.write.isPending}>
          {c('save')}
        </Button>
      </div>
    </form>
  );
}
