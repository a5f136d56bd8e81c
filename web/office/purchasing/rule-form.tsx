/** A rule of an article at a site, made or changed. */
import { Button, Modal, NumberInput, SegmentedControl } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { useSites } from '../parts/names.ts';
import { useWords } from '../shell/lang.tsx';
import { ArticleFace, Scanner, type Article } from '../stock/scanner.tsx';
import { common } from '../words/common.ts';
import { SiteSelect } from '../parts/site-select.tsx';
import { nothingDecided, setRule, type Decided, type Rule } from './rule-data.ts';
import { ruleWords } from './rule-words.ts';
import '../stock/scanner.css';

const kinds = ['bounds', 'days', 'skip'] as const;
type Kind = (typeof kinds)[number];
type Form = {
  readonly kind: Kind;
  readonly siteId: string;
  readonly min: number | '';
  readonly max: number | '';
  readonly days: number | '';
};

const kindOf = (rule: Decided | undefined): Kind =>
  rule?.skip ? 'skip' : rule && rule.min === null && rule.targetDays !== null ? 'days' : 'bounds';

/** What the form decides; undefined while something is missing. */
function decidedOf({ kind, min, max, days }: Form): Decided | undefined {
  if (kind === 'skip') return { ...nothingDecided, skip: true };
  if (kind === 'days') return days === '' ? undefined : { ...nothingDecided, targetDays: days };
  return min === '' || max === '' || max < min ? undefined : { ...nothingDecided, min, max };
}

export function RuleForm({ rule, onClose }: { rule: Rule | undefined; onClose: () => void }) {
  const t = useWords(ruleWords);
  const c = useWords(common);
  const { text } = useFormat();
  const sites = useSites();
  const client = useQueryClient();
  const [article, setArticle] = useState<Article>();
  const skuId = rule?.skuId ?? article?.skuId;
  const [form, setForm] = useState<Form>({
    kind: kindOf(rule),
    siteId: rule?.siteId ?? sites.items[0]?.siteId ?? '',
    min: rule?.min ?? '',
    max: rule?.max ?? '',
    days: rule?.targetDays ?? 21,
  });
  const decided = decidedOf(form);
  const save = useMutation({
    mutationFn: (given: Decided & { skuId: string }) => setRule(form.siteId, given),
    onSuccess: async () => {
      await Promise.all(['reorder-rules', 'proposals'].map((key) => client.invalidateQueries({ queryKey: [key] })));
      notifications.show({ message: t('saved'), color: 'cresson' });
      onClose();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (skuId !== undefined && decided) save.mutate({ skuId, ...decided });
  };
  const title = rule ? `${text(rule.name)}, ${sites.name(rule.siteId)}` : t('addTitle');
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': c('close') }}>
      {skuId === undefined ? (
        <div className="column">
          <p className="muted">{t('choose')}</p>
          <Scanner onArticle={setArticle} words focused />
        </div>
      ) : (
        <form className="column" onSubmit={submit}>
          <Fields
            article={article}
            rule={rule}
            form={form}
            set={(next) => setForm({ ...form, ...next })}
            onOther={() => setArticle(undefined)}
          />
          {save.error && (
            <p className="bad" role="alert">
              {sentenceOf(save.error, c('error.network'))}
            </p>
          )}
          <div className="confirm-verbs">
            <Button variant="default" onClick={onClose}>
              {c('cancel')}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={!decided || form.siteId === ''}>
              {t('save')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}

type FieldsProps = {
  readonly article: Article | undefined;
  readonly rule: Rule | undefined;
  readonly form: Form;
  readonly set: (next: Partial<Form>) => void;
  readonly onOther: () => void;
};

function Fields({ article, rule, form, set, onOther }: FieldsProps) {
  const t = useWords(ruleWords);
  return (
    <>
      {rule ? (
        rule.supplierName !== null && (
          <p className="muted">
            {t('bySupplier', {
              ...{ supplier: rule.supplierName, packs: rule.packUnits ?? 1, lead: rule.leadDays ?? 0 },
            })}
          </p>
        )
      ) : (
        <>
          <div className="rule-article">
            {article && <ArticleFace article={article} />}
            <Button size="compact-sm" variant="default" onClick={onOther}>
              {t('other')}
            </Button>
          </div>
          <SiteSelect label={t('site')} value={form.siteId} onChange={(next) => set({ siteId: next })} />
        </>
      )}
      <SegmentedControl
        fullWidth
        aria-label={t('decides')}
        value={form.kind}
        onChange={(kind) => set({ kind: kinds.find((one) => one === kind) ?? 'bounds' })}
        data={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
      />
      {form.kind === 'skip' && <p>{t('skipText')}</p>}
      {form.kind === 'days' && (
        <Units
          label={t('target')}
          hint={t('targetHint')}
          value={form.days}
          least={1}
          most={365}
          onChange={(days) => set({ days })}
        />
      )}
      {form.kind === 'bounds' && (
        <div className="rule-bounds">
          <Units label={t('min')} hint={t('minHint')} value={form.min} onChange={(min) => set({ min })} />
          <Units
            label={t('max')}
            hint={t('minHint')}
            value={form.max}
            error={form.min !== '' && form.max !== '' && form.max < form.min && t('maxBad')}
            onChange={(max) => set({ max })}
          />
        </div>
      )}
    </>
  );
}

type UnitsProps = {
  readonly label: string;
  readonly hint: string;
  readonly value: number | '';
  readonly error?: string | false;
  readonly least?: number;
  readonly most?: number;
  readonly onChange: (value: number | '') => void;
};

function Units({ label, hint, value, error = false, least = 0, most = 1_000_000, onChange }: UnitsProps) {
  return (
    <NumberInput
      label={label}
      description={hint}
      value={value}
      error={error}
      min={least}
      max={most}
      allowDecimal={false}
      required
      onChange={(next) => onChange(typeof next === 'number' ? next : '')}
    />
  );
}
