/** Numbers and labels: as the standards say, and as a reader reads them. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import fc from 'fast-check';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { bars, code128, GS, gs1Data, gs1Text, zplBars } from './code128.ts';
import { gs1Check, isS10, isSscc, s10, s10Check, sscc } from './numbers.ts';

test('an SSCC has the check digit of GS1, and any digit that is changed shows', () => {
  assert.equal(gs1Check('10614141234567890'), 8);
  assert.equal(sscc('0614141', 234567890, 1).length, 18);
  assert.ok(isSscc('106141412345678908'));
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 999_999_999 }),
      fc.nat(17),
      fc.integer({ min: 1, max: 9 }),
      (serial, at, by) => {
        const number = sscc('0614141', serial);
        assert.ok(isSscc(number));
        const wrong = [...number].map((d, i) => (i === at ? String((Number(d) + by) % 10) : d)).join('');
        assert.equal(isSscc(wrong), false);
      },
    ),
  );
});

test('a postal number has the check digit of UPU S10, where ten is written 0 and eleven 5', () => {
  assert.equal(s10('RB', 47_312_482, 'CN'), 'RB473124829CN');
  assert.ok(isS10('RB473124829CN') && !isS10('RB473124828CN') && !isS10('RB473124829'));
  const checks = new Set(Array.from({ length: 500 }, (_, i) => s10Check(String(10_000_000 + i))));
  assert.deepEqual([...checks].toSorted(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

/** Bars as a picture: one pixel row a line, four pixels a module. */
type Picture = Extract<Parameters<typeof readBarcodes>[0], { colorSpace: unknown }>;

function pictureOf(text: string): Picture {
  const { path, width } = bars(text, 1);
  const [scale, quiet, height] = [3, 12, 30];
  const across = (width + 2 * quiet) * scale;
  const data = new Uint8ClampedArray(across * height * 4).fill(255);
  for (const [, x, w] of path.matchAll(/M(\d+) 0h(\d+)/g))
    for (let px = (Number(x) + quiet) * scale; px < (Number(x) + Number(w) + quiet) * scale; px++)
      for (let y = 0; y < height; y++) data.fill(0, (y * across + px) * 4, (y * across + px) * 4 + 3);
  return { data, width: across, height, colorSpace: 'srgb' } as Picture;
}

test('a reader reads what the bars say: every character, pairs of digits, and fields of GS1', async () => {
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(await readFile(wasm)).buffer } });
  const read = async (text: string): Promise<string | undefined> =>
    (await readBarcodes(pictureOf(text), { formats: ['Code128'], textMode: 'Plain' }))[0]?.text;
  const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
  for (let i = 0; i < 95; i += 19) {
    const some = printable.slice(i, i + 19).join('');
    assert.equal(await read(some), some);
  }
  const pairs = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'));
  for (let i = 0; i < 100; i += 20) {
    const some = pairs.slice(i, i + 20).join('');
    assert.equal(await read(some), some);
  }
  assert.equal(await read('CB473124829FR'), 'CB473124829FR');
  const fields = [
    ['420', '69002'],
    ['401', '0614141ABC'],
  ] as const;
  assert.equal(gs1Text(fields), '(420)69002(401)0614141ABC');
  const found = await readBarcodes(pictureOf(gs1Data(fields)), { formats: ['Code128'], textMode: 'Plain' });
  assert.equal(found[0]?.contentType, 'GS1', 'FNC1 in the first place makes it GS1-128');
  assert.equal(found[0]?.text, `42069002${GS}4010614141ABC`);
});

test('the printer is told the same: sets are begun and changed, FNC1 is said', () => {
  assert.equal(zplBars(gs1Data([['00', '106141412345678908']])), '>;>800106141412345678908');
  assert.equal(zplBars('CB473124829FR'), '>:CB4>573124829>6FR');
  assert.equal(zplBars('a>b'), '>:a>0b');
  assert.equal(code128('1234').length, 5, 'start, two pairs, check, stop');
});
