/** What people decided of reordering: an article at a site, between two quantities, for some days, or never. */
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { BulkBox } from '../parts/bulk.tsx';
import { ChoiceBar } from '../parts/choice-bar.tsx';
import { useChoice, type Choice } from '../parts/choice.ts';
import type { Column } from '../parts/data-table.tsx';
import { useFilters } from '../parts/filters.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useKeyset } from '../parts/keyset.ts';
import { useLive } from '../parts/live.tsx';
import { useSites } from '../parts/names.ts';
import { RecordList } from '../parts/record-list.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { ArticleCell, SiteFilter, useSections } from './parts.tsx';
import { keyOf, nothingDecided, setRule, type Rule } from './rule-data.ts';
import { RuleForm } from './rule-form.tsx';
import { ruleWords } from './rule-words.ts';

export function Rules() {
  const t = useWords(ruleWords);
  const { text } = useFormat();
  const filters = useFilters(['q', 'siteId']);
  const list = useKeyset<Rule>('reorder-rules', '/api/reorder-rules', filters.values);
  const choice = useChoice();
  const mayWrite = useCan('purchasing.write');
  const [editing, edit] = useState<Rule | 'new'>();
  const columns = useColumns(mayWrite ? edit : undefined);
  const sections = useSections('rules');
  useLive(['purchasing.'], [['reorder-rules']], 3_000);
  const add = mayWrite && (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => edit('new')}>
      {t('add')}
    </Button>
  );
  return (
    <>
      <RecordList
        name="rules"
        title={t('rules')}
        actions={add}
        tabs={sections}
        above={<p className="muted buy-intro">{t('intro')}</p>}
        filters={filters}
        search={t('search')}
        fields={<SiteFilter value={filters.values.siteId} onChange={(siteId) => filters.set({ siteId })} />}
        file={{ name: 'reorder-rules', query: filters.values }}
        columns={columns}
        list={list}
        rowKey={keyOf}
        nameOf={(rule) => text(rule.name)}
        choice={mayWrite ? choice : undefined}
        bulk={<HouseDecides rules={list.rows.filter((rule) => choice.chosen.has(keyOf(rule)))} choice={choice} />}
        tall
        empty={{ icon: 'clock', title: t('empty'), action: add, children: t('emptyText') }}
      />
      {editing && <RuleForm rule={editing === 'new' ? undefined : editing} onClose={() => edit(undefined)} />}
    </>
  );
}

/** What a rule says, in a few words. */
function useSaid(): (rule: Rule) => string {
  const t = useWords(ruleWords);
  return ({ skip, min, max, targetDays }) => {
    if (skip) return t('skip');
    const said = [
      ...(min !== null && max !== null ? [t('bounds', { min, max })] : []),
      ...(targetDays !== null ? [t('targetDays', { n: targetDays })] : []),
    ];
    return said.join(', ');
  };
}

function useColumns(edit: ((rule: Rule) => void) | undefined): Column<Rule>[] {
  const t = useWords(ruleWords);
  const { text, number } = useFormat();
  const sites = useSites();
  const said = useSaid();
  const columns: Column<Rule>[] = [
    { key: 'article', head: t('article'), cell: (rule) => <ArticleCell article={rule} /> },
    { key: 'site', head: t('site'), cell: (rule) => sites.name(rule.siteId) },
    { key: 'decides', head: t('decides'), cell: (rule) => <b>{said(rule)}</b> },
    {
      key: 'supplier',
      head: t('supplier'),
      hide: 'wide',
      cell: (rule) =>
        rule.supplierId === null ? (
          '—'
        ) : (
          <Link className="row-link" href={`/purchasing/suppliers/${rule.supplierId}`}>
            {rule.supplierName}
          </Link>
        ),
    },
    {
      key: 'packs',
      head: t('packs'),
      align: 'right',
      hide: 'wide',
      cell: (rule) => (rule.packUnits === null ? '—' : number(rule.packUnits)),
    },
    {
      key: 'lead',
      head: t('lead'),
      align: 'right',
      hide: 'wide',
      cell: (rule) => (rule.leadDays === null ? '—' : t('days', { n: rule.leadDays })),
    },
  ];
  if (!edit) return columns;
  const change: Column<Rule> = {
    key: 'change',
    head: <span className="hidden">{t('change')}</span>,
    label: t('change'),
    align: 'right',
    cell: (rule) => (
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('changeOf', { name: text(rule.name), site: sites.name(rule.siteId) })}
        onClick={() => edit(rule)}
      >
        {t('change')}
      </Button>
    ),
  };
  return [...columns, change];
}

/** Deletes the chosen rules; one click sets them again. */
function HouseDecides({ rules, choice }: { rules: readonly Rule[]; choice: Choice }) {
  const t = useWords(ruleWords);
  const { text } = useFormat();
  const sites = useSites();
  const client = useQueryClient();
  const [asked, ask] = useState(false);
  const byKey = new Map(rules.map((rule) => [keyOf(rule), rule]));
  const put = async (key: string, isBack: boolean) => {
    const rule = byKey.get(key);
    if (rule) await setRule(rule.siteId, isBack ? rule : { skuId: rule.skuId, ...nothingDecided });
  };
  return (
    <ChoiceBar count={choice.chosen.size} onClear={choice.clear}>
      <Button size="xs" variant="white" onClick={() => ask(true)}>
        {t('house')}
      </Button>
      {asked && (
        <BulkBox
          title={t('house')}
          verb={t('house')}
          rows={rules.map((rule) => ({
            id: keyOf(rule),
            name: (
              <>
                {text(rule.name)} <span className="muted">{sites.name(rule.siteId)}</span>
              </>
            ),
            goes: true,
            says: <span className="muted">{t('houseGoes')}</span>,
          }))}
          run={(key) => put(key, false)}
          undo={(key) => put(key, true)}
          done={(n) => t('houseDone', { n })}
          again={() => client.invalidateQueries({ queryKey: ['reorder-rules'] })}
          onClose={() => ask(false)}
          onDone={choice.clear}
        >
          <p className="muted">{t('houseText')}</p>
        </BulkBox>
      )}
    </ChoiceBar>
  );
}
