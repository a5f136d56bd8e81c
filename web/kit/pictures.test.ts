import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pictureMarkup, picturePath, pictureWidths, readPicture, readRendition, renditionPath } from './pictures.ts';

const mediaId = 'med_01j9zq3v8kfh2m4n6p8r0t2v4w';
const facts = { mediaId, content: '3fa9c1d2e4b5a697', width: 1000, height: 400, focus: { x: 50, y: 30 } };

test('an address says what it was made of; any other says nothing', () => {
  assert.deepEqual(readPicture(picturePath(facts)), facts);
  for (const width of pictureWidths)
    for (const format of ['avif', 'webp', 'jpg'] as const) {
      const rendition = { mediaId, content: facts.content, width, format };
      assert.deepEqual(readRendition(renditionPath(rendition)), rendition);
    }
  for (const other of [
    '/assets/drawings/dress-groseille-plain-0.svg',
    `/media/${mediaId}.jpg`,
    'https://example.test/a.jpg',
    '',
  ])
    assert.equal(readPicture(other), undefined, other);
});

test('a page is offered no width beyond the picture, and told its true shape and focus', () => {
  const markup = pictureMarkup(picturePath(facts));
  assert.ok(markup);
  assert.deepEqual([markup.width, markup.height, markup.position], [1000, 400, '50% 30%']);
  assert.deepEqual(
    markup.srcset.split(', ').map((part) => part.split(' ')[1]),
    ['160w', '320w', '480w', '640w', '960w', '1000w'],
  );
  assert.match(markup.src, /-w640\.jpg$/);
  const small = pictureMarkup(picturePath({ ...facts, width: 90, height: 90, focus: { x: 50, y: 50 } }));
  assert.deepEqual([small?.srcset, small?.position], [`/media/${mediaId}-${facts.content}-w160.jpg 90w`, undefined]);
});
