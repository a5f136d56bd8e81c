/** Days of tills as a file: each close in a row, with what its tickets come to by tender. */
import { tillModule } from '#till';
import { of, value, type List, type Row } from './export-cells.ts';

type Report = {
  readonly [K in 'sales' | 'returns']: { readonly minor: number };
} & {
  readonly grandMinor: number;
  readonly tenders: readonly { readonly method: string; readonly inMinor: number; readonly outMinor: number }[];
  readonly moves: readonly { readonly minor: number }[];
};
type Make = List['columns'][number][2];

/** What a closed day's report says, as a decimal number; empty while it is open. */
const told =
  (find: (report: Report) => number): Make =>
  (row, names) => {
    const report = row['report'] as Report | null;
    return report && value('minor')({ minor: find(report), currency: row['currency'] } satisfies Row, names);
  };
const sold = (what: 'sales' | 'returns'): Make => told((report) => report[what].minor);
const tendered = (method: string): Make =>
  told(({ tenders }) =>
    tenders.reduce((sum, one) => sum + (one.method === method ? one.inMinor - one.outMinor : 0), 0),
  );
const moved = told(({ moves }) => moves.reduce((sum, { minor }) => sum + minor, 0));
const grand = told(({ grandMinor }) => grandMinor);
const counted =
  (name: 'expectedMinor' | 'countedMinor'): Make =>
  (row, names) =>
    row[name] === null ? null : value(name)(row, names);

export const tillDayList: List = {
  name: 'till-days',
  module: tillModule,
  path: '/api/till-days',
  cursor: 'after',
  columns: [
    ['Lieu', 'Site', of('site')],
    ['Caisse', 'Till', of('till')],
    ['Clôture', 'Close', of('number')],
    ['Ouverte', 'Opened', of('openedAt')],
    ['Ouverte par', 'Opened by', of('openedBy')],
    ['Clôturée', 'Closed', of('closedAt')],
    ['Clôturée par', 'Closed by', of('closedBy')],
    ['Ventes', 'Sales', sold('sales')],
    ['Retours', 'Returns', sold('returns')],
    ['Espèces', 'Cash', tendered('cash')],
    ['Carte', 'Card', tendered('card')],
    ['Carte cadeau', 'Gift card', tendered('gift_card')],
    ['En compte', 'On account', tendered('account')],
    ['Hors vente', 'Without a sale', moved],
    ['Attendu', 'Expected', counted('expectedMinor')],
    ['Compté', 'Counted', counted('countedMinor')],
    ['Grand total', 'Grand total', grand],
    ['Devise', 'Currency', of('currency')],
    ['Duplicatas', 'Copies', of('copies')],
    ['Identifiant', 'Id', of('sessionId')],
  ],
};
