/** Families and attributes: what has to be known of which products. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { Empty } from '../parts/empty.tsx';
import { ErrorBox } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { useTitle } from '../parts/record.tsx';
import { RowsSkeleton } from '../parts/skeleton.tsx';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { AttributeForm } from './attribute-form.tsx';
import './content.css';
import { useAttributes, useFamilies, type Attribute, type Family } from './data.ts';
import { definitionWords } from './definition-words.ts';
import { FamilyForm } from './family-form.tsx';

type Chosen =
  | { readonly noun: 'family'; readonly family: Family | undefined }
  | { readonly noun: 'attribute'; readonly attribute: Attribute | undefined };

export function DefinitionsPage() {
  const t = useWords(definitionWords);
  const families = useFamilies();
  const attributes = useAttributes();
  const mayWrite = useCan('catalog.write');
  const [chosen, choose] = useState<Chosen>();
  useTitle(t('title'));
  if (families.error ?? attributes.error) return <ErrorBox error={families.error ?? attributes.error} page />;
  return (
    <div className="page">
      <Link href="/products" className="back-link">
        <Icon name="left" size={14} />
        {t('products')}
      </Link>
      <header className="page-head">
        <h1>{t('title')}</h1>
        {mayWrite && (
          <div className="page-actions">
            <Button size="xs" variant="default" onClick={() => choose({ noun: 'attribute', attribute: undefined })}>
              <Icon name="plus" size={14} /> {t('newAttribute')}
            </Button>
            <Button size="xs" onClick={() => choose({ noun: 'family', family: undefined })}>
              <Icon name="plus" size={14} /> {t('newFamily')}
            </Button>
          </div>
        )}
      </header>
      <p className="muted">{t('intro')}</p>
      <div className="definitions">
        <Families items={families.data} choose={choose} />
        <Attributes items={attributes.data} choose={choose} />
      </div>
      {chosen?.noun === 'family' && (
        <FamilyForm family={chosen.family} attributes={attributes.data ?? []} onClose={() => choose(undefined)} />
      )}
      {chosen?.noun === 'attribute' && <AttributeForm attribute={chosen.attribute} onClose={() => choose(undefined)} />}
    </div>
  );
}

type ListProps<T> = { readonly items: readonly T[] | undefined; readonly choose: (chosen: Chosen) => void };

function Families({ items, choose }: ListProps<Family>) {
  const t = useWords(definitionWords);
  const { text, number } = useFormat();
  return (
    <Panel title={t('families')} flush>
      {!items && <RowsSkeleton rows={6} />}
      {items?.length === 0 && <Empty title={t('noneYet')}>{t('noneYetHint')}</Empty>}
      <ul className="definition-lines">
        {items?.map((family) => (
          <li key={family.code}>
            <button type="button" onClick={() => choose({ noun: 'family', family })}>
              <strong>{text(family.name)}</strong>
              <span className="help">
                {t('n', { n: family.products })} · {number(family.attributes.length)} {t('attributes').toLowerCase()}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Attributes({ items, choose }: ListProps<Attribute>) {
  const t = useWords(definitionWords);
  const { text } = useFormat();
  return (
    <Panel title={t('attributes')} flush>
      {!items && <RowsSkeleton rows={8} />}
      <ul className="definition-lines">
        {items?.map((attribute) => (
          <li key={attribute.code}>
            <button type="button" onClick={() => choose({ noun: 'attribute', attribute })}>
              <strong>{text(attribute.name)}</strong>
              <span className="help num">{attribute.code}</span>
              <span className="tags">
                <Tag>{t(attribute.kind)}</Tag>
                {attribute.level === 'variant' && <Tag>{t('variant')}</Tag>}
                {attribute.facetable && <Tag tone="info">{t('facetable')}</Tag>}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
