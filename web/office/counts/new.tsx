/** Begins a count: of what, at which site, how strictly. */
import { Button, Checkbox, NativeSelect, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { newId } from '#base/ids';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { useNamedArticles } from '../stock/data.ts';
import { SiteSelect } from '../parts/site-select.tsx';
import { useCategories, useOpenCount, useProposal, type Proposal, type Scope } from './data.ts';
import { countWords } from './words.ts';

/** An article to count; when it last was, where the house proposes it. */
type Proposed = Omit<Proposal, 'countedAt'> & { readonly countedAt?: string | null };

const scopes: readonly Scope[] = ['full', 'category', 'articles', 'zone'];
type Form = {
  readonly siteId: string;
  readonly scope: Scope;
  readonly name: string;
  readonly categoryId: string;
  readonly size: number;
  readonly blind: boolean;
  readonly units: number | '';
};

/** The form, its id, and the sending of it. */
function useNewCount() {
  const t = useWords(countWords);
  const [, go] = useLocation();
  const sites = useSites();
  const open = useOpenCount();
  const [countId, setCountId] = useState(() => newId('cnt'));
  const [typed, setTyped] = useState<Partial<Form>>({});
  const form: Form = {
    siteId: sites.items[0]?.siteId ?? '',
    ...{ scope: 'articles', name: '', categoryId: '', size: 20, blind: true, units: 2 },
    ...typed,
  };
  const named = useNamedArticles();
  const cycle = useProposal(form.siteId, form.size, form.scope === 'articles' && !named.isNamed);
  const proposal: readonly Proposed[] | undefined = named.isNamed ? named.items : cycle.data;
  const set = (change: Partial<Form>) => {
    setTyped({ ...typed, ...change });
    if (open.isError) setCountId(newId('cnt'));
  };
  const begin = async () => {
    const { siteId, scope, blind, categoryId } = form;
    const { number } = await open.mutateAsync({
      ...{ countId, siteId, scope, blind },
      name: form.name.trim() === '' ? t(`scope.${scope}`) : form.name.trim(),
      recountUnits: form.units === '' ? null : form.units,
      ...(scope === 'category' ? { categoryId } : {}),
      ...(scope === 'articles' ? { skuIds: (proposal ?? []).map((one) => one.skuId) } : {}),
    });
    notifications.show({ message: t('opened', { number }), color: 'cresson' });
    go(`/counts/${countId}`);
  };
  const ready =
    form.scope === 'category'
      ? form.categoryId !== ''
      : form.scope !== 'articles' || (proposal !== undefined && proposal.length > 0);
  return { form, set, begin, open, ready, proposal, isNamed: named.isNamed };
}

export function NewCountPage() {
  const t = useWords(countWords);
  const c = useWords(common);
  const { form, set, begin, open, ready, proposal, isNamed } = useNewCount();
  return (
    <Record
      back={{ href: '/counts', label: t('back') }}
      title={t('new')}
      main={
        <Panel>
          <form
            className="column"
            onSubmit={(event) => {
              event.preventDefault();
              void begin().catch(() => undefined);
            }}
          >
            <SiteSelect label={t('site')} value={form.siteId} onChange={(next) => set({ siteId: next })} />
            <SegmentedControl
              fullWidth
              aria-label={t('scope')}
              value={form.scope}
              onChange={(scope) => set({ scope: scope as Scope })}
              data={scopes.map((value) => ({ value, label: t(`scope.${value}`) }))}
            />
            <ScopeFields form={form} set={set} proposal={proposal} isNamed={isNamed} />
            <TextInput
              label={t('name')}
              placeholder={t('nameHint')}
              value={form.name}
              maxLength={120}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <NumberInput
              label={t('recountUnits')}
              description={t('recountHint')}
              value={form.units}
              min={0}
              max={1_000_000}
              allowDecimal={false}
              onChange={(units) => set({ units: typeof units === 'number' ? units : '' })}
            />
            <Checkbox
              label={t('blindLabel')}
              checked={form.blind}
              onChange={(event) => set({ blind: event.currentTarget.checked })}
            />
            {open.error && (
              <p className="bad" role="alert">
                {sentenceOf(open.error, c('error.network'))}
              </p>
            )}
            <Button type="submit" disabled={!ready} loading={open.isPending}>
              {t('open')}
            </Button>
          </form>
        </Panel>
      }
    />
  );
}

type FieldProps = {
  readonly form: Form;
  readonly set: (change: Partial<Form>) => void;
  readonly proposal: readonly Proposed[] | undefined;
  /** The articles were chosen in the list of stock. */
  readonly isNamed: boolean;
};

function ScopeFields({ form, set, proposal, isNamed }: FieldProps) {
  const t = useWords(countWords);
  const { text, when } = useFormat();
  const categories = useCategories(form.scope === 'category').data ?? [];
  if (form.scope === 'full') return <p className="help">{t('fullHint')}</p>;
  if (form.scope === 'zone') return <p className="help">{t('zoneHint')}</p>;
  if (form.scope === 'category')
    return (
      <NativeSelect
        label={t('category')}
        value={form.categoryId}
        onChange={(event) => set({ categoryId: event.currentTarget.value })}
        data={[
          { value: '', label: '' },
          ...categories.map((node) => ({
            value: node.categoryId,
            label: `${'  '.repeat(node.depth)}${text(node.name)}`,
          })),
        ]}
      />
    );
  const title = proposal && t(isNamed ? 'named' : 'cycle', { n: proposal.length });
  return (
    <>
      {!isNamed && (
        <NumberInput
          label={t('cycleSize')}
          description={t('cycleHint')}
          value={form.size}
          min={1}
          max={200}
          allowDecimal={false}
          onChange={(size) => set({ size: typeof size === 'number' ? Math.max(1, Math.min(200, size)) : 20 })}
        />
      )}
      {proposal && (
        <section>
          <p className="muted">{title}</p>
          <ul className="count-proposal" tabIndex={0} aria-label={title}>
            {proposal.map((one) => (
              <li key={one.skuId}>
                <span>
                  {text(one.name)} <span className="help num">{one.sku}</span>
                </span>
                {one.countedAt !== undefined && (
                  <span className="help">
                    {one.countedAt === null ? t('never') : t('countedOn', { when: when(one.countedAt) })}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
