/** The XML of each kind of document against its schema, EN 16931 and the French rules. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Day } from '#base/time';
import {
  abroad,
  company,
  DAY,
  invoiceOf,
  normErrors,
  orderOf,
  rulesAt,
  schemaErrors,
  swiss,
} from '../../test/support/invoices.ts';
import { ciiOf } from './cii.ts';
import { creditMatter, wordLine } from './compose.ts';
import { breachesOf } from './french.ts';
import { wrongSums, type Content } from './model.ts';

const skip = rulesAt === undefined && 'the rules of e-invoices are not beside this copy';
const text = (words: string) => ({ fr: words, en: words });
const prior = [{ documentId: 'doc_1', number: 'F2026-000001', day: '2026-11-18' as Day }];
const card = (minor: number) => ({ prepaidMinor: minor, paid: [{ method: 'card', minor, day: DAY }] });

const b2b = orderOf([{ unit: 12_000, quantity: 3 }, { unit: 4_990 }], { buyer: company });
const due = {
  ...{ dueId: 'due_1', day: DAY, carriage: [], goodwillMinor: 500, doneMinor: 0, method: 'card' },
  lines: [{ lineNo: 1, quantity: 1, deductMinor: 300, minor: 12_000, netMinor: 10_000, rate: 200_000 }],
};

/** Owed on account: a transfer for it says this (ISO 11649). */
const onAccount = {
  ...{ paymentId: 'pay_01kb0000000000000000000000', method: 'account', capturedMinor: 0, refundedMinor: 0 },
  ...{ deposit: false, day: DAY, reference: 'RF18539007547034' },
};

const cases: Readonly<Record<string, Content>> = {
  'a person, paid by card': invoiceOf(orderOf([{ unit: 5_990 }], { fee: 490 }), card(6_480)),
  'a company, to be paid': invoiceOf(b2b),
  'a company on account, under its reference': invoiceOf({ ...b2b, payments: [onAccount] }),
  'a company, paid': invoiceOf(b2b, card(40_990)),
  'a company of another country of the Union': invoiceOf(
    orderOf([{ unit: 10_000, rate: '0' }], {
      buyer: abroad,
      address: abroad.address,
      tax: { country: 'DE', scheme: 'intra_eu' },
    }),
  ),
  'an export': invoiceOf(orderOf([{ unit: 10_000, rate: '0' }], { tax: { country: 'US', scheme: 'export' } })),
  'a reverse charge': invoiceOf(
    orderOf([{ unit: 10_000, rate: '0' }], {
      buyer: abroad,
      address: abroad.address,
      tax: { country: 'DE', scheme: 'reverse_charge' },
    }),
  ),
  'a seller without VAT (293 B)': invoiceOf(
    orderOf([{ unit: 2_500, quantity: 2, rate: '0' }], { tax: { country: 'FR', scheme: 'exempt' } }),
  ),
  'several rates, with carriage': invoiceOf(
    orderOf(
      [
        { unit: 1_999 },
        { unit: 855, quantity: 4, rate: '5.5' },
        { unit: 700, rate: '2.1' },
        { unit: 1_150, rate: '10' },
      ],
      { fee: 490 },
    ),
  ),
  'discounts of lines, one to nothing, and a gift': invoiceOf(
    orderOf([{ unit: 5_995, quantity: 3, discount: 1_001 }, { unit: 900, discount: 900 }, { unit: 0 }]),
  ),
  'a discount of the document': invoiceOf(b2b, {
    extras: [
      {
        is: 'allowance',
        code: '95',
        reason: text('Fidélité'),
        grossMinor: 1_200,
        netMinor: 1_000,
        rate: 200_000,
        category: 'S',
      },
    ],
  }),
  'a credit note': invoiceOf(b2b, { kind: 'credit_note', prior, ...creditMatter(b2b, due) }),
  'a deposit': invoiceOf(b2b, {
    ...{ kind: 'deposit', extras: [], free: [], ...card(12_000) },
    lines: [wordLine(b2b, text('Acompte'), { rate: 200_000, grossMinor: 12_000, netMinor: 10_000 }, 1)],
  }),
  'the last one after a deposit': invoiceOf(b2b, { afterDeposit: true, prior, ...card(12_000) }),
  'a price without an exact net (one sixth)': invoiceOf(orderOf([{ unit: 1_005 }], { buyer: company }), card(1_005)),
  'a currency without decimals': invoiceOf(
    orderOf([{ unit: 12_800, quantity: 2 }, { unit: 991 }], { currency: 'JPY' }),
    {
      profile: { exchange: { JPY: '162.35' } },
    },
  ),
};

const inFrancs = orderOf(
  [
    { unit: 5_995, quantity: 2, rate: '8.1' },
    { unit: 1_250, rate: '2.6', discount: 125 },
  ],
  {
    currency: 'CHF',
    tax: { country: 'CH', scheme: 'domestic' },
    buyer: { ...abroad, name: 'Horlogerie Favre SA', vatNumber: 'CHE116281710', address: swiss.address },
  },
);
const swissDue = {
  ...{ dueId: 'due_2', day: DAY, carriage: [], goodwillMinor: 0, doneMinor: 5_995, method: 'cash' },
  lines: [{ lineNo: 1, quantity: 1, deductMinor: 0, minor: 5_995, netMinor: 5_546, rate: 81_000 }],
};
/** Of a seller in Switzerland: European in form, and no matter of French rules. */
const francs: Readonly<Record<string, Content>> = {
  'francs of a person': invoiceOf({ ...inFrancs, buyer: null }, { entity: swiss, ...card(13_115) }),
  'francs of a company': invoiceOf(inFrancs, { entity: swiss }),
  'a credit note in francs': invoiceOf(inFrancs, {
    ...{ kind: 'credit_note', entity: swiss, prior },
    ...creditMatter(inFrancs, swissDue),
  }),
  'a French company in Geneva': invoiceOf({ ...inFrancs, buyer: company }, { entity: swiss }),
  'euros in Geneva': invoiceOf(
    { ...inFrancs, currency: 'EUR' },
    { entity: swiss, profile: { exchange: { EUR: '1.06' } } },
  ),
};

