import assert from 'node:assert/strict';
import { test } from 'node:test';
import { derivedSku, plainText, readGtin, shortGtin, slug } from './model.ts';
import { decodeEntities, htmlText, safeHtml } from './html.ts';
import { placeholderFor } from './placeholder.ts';

test('a GTIN is taken with its check digit only, and kept as 14 digits', () => {
  assert.deepEqual(readGtin('4006381333931'), { ok: true, gtin: '04006381333931', inStore: false });
  assert.deepEqual(readGtin('96385074'), { ok: true, gtin: '00000096385074', inStore: false });
  assert.deepEqual(readGtin('036000291452'), { ok: true, gtin: '00036000291452', inStore: false });
  assert.deepEqual(readGtin('4006381333932'), { ok: false, rule: 'gtin_check_digit' });
  assert.deepEqual(readGtin('12345'), { ok: false, rule: 'gtin_length' });
  assert.deepEqual(readGtin('40063813339a1'), { ok: false, rule: 'gtin_digits' });
  assert.equal(shortGtin('04006381333931'), '4006381333931');
  assert.equal(shortGtin('00000096385074'), '96385074');
});

test('the shop’s own numbers (20–29, 02) are told as such', () => {
  const gtin = readGtin('2000000000008');
  assert.equal(gtin.ok && gtin.inStore, true);
});

test('an SKU is derived from handle and options, the same each time', () => {
  assert.equal(derivedSku('classic-varsity-top', [plainText('Small')]), 'classic-varsity-top-small');
  assert.equal(derivedSku('robe', [plainText('Écru & Bleu'), plainText('36/38')]), 'robe-ecru-bleu-36-38');
  assert.equal(derivedSku('robe', []), 'robe');
  assert.equal(slug('Cœur d’Artichaut'), 'coeur-d-artichaut');
});

test('descriptions keep a few tags without attributes, all closed', () => {
  assert.equal(
    safeHtml('<p class="x" onclick="a()">Un <b>mot</b><br/>et<ul><li>un<li>deux</ul>'),
    '<p>Un <strong>mot</strong><br>et<ul><li>un<li>deux</li></li></ul></p>',
  );
  assert.equal(safeHtml('plain &amp; simple &eacute; 5 < 6'), 'plain &amp; simple é 5 &lt; 6');
  assert.equal(htmlText('<p>One</p><p>Two &nbsp; three</p>'), 'One Two three');
});

test('nothing of a description can run or leave its place', () => {
  const attacks = [
    '<script>alert(1)</script>',
    '<scr<script>ipt>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg><script>alert(1)</script></svg>',
    '<svg/onload=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<p style="background:url(javascript:alert(1))">x</p>',
    '<p title=">" onmouseover=alert(1)>x</p>',
    "<p title='>' onmouseover=alert(1)>x</p>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '&#60;img src=x onerror=alert(1)&#62;',
    '<!--><img src=x onerror=alert(1)>-->',
    '<math><mtext></p><img src=x onerror=alert(1)>',
    '<textarea></textarea><img src=x onerror=alert(1)>',
    '<p><',
    '<p',
    '</p></p></div><b',
    '<style>@import "//evil"</style>',
    '<b\u0000 onclick=alert(1)>x',
  ];
  for (const attack of attacks) {
    const out = safeHtml(attack);
    const rest = out.replaceAll(/<\/?(?:p|ul|ol|li|strong|em|h3|h4)>|<br>/g, '');
    assert.ok(!/[<>"']/.test(rest), `${attack} → ${out}`);
  }
});

test('a hostile description costs time in proportion to its length', () => {
  for (const piece of ['<', '<p', '<script>', '<!--', '<b x="', '&#1;', '</p>']) {
    const begun = performance.now();
    safeHtml(piece.repeat(50_000));
    assert.ok(performance.now() - begun < 2_000, piece);
  }
});

test('numbered entities cannot make what no database stores', () => {
  assert.equal(decodeEntities('&#0;&#xD800;&#65;'), 'A');
});

test('a placeholder is chosen by the product’s own words', () => {
  assert.equal(placeholderFor(['women', 'Black Leather Bag']).kind, 'bag');
  assert.equal(placeholderFor(['women', 'Navy Sports Jacket']).palette, 'nuit');
  assert.equal(placeholderFor(['', 'Robe d’été rouge']).kind, 'dress');
  assert.deepEqual(placeholderFor(['thing']), placeholderFor(['thing']));
});
