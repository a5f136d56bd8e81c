import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isSealed, resealed, seal, SealError, unseal } from './seal.ts';

const [one, two] = ['one '.repeat(8), 'two '.repeat(8)].map((text) => text.replaceAll(' ', '-')) as [string, string];

function environment(t: TestContext): void {
  const { HALLE_SECRET_KEY, HALLE_DATA } = process.env;
  t.after(() => {
    for (const [name, value] of Object.entries({ HALLE_SECRET_KEY, HALLE_DATA }))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });
}

test('what is sealed is opened for its purpose and for no other, and never looks the same twice', (t) => {
  environment(t);
  process.env.HALLE_SECRET_KEY = one;
  const sealed = seal('secret é', 'totp stf_1');
  assert.ok(isSealed(sealed) && !sealed.includes('secret'));
  assert.notEqual(seal('secret é', 'totp stf_1'), sealed);
  assert.equal(unseal(sealed, 'totp stf_1'), 'secret é');
  assert.throws(() => unseal(sealed, 'totp stf_2'), SealError);
  const middle = Math.floor(sealed.length / 2);
  const changed = sealed.slice(0, middle) + (sealed[middle] === 'A' ? 'B' : 'A') + sealed.slice(middle + 1);
  assert.throws(() => unseal(changed, 'totp stf_1'), /was changed/);
  assert.throws(() => unseal('seal1.x', 'totp stf_1'), SealError);
  assert.equal(unseal('kept readable', 'any'), 'kept readable');
});

test('a new key opens what older ones sealed, and seals it anew; without them it says which key is missing', (t) => {
  environment(t);
  process.env.HALLE_SECRET_KEY = one;
  const old = seal('x', 'webhook 1');
  assert.equal(resealed(old, 'webhook 1'), undefined);
  process.env.HALLE_SECRET_KEY = `${two},${one}`;
  assert.equal(unseal(old, 'webhook 1'), 'x');
  const fresh = resealed(old, 'webhook 1') ?? '';
  assert.notEqual(fresh.split('.')[1], old.split('.')[1]);
  process.env.HALLE_SECRET_KEY = two;
  assert.equal(unseal(fresh, 'webhook 1'), 'x');
  assert.throws(() => unseal(old, 'webhook 1'), new RegExp(`the key ${old.split('.')[1]}, which is not here`));
  process.env.HALLE_SECRET_KEY = 'short';
  assert.throws(() => seal('x', 'any'), /32 characters/);
});

test('without a key in the environment one is made in the data folder, for its owner alone', (t) => {
  environment(t);
  const dir = mkdtempSync(join(tmpdir(), 'halle-seal-'));
  t.after(() => rmSync(dir, { recursive: true }));
  delete process.env.HALLE_SECRET_KEY;
  process.env.HALLE_DATA = join(dir, 'data');
  const sealed = seal('x', 'any');
  const file = join(dir, 'data', 'secret.key');
  const before = readFileSync(file, 'utf8');
  if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
  process.env.HALLE_SECRET_KEY = before.trim();
  assert.equal(unseal(sealed, 'any'), 'x', 'the same key by either way');
});