describe('the XML of', { skip }, () => {
  for (const [name, content] of Object.entries(francs)) {
    test(`${name} is an invoice in Europe`, async () => {
      assert.deepEqual(wrongSums(content), [], 'its sums');
      assert.deepEqual(normErrors(content), [], 'EN 16931');
      assert.deepEqual(await schemaErrors(ciiOf(content)), [], 'the schema');
      assert.notEqual(content.audience, 'B2B', 'it is no matter of the French platform');
      assert.deepEqual(breachesOf(content), [], 'nor of French rules');
      assert.equal(content.accounting?.currency, content.currency === 'EUR' ? 'CHF' : undefined);
    });
  }

  for (const [name, content] of Object.entries(cases)) {
    test(`${name} is an invoice in Europe and France`, async () => {
      assert.deepEqual(wrongSums(content), [], 'its sums');
      assert.deepEqual(normErrors(content), [], 'EN 16931');
      assert.deepEqual(breachesOf(content), [], 'BR-FR');
      assert.deepEqual(await schemaErrors(ciiOf(content)), [], 'the schema');
    });
  }

  test('what is to be paid says where to and under which reference, once: BT-83, BT-84, and on paper; what is paid says neither', async () => {
    const owed = cases['a company on account, under its reference'] as Content;
    const xml = ciiOf(owed);
    assert.ok(xml.includes('<ram:PaymentReference>RF18539007547034</ram:PaymentReference>'), xml);
    assert.ok(xml.includes('<ram:TypeCode>30</ram:TypeCode>') && xml.includes('<ram:IBANID>FR76'), xml);
    assert.equal(owed.means.reference, 'RF18539007547034');
    assert.ok(!ciiOf(cases['a company, paid'] as Content).includes('IBANID'));
    const two = invoiceOf({ ...b2b, payments: [onAccount, { ...onAccount, reference: 'RF51NGRTZ5MTS6JGP' }] });
    assert.equal(two.means.reference, undefined, 'which of two is nobody’s to guess');
  });

  test('what a tampered document breaks is told', async () => {
    const good = cases['a company, to be paid'] as Content;
    const { totals } = good;
    const worse = { ...good, totals: { ...totals, netMinor: totals.netMinor + 1 } };
    assert.ok(normErrors(worse).some((words) => words.includes('BR-CO-13')));
    assert.ok(wrongSums(worse).length > 0);
    assert.ok((await schemaErrors(ciiOf(good).replaceAll('ram:TypeCode', 'ram:Type'))).length > 0);
    const { siren: _siren, ...buyer } = good.buyer;
    assert.deepEqual(
      breachesOf({ ...good, buyer, notes: good.notes.filter((note) => note.code !== 'PMT'), number: 'F 1' }).map(
        (one) => one.rule,
      ),
      ['BR-FR-02', 'BR-FR-05', 'BR-FR-11'],
    );
    assert.ok(breachesOf({ ...good, kind: 'credit_note' }).some((one) => one.rule === 'BR-FR-CO-05'));
  });
});

test('the total of an invoice is what was paid, whatever was bought; all sums hold, and none is below zero', () => {
  const rate = fc.constantFrom('20', '10', '5.5', '2.1', '0');
  const sold = fc.record({
    unit: fc.integer({ min: 0, max: 200_000 }),
    quantity: fc.integer({ min: 1, max: 12 }),
    rate,
    off: fc.integer({ min: 0, max: 100 }),
  });
  fc.assert(
    fc.property(fc.array(sold, { minLength: 1, maxLength: 12 }), fc.integer({ min: 0, max: 900 }), (lines, fee) => {
      const facts = orderOf(
        lines.map(({ off, ...line }) => ({ ...line, discount: Math.floor((line.unit * line.quantity * off) / 100) })),
        { fee },
      );
      const content = invoiceOf(facts);
      assert.deepEqual(wrongSums(content), []);
      assert.equal(
        content.totals.grossMinor,
        facts.groups.reduce((sum, group) => sum + group.grossMinor, 0),
      );
      assert.equal(
        content.totals.netMinor,
        facts.groups.reduce((sum, group) => sum + group.netMinor, 0),
      );
    }),
    { numRuns: 300 },
  );
});

test('a credit note over what was bought on account lessens what is owed: no word of money given back', () => {
  const paidBy = (...methods: string[]) => ({
    ...b2b,
    payments: methods.map((method) => ({
      ...{ paymentId: `pay_${method}`, method, capturedMinor: 1_000, refundedMinor: 0, deposit: false, day: DAY },
    })),
  });
  const told = (...methods: string[]) => {
    const facts = paidBy(...methods);
    const note = invoiceOf(facts, { kind: 'credit_note', prior, ...creditMatter(facts, due), prepaidMinor: 100 });
    return [note.setOff ?? false, note.why.at(-1)?.rule];
  };
  assert.deepEqual(told('account'), [true, 'set_off']);
  assert.deepEqual(told('account', 'account'), [true, 'set_off']);
  assert.deepEqual(told('card'), [false, 'given_back']);
  assert.deepEqual(told('account', 'card'), [false, 'given_back']);
  assert.deepEqual(told(), [false, 'given_back']);
});
