/** A product's content, links, channels and history: one frame, four pages. */
import type { ReactNode } from 'react';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useLive } from '../parts/live.tsx';
import { Record as RecordPage } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useProduct, type Product } from '../products/data.ts';
import { useWords } from '../shell/lang.tsx';
import { ChannelsPart } from './channels.tsx';
import { useContent, type Content } from './data.ts';
import { HistoryPart } from './history.tsx';
import { LinksPart } from './links.tsx';
import './content.css';
import { ContentPart } from './page.tsx';
import { ProductTabs } from './tabs.tsx';
import { contentWords } from './words.ts';

export type PartProps = { readonly product: Product; readonly content: Content };

const parts: Readonly<Record<string, (props: PartProps) => ReactNode>> = {
  content: ContentPart,
  links: LinksPart,
  channels: ChannelsPart,
  history: HistoryPart,
};

/** `part` is the last step of the address; one that nobody knows is the content. */
export function ProductPart({ productId, part }: { productId: string; part: string }) {
  useLive(['catalog.', 'assortment.'], [['products', productId]], 3_000);
  const t = useWords(contentWords);
  const { text } = useFormat();
  const product = useProduct(productId);
  const content = useContent(productId);
  if (product.isPending || content.isPending) return <PageSkeleton record />;
  if (!product.data) return <ErrorBox error={product.error} retry={() => void product.refetch()} page />;
  if (!content.data) return <ErrorBox error={content.error} retry={() => void content.refetch()} page />;
  const Part = parts[part] ?? ContentPart;
  const { enrichment } = content.data;
  return (
    <RecordPage
      back={{ href: '/products', label: t('products') }}
      title={text(product.data.name)}
      tags={
        <Tag tone={enrichment === 'ready' ? 'ok' : enrichment === 'review' ? 'info' : 'plain'}>{t(enrichment)}</Tag>
      }
      tabs={<ProductTabs productId={productId} />}
      main={<Part product={product.data} content={content.data} />}
    />
  );
}
