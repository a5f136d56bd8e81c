/**
 * From what was sold, given back and paid to entries of the accounts: pure. Every entry is balanced; `customers` (411) is where sales and
 * money meet, so that on each day sales − returns = money taken − money given back + what customers owe more.
 */
import { percentText, rate as rateOf } from '#base/rate';
import type { Day } from '#base/time';
import type { LocalText } from '#org/model';
import type { Accounts } from './profile.ts';
import { letterKey, type Letter } from './settled.ts';

/** An amount under one rate; `outside`: a multi-purpose voucher, whose sale bears no VAT and is money we owe. */
export type SaleGroup = {
  readonly rate: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly outside: boolean;
  /** What was charged, where that was in another currency than that of the accounts. */
  readonly foreign?: { readonly netMinor: number; readonly taxMinor: number };
};

/**
 * What was sold, or came back (then below zero), on a day. `total`: of people, told as a daily total by channel; `document`: of a company, told
 * by the document itself.
 */
export type Sale = {
  readonly day: Day;
  readonly told: 'total' | 'document';
  readonly kind: 'sale' | 'return' | 'deposit';
  /** The number of the document, or the channel. */
  readonly ref: string;
  readonly orderId: string;
  readonly customer: { readonly id: string; readonly name: string } | null;
  readonly groups: readonly SaleGroup[];
  /** In which it was charged, where that is not the currency of the accounts. */
  readonly currency?: string;
  /** The day by whose rate it stands in the accounts, where that is not its own: of a deposit that an invoice takes off. */
  readonly ratedOn?: Day;
};

/** What was charged or moved in another currency than that of the accounts, minor units of it. */
export type Foreign = { readonly minor: number; readonly currency: string };

/** Money of a customer on a day: above zero taken, below given back. `account` is one of ours in the money ledger. */
export type Tender = {
  readonly day: Day;
  readonly account: string;
  readonly minor: number;
  readonly foreign?: Foreign;
  /** Whose order it was for: of a company, or in another currency; else it is told in one sum. */
  readonly orderId?: string | null;
};

/**
 * What an order leaves in the accounts though it is paid to the cent in its own money: above zero a loss, for less was received than was sold.
 */
export type Difference = {
  readonly day: Day;
  readonly orderId: string;
  readonly customer: Sale['customer'];
  readonly minor: number;
  readonly currency: string;
};

/** Money that went from one account of ours to another on a day, none of it a customer’s: statements, payouts, fees, disputes, cash. */
export type Transfer = {
  readonly day: Day;
  readonly from: string;
  readonly to: string;
  readonly minor: number;
  readonly foreign?: Foreign;
};

export type EntryLine = {
  readonly account: string;
  readonly label: string;
  readonly aux: { readonly id: string; readonly name: string } | null;
  readonly debitMinor: number;
  readonly creditMinor: number;
  readonly foreign: Foreign | null;
  /** Ties what settles each other on the account of a customer. */
  readonly letter: Letter | null;
};
export type Entry = {
  readonly journal: 'VE' | 'CA' | 'BQ' | 'OD';
  readonly day: Day;
  readonly ref: string;
  readonly label: string;
  readonly lines: readonly EntryLine[];
};

const labels: Readonly<Record<keyof Accounts, string>> = {
  customers: 'Clients',
  deposits: 'Clients - avances et acomptes',
  sales: 'Ventes de marchandises',
  carriage: 'Ports et frais',
  vat: 'TVA collectée',
  cash: 'Caisse',
  card: 'Cartes à encaisser',
  bank: 'Banque',
  marketplace: 'Places de marché',
  vouchers: 'Bons et cartes cadeaux',
  exchange: 'Virements internes',
  rounding: 'Écarts d’arrondi',
  fees: 'Services bancaires et assimilés',
  waiting: 'Comptes d’attente',
  transit: 'Virements internes',
  disputed: 'Clients douteux ou litigieux',
  losses: 'Pertes sur créances irrécouvrables',
  difference: 'Écarts de caisse',
  petty: 'Achats par la caisse',
  exchangeLoss: 'Pertes de change financières',
  exchangeGain: 'Gains de change financiers',
};

