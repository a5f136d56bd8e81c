/** Taking the money: cash with its change, or a card at the terminal. */
import { useState, type Dispatch } from 'react';
import { money, type Money } from '#base/money';
import { roundedCash } from '#payments/model';
import type { IconName } from '#kit/icons';
import type { Device, Posted } from '../api.ts';
import type { Catalogue } from '../catalogue.ts';
import type { LiveState } from '../live.ts';
import { Icon } from '../parts/icon.tsx';
import { InPaySlot } from '../parts/pay-slot.tsx';
import type { Act, Shown, Ticket } from '../ticket.ts';
import { useKeyDown } from '../keys.ts';
import { useWords } from '../words.ts';
import { GiftPay, useVouchers, type Vouchers } from '../cards/gift-pay.tsx';
import { AccountPay, barOf, offersAccount, useAccount, type OnAccount } from './account-pay.tsx';
import { CardPay } from './card-pay.tsx';
import { CashPay, cashOf } from './cash-pay.tsx';
import { RefusedNotice } from './refused.tsx';
import { useSale, type Chain, type Sale } from './use-sale.ts';

type Props = {
  device: Device;
  ticket: Ticket;
  shown: Shown;
  live: LiveState;
  chain: Chain;
  onBack: () => void;
  onPosted: (posted: Posted) => void;
  onAct: Dispatch<Act>;
};
type Tender = 'card' | 'cash' | 'gift' | 'account';

export function Pay({ device, ticket, shown, live, chain, onBack, onPosted, onAct }: Props) {
  const vouchers = useVouchers(shown.total, ticket.customer);
  const sale = useSale({ ticket, shown, used: vouchers.used, live, chain, act: onAct, onPosted });
  const sends = shown.sentUnits > 0;
  const { company, customer } = ticket;
  const lost = live.lostAt !== undefined;
  const onAccount = useAccount(customer && offersAccount(company, customer) ? { company, customer, lost } : undefined);
  return (
    <Paying
      {...{ sale, sends, onBack, vouchers, onAccount }}
      cashStep={device.cashStep}
      total={shown.total}
      catalogue={live.catalogue}
      // What was quoted for sending no longer holds with another price.
      onOk={sale.refused?.kind === 'price' && sends ? onBack : sale.understood}
    />
  );
}

type PayingProps = {
  sale: Sale;
  total: Money;
  /** Absent: what is due here is not paid by gift card. */
  vouchers?: Vouchers;
  /** The account of the ticket's company; absent: none. */
  onAccount?: OnAccount | undefined;
  /** To how many minor units cash is rounded; absent: to none. */
  cashStep?: number;
  catalogue: Catalogue;
  sends: boolean;
  onBack: () => void;
  onOk: () => void;
};

/** The tenders over whatever is to be paid: a ticket, or what is due for an order. */
export function Paying(props: PayingProps) {
  const { sale, total: whole, vouchers, onAccount, cashStep = 1, catalogue, sends, onBack, onOk } = props;
  const words = useWords();
  const { w } = words;
  const [tender, setTender] = useState<Tender>('card');
  const [given, setGiven] = useState('');
  const [token, setToken] = useState('tok_ok');
  const left = vouchers ? vouchers.restMinor : whole.minor;
  const total = money(tender === 'cash' ? roundedCash(left, cashStep) : left, whole.currency);
  const { minor, currency } = total;
  const covered = vouchers !== undefined && vouchers.used.length > 0 && minor === 0;
  const receivedMinor = cashOf(given, currency) ?? (given === '' ? minor : undefined);
  const cashReady = tender === 'cash' && receivedMinor !== undefined && receivedMinor >= minor;
  const owedReady = tender === 'account' && onAccount !== undefined && barOf(onAccount, total, words) === undefined;
  const ready = !sale.busy && (covered || tender === 'card' || cashReady || owedReady);
  const confirm = (override = false): void => {
    if (!ready) return;
    if (covered) sale.payVouchers?.(override);
    else if (tender === 'card') sale.payCard(token, override);
    else if (tender === 'account') sale.payAccount?.(override);
    else if (receivedMinor !== undefined) sale.payCash(receivedMinor, override);
  };
  // Money under way is waited for.
  const back = (): void => void (sale.busy || onBack());
  const offers = offersOf(vouchers !== undefined, onAccount !== undefined);
  const type = (key: string): void => setGiven((before) => typed(before, key));
  useKeyDown((event) => {
    if (event.defaultPrevented || (event.key === 'Enter' && !isFree(event.target))) return;
    if (event.key === 'Enter' && sale.refused === undefined) confirm();
    else if (event.key === 'Escape') back();
    else if (offers.some((one) => keys[one] === event.key)) {
      event.preventDefault();
      setTender(offers.find((one) => keys[one] === event.key) ?? tender);
    } else if (tender === 'cash') type(event.key);
  });
  return (
    <div className="pay">
      <Due total={total} roundingMinor={total.minor - left} busy={sale.busy} onBack={back} />
      <Tenders {...{ tender, offers }} onPick={setTender} />
      {sale.refused && (
        <RefusedNotice
          refused={sale.refused}
          {...{ catalogue, currency, sends, onBack, onOk }}
          onAnyway={() => confirm(true)}
        />
      )}
      {!sale.refused && tender === 'cash' && (
        <CashPay total={total} given={given} receivedMinor={receivedMinor} onType={type} onGive={setGiven} />
      )}
      {!sale.refused && tender === 'card' && (
        <CardPay sale={sale} token={token} onToken={setToken} onCash={() => setTender('cash')} />
      )}
      {!sale.refused && tender === 'gift' && vouchers && <GiftPay vouchers={vouchers} total={whole} />}
      {!sale.refused && tender === 'account' && onAccount && <AccountPay on={onAccount} total={total} />}
      <InPaySlot>
        <ConfirmButton
          word={
            !covered && tender === 'card'
              ? w(sale.card === 'unknown' ? 'card.ask_again' : 'card.start')
              : w('pay.confirm')
          }
          total={total}
          disabled={!ready || sale.refused !== undefined}
          onConfirm={() => confirm()}
        />
      </InPaySlot>
    </div>
  );
}

