/** A refusal in the till's words: what changed, what is safe, how to go on. Never silent, never a dead end. */
import { useEffect, useRef } from 'react';
import type { Catalogue } from '../catalogue.ts';
import { Icon } from '../parts/icon.tsx';
import { useWords, type Words } from '../words.ts';
import type { Refused } from './use-sale.ts';

type Props = {
  refused: Refused;
  catalogue: Catalogue;
  currency: string;
  /** Some of it lies elsewhere: nobody can say that it is on the counter all the same. */
  sends: boolean;
  onAnyway: () => void;
  onBack: () => void;
  onOk: () => void;
};

export function RefusedNotice({ refused, catalogue, currency, sends, onAnyway, onBack, onOk }: Props) {
  const words = useWords();
  const { w } = words;
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), [refused]);
  const { title, help, lines } = told(refused, words, catalogue, currency, sends);
  return (
    <div className="refused" role="alert">
      <h3>
        <Icon name="alert" size={22} /> {title}
      </h3>
      {lines.length > 0 && (
        <ul className="num">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {help !== '' && <p>{help}</p>}
      <div className="refused-verbs">
        {refused.kind === 'short' ? (
          <>
            <button type="button" ref={first} onClick={onBack}>
              {w('refused.back')}
            </button>
            {!sends && (
              <button type="button" className="strong" onClick={onAnyway}>
                {w('refused.sell_anyway')}
              </button>
            )}
          </>
        ) : (
          <button type="button" ref={first} className="strong" onClick={onOk}>
            {w('refused.ok')}
          </button>
        )}
      </div>
    </div>
  );
}

type OfCompany = Extract<Refused, { readonly kind: 'company' }>;

function companyWords(
  { code, minor = 0 }: OfCompany,
  { w, amount }: Words,
  currency: string,
): { readonly title: string; readonly help: string } {
  const sum = amount(minor, currency);
  switch (code) {
    case 'orders.not_a_member':
      return { title: w('refused.not_a_member'), help: w('refused.not_a_member_help') };
    case 'orders.over_limit':
      return { title: w('refused.buyer_limit', { sum }), help: w('refused.buyer_limit_help') };
    case 'payments.over_limit':
      return { title: w('refused.account'), help: w('account.over', { sum }) };
    case 'payments.company_overdue':
      return { title: w('refused.account'), help: w('account.company_overdue') };
    case 'payments.no_terms':
      return { title: w('refused.account'), help: w('account.no_terms') };
    default:
      return { title: w('refused.company_blocked'), help: w('refused.not_a_member_help') };
  }
}

function told(refused: Refused, words: Words, catalogue: Catalogue, currency: string, sends: boolean) {
  const { w, name, amount } = words;
  const nameOf = (skuId: string): string => {
    const item = catalogue.bySku.get(skuId)?.item;
    return item ? [name(item.name), name(item.option)].filter(Boolean).join(', ') : skuId;
  };
  switch (refused.kind) {
    case 'price': {
      const lines = refused.changed.map(({ skuId, expected, actual }) => {
        const facts = { name: nameOf(skuId), was: amount(expected, currency), now: amount(actual, currency) };
        return w('refused.price_line', facts);
      });
      return { title: w('refused.price'), help: w('refused.price_help'), lines };
    }
    case 'short': {
      const lines = refused.short.map((line) => w('refused.short_line', { ...line, name: nameOf(line.skuId) }));
      return { title: w('refused.short'), help: sends ? '' : w('refused.short_help'), lines };
    }
    case 'company':
      return { ...companyWords(refused, words, currency), lines: [] };
    case 'used_up':
      return { title: w('refused.used_up'), help: w('refused.price_help'), lines: [] };
    case 'fork':
      return { title: w('refused.fork'), help: w('refused.fork_help'), lines: [] };
    case 'blocked':
      return { title: w('blocked.title'), help: w('blocked.help'), lines: [] };
    case 'cart':
      return { title: w('refused.cart'), help: w('refused.cart_help'), lines: [] };
    case 'offline':
      return { title: w('refused.offline'), help: w('refused.offline_help'), lines: [] };
    case 'other':
      return { title: w('refused.other'), help: refused.title, lines: [] };
  }
}
