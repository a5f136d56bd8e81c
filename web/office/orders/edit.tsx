/** An order in edit mode: what is wanted of it now, and beside it, live, what that would do. */
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { newId } from '#base/ids';
import { api, ApiProblem } from '#kit/api';
import { sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Panel } from '../parts/panel.tsx';
import { Picture } from '../parts/picture.tsx';
import { useWords } from '../shell/lang.tsx';
import { ArticleFace, Scanner, type Article } from '../stock/scanner.tsx';
import { Stepper } from '../stock/stepper.tsx';
import { common } from '../words/common.ts';
import type { Order, OrderLine } from './data.ts';
import { editOf, emptyDraft, usePreview, wantedOf, type Draft, type Preview } from './edit-data.ts';
import { ContactFields, DeliveryFields } from './edit-fields.tsx';
import { PreviewBody, PreviewFailed } from './edit-preview.tsx';
import { editWords } from './edit-words.ts';
import { WhyPrice, WhyToday } from './why-price.tsx';
import '../stock/scanner.css';
import './edit.css';

export function EditOrder({ order, onClose }: { order: Order; onClose: () => void }) {
  const t = useWords(editWords);
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const add = (article: Article) =>
    setDraft((now) => ({
      ...now,
      added: now.added.some((one) => one.article.skuId === article.skuId)
        ? now.added.map((one) => (one.article.skuId === article.skuId ? { ...one, quantity: one.quantity + 1 } : one))
        : [...now.added, { article, quantity: 1 }],
    }));
  return (
    <>
      <Panel
        title={t('editing')}
        note={t('editNote')}
        aside={
          <Button size="xs" variant="default" onClick={onClose}>
            {t('quit')}
          </Button>
        }
        flush
      >
        <EditLines order={order} draft={draft} change={change} />
      </Panel>
      {isOurs(order) && (
        <>
          <Panel title={t('add')} note={t('addHint')}>
            <Scanner onArticle={add} words />
          </Panel>
          <Panel title={t('delivery')}>
            <DeliveryFields order={order} draft={draft} change={change} />
            <ContactFields order={order} draft={draft} change={change} />
          </Panel>
        </>
      )}
      <Outcome order={order} draft={draft} change={change} onClose={onClose} />
    </>
  );
}

/** Of what was sold at a counter or by a marketplace less may be wanted, and nothing else. */
const isOurs = ({ delivery: { method } }: Order): boolean => method === 'delivery' || method === 'pickup';

export type DraftProps = {
  readonly order: Order;
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
};

function EditLines({ order, draft, change }: DraftProps) {
  const t = useWords(editWords);
  const { text } = useFormat();
  const open = order.lines.filter((line) => wantedOf(line) > 0 || (draft.quantities[line.lineNo] ?? 0) > 0);
  return (
    <ul className="hand-lines">
      {open.map((line) => (
        <EditLine key={line.lineNo} order={order} line={line} draft={draft} change={change} />
      ))}
      {draft.added.map((one) => (
        <li key={one.article.skuId} data-fresh>
          <div>
            <ArticleFace article={one.article} />
            <WhyToday order={order} skuId={one.article.skuId} name={text(one.article.name)} quantity={one.quantity} />
          </div>
          <Stepper
            label={t('quantityOf', { name: text(one.article.name) })}
            fewer={t('fewer')}
            more={t('more')}
            value={one.quantity}
            max={9_999}
            onChange={(quantity) =>
              change({
                added: draft.added.flatMap((other) =>
                  other !== one ? [other] : quantity > 0 ? [{ ...other, quantity }] : [],
                ),
              })
            }
          />
        </li>
      ))}
    </ul>
  );
}

type LineProps = DraftProps & { readonly line: OrderLine };

