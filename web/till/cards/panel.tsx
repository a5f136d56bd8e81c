/** In the place of the tiles: what a card holds, and selling one of a chosen amount or a blank one. */
import { useEffect, useRef, useState } from 'react';
import { parseDecimal } from '#base/money';
import type { Item } from '../api.ts';
import type { Catalogue } from '../catalogue.ts';
import { useWords } from '../words.ts';
import type { ShownVoucher } from './calls.ts';
import { CardLook, VoucherFace } from './look.tsx';

/** What the panel is opened with: a code that was scanned, or the article whose amount is to be chosen. */
export type CardAsk = {
  readonly code?: string;
  readonly blank?: boolean;
  readonly skuId?: string;
};

type Props = {
  readonly ask: CardAsk;
  readonly catalogue: Catalogue;
  readonly currency: string;
  readonly onSell: (item: Item, amountMinor: number, code: string | undefined) => void;
};

export function CardPanel({ ask, catalogue, currency, onSell }: Props) {
  const { w } = useWords();
  const [shown, show] = useState<ShownVoucher>();
  const selling = ask.blank === true || ask.skuId !== undefined;
  return (
    <div className="panel gift">
      <h2>{w(selling ? 'gift.sell' : 'gift.title')}</h2>
      {selling ? (
        <SellCard key={`${ask.skuId} ${ask.code}`} {...{ ask, catalogue, currency, onSell }} />
      ) : (
        <>
          <p className="muted">{w('gift.help')}</p>
          <CardLook key={ask.code} scanned={ask.code} onShown={show} />
          {shown && <VoucherFace voucher={shown} />}
        </>
      )}
    </div>
  );
}

/** Amounts of the articles that are cards, and one that is typed where an article allows it. */
function SellCard({ ask, catalogue, currency, onSell }: Props) {
  const { w, name, amount } = useWords();
  const [text, setText] = useState('');
  const [code, setCode] = useState(ask.blank ? (ask.code ?? '') : '');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const cards = [...catalogue.bySku.values()].flatMap(({ item }) => (item.card === undefined ? [] : [item]));
  const free =
    cards.find((item) => item.skuId === ask.skuId && item.card) ??
    cards.find((item) => item.card?.currency === currency);
  const fixed = cards.filter((item) => !item.card && item.minor !== null);
  const typed = parseDecimal(text.trim(), currency)?.minor;
  const limits = free?.card;
  const good = typed !== undefined && limits && typed >= limits.leastMinor && typed <= limits.mostMinor;
  const given = code.trim() === '' ? undefined : code.trim();
  if (cards.length === 0) return <p className="muted">{w('gift.none')}</p>;
  return (
    <form
      className="card-look"
      onSubmit={(event) => {
        event.preventDefault();
        if (good && free) onSell(free, typed, given);
      }}
    >
      <label>
        {w('gift.blank')}
        <input
          value={code}
          autoComplete="off"
          spellCheck={false}
          maxLength={60}
          placeholder={w('gift.blank_help')}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      </label>
      {fixed.length > 0 && (
        <div className="likely num">
          {fixed.map((item) => (
            <button key={item.skuId} type="button" onClick={() => onSell(item, item.minor ?? 0, given)}>
              {amount(item.minor ?? 0, currency)}
              <small className="sr-only">{name(item.name)}</small>
            </button>
          ))}
        </div>
      )}
      {limits && (
        <>
          <label>
            {w('gift.amount', { from: amount(limits.leastMinor, currency), to: amount(limits.mostMinor, currency) })}
            <input
              ref={field}
              value={text}
              inputMode="decimal"
              autoComplete="off"
              maxLength={10}
              aria-invalid={text !== '' && !good}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </label>
          <button type="submit" className="side-button" disabled={!good}>
            {w('gift.to_ticket')}
          </button>
        </>
      )}
    </form>
  );
}
