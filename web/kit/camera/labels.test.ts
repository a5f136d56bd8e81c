/** Labels in all the ways they are written. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelLink, readLabel } from './labels.ts';

test('the examples of the standard lead to their GTIN, with whatever stands behind it', () => {
  for (const link of [
    'https://id.gs1.org/01/09521234543213',
    'https://id.gs1.org/01/09521234543213/10/ABC123/21/12345',
    'https://id.gs1.org/01/09521234543213/22/2A/10/ABC123?17=261231',
    'https://boutique.example/some/path/01/09521234543213?414=9521234000013',
    'https://id.gs1.org/01/09521234543213/10/A%2F01%2F21/21/1%2B1',
    'https://id.gs1.org/01/09521234543213/21/12345?10=ABC123&17=261231&linkType=gs1:pip',
    'HTTPS://ID.GS1.ORG/01/09521234543213/?15=261231#top',
  ])
    assert.deepEqual(readLabel(link), { code: '09521234543213' }, link);
});

test('a label of ours says which store it hangs in, and comes back as it was written', () => {
  const link = labelLink('https://boutique.example', '3760000000017', 'LYO');
  assert.equal(link, 'https://boutique.example/01/03760000000017?in=LYO');
  assert.deepEqual(readLabel(link), { code: '03760000000017', site: 'LYO' });
  assert.deepEqual(readLabel('https://boutique.example/01/03760000000017?in=../x'), { code: '03760000000017' });
});

test('digits, element strings and own codes are read', () => {
  assert.deepEqual(readLabel(' 3760000000017 '), { code: '3760000000017' });
  assert.deepEqual(readLabel('0109521234543213'), { code: '09521234543213' });
  assert.deepEqual(readLabel('(01)09521234543213(21)12345'), { code: '09521234543213' });
  assert.deepEqual(readLabel(']d20109521234543213'), { code: '09521234543213' });
  assert.deepEqual(
    readLabel(']C1010952123454321310ABC123\u001d2112345'),
    { code: '09521234543213' },
    'GS1-128 with its FNC1',
  );
  assert.equal(readLabel('https://id.gs1.org/?01=09521234543213'), undefined, 'the primary key stands in the path');
  assert.equal(readLabel('https://id.gs1.org/gtin/09521234543213'), undefined, 'words for numbers were withdrawn');
  assert.deepEqual(readLabel('01234567890128'), { code: '01234567890128' }, 'a GTIN-14 that begins with 01 is one');
  assert.deepEqual(readLabel('ROBE-38'), { code: 'ROBE-38' });
});

test('an address that is no article is nothing', () => {
  for (const text of ['', 'https://else.example/', 'https://else.example/01/12', 'https://', 'x'.repeat(61)])
    assert.equal(readLabel(text), undefined, text);
});
