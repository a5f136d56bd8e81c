/** On the account of the ticket's company: what it owes already, what it may, and what will be left. The server decides. */
import { useEffect, useEffectEvent, useState } from 'react';
import type { Money } from '#base/money';
import type { Customer } from '../api.ts';
import { companyNow, type Company } from '../company/calls.ts';
import { Icon } from '../parts/icon.tsx';
import { useWords, type Words } from '../words.ts';

export type OnAccount = { readonly company: Company; readonly customer: Customer; readonly lost: boolean };

/** Whether this company's account may be asked for this ticket at all: it has terms, and one of its people stands here. */
export const offersAccount = (company: Company | null | undefined, customer: Customer | null): company is Company =>
  customer !== null && company != null && company.account !== null && company.member !== null;

/** Why it can't be put on account; undefined: as far as is known here it can. */
export function barOf(
  { company, lost }: OnAccount,
  { minor, currency }: Money,
  { w, amount }: Words,
): string | undefined {
  const { account } = company;
  if (lost) return w('account.offline');
  if (!account) return w('account.no_terms');
  const bar = account.bars.find((one) => one === 'company_blocked' || one === 'no_terms' || one === 'company_overdue');
  if (bar === 'company_blocked' || bar === 'no_terms' || bar === 'company_overdue') return w(`account.${bar}`);
  const left = account.limitMinor === null ? undefined : Math.max(0, account.limitMinor - account.openMinor);
  return left !== undefined && minor > left ? w('account.over', { sum: amount(left, currency) }) : undefined;
}

/** The account as it is when it is looked at: what was bought at another till since counts. */
export function useAccount(found: OnAccount | undefined): OnAccount | undefined {
  const [now, setNow] = useState<Company>();
  const companyId = found?.company.companyId;
  const ask = useEffectEvent(async () => {
    const company = found && !found.lost ? await companyNow(found.company, found.customer.customerId) : undefined;
    if (company) setNow(company);
  });
  useEffect(() => void ask().catch(() => undefined), [companyId]);
  if (!found || now?.companyId !== companyId || now === undefined) return found;
  return { ...found, company: now };
}

export function AccountPay({ on, total }: { readonly on: OnAccount; readonly total: Money }) {
  const words = useWords();
  const { w, amount } = words;
  const { name, account } = on.company;
  const bar = barOf(on, total, words);
  const show = (minor: number): string => amount(minor, total.currency);
  return (
    <div className="account-pay" role="region" aria-label={w('pay.account')}>
      <h3>{w('account.title', { name })}</h3>
      {account && (
        <p className="muted">{w(account.endOfMonth ? 'company.terms_month' : 'company.terms', { n: account.days })}</p>
      )}
      {account && (
        <dl className="num">
          <dt>{w('account.limit')}</dt>
          <dd>{account.limitMinor === null ? w('account.no_limit') : show(account.limitMinor)}</dd>
          <dt>{w('account.open')}</dt>
          <dd>{show(account.openMinor)}</dd>
          <dt>{w('account.this')}</dt>
          <dd>{show(total.minor)}</dd>
          {account.limitMinor !== null && bar === undefined && (
            <>
              <dt>{w('account.left')}</dt>
              <dd>
                <b>{show(account.limitMinor - account.openMinor - total.minor)}</b>
              </dd>
            </>
          )}
        </dl>
      )}
      {bar !== undefined && (
        <p className="notice" role="alert">
          <Icon name="alert" size={18} /> {bar}
        </p>
      )}
    </div>
  );
}
