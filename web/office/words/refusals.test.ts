import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusals } from '../../../src/modules.ts';
import { refusalsFr } from './refusals.ts';

test('what the office can be refused is said in French, and nothing is said that no longer exists', () => {
  const known = Object.keys(refusals);
  const families = [
    'org',
    'identity',
    'channels',
    'customers',
    'catalog',
    'pricing',
    'inventory',
    'imports',
    'office',
    'purchasing',
    'request',
  ];
  const silent = known.filter((code) => families.includes(code.split('.')[0] ?? '') && !(code in refusalsFr));
  assert.deepEqual(silent, []);
  const gone = Object.keys(refusalsFr).filter((code) => !known.includes(code) && !code.startsWith('service.'));
  assert.deepEqual(gone, []);
});
