/** What is typed right after Ctrl-K is the palette's, however late its field comes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asksForPalette, keyAhead, type Pressed } from './typed-ahead.ts';

const press = (key: string, more: Partial<Pressed> = {}): Pressed => ({
  ...{ key, ctrlKey: false, metaKey: false, altKey: false },
  ...more,
});

test('letters, blanks and corrections make the text that the field will hold', () => {
  let text = '';
  for (const key of ['g', ' ', 'x', 'Backspace', 'É', '€', '😀', 'Backspace']) {
    const ahead = keyAhead(text, press(key));
    assert.equal(ahead.act, 'type', key);
    if (ahead.act === 'type') ({ text } = ahead);
  }
  assert.equal(text, 'g É€');
  assert.deepEqual(keyAhead('', press('Backspace')), { act: 'type', text: '' });
  assert.deepEqual(keyAhead('a', press('@', { ctrlKey: true, altKey: true })), { act: 'type', text: 'a@' }, 'AltGr');
});

test('other keys choose, close or do nothing: none reaches the list behind, and none is taken from the browser', () => {
  const acts = [
    ['Enter', {}, 'choose'],
    ['Escape', {}, 'close'],
    ['Tab', {}, 'swallow'],
    ['ArrowDown', {}, 'swallow'],
    ['Shift', {}, 'leave'],
    ['F5', {}, 'leave'],
    ['r', { ctrlKey: true }, 'leave'],
    ['r', { metaKey: true }, 'leave'],
  ] as const;
  for (const [key, more, act] of acts) assert.equal(keyAhead('a', press(key, more)).act, act, key);
});

test('it is asked for by Ctrl-K and ⌘K, small or large, and by nothing else', () => {
  for (const more of [{ ctrlKey: true }, { metaKey: true }])
    for (const key of ['k', 'K']) assert.ok(asksForPalette(press(key, more)));
  assert.ok(!asksForPalette(press('k')));
  assert.ok(!asksForPalette(press('k', { ctrlKey: true, altKey: true })));
  assert.ok(!asksForPalette(press('j', { ctrlKey: true })));
});
