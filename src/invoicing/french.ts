/**
 * The French rules of electronic invoicing (AFNOR XP Z12-012, BR-FR) as code over a document: what a platform would send back, found before
 * it is sent. Pure. Those that speak of what we never write (groups of sellers, self-billing, attachments) are absent.
 */
import { percentText, rate as rateOf } from '#base/rate';
import { categories, typeCodes, type Content, type Party } from './model.ts';

export type Breach = { readonly rule: string; readonly field: string; readonly value: string };

const processes = 'B1 S1 M1 B2 S2 M2 S3 B4 S4 M4 S5 S6 B7 S7 B8 S8 M8 B9 S9 M9'.split(' ');
const types = '380 389 393 501 386 500 384 471 472 473 261 262 381 396 502 503'.split(' ');
const rates = '0 0.9 1.05 1.75 2.1 5.5 7 8.5 9.2 9.6 10 13 19.6 20 20.6'.split(' ');
const audiences = ['B2B', 'B2BINT', 'B2C', 'OUTOFSCOPE', 'ARCHIVEONLY'];

/** Every rule a document breaks; a delivery note is no invoice and breaks none, nor does what a seller of another country issues. */
export function breachesOf(content: Content): Breach[] {
  const type = typeCodes[content.kind];
  if (type === '' || content.seller.address.country !== 'FR') return [];
  const found: Breach[] = [];
  const check = (isRight: boolean, rule: string, field: string, value: string): void =>
    void (isRight || found.push({ rule, field, value }));
  for (const number of [content.number, ...content.prior.map((one) => one.number)]) {
    check(number.length <= 35, 'BR-FR-01', 'BT-1', number);
    check(/^[A-Za-z0-9+\-_/]+$/.test(number), 'BR-FR-02', 'BT-1', number);
  }
  for (const day of [content.day, content.due, content.supplied, ...content.prior.map((one) => one.day)])
    check(day === null || /^20\d\d-/.test(day), 'BR-FR-03', 'BT-2', day ?? '');
  check(types.includes(type), 'BR-FR-04', 'BT-3', type);
  for (const code of ['PMT', 'PMD', 'AAB']) {
    const count = content.notes.filter((note) => note.code === code && note.text !== '').length;
    check(count > 0, 'BR-FR-05', code, String(count));
    check(count < 2, 'BR-FR-06', code, String(count));
  }
  check(processes.includes(content.process), 'BR-FR-08', 'BT-23', content.process);
  const bar = content.notes.filter((note) => note.code === 'BAR').map((note) => note.text);
  check(
    bar.every((value) => audiences.includes(value)),
    'BR-FR-20',
    'BT-22',
    bar.join(),
  );
  check(bar.length <= 1, 'BR-FR-31', 'BT-22', bar.join());
  for (const [field, party] of [
    ['BT-29', content.seller],
    ['BT-46', content.buyer],
  ] as const)
    found.push(...partyBreaches(field, party));
  check(/^\d{9}$/.test(content.seller.siren ?? ''), 'BR-FR-10', 'BT-30', content.seller.siren ?? '');
  if (bar.includes('B2B')) found.push(...homeBreaches(content));
  for (const { category, rate } of [...content.lines, ...content.extras, ...content.groups]) {
    check(categories.includes(category), 'BR-FR-15', 'BT-151', category);
    const said = percentText(rateOf(rate));
    check(content.audience !== 'B2B' || rates.includes(said), 'BR-FR-16', 'BT-152', said);
  }
  for (const line of content.lines)
    check(
      /^\d{1,13}\.\d{2,6}$/.test(line.netPrice) && /[1-9]/.test(line.netPrice),
      'BR-FR-DEC-03',
      'BT-146',
      line.netPrice,
    );
  return [...found, ...headBreaches(content, type)];
}

function partyBreaches(field: string, party: Party): Breach[] {
  const found: Breach[] = [];
  const { siret, siren, endpoint } = party;
  if (siret !== undefined && (!/^\d{14}$/.test(siret) || (siren !== undefined && !siret.startsWith(siren))))
    found.push({ rule: 'BR-FR-09', field, value: siret });
  if (siren !== undefined && !/^\d{9}$/.test(siren)) found.push({ rule: 'BR-FR-32', field, value: siren });
  const isSeller = field === 'BT-29';
  if (!endpoint)
    return [...found, { rule: isSeller ? 'BR-FR-13' : 'BR-FR-12', field: isSeller ? 'BT-34' : 'BT-49', value: '' }];
  if (!/^[A-Za-z0-9\-_.]+$/.test(endpoint.value)) found.push({ rule: 'BR-FR-23', field, value: endpoint.value });
  if (endpoint.value.length > 125) found.push({ rule: 'BR-FR-25', field, value: endpoint.value });
  return found;
}

/** Between two companies of France. */
function homeBreaches({ buyer }: Content): Breach[] {
  const found: Breach[] = [];
  const { siren = '', endpoint } = buyer;
  if (!/^\d{9}$/.test(siren)) found.push({ rule: 'BR-FR-11', field: 'BT-47', value: siren });
  if (endpoint?.scheme !== '0225' || !endpoint.value.startsWith(siren))
    found.push({ rule: 'BR-FR-21', field: 'BT-49', value: `${endpoint?.scheme ?? ''} ${endpoint?.value ?? ''}` });
  return found;
}

function headBreaches(content: Content, type: string): Breach[] {
  const found: Breach[] = [];
  const { totals, due, day, process, currency, accounting } = content;
  if (type === '381' && content.prior.length === 0) found.push({ rule: 'BR-FR-CO-05', field: 'BT-25', value: '' });
  const isPaid = process.endsWith('2');
  if (due !== null && due < day && type !== '386' && !isPaid)
    found.push({ rule: 'BR-FR-CO-07', field: 'BT-9', value: due });
  if (process.endsWith('4') && type === '386') found.push({ rule: 'BR-FR-CO-08', field: 'BT-23', value: process });
  if (isPaid && (totals.prepaidMinor !== totals.grossMinor || totals.dueMinor !== 0 || due === null))
    found.push({ rule: 'BR-FR-CO-09', field: 'BT-113', value: String(totals.prepaidMinor) });
  if (currency !== 'EUR' && accounting?.currency !== 'EUR')
    found.push({ rule: 'BR-FR-CO-12', field: 'BT-6', value: currency });
  return found;
}
