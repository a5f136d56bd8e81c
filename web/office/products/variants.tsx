/** Variants of a product: code, price with its reason, stock at each site. */
import { ActionIcon, Button, NumberInput, TextInput, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { readGtin } from '#catalog/model';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Picture } from '../parts/picture.tsx';
import { Tag } from '../parts/tag.tsx';
import { useShownPrices } from '../prices/data.ts';
import { WhyPrice } from '../prices/why-price.tsx';
import { useWords } from '../shell/lang.tsx';
import { useStockOf, type StockLine } from '../stock/data.ts';
import type { Variant } from './data.ts';
import { GenerateButton } from './generate.tsx';
import type { Editor } from './record.tsx';
import { productWords } from './words.ts';

export function Variants({ editor }: { editor: Editor }) {
  const t = useWords(productWords);
  const { text } = useFormat();
  const sites = useSites();
  const { product, variants, mayWrite } = editor;
  const ids = product.variants.map((one) => one.skuId);
  const stock = useStockOf(ids);
  const fresh = Object.keys(variants).filter((key) => key.startsWith('new'));
  return (
    <Panel
      title={t('variants')}
      note={product.options.map((option) => text(option.name)).join(', ')}
      flush
      aside={
        mayWrite && (
          <>
            {/* What is typed into rows is saved first, for both are over the version seen. */}
            {Object.keys(variants).length === 0 && <GenerateButton product={product} />}
            {product.options.length > 0 && <AddVariant editor={editor} />}
          </>
        )
      }
    >
      <div className="table-scroll">
        <table className="table variants" data-tall aria-label={t('variants')}>
          <thead>
            <tr>
              <th scope="col">{t('sku')}</th>
              <th scope="col" data-hide="phone">
                {t('gtin')}
              </th>
              <th scope="col" data-align="right">
                {t('price')}
              </th>
              {sites.items.map((site) => (
                <th scope="col" key={site.siteId} data-align="right" data-hide="wide">
                  <abbr title={site.name}>{site.code}</abbr>
                </th>
              ))}
              <th scope="col" data-align="right">
                {t('stock')}
              </th>
              {mayWrite && <td />}
            </tr>
          </thead>
          <tbody>
            {product.variants.map((variant) => (
              <VariantRow
                key={variant.skuId}
                editor={editor}
                variant={variant}
                stock={stock.data.get(variant.skuId)}
                all={ids}
              />
            ))}
          </tbody>
        </table>
      </div>
      {fresh.map((key) => (
        <NewVariant key={key} id={key} editor={editor} />
      ))}
    </Panel>
  );
}

type RowProps = {
  readonly editor: Editor;
  readonly variant: Variant;
  readonly stock: StockLine | undefined;
  readonly all: readonly string[];
};

function VariantRow({ editor, variant, stock, all }: RowProps) {
  const t = useWords(productWords);
  const { text, number } = useFormat();
  const sites = useSites();
  const edit = editor.variants[variant.skuId];
  const status = edit?.status ?? variant.status;
  const free = (siteId: string) => stock?.shelves.find((s) => s.siteId === siteId && s.kind === 'sellable')?.free;
  const verb = t(status === 'active' ? 'withdraw' : 'restore');
  return (
    <tr data-withdrawn={status === 'withdrawn' || undefined}>
      <td>
        <Link href={`/stock/${variant.skuId}`} className="row-link with-picture">
          <Picture src={variant.image} size={36} />
          <span className="article">
            <span>{variant.optionValues.map(text).join(' / ') || variant.sku}</span>
            <span className="help num">{variant.sku}</span>
          </span>
        </Link>{' '}
        {status === 'withdrawn' && <Tag>{t('withdrawn')}</Tag>}
      </td>
      <td data-hide="phone">
        <GtinField
          sku={variant.sku}
          value={(edit?.gtin === undefined ? variant.gtin : edit.gtin) ?? ''}
          readOnly={!editor.mayWrite}
          onChange={(gtin) => editor.changeVariant(variant.skuId, { gtin })}
        />
      </td>
      <td data-align="right">
        <VariantPrice variant={variant} all={all} productId={editor.product.productId} />
      </td>
      {sites.items.map((site) => (
        <td key={site.siteId} data-align="right" data-hide="wide">
          {free(site.siteId) ?? <span className="muted">—</span>}
        </td>
      ))}
      <td data-align="right">
        <strong className={(stock?.free ?? 0) > 0 ? 'ok' : 'bad'}>{number(stock?.free ?? 0)}</strong>
      </td>
      {editor.mayWrite && (
        <td data-align="right">
          <Tooltip label={verb}>
            <ActionIcon
              variant="subtle"
              color="zinc"
              aria-label={`${verb}, ${variant.sku}`}
              onClick={() =>
                editor.changeVariant(variant.skuId, { status: status === 'active' ? 'withdrawn' : 'active' })
              }
            >
              <Icon name={status === 'active' ? 'x' : 'back'} size={16} />
            </ActionIcon>
          </Tooltip>
        </td>
      )}
    </tr>
  );
}

