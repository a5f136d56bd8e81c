import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rights } from '../../../src/modules.ts';
import { rightsFr } from './rights-fr.ts';

test('every right has a French name, and no name is left of one that is gone', () => {
  assert.deepEqual(Object.keys(rightsFr).toSorted(), Object.keys(rights).toSorted());
});