function EditLine({ order, line, draft, change }: LineProps) {
  const t = useWords(editWords);
  const { text, money } = useFormat();
  const name = [text(line.name), text(line.optionText)].filter(Boolean).join(', ');
  const value = draft.quantities[line.lineNo] ?? wantedOf(line);
  return (
    <li>
      <div className="with-picture">
        <Picture src={line.image} />
        <div>
          <b>{name}</b>
          <div className="help num">
            {money(line.unit)} <WhyPrice order={order} line={line} />
            {line.shipped > 0 && ` · ${t('leftAlready', { n: line.shipped })}`}
          </div>
          {isOurs(order) && wantedOf(line) > line.shipped && (
            <Checkbox
              size="xs"
              mt={4}
              label={t('today')}
              aria-label={t('todayOf', { name })}
              title={t('todayHint')}
              checked={draft.today[line.lineNo] === true}
              onChange={(event) => change({ today: { ...draft.today, [line.lineNo]: event.currentTarget.checked } })}
            />
          )}
        </div>
      </div>
      <Stepper
        label={t('quantityOf', { name })}
        fewer={t('fewer')}
        more={t('more')}
        value={value}
        max={isOurs(order) ? 9_999 : wantedOf(line)}
        onChange={(quantity) =>
          change({ quantities: { ...draft.quantities, [line.lineNo]: Math.max(line.shipped, quantity) } })
        }
      />
    </li>
  );
}

type CommitProps = DraftProps & { readonly onClose: () => void };

/** Doing what the preview says. A preview that is not true any more is asked for again, and nothing was done. */
function useCommit({ order, draft, onClose }: CommitProps) {
  const t = useWords(editWords);
  const c = useWords(common);
  const client = useQueryClient();
  const edit = editOf(order, draft);
  const preview = usePreview(order, edit);
  const [editId, setEditId] = useState(() => newId('edt'));
  const [failed, setFailed] = useState('');
  const [busy, setBusy] = useState(false);
  const apply = async (why: string) => {
    setBusy(true);
    setFailed('');
    try {
      const body = { editId, edit, why, hash: preview.data?.hash };
      await api('POST', `/api/orders/${order.orderId}/edit`, { body });
      await client.invalidateQueries({ queryKey: ['orders'] });
      notifications.show({ message: t('applied', { number: order.number }), color: 'cresson' });
      onClose();
    } catch (error) {
      // What was sent under this id had this content: asked again, it is another change.
      setEditId(newId('edt'));
      const changed = error instanceof ApiProblem && error.code === 'orders.preview_changed';
      setFailed(changed ? t('stale') : sentenceOf(error, c('error.network')));
      if (changed) await preview.refetch();
    } finally {
      setBusy(false);
    }
  };
  return { edit, preview, apply, failed, busy };
}

/** The preview, the reason, and doing it. */
function Outcome({ order, draft, change, onClose }: CommitProps) {
  const t = useWords(editWords);
  const { text } = useFormat();
  const { edit, preview, apply, failed, busy } = useCommit({ order, draft, change, onClose });
  const [why, setWhy] = useState('');
  const last = Math.max(...order.lines.map((line) => line.lineNo));
  const names = new Map(draft.added.map(({ article }, i) => [last + 1 + i, text(article.name)]));
  const ready = why.trim() !== '' && preview.data && !preview.isError && !preview.isFetching;
  return (
    <Panel title={t('preview')} note={preview.isFetching ? t('computing') : undefined}>
      {edit === undefined && <p className="muted">{t('nothing')}</p>}
      {edit !== undefined && preview.isError && <PreviewFailed error={preview.error} />}
      {edit !== undefined && preview.data && !preview.isError && (
        <PreviewBody order={order} preview={preview.data} names={names} />
      )}
      {edit !== undefined && (
        <div className="column edit-commit">
          <BalanceChoice order={order} draft={draft} change={change} preview={preview.data} />
          <TextInput
            label={t('why')}
            placeholder={t('whyHint')}
            maxLength={200}
            required
            value={why}
            onChange={(event) => setWhy(event.currentTarget.value)}
          />
          {failed !== '' && (
            <p className="bad" role="alert">
              {failed}
            </p>
          )}
          <Button disabled={!ready} loading={busy} onClick={() => void apply(why.trim())}>
            {t('apply')}
          </Button>
        </div>
      )}
    </Panel>
  );
}

/** How what is then owed is paid, where it may be at the counter. */
function BalanceChoice({ order, draft, change, preview }: DraftProps & { readonly preview: Preview | undefined }) {
  const t = useWords(editWords);
  const collected = (draft.delivery ?? order.delivery).method === 'pickup';
  if (!collected || !preview || preview.deltaMinor <= 0) return null;
  return (
    <NativeSelect
      label={t('balance')}
      value={draft.balance ?? (preview.money.promisedMinor > 0 ? 'promise' : 'link')}
      onChange={(event) => change({ balance: event.currentTarget.value === 'promise' ? 'promise' : 'link' })}
      data={(['link', 'promise'] as const).map((value) => ({ value, label: t(`balance.${value}`) }))}
    />
  );
}