function VariantPrice({ variant, all, productId }: { variant: Variant; all: readonly string[]; productId: string }) {
  const t = useWords(productWords);
  const { money } = useFormat();
  const shown = useShownPrices(all).data.get(variant.skuId);
  return (
    <span className="price-cell">
      <Link href={`/prices/${variant.skuId}?product=${productId}`} className="row-link">
        {shown ? money(shown.price) : t('noPrice')}
        <span className="hidden">{t('explainPrice', { sku: variant.sku })}</span>
      </Link>
      <WhyPrice skuId={variant.skuId} about={variant.sku} />
    </span>
  );
}

type GtinProps = { sku: string; value: string; readOnly: boolean; onChange: (gtin: string | null) => void };

/** A GTIN, told at once when its check digit is wrong. */
function GtinField({ sku, value, readOnly, onChange }: GtinProps) {
  const t = useWords(productWords);
  const digits = value.replace(/^0+(?=\d{8})/, '');
  const wrong = value !== '' && !readGtin(value).ok;
  return (
    <TextInput
      className="gtin"
      aria-label={`${t('gtin')}, ${sku}`}
      value={digits}
      onChange={(event) => onChange(event.currentTarget.value.replaceAll(/\D/g, '').slice(0, 14) || null)}
      readOnly={readOnly}
      inputMode="numeric"
      error={wrong && t('gtinBad')}
      size="xs"
    />
  );
}

function AddVariant({ editor }: { editor: Editor }) {
  const t = useWords(productWords);
  const [next, setNext] = useState(1);
  return (
    <Button
      size="xs"
      variant="default"
      onClick={() => {
        editor.changeVariant(`new${next}`, { optionValues: editor.product.options.map(() => ({ fr: '', en: '' })) });
        setNext(next + 1);
      }}
    >
      {t('addVariant')}
    </Button>
  );
}

function NewVariant({ id, editor }: { id: string; editor: Editor }) {
  const t = useWords(productWords);
  const { text } = useFormat();
  const edit = editor.variants[id];
  const values = edit?.optionValues ?? [];
  const { options } = editor.product;
  return (
    <fieldset className="new-variant">
      <legend className="hidden">{t('addVariant')}</legend>
      {options.map((option, i) => (
        <TextInput
          key={text(option.name)}
          label={text(option.name)}
          value={values[i]?.fr ?? ''}
          onChange={(event) => {
            const typed = event.currentTarget.value;
            const optionValues = options.map((_, at) =>
              at === i ? { fr: typed, en: typed } : (values[at] ?? { fr: '', en: '' }),
            );
            editor.changeVariant(id, { optionValues });
          }}
          required
        />
      ))}
      <TextInput
        label={t('sku')}
        value={edit?.sku ?? ''}
        onChange={(event) => editor.changeVariant(id, { sku: event.currentTarget.value || null })}
        maxLength={150}
      />
      <NumberInput
        label={t('weight')}
        value={edit?.weightG ?? ''}
        onChange={(grams) => editor.changeVariant(id, { weightG: grams === '' ? null : Number(grams) })}
        min={0}
        max={10_000_000}
        allowDecimal={false}
      />
    </fieldset>
  );
}
