/** Companies found by what was typed where a customer is looked for. */
import { useEffect, useState } from 'react';
import type { Customer } from '../api.ts';
import { Icon } from '../parts/icon.tsx';
import { useWords } from '../words.ts';
import { findCompanies, type Company } from './calls.ts';
import { numberOf, standing } from './company-card.tsx';

type Props = {
  readonly companies: readonly Company[];
  readonly customer: Customer | null;
  readonly onCompany: (company: Company) => void;
};

export function CompanyHits({ companies, customer, onCompany }: Props) {
  const words = useWords();
  if (companies.length === 0) return null;
  return (
    <ul className="hits" aria-label={words.w('company.found')}>
      {companies.map((company) => (
        <li key={company.companyId}>
          <button
            type="button"
            disabled={company.blocked || (customer !== null && company.member === null)}
            onClick={() => onCompany(company)}
          >
            <span className="initials" aria-hidden="true">
              <Icon name="building" size={18} />
            </span>
            <span>
              <b>{company.name}</b>
              <small>{[numberOf(company, words), standing(company, customer, words)].join(' · ')}</small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** For what is typed where customers are looked for. */
export function useCompanies(text: string, customer: Customer | null, on: boolean): readonly Company[] {
  const [hits, setHits] = useState<{ readonly key: string; readonly companies: readonly Company[] }>();
  const q = text.trim();
  const customerId = customer?.customerId;
  const key = `${customerId ?? ''} ${q}`;
  const asks = on && q.length >= 3;
  useEffect(() => {
    if (!asks) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      findCompanies(q, customerId, stop.signal).then(
        (companies) => setHits({ key, companies }),
        () => undefined,
      );
    }, 180);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [asks, q, customerId, key]);
  return asks && hits?.key === key ? hits.companies : [];
}