export const accountNames: Readonly<Record<keyof Accounts, LocalText>> = {
  customers: { fr: 'Clients', en: 'Customers' },
  deposits: { fr: 'Acomptes reçus', en: 'Deposits received' },
  sales: { fr: 'Ventes', en: 'Sales' },
  carriage: { fr: 'Frais de livraison', en: 'Delivery' },
  vat: { fr: 'TVA collectée', en: 'VAT collected' },
  cash: { fr: 'Caisse', en: 'Cash' },
  card: { fr: 'Cartes', en: 'Cards' },
  bank: { fr: 'Banque', en: 'Bank' },
  marketplace: { fr: 'Places de marché', en: 'Marketplaces' },
  vouchers: { fr: 'Cartes cadeaux', en: 'Gift cards' },
  exchange: { fr: 'Échanges', en: 'Exchanges' },
  rounding: { fr: 'Arrondis des espèces', en: 'Cash rounding' },
  fees: { fr: 'Frais bancaires', en: 'Bank and provider fees' },
  waiting: { fr: 'Compte d’attente', en: 'Undecided money' },
  transit: { fr: 'Versements en route', en: 'Payouts on their way' },
  disputed: { fr: 'Contestations ouvertes', en: 'Open disputes' },
  losses: { fr: 'Contestations perdues', en: 'Lost disputes' },
  difference: { fr: 'Écarts de caisse', en: 'Differences of drawers' },
  petty: { fr: 'Petites dépenses', en: 'Petty expenses' },
  exchangeLoss: { fr: 'Pertes de change', en: 'Exchange losses' },
  exchangeGain: { fr: 'Gains de change', en: 'Exchange gains' },
};

/** The account of the plan for one of the money ledger. */
export function tenderAccount(account: string): keyof Accounts {
  if (/^(drawer:|safe)/.test(account)) return 'cash';
  if (account.startsWith('psp:')) return 'card';
  if (account === 'marketplaces') return 'marketplace';
  if (/^(vouchers|gift:|credit:|held|advances)/.test(account)) return 'vouchers';
  if (account === 'exchanges') return 'exchange';
  if (account === 'rounding') return 'rounding';
  if (account === 'fees') return 'fees';
  if (account === 'unallocated' || account === 'other') return 'waiting';
  if (account === 'payouts' || account === 'cash_to_bank') return 'transit';
  if (account === 'petty') return 'petty';
  if (account === 'disputed') return 'disputed';
  if (account === 'losses') return 'losses';
  if (account === 'cash_differences') return 'difference';
  return 'bank';
}

/** A line on the side that its sign says: above zero debit. */
const line = (
  accounts: Accounts,
  key: keyof Accounts,
  minor: number,
  more: { label?: string; aux?: Sale['customer']; foreign?: Foreign | undefined; letter?: Letter | undefined } = {},
): EntryLine => ({
  account: accounts[key],
  label: more.label ?? labels[key],
  aux: more.aux ?? null,
  debitMinor: Math.max(0, minor),
  creditMinor: Math.max(0, -minor),
  foreign: more.foreign ? { ...more.foreign, minor: Math.abs(more.foreign.minor) } : null,
  letter: more.letter ?? null,
});

const percent = (rate: number): string => `${percentText(rateOf(rate)).replace('.', ',')} %`;

/** Whose an order is, where that is a company: its entries stand on an account of its own. */
export type Companies = ReadonlyMap<string, NonNullable<Sale['customer']>>;

/** What ties entries to each other, beside what they say themselves. */
export type Ties = {
  readonly differences?: readonly Difference[];
  readonly letters?: ReadonlyMap<string, Letter>;
  readonly companies?: Companies;
};

/** Entries of a period, by day: sales by channel or document, then money by account, then money among our own accounts, and differences of exchange. */
export function entriesOf(
  sales: readonly Sale[],
  tenders: readonly Tender[],
  accounts: Accounts,
  transfers: readonly Transfer[] = [],
  { differences = [], letters = new Map(), companies = new Map() }: Ties = {},
): Entry[] {
  const bySale = Map.groupBy(
    sales,
    (sale) => `${sale.day} ${sale.told} ${sale.kind} ${sale.ref} ${sale.currency ?? ''}`,
  );
  const sold = [...bySale.values()].map((mine) => saleEntry(mine, accounts, letters));
  const byTender = Map.groupBy(
    tenders,
    (one) => `${one.day} ${tenderAccount(one.account)} ${one.minor > 0} ${one.foreign?.currency ?? ''}`,
  );
  const paid = [...byTender.values()].map((mine) => tenderEntry(mine, accounts, companies, letters));
  const byWay = Map.groupBy(
    transfers,
    (one) => `${one.day} ${tenderAccount(one.from)} ${tenderAccount(one.to)} ${one.foreign?.currency ?? ''}`,
  );
  const moved = [...byWay.values()].map((mine) => transferEntry(mine, accounts));
  const byLoss = Map.groupBy(differences, (one) => `${one.day} ${one.minor > 0} ${one.currency}`);
  const differed = [...byLoss.values()].map((mine) => differenceEntry(mine, accounts, companies, letters));
  return [...sold, ...paid, ...moved, ...differed]
    .filter((entry) => entry.lines.length > 0)
    .toSorted((a, b) => (a.day === b.day ? (a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : 0) : a.day < b.day ? -1 : 1));
}

