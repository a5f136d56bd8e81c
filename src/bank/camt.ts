/** Reading a statement of a bank in XML: ISO 20022, camt.053 (and camt.052, camt.054, which are built alike), any version. */
import { createHash } from 'node:crypto';
import { parseDecimal } from '#base/money';
import { dayGiven } from '#base/input';
import type { Day } from '#base/time';
import { plainIban } from '#payments/model';
import { StatementError, type BadCode, type BadRow, type Line, type Parsed } from './model.ts';
import { all, at, readXml, textAt, type Node } from './xml.ts';

const reports = [
  ['BkToCstmrStmt', 'Stmt'],
  ['BkToCstmrAcctRpt', 'Rpt'],
  ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'],
] as const;

/** Statements of one file, one for each account in it. Throws StatementError when it is none. */
export function readCamt(text: string): Parsed[] {
  const root = readXml(text);
  const found = reports.flatMap(([message, report]) => all(at(root, message), report));
  if (root.name !== 'Document' || found.length === 0)
    throw new StatementError('It is XML, but no bank statement (camt.053).');
  return found.map(readReport);
}

function readReport(report: Node): Parsed {
  const iban = plainIban(textAt(report, 'Acct/Id/IBAN') || textAt(report, 'Acct/Id/Othr/Id'));
  const lines: Line[] = [];
  const bad: BadRow[] = [];
  const seen = new Map<string, number>();
  all(report, 'Ntry').forEach((entry, i) => {
    const read = readEntry(entry);
    if (!Array.isArray(read)) return void bad.push({ row: i + 1, ...read });
    for (const { ref, ...line } of read) lines.push({ ...line, bankRef: keyOf(ref, line, seen) });
  });
  return { iban, lines, bad };
}

type Read = Omit<Line, 'bankRef'> & { readonly ref: string };
type Bad = { readonly code: BadCode; readonly detail: string };

/**
 * Under which key a line is stored once: the bank's reference, with its place where several lines share one; else a hash of what it says
 * and its place among equals, so that files that overlap agree.
 */
export function keyOf(ref: string, line: Omit<Line, 'bankRef'>, seen: Map<string, number>): string {
  const { bookedOn, credit, minor, currency, name, iban, words } = line;
  const said = JSON.stringify([bookedOn, credit, minor, currency, name, iban, words]);
  const key = ref || `~${createHash('sha256').update(said).digest('base64url').slice(0, 22)}`;
  const nth = (seen.get(key) ?? 0) + 1;
  seen.set(key, nth);
  return nth === 1 ? key : `${key}#${nth}`;
}

/** An entry as lines: one, or each transaction that the bank put into one entry. */
function readEntry(entry: Node): Read[] | Bad {
  const status = textAt(entry, 'Sts/Cd') || textAt(entry, 'Sts');
  if (status !== '' && status !== 'BOOK') return { code: 'pending', detail: status.slice(0, 20) };
  const bookedOn = dayAt(entry, 'BookgDt') || dayAt(entry, 'ValDt');
  if (!dayGiven.safeParse(bookedOn).success) return { code: 'day', detail: bookedOn.slice(0, 40) };
  const direction = textAt(entry, 'CdtDbtInd');
  if (direction !== 'CRDT' && direction !== 'DBIT') return { code: 'direction', detail: direction.slice(0, 20) };
  const whole = amountAt(entry, 'Amt');
  if ('code' in whole) return whole;
  const ref = textAt(entry, 'AcctSvcrRef');
  const details = all(entry, 'NtryDtls').flatMap((group) => all(group, 'TxDtls'));
  const day = bookedOn as Day;
  const credit = direction === 'CRDT';
  if (details.length <= 1) {
    const said = sayOf(entry, details[0], credit);
    return [{ ref: ref || textAt(details[0], 'Refs/AcctSvcrRef'), bookedOn: day, credit, ...whole, ...said }];
  }
  return partsOf(entry, details, { bookedOn: day, credit, ...whole, ref });
}

/** What a bank put into one entry; the parts are its amount, or the entry is not understood. */
function partsOf(
  entry: Node,
  details: readonly Node[],
  whole: { bookedOn: Day; credit: boolean; minor: number; currency: string; ref: string },
): Read[] | Bad {
  const parts: Read[] = [];
  let sum = 0;
  for (const [i, detail] of details.entries()) {
    const path = at(detail, 'Amt') ? 'Amt' : 'AmtDtls/TxAmt/Amt';
    const amount = amountAt(detail, path);
    if ('code' in amount) return amount;
    const direction = textAt(detail, 'CdtDbtInd');
    const credit = direction === '' ? whole.credit : direction === 'CRDT';
    sum += credit === whole.credit ? amount.minor : -amount.minor;
    const own = textAt(detail, 'Refs/AcctSvcrRef');
    const ref = own !== '' && own !== whole.ref ? own : whole.ref && `${whole.ref}/${i + 1}`;
    parts.push({ ref, bookedOn: whole.bookedOn, credit, ...amount, ...sayOf(entry, detail, credit) });
  }
  const mixed = parts.some((part) => part.currency !== whole.currency);
  return mixed || sum !== whole.minor ? { code: 'parts', detail: `${sum} of ${whole.minor}` } : parts;
}

const dayAt = (entry: Node, path: string): string =>
  textAt(entry, `${path}/Dt`) || textAt(entry, `${path}/DtTm`).slice(0, 10);

function amountAt(node: Node, path: string): { minor: number; currency: string } | Bad {
  const found = at(node, path);
  const currency = found?.attributes['Ccy'] ?? '';
  if (!/^[A-Z]{3}$/.test(currency)) return { code: 'currency', detail: currency.slice(0, 10) };
  // The format allows five decimals; zeros beyond those of the currency say nothing.
  const text = (found?.text.trim() ?? '').replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
  const amount = parseDecimal(text, currency);
  if (!amount || amount.minor <= 0) return { code: 'amount', detail: text.slice(0, 40) };
  return { minor: amount.minor, currency };
}

/** Who stands on the other side, and all that was written. */
function sayOf(entry: Node, detail: Node | undefined, credit: boolean): Pick<Line, 'name' | 'iban' | 'words'> {
  const party = credit ? 'Dbtr' : 'Cdtr';
  const parties = at(detail, 'RltdPties');
  const name = textAt(parties, `${party}/Nm`) || textAt(parties, `${party}/Pty/Nm`);
  const iban = plainIban(textAt(parties, `${party}Acct/Id/IBAN`));
  const info = at(detail, 'RmtInf');
  const written = [
    ...all(info, 'Strd').map((strd) => textAt(strd, 'CdtrRefInf/Ref')),
    ...all(info, 'Ustrd').map((one) => one.text.trim()),
    ...all(info, 'Strd').flatMap((strd) => all(strd, 'AddtlRmtInf').map((one) => one.text.trim())),
    endToEnd(textAt(detail, 'Refs/EndToEndId')),
    textAt(detail, 'AddtlTxInf'),
    textAt(entry, 'AddtlNtryInf'),
  ].filter((text) => text !== '');
  return { name: name.slice(0, 140), iban: iban.slice(0, 34), words: [...new Set(written)].join(' · ').slice(0, 500) };
}

const endToEnd = (text: string): string => (text === 'NOTPROVIDED' ? '' : text);