/** How a tender is chosen by key. */
const keys = { card: 'F3', cash: 'F4', gift: 'F6', account: 'F7' } as const satisfies Record<Tender, string>;
const offersOf = (gift: boolean, account: boolean): readonly Tender[] => [
  ...(['card', 'cash'] as const),
  ...(gift ? (['gift'] as const) : []),
  ...(account ? (['account'] as const) : []),
];
/** Enter on a button or in a field is theirs. */
const isFree = (target: EventTarget | null): boolean =>
  !(target instanceof HTMLButtonElement || target instanceof HTMLInputElement);

type DueProps = { total: Money; roundingMinor: number; busy: boolean; onBack: () => void };

function Due({ total, roundingMinor, busy, onBack }: DueProps) {
  const { w, amount } = useWords();
  return (
    <div className="due">
      <button type="button" className="plain-button back" onClick={onBack} disabled={busy}>
        <Icon name="left" size={18} /> {w('pay.back')} <kbd>{w('pay.escape')}</kbd>
      </button>
      <h2 className="muted">{w('pay.due')}</h2>
      <p className="big num">{amount(total.minor, total.currency)}</p>
      {roundingMinor !== 0 && (
        <p className="muted num">{w('pay.rounding', { sum: amount(roundingMinor, total.currency) })}</p>
      )}
    </div>
  );
}

type ConfirmProps = { word: string; total: Money; disabled: boolean; onConfirm: () => void };

function ConfirmButton({ word, total, disabled, onConfirm }: ConfirmProps) {
  const { w, amount } = useWords();
  return (
    <button type="button" className="pay-button" disabled={disabled} onClick={onConfirm}>
      <span>
        {word}
        <small>{w('pay.key')}</small>
      </span>
      <span className="num">{amount(total.minor, total.currency)}</span>
    </button>
  );
}

type TendersProps = { tender: Tender; offers: readonly Tender[]; onPick: (tender: Tender) => void };
const icons = { card: 'card', cash: 'cash', gift: 'gift', account: 'building' } as const satisfies Record<
  Tender,
  IconName
>;

function Tenders({ tender, offers, onPick }: TendersProps) {
  const { w } = useWords();
  return (
    <div className="tenders" role="group" aria-label={w('pay.with')}>
      {offers.map((one) => (
        <TenderButton
          key={one}
          icon={icons[one]}
          word={w(`pay.${one}`)}
          hint={keys[one]}
          on={tender === one}
          onPick={() => onPick(one)}
        />
      ))}
    </div>
  );
}

type TenderProps = { icon: IconName; word: string; hint: string; on: boolean; onPick: () => void };

function TenderButton({ icon, word, hint, on, onPick }: TenderProps) {
  return (
    <button type="button" aria-pressed={on} onClick={onPick}>
      <Icon name={icon} size={24} />
      <span>
        {word} <small>{hint}</small>
      </span>
    </button>
  );
}

/** The amount as it is typed: digits, one comma, two decimals. */
function typed(before: string, key: string): string {
  if (key === 'Backspace') return before.slice(0, -1);
  const next = before + (key === '.' ? ',' : key);
  return /^(?:\d{1,6})(?:,\d{0,2})?$/.test(next) ? next.replace(/^0+(?=\d)/, '') : before;
}
