import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

type Pair = [front: string, ground: string, least: number];
const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
const colours = (block: string): Record<string, string> =>
  Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9A-Fa-f]{6})/g)].map((m) => [m[1], m[2]]));
const blockOf = (selector: string): string => {
  const start = css.indexOf('{', css.indexOf(selector));
  return css.slice(start, css.indexOf('}', start));
};
const light = colours(blockOf(':root {'));
const dark = { ...light, ...colours(blockOf(":root[data-theme='dark']")) };
const auto = { ...light, ...colours(blockOf(":root[data-theme='auto']")) };

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const c = Number.parseInt(colour.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG 2.2 contrast ratio, 1…21. */
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const cross = (fronts: string[], grounds: string[], least: number): Pair[] =>
  fronts.flatMap((front) => grounds.map((ground): Pair => [front, ground, least]));
const soft = ['ok', 'warn', 'bad', 'note'].map((role): Pair => [role, `${role}-soft`, 4.5]);
const pairs: Pair[] = [
  ...cross(['text', 'muted', 'faint'], ['bg', 'surface', 'sunken', 'hover'], 4.5),
  ...cross(['accent-ink', 'ok', 'warn', 'bad', 'note'], ['bg', 'surface', 'hover'], 4.5),
  ...soft,
  ...cross(['accent-ink', 'ok', 'warn', 'bad', 'muted', 'text'], ['accent-soft'], 4.5),
  ...cross(['text', 'muted'], ['stage-2', 'note-soft', 'warn-soft', 'bad-soft', 'ok-soft'], 4.5),
  ...cross(['on-accent'], ['accent', 'accent-hover'], 4.5),
  ...cross(['on-roof', 'on-roof-muted'], ['roof'], 4.5),
  ['on-signal', 'signal', 4.5],
  ...cross(['line-strong', 'focus', 'accent'], ['bg', 'surface', 'sunken'], 3),
  ...cross(['c-1', 'c-2', 'c-3', 'c-4', 'c-5', 'c-6'], ['surface'], 3),
];

for (const [name, theme] of Object.entries({ light, dark })) {
  test(`every pair of roles in the ${name} theme can be read`, () => {
    const low = pairs.flatMap(([front, ground, least]) => {
      const ratio = contrast(theme[front] ?? '', theme[ground] ?? '');
      return ratio >= least ? [] : [`${front} on ${ground}: ${ratio.toFixed(2)}, needs ${least}`];
    });
    assert.deepEqual(low, []);
  });
}

test('the theme that follows the system is the dark one, value by value', () => {
  assert.deepEqual(auto, dark);
  assert.ok(Object.keys(light).length > 40, 'the tokens were read');
});
