/** Other goods for what comes back: chosen by scan or among the sizes of the same product; says who owes whom, and what each costs. */
import { useEffect, useRef, useState } from 'react';
import { newId } from '#base/ids';
import { money, toDecimal } from '#base/money';
import { clock } from '#base/time';
import { roundedCash } from '#payments/model';
import {
  ApiProblem,
  askExchangeCard,
  dropCard,
  postExchange,
  previewExchange,
  type ExchangeBack,
  type ExchangePlan,
  type Item,
  type Returnable,
  type ReturnTicket,
} from '../api.ts';
import { codeKey, type Catalogue } from '../catalogue.ts';
import { cashOf } from '../pay/cash-pay.tsx';
import type { Chain } from '../pay/use-sale.ts';
import { useWords } from '../words.ts';
import { Icon, Picture } from './icon.tsx';
import { approvalOf, SecondPerson } from './second-person.tsx';

type Props = {
  readonly order: Returnable;
  /** What is told of the goods that come back, with the ids of their return. */
  readonly back: ExchangeBack;
  readonly catalogue: Catalogue;
  readonly chain: Chain;
  /** To how many minor units cash is rounded here. */
  readonly cashStep: number;
  readonly onDone: (ticket: ReturnTicket) => void;
};
type Wanted = ReadonlyMap<string, number>;
type Tender = { readonly method: 'cash' | 'card'; readonly receivedMinor: number };

const told = (error: unknown): string => (error instanceof ApiProblem ? error.title : String(error));

/** An exchange being written: its ids stay until it is recorded, so that a lost answer can be asked for again and counts once. */
function useExchange({ order, back, chain, onDone }: Props) {
  const [ids] = useState(() => ({
    exchangeId: newId('exc'),
    sale: { ticketId: newId('tkt'), orderId: newId('ord') },
    cashId: newId('pay'),
    at: clock(),
  }));
  const card = useRef<string | undefined>(undefined);
  const [wanted, setWanted] = useState<Wanted>(new Map());
  const [plan, setPlan] = useState<ExchangePlan>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [asking, ask] = useState<{ readonly approvalId: string; readonly tender: Tender | undefined }>();
  const articles = [...wanted].map(([skuId, quantity]) => ({ skuId, quantity }));
  const asked = JSON.stringify({
    ...{ orderId: order.orderId, returnId: back.returnId, reason: back.reason, wanted: articles },
    lines: back.lines.map(({ lineNo, quantity }) => ({ lineNo, quantity })),
  });
  useEffect(() => {
    let left = false;
    setPlan(undefined);
    const look = JSON.parse(asked) as Parameters<typeof previewExchange>[0];
    if (look.wanted.length === 0 || look.lines.length === 0) return undefined;
    setProblem(undefined);
    previewExchange(look).then(
      (found) => !left && setPlan(found),
      (error: unknown) => !left && setProblem(told(error)),
    );
    return () => {
      left = true;
    };
  }, [asked]);
  const body = () => ({
    ...{ exchangeId: ids.exchangeId, at: ids.at, back, sale: { ...ids.sale, wanted: articles } },
    ...{ sequence: chain.current.sequence + 1, previousHash: chain.current.hash },
  });
  const post = async (tender: Tender | undefined): Promise<void> => {
    if (!plan) return;
    const { payMinor, backMinor } = plan;
    setBusy(true);
    setProblem(undefined);
    ask(undefined);
    try {
      if (tender?.method === 'card') {
        const paymentId = (card.current ??= newId('pay'));
        const { state } = await askExchangeCard(body(), payMinor, paymentId);
        if (state === 'declined') card.current = undefined;
        if (state !== 'authorised') return setProblem(state);
      }
      const paymentId = tender?.method === 'card' ? (card.current ?? '') : ids.cashId;
      const payment = tender && { method: tender.method, paymentId, receivedMinor: tender.receivedMinor };
      const { sale } = await postExchange({ ...body(), payMinor, backMinor, ...(payment ? { payment } : {}) });
      onDone(sale);
    } catch (error) {
      if (card.current !== undefined) await dropCard(card.current).catch(() => undefined);
      card.current = undefined;
      const approvalId = approvalOf(error);
      if (approvalId === undefined) setProblem(told(error));
      else ask({ approvalId, tender });
    } finally {
      setBusy(false);
    }
  };
  const count = (skuId: string, quantity: number): void => {
    const next = new Map(wanted).set(skuId, quantity);
    if (quantity <= 0) next.delete(skuId);
    setWanted(next);
  };
  return { asking, wanted, count, plan, problem, busy, post };
}

