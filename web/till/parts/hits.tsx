/** What was found: customers, then products as tiles; or that there is nothing. */
import { Icon } from './icon.tsx';
import type { Customer } from '../api.ts';
import type { Catalogue, Tile } from '../catalogue.ts';
import type { Finding } from '../use-finder.ts';
import { useWords } from '../words.ts';
import { CompanyHits, useCompanies } from '../company/company-hits.tsx';
import type { Company } from '../company/calls.ts';
import { CustomerHits } from './shelves.tsx';
import { TileButton } from './tile.tsx';

type Props = {
  finding: Finding;
  catalogue: Catalogue;
  currency: string;
  customersOnly: boolean;
  onTake: (tile: Tile) => void;
  onWhy: (tile: Tile) => void;
  onCustomer: (customer: Customer) => void;
  /** Whose ticket it is already. */
  customer: Customer | null;
  onCompany: (company: Company) => void;
};

export function Hits(props: Props) {
  const { finding, catalogue, currency, customersOnly, onTake, onWhy, onCustomer, customer, onCompany } = props;
  const { w } = useWords();
  const companies = useCompanies(finding.text, customer, customersOnly);
  const { text, found, customers, unknown } = finding;
  const nothing = !customersOnly && found === 0 && customers.length === 0 && unknown === undefined && text !== '';
  return (
    <>
      {unknown !== undefined && (
        <p className="notice" role="alert">
          <Icon name="alert" size={18} /> {w('search.unknown_code', { q: unknown })}
        </p>
      )}
      {customersOnly && customers.length === 0 && companies.length === 0 && unknown === undefined && (
        <div className="nothing">
          <Icon name="user" size={32} />
          <b>{w('customer.find')}</b>
          <span>{w('customer.find_help')}</span>
        </div>
      )}
      <CustomerHits {...{ customers, onCustomer }} />
      <CompanyHits {...{ companies, customer, onCompany }} />
      {!customersOnly && <Tiles {...{ finding, catalogue, currency, onTake, onWhy }} />}
      {nothing && (
        <div className="nothing">
          <b>{w('search.nothing', { q: text })}</b>
          <span>{w('search.nothing_help')}</span>
        </div>
      )}
    </>
  );
}

function Tiles({
  finding,
  catalogue,
  currency,
  onTake,
  onWhy,
}: Omit<Props, 'customersOnly' | 'onCustomer' | 'customer' | 'onCompany'>) {
  const { w, name } = useWords();
  const { tiles, found, open } = finding;
  return (
    <>
      <div
        className="tiles"
        role="group"
        {...(open ? { 'aria-label': w('shelf.variants', { name: name(open.name) }) } : {})}
      >
        {tiles.map((tile) => (
          <TileButton
            key={tile.face.skuId}
            {...{ tile, currency, onTake, onWhy }}
            cities={catalogue.cities}
            variant={open !== undefined}
          />
        ))}
      </div>
      {found > tiles.length && !open && (
        <p className="muted more">{w('search.too_many', { n: found - tiles.length })}</p>
      )}
    </>
  );
}