const names = { sale: 'Ventes', return: 'Retours', deposit: 'Acompte' } as const;

function saleEntry(mine: readonly Sale[], accounts: Accounts, letters: ReadonlyMap<string, Letter>): Entry {
  const [first] = mine;
  if (!first) throw new Error('no sale');
  type Sum = { rate: number; outside: boolean; net: number; tax: number; theirNet: number; theirTax: number };
  const groups = new Map<string, Sum>();
  for (const { rate, outside, netMinor, taxMinor, foreign } of mine.flatMap((sale) => sale.groups)) {
    const group = groups.get(`${rate} ${outside}`) ?? { rate, outside, net: 0, tax: 0, theirNet: 0, theirTax: 0 };
    groups.set(`${rate} ${outside}`, {
      ...{ rate, outside, net: group.net + netMinor, tax: group.tax + taxMinor },
      ...{ theirNet: group.theirNet + (foreign?.netMinor ?? 0), theirTax: group.theirTax + (foreign?.taxMinor ?? 0) },
    });
  }
  const { currency } = first;
  const theirs = (minor: number): Foreign | undefined => (currency === undefined ? undefined : { minor, currency });
  const all = [...groups.values()].toSorted((a, b) => b.rate - a.rate);
  const gross = all.reduce((sum, group) => sum + group.net + group.tax, 0);
  const income = first.kind === 'deposit' ? 'deposits' : 'sales';
  const theirGross = all.reduce((sum, group) => sum + group.theirNet + group.theirTax, 0);
  const lines = [
    line(accounts, 'customers', gross, {
      ...{ aux: first.customer, foreign: theirs(theirGross) },
      letter: first.told === 'document' ? letters.get(letterKey(first.orderId, first.day)) : undefined,
    }),
    ...all.flatMap(({ rate, outside, net, tax, theirNet, theirTax }) => [
      outside
        ? line(accounts, 'vouchers', -net, { foreign: theirs(theirNet) })
        : line(accounts, income, -net, { label: `${labels[income]} ${percent(rate)}`, foreign: theirs(theirNet) }),
      line(accounts, 'vat', -tax, { label: `${labels.vat} ${percent(rate)}`, foreign: theirs(theirTax) }),
    ]),
  ].filter((one) => one.debitMinor !== 0 || one.creditMinor !== 0);
  const what =
    first.told === 'total' ? `${names[first.kind]} du jour ${first.ref}` : `${names[first.kind]} ${first.ref}`;
  const inTheirs = currency === undefined ? '' : `-${currency}`;
  const ref = first.told === 'total' ? `Z-${first.day.replaceAll('-', '')}-${first.ref}${inTheirs}` : first.ref;
  return { journal: 'VE', day: first.day, ref, label: what, lines };
}

type Owed = { readonly day: Day; readonly orderId?: string | null; readonly minor: number; readonly foreign?: Foreign };

/** The account of customers against these: a line for each order of a company, with its letter, and one for all others. */
function againstCustomers(
  mine: readonly Owed[],
  accounts: Accounts,
  companies: Companies,
  letters: ReadonlyMap<string, Letter>,
): EntryLine[] {
  const byOrder = Map.groupBy(mine, ({ orderId }) => (orderId && companies.has(orderId) ? orderId : null));
  return [...byOrder].map(([orderId, rows]) => {
    const minor = rows.reduce((sum, one) => sum + one.minor, 0);
    const more = { aux: companies.get(orderId ?? '') ?? null, foreign: foreignOf(rows) };
    const letter = orderId === null || !rows[0] ? undefined : letters.get(letterKey(orderId, rows[0].day));
    return line(accounts, 'customers', -minor, { ...more, letter });
  });
}

