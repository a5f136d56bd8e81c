/** What goes with a product, stands in for it or repairs it; and what its articles are made of when they are bundles. */
import { ActionIcon, Button, NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { Picture } from '../parts/picture.tsx';
import { useProduct, type Product } from '../products/data.ts';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { relationKinds, useContentAct, type Component, type ContentAct, type Line, type RelationKind } from './data.ts';
import type { PartProps } from './index.tsx';
import { PickProduct } from './pick.tsx';
import { contentWords } from './words.ts';

export function LinksPart({ product, content }: PartProps) {
  const c = useWords(common);
  const act = useContentAct(product.productId);
  const mayWrite = useCan('catalog.write');
  const tell = (wish: ContentAct) => void act.mutateAsync({ ...wish, version: content.version }).catch(() => undefined);
  return (
    <>
      {act.error && (
        <p className="bad" role="alert">
          {sentenceOf(act.error, c('error.network'))}
        </p>
      )}
      <div className="content-links">
        {relationKinds.map((kind) => (
          <Relation
            key={kind}
            kind={kind}
            lines={content.relations[kind]}
            self={product.productId}
            mayWrite={mayWrite}
            set={(productIds) => tell({ act: 'relations', kind, productIds })}
          />
        ))}
      </div>
      {product.variants.map((variant) => (
        <Bundle
          key={variant.skuId}
          product={product}
          skuId={variant.skuId}
          components={content.components.find((one) => one.skuId === variant.skuId)?.components ?? []}
          mayWrite={mayWrite}
          set={(components) => tell({ act: 'components', skuId: variant.skuId, components })}
        />
      ))}
    </>
  );
}

type RelationProps = {
  readonly kind: RelationKind;
  readonly lines: readonly Line[];
  readonly self: string;
  readonly mayWrite: boolean;
  readonly set: (productIds: string[]) => void;
};

function Relation({ kind, lines, self, mayWrite, set }: RelationProps) {
  const t = useWords(contentWords);
  const { text } = useFormat();
  const ids = lines.map((line) => line.productId);
  const up = (i: number) => set(ids.toSpliced(i - 1, 2, ids[i] as string, ids[i - 1] as string));
  return (
    <Panel title={t(kind)} note={t(`${kind}Hint`)}>
      {lines.length === 0 && <p className="muted">{t('noLinks')}</p>}
      <ol className="link-lines">
        {lines.map((line, i) => (
          <li key={line.productId}>
            <Picture src={line.image} size={36} />
            <Link className="row-link" href={`/products/${line.productId}`}>
              {text(line.name)}
            </Link>
            {mayWrite && (
              <span className="link-verbs">
                <ActionIcon
                  variant="subtle"
                  disabled={i === 0}
                  aria-label={t('up', { name: text(line.name) })}
                  onClick={() => up(i)}
                >
                  <Icon name="up" size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  aria-label={t('takeOut', { name: text(line.name) })}
                  onClick={() => set(ids.filter((id) => id !== line.productId))}
                >
                  <Icon name="x" size={16} />
                </ActionIcon>
              </span>
            )}
          </li>
        ))}
      </ol>
      {mayWrite && (
        <PickProduct
          label={t('addProduct')}
          without={[self, ...ids]}
          onPick={(productId) => set([...ids, productId])}
        />
      )}
    </Panel>
  );
}

type Parts = { skuId: string; quantity: number }[];
type BundleProps = {
  readonly product: Product;
  readonly skuId: string;
  readonly components: readonly Component[];
  readonly mayWrite: boolean;
  readonly set: (components: Parts) => void;
};

function Bundle({ product, skuId, components, mayWrite, set }: BundleProps) {
  const t = useWords(contentWords);
  const { text } = useFormat();
  const [adding, setAdding] = useState(false);
  const variant = product.variants.find((one) => one.skuId === skuId);
  if (components.length === 0 && !mayWrite) return undefined;
  const parts: Parts = components.map((one) => ({ skuId: one.skuId, quantity: one.quantity }));
  const name = variant?.optionValues.map(text).join(' / ') || variant?.sku;
  return (
    <Panel title={`${t('bundle')} · ${name ?? ''}`} note={components.length > 0 ? undefined : t('notABundle')}>
      <ul className="link-lines">
        {components.map((component) => (
          <li key={component.skuId}>
            <span className="article">
              <span>{text(component.name)}</span>
              <span className="help num">{component.sku}</span>
            </span>
            <span className="link-verbs">
              <NumberInput
                size="xs"
                className="bundle-quantity"
                aria-label={`${t('quantity')} ${component.sku}`}
                min={1}
                max={1_000}
                allowDecimal={false}
                disabled={!mayWrite}
                defaultValue={component.quantity}
                onBlur={(event) => {
                  const quantity = Number(event.currentTarget.value);
                  if (quantity >= 1 && quantity !== component.quantity)
                    set(parts.map((one) => (one.skuId === component.skuId ? { ...one, quantity } : one)));
                }}
              />
              {mayWrite && (
                <ActionIcon
                  variant="subtle"
                  aria-label={t('takeOut', { name: component.sku })}
                  onClick={() => set(parts.filter((one) => one.skuId !== component.skuId))}
                >
                  <Icon name="x" size={16} />
                </ActionIcon>
              )}
            </span>
          </li>
        ))}
      </ul>
      {mayWrite &&
        (adding || components.length > 0 ? (
          <PickArticle
            without={product.productId}
            onPick={(picked) => set([...parts.filter((one) => one.skuId !== picked), { skuId: picked, quantity: 1 }])}
          />
        ) : (
          <Button size="xs" variant="default" onClick={() => setAdding(true)}>
            {t('makeBundle')}
          </Button>
        ))}
    </Panel>
  );
}

/** A product first, then which of its articles. */
function PickArticle({ without, onPick }: { without: string; onPick: (skuId: string) => void }) {
  const t = useWords(contentWords);
  const [productId, setProductId] = useState<string>();
  if (productId === undefined) return <PickProduct label={t('addArticle')} without={[without]} onPick={setProductId} />;
  return (
    <PickVariant
      productId={productId}
      onPick={(skuId) => {
        onPick(skuId);
        setProductId(undefined);
      }}
    />
  );
}

function PickVariant({ productId, onPick }: { productId: string; onPick: (skuId: string) => void }) {
  const t = useWords(contentWords);
  const { text } = useFormat();
  const product = useProduct(productId).data;
  return (
    <Select
      size="xs"
      aria-label={t('variant')}
      placeholder={product ? `${text(product.name)} : ${t('variant')}` : ''}
      data={(product?.variants ?? []).map((one) => ({
        value: one.skuId,
        label: one.optionValues.map(text).join(' / ') || one.sku,
      }))}
      value={null}
      onChange={(skuId) => skuId && onPick(skuId)}
    />
  );
}