export function ExchangeBox(props: Props) {
  const { w } = useWords();
  const { catalogue, order, back, cashStep } = props;
  const { asking, wanted, count, plan, problem, busy, post } = useExchange(props);
  const itemOf = (skuId: string): Item | undefined => catalogue.bySku.get(skuId)?.item;
  const oneMore = (skuId: string): void => count(skuId, (wanted.get(skuId) ?? 0) + 1);
  const sizes = back.lines.flatMap(({ lineNo }) => {
    const old = order.lines.find((line) => line.lineNo === lineNo);
    const product = old && itemOf(old.skuId)?.productId;
    return product === undefined ? [] : (catalogue.products.get(product) ?? []);
  });
  return (
    <section className="exchange" aria-label={w('exchange.title')}>
      <h3>{w('exchange.title')}</h3>
      <Scan catalogue={catalogue} onFound={oneMore} />
      <p className="exchange-sizes">
        {[...new Set(sizes)].map((skuId) => (
          <Size key={skuId} item={itemOf(skuId)} onTake={() => oneMore(skuId)} />
        ))}
      </p>
      <ul className="rows still">
        {[...wanted].map(([skuId, quantity]) => (
          <WantedLine
            key={skuId}
            item={itemOf(skuId)}
            quantity={quantity}
            plan={plan}
            onCount={(n) => count(skuId, n)}
          />
        ))}
      </ul>
      {problem !== undefined && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {plan && (
        <>
          <Sum plan={plan} />
          {asking && <SecondPerson approvalId={asking.approvalId} onAgreed={() => void post(asking.tender)} />}
          <Settle key={plan.payMinor} {...{ plan, cashStep, busy }} onPost={(tender) => void post(tender)} />
        </>
      )}
    </section>
  );
}

/** What is wanted, by its code: scanned or typed. */
function Scan({ catalogue, onFound }: { readonly catalogue: Catalogue; readonly onFound: (skuId: string) => void }) {
  const { w } = useWords();
  const [code, setCode] = useState('');
  const [unknown, setUnknown] = useState(false);
  const scan = (): void => {
    const skuId = catalogue.byCode.get(codeKey(code)) ?? bySku(catalogue, code);
    setUnknown(skuId === undefined);
    if (skuId === undefined) return;
    setCode('');
    onFound(skuId);
  };
  return (
    <>
      <form
        className="returns-find"
        onSubmit={(event) => {
          event.preventDefault();
          if (code.trim() !== '') scan();
        }}
      >
        <label>
          {w('exchange.code')}
          <input
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            autoComplete="off"
            maxLength={80}
          />
        </label>
        <button type="submit" className="side-button">
          {w('exchange.add')}
        </button>
      </form>
      {unknown && <p role="alert">{w('exchange.unknown')}</p>}
    </>
  );
}

/** A size of what comes back, to be taken instead. */
function Size({ item, onTake }: { readonly item: Item | undefined; readonly onTake: () => void }) {
  const { w, name } = useWords();
  if (!item) return null;
  return (
    <button type="button" className="side-button" onClick={onTake}>
      {name(item.option)} <small className="muted">{w('exchange.here', { n: item.here })}</small>
    </button>
  );
}

/** What comes back is worth, what is wanted costs, and what is owed in the end. */
function Sum({ plan }: { readonly plan: ExchangePlan }) {
  const { w, amount } = useWords();
  return (
    <dl className="exchange-sum num">
      <dt>{w('exchange.value')}</dt>
      <dd>{amount(plan.valueMinor, plan.currency)}</dd>
      <dt>{w('exchange.total')}</dt>
      <dd>{amount(plan.totalMinor, plan.currency)}</dd>
      <dt>{w(plan.payMinor > 0 ? 'exchange.pay' : plan.backMinor > 0 ? 'exchange.back' : 'exchange.even')}</dt>
      <dd>
        <b>{amount(plan.payMinor + plan.backMinor, plan.currency)}</b>
      </dd>
    </dl>
  );
}

const bySku = ({ bySku: all }: Catalogue, code: string): string | undefined => {
  const wanted = code.trim().toLowerCase();
  return [...all.values()].find(({ item }) => item.sku.toLowerCase() === wanted)?.item.skuId;
};

type WantedLineProps = {
  readonly item: Item | undefined;
  readonly quantity: number;
  readonly plan: ExchangePlan | undefined;
  readonly onCount: (quantity: number) => void;
};

function WantedLine({ item, quantity, plan, onCount }: WantedLineProps) {
  const { w, name, amount } = useWords();
  if (!item) return null;
  const title = name(item.name);
  const prices = plan?.wants.filter((want) => want.skuId === item.skuId) ?? [];
  return (
    <li>
      <Picture src={item.image} className="small" />
      <span className="row-text">
        <b>{title}</b>
        <small>
          {[
            name(item.option),
            ...prices.map(
              (want) =>
                `${want.quantity} × ${amount(want.unitMinor, plan?.currency ?? 'EUR')}${want.kept ? `, ${w('exchange.kept')}` : ''}`,
            ),
          ].join(' · ')}
        </small>
      </span>
      <span className="returns-count">
        <button
          type="button"
          aria-label={w('returns.less', { name: `${title} ${name(item.option)}` })}
          onClick={() => onCount(quantity - 1)}
        >
          −
        </button>
        <b className="num">{quantity}</b>
        <button
          type="button"
          aria-label={w('returns.more', { name: `${title} ${name(item.option)}` })}
          onClick={() => onCount(quantity + 1)}
        >
          +
        </button>
      </span>
    </li>
  );
}

type SettleProps = {
  readonly plan: ExchangePlan;
  readonly cashStep: number;
  readonly busy: boolean;
  readonly onPost: (tender?: Tender) => void;
};

/** The last step: exchange, or exchange and pay what is missing in cash or by card. */
function Settle({ plan: { payMinor, currency }, cashStep, busy, onPost }: SettleProps) {
  const { w, amount } = useWords();
  const cashMinor = roundedCash(payMinor, cashStep);
  const [received, setReceived] = useState(toDecimal(money(cashMinor, currency)).replace('.', ','));
  const receivedMinor = cashOf(received, currency) ?? 0;
  if (payMinor === 0)
    return (
      <button type="button" className="side-button exchange-go" disabled={busy} onClick={() => onPost()}>
        <Icon name="check" /> {w('exchange.do')}
      </button>
    );
  return (
    <div className="sold-head">
      <label>
        {w('exchange.received')}
        <input
          inputMode="decimal"
          value={received}
          onChange={(event) => setReceived(event.currentTarget.value)}
          maxLength={12}
        />
      </label>
      <button
        type="button"
        className="side-button"
        disabled={busy || receivedMinor < cashMinor}
        onClick={() => onPost({ method: 'cash', receivedMinor })}
      >
        <Icon name="cash" /> {w('exchange.cash', { amount: amount(cashMinor, currency) })}
      </button>
      <button
        type="button"
        className="side-button"
        disabled={busy}
        onClick={() => onPost({ method: 'card', receivedMinor: payMinor })}
      >
        <Icon name="card" /> {w('exchange.card', { amount: amount(payMinor, currency) })}
      </button>
    </div>
  );
}
