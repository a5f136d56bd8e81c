/** For which company the ticket is, below whose it is; and those its customer may buy for. */
import { useEffect, useState } from 'react';
import type { Instant } from '#base/time';
import { date } from '#kit/format';
import type { Customer } from '../api.ts';
import { Icon } from '../parts/icon.tsx';
import type { Ticket } from '../ticket.ts';
import { useWords, type Words } from '../words.ts';
import { companiesOf, type Company } from './calls.ts';

type Props = {
  readonly ticket: Ticket;
  readonly paying: boolean;
  readonly onCompany: (company: Company | null) => void;
};

export function CompanyCard({ ticket, paying, onCompany }: Props) {
  const words = useWords();
  const { w } = words;
  const { company = null, customer } = ticket;
  const mine = useCompaniesOf(customer);
  if (company)
    return (
      <div className="customer company">
        <span className="initials" aria-hidden="true">
          <Icon name="building" size={18} />
        </span>
        <span className="customer-text">
          <b>{w('company.pick', company)}</b>
          <small>{numberOf(company, words)}</small>
          <small className={company.blocked ? 'low' : ''}>{standing(company, customer, words)}</small>
        </span>
        {!paying && (
          <button
            type="button"
            className="icon-button"
            aria-label={w('company.remove')}
            onClick={() => onCompany(null)}
          >
            <Icon name="x" size={18} />
          </button>
        )}
      </div>
    );
  if (paying || mine.length === 0) return null;
  return (
    <div className="bring companies" role="group" aria-label={w('company.for')}>
      <Icon name="building" size={18} />
      <span>{w('company.for')}</span>
      {mine.map((one) => (
        <button key={one.companyId} type="button" disabled={one.blocked} onClick={() => onCompany(one)}>
          {one.name}
        </button>
      ))}
    </div>
  );
}

export const numberOf = ({ siren, vatNumber, address }: Company, { w }: Words): string =>
  [
    siren === null
      ? vatNumber === null
        ? ''
        : w('company.vat', { number: vatNumber })
      : w('company.siren', { siren: siren.replaceAll(/(\d{3})(?=\d)/g, '$1\u00a0') }),
    address.city,
  ]
    .filter(Boolean)
    .join(' · ');

/** How it may pay, and whether its number is known to be in force. */
export function standing(company: Company, customer: Customer | null, { w, lang }: Words): string {
  const { blocked, account, member, vatNumber, vatProvenAt, address } = company;
  if (blocked) return w('company.blocked');
  if (customer && !member) return w('company.not_member');
  const pays = !account
    ? w('company.at_once')
    : member
      ? w(account.endOfMonth ? 'company.terms_month' : 'company.terms', { n: account.days })
      : w('company.nobody');
  // At home its number changes nothing.
  const abroad = vatNumber !== null && address.country !== 'FR';
  const proof = !abroad
    ? ''
    : vatProvenAt === null
      ? w('company.vat_unproven')
      : w('company.vat_proven', { day: date(lang, vatProvenAt as Instant) });
  return [pays, proof].filter(Boolean).join(' · ');
}

function useCompaniesOf(customer: Customer | null): readonly Company[] {
  const [found, setFound] = useState<{ readonly of: string; readonly companies: readonly Company[] }>();
  const customerId = customer?.customerId;
  useEffect(() => {
    if (customerId === undefined) return;
    let left = false;
    companiesOf(customerId).then(
      (companies) => !left && setFound({ of: customerId, companies }),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [customerId]);
  return found !== undefined && found.of === customerId ? found.companies : [];
}
