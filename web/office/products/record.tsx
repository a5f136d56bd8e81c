/** A product: texts in both languages, variants with price and stock, pictures, where it is offered. Saved with the version seen. */
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { ApiProblem } from '#kit/api';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useLive } from '../parts/live.tsx';
import { Facts, Panel } from '../parts/panel.tsx';
import { Record as RecordPage } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { useProduct, useSaveProduct, type Product, type ProductFields, type VariantIn } from './data.ts';
import { Organisation, Texts } from './fields.tsx';
import { Address } from './address.tsx';
import { ProductTabs } from '../content/tabs.tsx';
import { statusTone } from './status.ts';
import { Pictures } from './pictures.tsx';
import { Publication } from './publication.tsx';
import { Variants } from './variants.tsx';
import { productWords } from './words.ts';

export type Edits = Partial<Omit<ProductFields, 'variants'>>;
export type VariantEdits = Readonly<Record<string, Partial<VariantIn>>>;
export type Editor = {
  readonly product: Product;
  readonly edits: Edits;
  readonly variants: VariantEdits;
  readonly mayWrite: boolean;
  readonly change: (edits: Edits) => void;
  readonly changeVariant: (key: string, edits: Partial<VariantIn>) => void;
};

export function ProductRecord({ productId }: { productId: string }) {
  useLive(['catalog.', 'pricing.', 'inventory.'], [['products', productId], ['prices'], ['stock']], 3_000);
  const product = useProduct(productId);
  if (product.isPending) return <PageSkeleton record />;
  if (!product.data) return <ErrorBox error={product.error} retry={() => void product.refetch()} page />;
  return <Loaded product={product.data} reload={async () => (await product.refetch()).data?.version} />;
}

/** What was typed, the version it was typed over, and the saving of both. */
function useEditor(product: Product, reload: () => Promise<number | undefined>) {
  const t = useWords(productWords);
  const save = useSaveProduct();
  const [edits, setEdits] = useState<Edits>({});
  const [variants, setVariants] = useState<VariantEdits>({});
  const [seen, setSeen] = useState<number | null>(null);
  const touch = () => setSeen((was) => was ?? product.version);
  const reset = () => {
    setEdits({});
    setVariants({});
    setSeen(null);
    save.reset();
  };
  const patch = (): Partial<ProductFields> => {
    const lines = Object.entries(variants).flatMap(([key, changed]): VariantIn[] => {
      const old = product.variants.find((one) => one.skuId === key);
      return [{ ...(old ? { skuId: old.skuId } : {}), optionValues: old?.optionValues ?? [], ...changed }];
    });
    return { ...edits, ...(lines.length > 0 ? { variants: lines } : {}) };
  };
  const send = async (version: number) => {
    await save.mutateAsync({ productId: product.productId, version, patch: patch() });
    notifications.show({ message: t('savedProduct'), color: 'cresson' });
    reset();
  };
  return {
    edits,
    variants,
    count: Object.keys(edits).length + Object.keys(variants).length,
    isSaving: save.isPending,
    error: save.error,
    conflict: save.error instanceof ApiProblem && save.error.code === 'catalog.version_changed',
    reset,
    change: (next: Edits) => {
      touch();
      setEdits({ ...edits, ...next });
    },
    changeVariant: (key: string, next: Partial<VariantIn>) => {
      touch();
      setVariants({ ...variants, [key]: { ...variants[key], ...next } });
    },
    save: () => send(seen ?? product.version).catch(() => undefined),
    saveOver: async () => send((await reload()) ?? product.version).catch(() => undefined),
  };
}

function Loaded({ product, reload }: { product: Product; reload: () => Promise<number | undefined> }) {
  const t = useWords(productWords);
  const { text, date } = useFormat();
  const mayWrite = useCan('catalog.write');
  const state = useEditor(product, reload);
  const { change, changeVariant, edits, variants } = state;
  const editor: Editor = { product, edits, variants, mayWrite, change, changeVariant };
  return (
    <>
      <RecordPage
        back={{ href: '/products', label: t('title') }}
        title={text(product.name)}
        tags={<Tag tone={statusTone[product.status]}>{t(product.status)}</Tag>}
        actions={
          <a className="link see-shop" href={`/p/${product.handle}`}>
            {t('see')}
          </a>
        }
        tabs={<ProductTabs productId={product.productId} />}
        main={
          <>
            <Texts editor={editor} />
            <Variants editor={editor} />
            <Pictures editor={editor} />
          </>
        }
        side={
          <>
            <Publication product={product} mayWrite={mayWrite} />
            <Organisation editor={editor} />
            <Panel title={t('facts')}>
              <Facts
                items={[
                  [
                    t('handle'),
                    <Address
                      key="address"
                      of="products"
                      id={product.productId}
                      handle={product.handle}
                      version={product.version}
                    />,
                  ],
                  [t('created'), date(product.createdAt)],
                  [t('version'), product.version],
                ]}
              />
            </Panel>
          </>
        }
      />
      {state.count > 0 && <SaveBar state={state} />}
    </>
  );
}

function SaveBar({ state }: { state: ReturnType<typeof useEditor> }) {
  const t = useWords(productWords);
  const c = useWords(common);
  return (
    <section className="save-bar" aria-label={t('save')}>
      {state.conflict ? (
        <>
          <Icon name="alert" size={18} />
          <p role="alert">
            <strong>{t('conflict')}</strong> {t('conflictHint')}
          </p>
          <Button key="theirs" size="xs" variant="default" onClick={state.reset}>
            {t('takeTheirs')}
          </Button>
          <Button key="mine" size="xs" loading={state.isSaving} onClick={() => void state.saveOver()}>
            {t('keepMine')}
          </Button>
        </>
      ) : (
        <>
          <p role={state.error ? 'alert' : 'status'}>
            {state.error ? sentenceOf(state.error, c('error.network')) : t('unsaved', { n: state.count })}
          </p>
          <Button key="discard" size="xs" variant="default" onClick={state.reset}>
            {t('discard')}
          </Button>
          <Button key="save" size="xs" loading={state.isSaving} onClick={() => void state.save()}>
            {t('save')}
          </Button>
        </>
      )}
    </section>
  );
}
