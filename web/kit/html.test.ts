import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { html, isHtml, join, jsonScript, raw, toText, url } from './html.ts';

const canaries = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title><svg/onload=alert(1)>',
  '`${alert(1)}`',
  '&lt;b&gt;',
];

test('text never becomes markup, between elements or inside attributes', () => {
  for (const canary of canaries) {
    const text = toText(html`<p title="${canary}">${canary}</p>`);
    assert.match(text, /^<p title="[^"<>]*">[^<>]*<\/p>$/, canary);
  }
});

test('any text comes back unchanged once a reader has decoded it', () => {
  const decode = (text: string): string =>
    text
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&#96;', '`')
      .replaceAll('&amp;', '&');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const escaped = toText(html`${text}`);
      assert.doesNotMatch(escaped, /[<>"'`]/);
      assert.equal(decode(escaped), text);
    }),
  );
});

test('lists are joined, absence leaves nothing, numbers stand as they are', () => {
  const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
  assert.equal(toText(html`<ul>${items}</ul>`), '<ul><li>a</li><li>&lt;b&gt;</li></ul>');
  assert.equal(toText(html`${null}${undefined}${false}${true}${0}${''}`), '0');
  assert.equal(toText(join([html`<i></i>`, '&'])), '<i></i>&amp;');
});

test('markup is not escaped twice, and data that looks like it is', () => {
  assert.equal(toText(html`<b>${html`<i>${'&'}</i>`}${raw('<br>')}</b>`), '<b><i>&amp;</i><br></b>');
  const forged: unknown = JSON.parse('{"markup":"<script>","Symbol(html)":"<script>"}');
  assert.equal(isHtml(forged), false);
});

test('a template with a bare attribute, or a value inside a script, is refused', () => {
  assert.throws(() => html`<a href=${'x'}>y</a>`, /unquoted/);
  assert.throws(
    () =>
      html`<script>
        let a = '${'x'}';
      </script>`,
    /never go inside/,
  );
  assert.equal(toText(html`<p>1 + 1 =${2}</p>`), '<p>1 + 1 =2</p>');
});

test('only addresses that cannot run code are let through', () => {
  for (const bad of [
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'data:text/html,x',
    '//evil.example',
    'vbscript:x',
    '',
  ]) {
    assert.equal(url(bad), '#', bad);
  }
  for (const good of [
    '/p/robe',
    'https://example.org/a?b=c',
    '#main',
    '?sort=price',
    'mailto:a@b.fr',
    'tel:+33472001840',
  ]) {
    assert.equal(url(good), good);
  }
});

test('a data block cannot be closed from inside', () => {
  const text = toText(jsonScript('application/json', { name: '</script><script>alert(1)</script>\u2028' }, 'data'));
  assert.equal(text.match(/<\/script>/g)?.length, 1);
  assert.deepEqual(JSON.parse(text.replace(/^<script[^>]*>/, '').replace(/<\/script>$/, '')), {
    name: '</script><script>alert(1)</script>\u2028',
  });
});
