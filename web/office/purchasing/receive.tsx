/** A delivery at the door, on a phone: what a scanner or the camera sees is counted; damaged and wrong articles apart. */
import { Button, NumberInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type SubmitEvent } from 'react';
import { Link, useLocation } from 'wouter';
import { newId } from '#base/ids';
import { api, ApiProblem } from '#kit/api';
import { ErrorBox, sentenceOf } from '../parts/failed.tsx';
import { useFormat } from '../parts/format.ts';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { useTitle } from '../parts/record.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { useWords } from '../shell/lang.tsx';
import { useCan } from '../shell/session.tsx';
import { common } from '../words/common.ts';
import { usePurchase, useWrite, type Article, type PurchaseLine, type WholePurchase } from './data.ts';
import { ArticleCell } from './parts.tsx';
import { Scanner } from './scanner.tsx';
import { buying } from './words.ts';

export function Receive({ purchaseId }: { purchaseId: string }) {
  const purchase = usePurchase(purchaseId);
  if (purchase.isPending) return <PageSkeleton />;
  if (purchase.error) return <ErrorBox error={purchase.error} retry={() => void purchase.refetch()} page />;
  return <Counting purchase={purchase.data} />;
}

type Count = { readonly good: number; readonly damaged: number };
type Counts = Readonly<Record<string, Count>>;
const none: Count = { good: 0, damaged: 0 };

/** What a code means for this order: by our reference, its GTIN (with or without leading zeros), or the supplier's reference. */
export function lineOf(lines: readonly PurchaseLine[], code: string): PurchaseLine | undefined {
  const bare = code.trim().replace(/^0+/, '').toLowerCase();
  return lines.find((line) =>
    [line.sku, line.gtin, line.supplierSku].some((one) => one?.replace(/^0+/, '').toLowerCase() === bare),
  );
}

function useCounting(purchase: WholePurchase) {
  const t = useWords(buying);
  const { text } = useFormat();
  const [counts, setCounts] = useState<Counts>({});
  const [wrong, setWrong] = useState<readonly (Article & { quantity: number })[]>([]);
  const [said, say] = useState('');
  const nameOf = (one: Article): string => [text(one.name), text(one.optionText)].filter(Boolean).join(', ');
  const countOf = (skuId: string): Count => counts[skuId] ?? none;
  const set = (skuId: string, change: Partial<Count>) =>
    setCounts((before) => ({ ...before, [skuId]: { ...(before[skuId] ?? none), ...change } }));
  const scan = async (code: string) => {
    const line = lineOf(purchase.lines, code);
    if (line) {
      const good = countOf(line.skuId).good + 1;
      set(line.skuId, { good });
      return say(t('scanned', { name: nameOf(line), n: good }));
    }
    const found = await findArticle(code).catch(() => ({ items: [] as readonly Article[] }));
    const article = found.items[0];
    if (!article) return say(t('unknownCode', { code }));
    setWrong((before) =>
      before.some((one) => one.skuId === article.skuId)
        ? before.map((one) => (one.skuId === article.skuId ? { ...one, quantity: one.quantity + 1 } : one))
        : [...before, { ...article, quantity: 1 }],
    );
    return say(t('wrongFound', { name: nameOf(article) }));
  };
  const rest = () =>
    setCounts((before) => ({
      ...before,
      ...Object.fromEntries(
        purchase.lines
          .filter((line) => line.open > 0)
          .map((line) => [
            line.skuId,
            { good: line.open - (before[line.skuId]?.damaged ?? 0), damaged: before[line.skuId]?.damaged ?? 0 },
          ]),
      ),
    }));
  const lines = [
    ...purchase.lines.flatMap((line) => {
      const { good, damaged } = countOf(line.skuId);
      return [
        { skuId: line.skuId, quantity: good, state: 'good' },
        { skuId: line.skuId, quantity: damaged, state: 'damaged' },
      ];
    }),
    ...wrong.map((one) => ({ skuId: one.skuId, quantity: one.quantity, state: 'wrong' })),
  ].filter((line) => line.quantity > 0);
  return { countOf, set, scan, rest, lines, wrong, setWrong, said, nameOf };
}

/** An article that is not of the order, by its code. */
const findArticle = (code: string) =>
  api<{ items: readonly Article[] }>('GET', '/api/stock/lookup', { query: { code: code.slice(0, 80) } });

