import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawingPath, illustrate, kindNames, parseDrawingName } from './drawings/illustrate.ts';
import { paletteNames, patterns, stageOfPath } from './drawings/palettes.ts';

test('every drawing is whole: each gradient it uses is defined in it, once', () => {
  for (const kind of kindNames) {
    for (const pattern of patterns) {
      for (const variant of [0, 1, 2, 3]) {
        const svg = illustrate({ kind, pattern, variant, palette: 'figue' });
        const used = new Set([...svg.matchAll(/url\(#([^)]+)\)/g)].map((m) => m[1]));
        const made = [...svg.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]);
        assert.deepEqual([...used].sort(), [...new Set(made)].sort(), `${kind} ${pattern} ${variant}`);
        assert.doesNotMatch(svg, /undefined|NaN|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
      }
    }
  }
});

test('the same arguments draw the same picture, another uid keeps its gradients apart', () => {
  const spec = { kind: 'dress', palette: 'bleu' } as const;
  assert.equal(illustrate(spec), illustrate(spec));
  const ids = (svg: string): string[] => [...svg.matchAll(/ id="([^"]+)"/g)].map((m) => m[1] ?? '');
  const first = ids(illustrate(spec, { uid: 'a' }));
  assert.equal(
    ids(illustrate(spec, { uid: 'b' })).some((id) => first.includes(id)),
    false,
  );
});

test('a title is read out and cannot break out of its attribute', () => {
  assert.match(
    illustrate({ kind: 'mug' }, { title: '"><script>' }),
    /role="img" aria-label="&quot;&gt;&lt;script&gt;"/,
  );
  assert.match(illustrate({ kind: 'mug' }), /<svg[^>]*aria-hidden="true"/);
});

test('a drawing is found again by its address, and nothing else is', () => {
  for (const kind of kindNames) {
    for (const palette of paletteNames) {
      const spec = { kind, palette, pattern: 'dots', variant: 2 } as const;
      assert.deepEqual(parseDrawingName(drawingPath(spec).slice('/assets/drawings/'.length)), spec);
    }
  }
  for (const bad of ['dress.svg', 'dress-bleu-plain-9.svg', 'toString-bleu-plain-0.svg', '../x-bleu-plain-0.svg', '']) {
    assert.equal(parseDrawingName(bad), undefined, bad);
  }
  assert.equal(stageOfPath('/assets/drawings/dress-groseille-plain-0.svg'), 4);
  assert.equal(stageOfPath('/media/a.jpg'), undefined);
  assert.equal(stageOfPath('/assets/drawings/dress-toString-plain-0.svg'), undefined);
});
