/** Asks for goods of another site. */
import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { newId } from '#base/ids';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { useSites } from '../parts/names.ts';
import { Panel } from '../parts/panel.tsx';
import { Record } from '../parts/record.tsx';
import { useNamedArticles } from '../stock/data.ts';
import { ArticleFace, Scanner, type Article } from '../stock/scanner.tsx';
import { Stepper } from '../stock/stepper.tsx';
import { useWords } from '../shell/lang.tsx';
import { common } from '../words/common.ts';
import { SiteSelect } from '../parts/site-select.tsx';
import { instantOf, useCreateTransfer } from './data.ts';
import { transferWords } from './words.ts';

type Wanted = { readonly article: Article; readonly quantity: number };
type Form = {
  readonly fromSite: string;
  readonly toSite: string;
  readonly note: string;
  readonly expected: string;
  readonly promisable: boolean;
};

/** What is asked for, its id, and the sending of it. */
function useDraft() {
  const t = useWords(transferWords);
  const sites = useSites();
  const [, go] = useLocation();
  const create = useCreateTransfer();
  const [transferId, setTransferId] = useState(() => newId('trf'));
  const named = useNamedArticles();
  const [edited, setLines] = useState<readonly Wanted[]>();
  const lines = edited ?? named.items.map((article) => ({ article, quantity: 1 }));
  const [typed, setTyped] = useState<Partial<Form>>({});
  const first = sites.items.find((site) => site.kind === 'warehouse') ?? sites.items[0];
  const form: Form = {
    fromSite: first?.siteId ?? '',
    toSite: sites.items.find((site) => site !== first)?.siteId ?? '',
    ...{ note: '', expected: '', promisable: false },
    ...typed,
  };
  // What was sent under this id was this content: changed, it is another transfer.
  const set = (change: Partial<Form>) => {
    setTyped({ ...typed, ...change });
    if (create.isError) setTransferId(newId('trf'));
  };
  const add = (article: Article) =>
    setLines((typed) => {
      const now = typed ?? lines;
      return now.some((line) => line.article.skuId === article.skuId)
        ? now.map((line) => (line.article.skuId === article.skuId ? { ...line, quantity: line.quantity + 1 } : line))
        : [{ article, quantity: 1 }, ...now];
    });
  const send = async () => {
    const { number } = await create.mutateAsync({
      ...{ transferId, fromSite: form.fromSite, toSite: form.toSite, note: form.note, promisable: form.promisable },
      expectedAt: instantOf(form.expected),
      lines: lines.map(({ article, quantity }) => ({ skuId: article.skuId, quantity })),
    });
    notifications.show({ message: t('created', { number }), color: 'cresson' });
    go(`/transfers/${transferId}`);
  };
  return { form, set, lines, setLines, add, send, create };
}

export function NewTransfer() {
  const t = useWords(transferWords);
  const draft = useDraft();
  const { lines } = draft;
  return (
    <Record
      back={{ href: '/transfers', label: t('back') }}
      title={t('new')}
      main={
        <>
          <Panel title={t('add')} note={t('addHint')}>
            <Scanner onArticle={draft.add} words />
          </Panel>
          <Panel title={t('lines')} flush>
            {lines.length === 0 && <p className="muted panel-text">{t('noLine')}</p>}
            <WantedLines lines={lines} onChange={draft.setLines} />
          </Panel>
        </>
      }
      side={<Terms draft={draft} />}
    />
  );
}

/** Between which sites, by when, and the asking. */
function Terms({ draft }: { draft: ReturnType<typeof useDraft> }) {
  const t = useWords(transferWords);
  const c = useWords(common);
  const sites = useSites();
  const { form, set, lines, send, create } = draft;
  const same = form.fromSite === form.toSite;
  return (
    <Panel title={t('facts')}>
      <div className="column">
        <SiteSelect label={t('from')} value={form.fromSite} onChange={(fromSite) => set({ fromSite })} />
        <SiteSelect
          label={t('to')}
          value={form.toSite}
          onChange={(toSite) => set({ toSite })}
          error={same && sites.items.length > 1 ? t('sameSite') : undefined}
        />
        <TextInput
          type="datetime-local"
          label={t('expected')}
          value={form.expected}
          onChange={(event) => set({ expected: event.currentTarget.value })}
        />
        <TextInput
          label={t('note')}
          value={form.note}
          maxLength={300}
          onChange={(event) => set({ note: event.currentTarget.value })}
        />
        <Checkbox
          label={t('promisable')}
          checked={form.promisable}
          onChange={(event) => set({ promisable: event.currentTarget.checked })}
        />
        {create.error && (
          <p className="bad" role="alert">
            {sentenceOf(create.error, c('error.network'))}
          </p>
        )}
        <Button
          disabled={lines.length === 0 || lines.some((line) => line.quantity === 0) || same}
          loading={create.isPending}
          onClick={() => void send().catch(() => undefined)}
        >
          {t('create')}
        </Button>
      </div>
    </Panel>
  );
}

type WantedProps = { readonly lines: readonly Wanted[]; readonly onChange: (lines: readonly Wanted[]) => void };

function WantedLines({ lines, onChange }: WantedProps) {
  const t = useWords(transferWords);
  const { text } = useFormat();
  return (
    <ul className="hand-lines">
      {lines.map((line) => {
        const name = [text(line.article.name), text(line.article.optionText)].filter(Boolean).join(', ');
        return (
          <li key={line.article.skuId}>
            <ArticleFace article={line.article} />
            <span className="transfer-line-verbs">
              <Stepper
                label={t('quantityOf', { name })}
                fewer={t('fewer')}
                more={t('more')}
                value={line.quantity}
                onChange={(quantity) => onChange(lines.map((one) => (one === line ? { ...one, quantity } : one)))}
              />
              <ActionIcon
                variant="subtle"
                color="zinc"
                size={44}
                aria-label={t('remove', { name })}
                onClick={() => onChange(lines.filter((one) => one !== line))}
              >
                <Icon name="x" size={16} />
              </ActionIcon>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