function Counting({ purchase }: { purchase: WholePurchase }) {
  const t = useWords(buying);
  const c = useWords(common);
  const [, go] = useLocation();
  const at = useCounting(purchase);
  const [receiptId] = useState(() => newId('rcp'));
  const [deliveryNote, setNote] = useState('');
  const book = useWrite<object>(`/api/purchases/${purchase.purchaseId}/receipts`);
  const units = at.lines.reduce((sum, line) => sum + line.quantity, 0);
  const title = t('receiveTitle', { number: purchase.number });
  useTitle(title);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    await book.mutateAsync({ body: { receiptId, deliveryNote: deliveryNote.trim(), lines: at.lines } });
    notifications.show({ message: t('booked', { n: units }), color: 'cresson' });
    go(`/purchasing/orders/${purchase.purchaseId}`);
  };
  return (
    <form className="page buy-receive" onSubmit={(event) => void submit(event).catch(() => undefined)}>
      <Link href={`/purchasing/orders/${purchase.purchaseId}`} className="back-link">
        <Icon name="left" size={14} />
        {purchase.number}
      </Link>
      <header className="page-head">
        <h1>{title}</h1>
      </header>
      <div className="column">
        <Panel>
          <Scanner onCode={(code) => void at.scan(code)} said={at.said} />
        </Panel>
        <Panel
          title={purchase.supplierName}
          aside={
            <Button size="compact-sm" variant="default" onClick={at.rest}>
              {t('rest')}
            </Button>
          }
          flush
        >
          <ul className="buy-count">
            {purchase.lines.map((line) => (
              <CountLine key={line.skuId} line={line} at={at} purchaseId={purchase.purchaseId} />
            ))}
          </ul>
        </Panel>
        {at.wrong.length > 0 && <Wrong at={at} />}
        <Panel>
          <div className="column">
            <TextInput
              label={t('deliveryNote')}
              value={deliveryNote}
              onChange={(event) => setNote(event.currentTarget.value)}
              maxLength={80}
              required
            />
            {book.error && (
              <p className="bad" role="alert">
                {sentenceOf(book.error, c('error.network'))}
                {book.error instanceof ApiProblem && book.error.status === 0 && ` ${c('error.safe')}`}
              </p>
            )}
            <Button type="submit" size="lg" loading={book.isPending} disabled={units === 0}>
              {units === 0 ? t('nothingYet') : t('book', { n: units })}
            </Button>
          </div>
        </Panel>
      </div>
    </form>
  );
}

type At = ReturnType<typeof useCounting>;

function CountLine({ line, at, purchaseId }: { line: PurchaseLine; at: At; purchaseId: string }) {
  const t = useWords(buying);
  const { good, damaged } = at.countOf(line.skuId);
  const name = at.nameOf(line);
  const over = line.good + line.damaged + good + damaged - line.allowed;
  return (
    <li data-done={(good + damaged >= line.open && line.open > 0) || undefined}>
      <ArticleCell article={line} note={t('waits', { n: line.open })} />
      <div className="buy-steps">
        <Button
          variant="default"
          aria-label={t('fewer', { name })}
          disabled={good === 0}
          onClick={() => at.set(line.skuId, { good: good - 1 })}
        >
          <Icon name="minus" size={18} />
        </Button>
        <NumberInput
          aria-label={t('goodOf', { name })}
          hideControls
          min={0}
          max={1_000_000}
          allowDecimal={false}
          value={good}
          onChange={(value) => at.set(line.skuId, { good: Number(value) })}
        />
        <Button
          variant="default"
          aria-label={t('another', { name })}
          onClick={() => at.set(line.skuId, { good: good + 1 })}
        >
          <Icon name="plus" size={18} />
        </Button>
        <NumberInput
          className="buy-damaged"
          aria-label={t('damagedOf', { name })}
          leftSection={<Icon name="alert" size={14} />}
          hideControls
          min={0}
          max={1_000_000}
          allowDecimal={false}
          value={damaged}
          onChange={(value) => at.set(line.skuId, { damaged: Number(value) })}
        />
      </div>
      {over > 0 && <TooMany line={line} over={over} purchaseId={purchaseId} />}
    </li>
  );
}

/** More than is tolerated: who may order may allow it on the spot. */
function TooMany({ line, over, purchaseId }: { line: PurchaseLine; over: number; purchaseId: string }) {
  const t = useWords(buying);
  const may = useCan('purchasing.write');
  const allow = useWrite<object>(`/api/purchases/${purchaseId}/allow`);
  return (
    <p className="bad buy-over" role="status">
      {t('tooMany', { n: over })}
      {may && (
        <Button
          size="compact-sm"
          variant="default"
          loading={allow.isPending}
          onClick={() => allow.mutate({ body: { skuId: line.skuId, allowed: line.allowed + over } })}
        >
          {t('allow')}
        </Button>
      )}
    </p>
  );
}

function Wrong({ at }: { at: At }) {
  const t = useWords(buying);
  return (
    <Panel title={t('wrong')} note={t('wrongText')} flush>
      <ul className="buy-count">
        {at.wrong.map((one) => (
          <li key={one.skuId}>
            <ArticleCell article={one} />
            <NumberInput
              aria-label={`${t('wrong')} : ${at.nameOf(one)}`}
              w={110}
              min={0}
              max={1_000_000}
              allowDecimal={false}
              value={one.quantity}
              onChange={(value) =>
                at.setWrong(at.wrong.map((w) => (w.skuId === one.skuId ? { ...w, quantity: Number(value) } : w)))
              }
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