/** What exchange took or gave on orders that are settled (PCG 666, 766). */
function differenceEntry(
  mine: readonly Difference[],
  accounts: Accounts,
  companies: Companies,
  letters: ReadonlyMap<string, Letter>,
): Entry {
  const [first] = mine;
  if (!first) throw new Error('no difference');
  const minor = mine.reduce((sum, one) => sum + one.minor, 0);
  const key = minor > 0 ? 'exchangeLoss' : 'exchangeGain';
  return {
    ...{ journal: 'OD', day: first.day, ref: `C-${first.day.replaceAll('-', '')}-${accounts[key]}-${first.currency}` },
    label: `${labels[key]} ${first.currency}`,
    lines: [line(accounts, key, minor), ...againstCustomers(mine, accounts, companies, letters)],
  };
}

function tenderEntry(
  mine: readonly Tender[],
  accounts: Accounts,
  companies: Companies,
  letters: ReadonlyMap<string, Letter>,
): Entry {
  const [first] = mine;
  if (!first) throw new Error('no tender');
  const key = tenderAccount(first.account);
  const minor = mine.reduce((sum, one) => sum + one.minor, 0);
  const what = minor > 0 ? 'Encaissements' : 'Remboursements';
  const foreign = foreignOf(mine);
  const lines = [line(accounts, key, minor, { foreign }), ...againstCustomers(mine, accounts, companies, letters)];
  const ref = `${minor > 0 ? 'E' : 'R'}-${first.day.replaceAll('-', '')}-${accounts[key]}${foreign ? `-${foreign.currency}` : ''}`;
  return {
    journal: key === 'cash' ? 'CA' : 'BQ',
    day: first.day,
    ref,
    label: `${what} ${labels[key]}`,
    lines: minor === 0 ? [] : lines,
  };
}

/** What rows of one currency come to in it; undefined where it is that of the accounts. */
function foreignOf(rows: readonly { readonly foreign?: Foreign }[]): Foreign | undefined {
  const currency = rows[0]?.foreign?.currency;
  if (currency === undefined) return undefined;
  return { currency, minor: rows.reduce((sum, one) => sum + (one.foreign?.minor ?? 0), 0) };
}

/** Money among our own accounts: where two of the ledger are one of the plan, nothing is written. */
function transferEntry(mine: readonly Transfer[], accounts: Accounts): Entry {
  const [first] = mine;
  if (!first) throw new Error('no transfer');
  const [from, to] = [tenderAccount(first.from), tenderAccount(first.to)];
  const minor = mine.reduce((sum, one) => sum + one.minor, 0);
  const foreign = foreignOf(mine);
  const ref = `V-${first.day.replaceAll('-', '')}-${accounts[to]}-${accounts[from]}${foreign ? `-${foreign.currency}` : ''}`;
  const isCash = from === 'cash' || to === 'cash';
  return {
    ...{ journal: isCash ? ('CA' as const) : ('BQ' as const), day: first.day, ref },
    label: `${labels[from]} vers ${labels[to]}`,
    lines:
      accounts[from] === accounts[to] || minor === 0
        ? []
        : [line(accounts, to, minor, { foreign }), line(accounts, from, -minor, { foreign })],
  };
}

export type DayTotals = {
  readonly day: Day;
  readonly salesMinor: number;
  readonly returnsMinor: number;
  readonly tendersMinor: number;
  /** What exchange took (above zero) or gave on orders that were settled. */
  readonly exchangeMinor: number;
  /** By how much customers owe more: sales − returns − tenders − exchange. */
  readonly receivableMinor: number;
};

/** What each day comes to, read from the entries: sales − returns = tenders + exchange + receivable. */
export function dayTotals(entries: readonly Entry[], accounts: Accounts): DayTotals[] {
  const byDay = Map.groupBy(entries, (entry) => entry.day);
  return [...byDay].map(([day, mine]) => {
    const owed = (entry: Entry): number =>
      entry.lines.reduce(
        (sum, one) => sum + (one.account === accounts.customers ? one.debitMinor - one.creditMinor : 0),
        0,
      );
    const of = (pick: (entry: Entry) => boolean): number =>
      mine.filter(pick).reduce((sum, entry) => sum + owed(entry), 0);
    const sold = mine.filter((entry) => entry.journal === 'VE').map(owed);
    return {
      day,
      salesMinor: sold.reduce((sum, minor) => sum + Math.max(0, minor), 0),
      returnsMinor: -sold.reduce((sum, minor) => sum + Math.min(0, minor), 0),
      tendersMinor: -of((entry) => entry.journal !== 'VE' && entry.journal !== 'OD'),
      exchangeMinor: 0 - of((entry) => entry.journal === 'OD'),
      receivableMinor: of(() => true),
    };
  });
}
