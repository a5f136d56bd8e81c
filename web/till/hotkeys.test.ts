/** Keys: each means one thing, and none takes a letter away from who types. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hotkeyOf, hotkeys, keyText } from './hotkeys.ts';

const pressed = (key: string, more: Partial<Record<'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey', boolean>> = {}) => ({
  ...{ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false },
  ...more,
});

test('each key means one thing', () => {
  const keys = Object.values(hotkeys);
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(hotkeyOf(pressed('F6'), false), 'park');
  assert.equal(hotkeyOf(pressed('F6', { shiftKey: true }), true), 'parked');
});

test('letters, figures and keys of the browser are nobody’s', () => {
  for (const key of ['a', 'A', '4', 'Enter', 'F5', 'F11', 'F12', 'Tab'])
    assert.equal(hotkeyOf(pressed(key, { shiftKey: key === 'A' }), false), undefined, key);
  for (const held of ['ctrlKey', 'altKey', 'metaKey'] as const)
    assert.equal(hotkeyOf(pressed('F6', { [held]: true }), false), undefined, held);
});

test('while a text is edited its own keys are the text’s', () => {
  assert.equal(hotkeyOf(pressed('Delete'), true), undefined);
  assert.equal(hotkeyOf(pressed('Delete'), false), 'remove');
  assert.equal(hotkeyOf(pressed('ArrowUp', { shiftKey: true }), true), undefined);
});

test('keys are written as they are printed', () => {
  assert.equal(keyText('fr', hotkeys.parked), '⇧\u00a0F6');
  assert.equal(keyText('fr', '+'), '+');
  assert.deepEqual([keyText('fr', 'Delete'), keyText('en', 'Delete')], ['Suppr', 'Del']);
});
