/** The PDF of a document: the same bytes each time, the very XML inside, all pages of a long one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { company, DAY, invoiceOf, orderOf } from '../../test/support/invoices.ts';
import { ciiOf } from './cii.ts';
import { pdfOf } from './pdf.ts';
import { mentionsOf } from './pdf-words.ts';

const dress = { shopName: 'Maison Ourcel', accent: '#2f50b5' };
const invoice = invoiceOf(
  orderOf(
    [
      { unit: 12_000, quantity: 3, discount: 1_200 },
      { unit: 855, rate: '5.5' },
    ],
    { buyer: company, fee: 490 },
  ),
);

/** Every stream of a PDF, as it was before it was packed. */
function streams(pdf: Buffer): string[] {
  const found: string[] = [];
  for (let at = pdf.indexOf('stream\n'); at >= 0; at = pdf.indexOf('stream\n', at + 7)) {
    if (pdf.subarray(at - 3, at).toString() === 'end') continue;
    const raw = pdf.subarray(at + 7, pdf.indexOf('\nendstream', at));
    try {
      found.push(inflateSync(raw).toString('utf8'));
    } catch {
      found.push(raw.toString('utf8'));
    }
  }
  return found;
}

test('it is a PDF/A-3b with the XML of the invoice in it, word for word, and says that it is a Factur-X', async () => {
  const all = streams(await pdfOf(invoice, dress));
  assert.ok(all.includes(ciiOf(invoice)), 'the XML that is in it is the XML of the document');
  const metadata = all.find((one) => one.includes('x:xmpmeta')) ?? '';
  assert.match(metadata, /<pdfaid:part>3<\/pdfaid:part>\s*<pdfaid:conformance>B</);
  assert.match(metadata, /<fx:DocumentFileName>factur-x\.xml<\/fx:DocumentFileName>/);
  assert.match(metadata, /<fx:ConformanceLevel>EN 16931</);
  const text = (await pdfOf(invoice, dress)).toString('latin1');
  assert.match(text, /\/AFRelationship \/Data/);
  assert.match(text, /\/OutputIntents/);
});

test('the same document is the same bytes, another is not', async () => {
  const [a, b] = [await pdfOf(invoice, dress), await pdfOf(invoice, dress)];
  assert.ok(a.equals(b));
  assert.ok(!a.equals(await pdfOf({ ...invoice, number: 'F2026-000002' }, dress)));
});

test('a long one goes over pages; a delivery note has neither price nor XML', async () => {
  const many = orderOf(Array.from({ length: 60 }, (_, i) => ({ unit: 1_000 + i })));
  const long = (await pdfOf(invoiceOf(many), dress)).toString('latin1');
  assert.ok((long.match(/\/Type \/Page\b/g)?.length ?? 0) >= 4);
  const note = { ...invoice, kind: 'delivery' as const, groups: [], extras: [] };
  assert.ok(!streams(await pdfOf(note, dress)).some((one) => one.includes('CrossIndustryInvoice')));
});

test('what the law wants said is said: nature, penalties, recovery, discount, why no VAT, VAT on debits', () => {
  const said = mentionsOf(
    invoiceOf(orderOf([{ unit: 100, rate: '0' }], { tax: { country: 'FR', scheme: 'exempt' } }), {
      profile: { onDebits: true },
    }),
  ).join('\n');
  for (const words of [/293 B/, /débits/, /livraison de biens/, /pénalités/, /40/, /escompte/])
    assert.match(said, words);
  assert.equal(DAY.length, 10);
});
