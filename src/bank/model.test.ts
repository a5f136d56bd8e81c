/** Statements and what a line pays: tables and properties. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Day } from '#base/time';
import { referenceOf, type Claim } from '#payments/model';
import { readCamt } from './camt.ts';
import { readAmount, readCsvStatement, readDay, readRows, suggestColumns } from './csv.ts';
import { notYetKnown } from './known.ts';
import { matchLine, StatementError, type Earlier, type Line } from './model.ts';

const claim: Claim = { paymentId: 'pay_1', kind: 'transfer', currency: 'EUR', dueMinor: 4_200, state: 'waits' };
const line = { credit: true, minor: 4_200, currency: 'EUR', words: '' };
const RF = referenceOf('pay_06bq3k9m2qxabt7w0000000101');

test('a line is applied only where everything agrees; else a person is told why', () => {
  const why = (...input: Parameters<typeof matchLine>): string => {
    const found = matchLine(...input);
    return found.what === 'ask' ? found.why : 'pays';
  };
  const table: readonly (readonly [string, string, ...Parameters<typeof matchLine>])[] = [
    ['the very amount', 'pays', line, [claim]],
    ['too little', 'less', { ...line, minor: 4_199 }, [claim]],
    ['too much', 'more', { ...line, minor: 4_201 }, [claim]],
    ['without a reference', 'no_reference', line, []],
    ['a reference that we never gave', 'unknown', { ...line, words: RF }, []],
    ['two references', 'several', line, [claim, { ...claim, paymentId: 'pay_2' }]],
    ['another currency', 'currency', { ...line, currency: 'USD' }, [claim]],
    ['after its order ended', 'late', line, [{ ...claim, state: 'over' }]],
    ['after its order was paid in another way', 'otherwise', line, [{ ...claim, state: 'otherwise', dueMinor: 0 }]],
    ['a second time', 'paid', line, [{ ...claim, state: 'paid', dueMinor: 0 }]],
    ['money that left', 'debit', { ...line, credit: false }, [claim]],
  ];
  for (const [name, expected, ...input] of table) assert.equal(why(...input), expected, name);
});

test('what came before and was too little completes it, to the cent and in its currency only', () => {
  const before: Earlier[] = [{ entryId: 'bnk_1', leftMinor: 4_000, currency: 'EUR', entityId: null }];
  const rest = { ...line, minor: 200 };
  assert.deepEqual(matchLine(rest, [claim], before), { what: 'pays', claim, with: before });
  assert.equal(matchLine({ ...line, minor: 199 }, [claim], before).what, 'ask');
  assert.equal(matchLine(rest, [claim], [{ ...before[0]!, currency: 'USD' }]).what, 'ask');
});

test('no line pays a claim by another sum than is due', () => {
  fc.assert(
    fc.property(
      fc.record({ minor: fc.integer({ min: 1, max: 9_000 }), due: fc.integer({ min: 1, max: 9_000 }) }),
      fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 3 }),
      ({ minor, due }, befores) => {
        const earlier = befores.map((leftMinor, i) => ({
          entryId: `bnk_${i}`,
          leftMinor,
          currency: 'EUR',
          entityId: null,
        }));
        const found = matchLine({ ...line, minor }, [{ ...claim, dueMinor: due }], earlier);
        if (found.what !== 'pays') return;
        assert.equal(
          found.with.reduce((sum, one) => sum + one.leftMinor, minor),
          due,
        );
      },
    ),
  );
});

const entry = (inside: string): string =>
  `<Ntry><Amt Ccy="EUR">42.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-20</Dt></BookgDt>${inside}</Ntry>`;
const camt = (entries: string): string =>
  `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Acct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id></Acct>${entries}</Stmt></BkToCstmrStmt></Document>`;

test('a statement in XML gives its booked lines, those of a bundle one by one, and tells what it cannot read', () => {
  const one = (ref: string, minor: string): string =>
    `<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy="EUR">${minor}</Amt><RltdPties><Dbtr><Pty><Nm>Ada</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>BE71 0961 2345 6769</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Strd><CdtrRefInf><Ref>${ref}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>`;
  const [read] = readCamt(
    camt(
      entry(`<AcctSvcrRef>A1</AcctSvcrRef><NtryDtls>${one(RF, '42.00')}</NtryDtls>`) +
        entry(`<AcctSvcrRef>A2</AcctSvcrRef><NtryDtls>${one('x', '40.00')}${one('y', '2.00')}</NtryDtls>`) +
        entry(`<AcctSvcrRef>A3</AcctSvcrRef><NtryDtls>${one('x', '40.00')}${one('y', '1.00')}</NtryDtls>`) +
        entry('').replace('BOOK', 'PDNG') +
        entry('').replace('42.00', '1e9'),
    ),
  );
  assert.deepEqual(
    read?.lines.map(({ bankRef, minor }) => [bankRef, minor]),
    [
      ['A1', 4_200],
      ['A2/1', 4_000],
      ['A2/2', 200],
    ],
  );
  assert.deepEqual(read?.lines[0]?.words, RF);
  assert.deepEqual([read?.lines[0]?.name, read?.lines[0]?.iban], ['Ada', 'BE71096123456769']);
  assert.deepEqual(
    read?.bad.map(({ row, code }) => [row, code]),
    [
      [3, 'parts'],
      [4, 'pending'],
      [5, 'amount'],
    ],
  );
});

test('no entities, no document type, no depth without end', () => {
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${camt(entry(''))}`;
  for (const bad of [bomb, '<a>', '<a/>', `${'<a>'.repeat(50)}${'</a>'.repeat(50)}`, camt(entry('&nbsp;')), ''])
    assert.throws(() => readCamt(bad), StatementError);
});

test('lines without a reference of the bank are told apart, and the same in a file that overlaps', () => {
  const [first] = readCamt(camt(entry('') + entry('')));
  const refs = first?.lines.map(({ bankRef }) => bankRef) ?? [];
  assert.equal(new Set(refs).size, 2);
  assert.deepEqual(readCamt(camt(entry('') + entry('')))[0]?.lines, first?.lines);
});

test('one reference for two movements: each is a line, and files that overlap agree in any order', () => {
  const saying = (bankRef: string, minor: number, bookedOn = '2026-11-20' as Day): Line => ({
    ...{ bankRef, bookedOn, credit: true, minor, currency: 'EUR', name: '', iban: '', words: '' },
  });
  const [a, b] = [saying('NONREF', 1_000), saying('NONREF#2', 2_000)];
  assert.deepEqual(notYetKnown([a, b], []), [a, b]);
  assert.deepEqual(notYetKnown([a, b], [a, b]), [], 'the same file');
  // The next file begins with the second of them, and has a new one and one of the next day.
  const next = [saying('NONREF', 2_000), saying('NONREF#2', 3_000), saying('NONREF#3', 1_000, '2026-11-21' as Day)];
  const added = notYetKnown(next, [a, b]);
  assert.deepEqual(
    added.map(({ bankRef, minor }) => [bankRef, minor]),
    [
      ['NONREF#3', 3_000],
      ['NONREF#4', 1_000],
    ],
  );
  assert.deepEqual(notYetKnown(next, [a, b, ...added]), []);
  assert.equal(notYetKnown([a, { ...a, bankRef: 'NONREF#2' }], [a]).length, 1, 'two equal ones, one of them known');
});

test('amounts and days are read as banks write them', () => {
  const table: readonly (readonly [string, number | undefined])[] = [
    ['1 234,56', 123_456],
    ['-1,234.56', -123_456],
    ['1.234,56-', -123_456],
    ['(12,5)', -1_250],
    ['12.50 €', 1_250],
    ['1.234', 123_400],
    ['42', 4_200],
    ['', undefined],
    ['1,2x', undefined],
  ];
  for (const [text, minor] of table) assert.equal(readAmount(text, 'EUR'), minor, text);
  assert.deepEqual(['22/11/2026', '2026-11-22', '22.11.26', '31/02/2026', 'hier'].map(readDay), [
    ...['2026-11-22', '2026-11-22', '2026-11-22', undefined, undefined],
  ]);
});

test('columns are guessed by their headings, whichever way round a bank writes its file', () => {
  const french = ['Date de comptabilisation', 'Libellé', 'Débit', 'Crédit', 'Référence opération'];
  assert.deepEqual(suggestColumns(french), { day: 0, words: 1, debit: 2, credit: 3, ref: 4 });
  const english = ['Booking date', 'Amount', 'Currency', 'Counterparty', 'Description'];
  assert.deepEqual(suggestColumns(english), { day: 0, amount: 1, currency: 2, name: 3, words: 4 });
  assert.deepEqual(suggestColumns(['a', 'b']), {});
});

test('a row that cannot be read is told and the others are kept', () => {
  const text =
    'Date;Libellé;Montant\n20/11/2026;"VIR ""Ada""; RF";42,00\nnever;x;1\n21/11/2026;y;0\n21/11/2026;loyer;-900,00\n';
  const rows = readRows(text);
  const own = { iban: 'FR1420041010050500013M02606', currency: 'EUR' };
  const { lines, bad } = readCsvStatement(rows, suggestColumns(rows[0] ?? []), own);
  assert.deepEqual(
    lines.map(({ credit, minor, words }) => [credit, minor, words]),
    [
      [true, 4_200, 'VIR "Ada"; RF'],
      [false, 90_000, 'loyer'],
    ],
  );
  assert.deepEqual(
    bad.map(({ row, code }) => [row, code]),
    [
      [3, 'day'],
      [4, 'amount'],
    ],
  );
});
