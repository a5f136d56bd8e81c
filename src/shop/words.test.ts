import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instant } from '#base/time';
import { openState, type Opening } from '#org/model';
import { openingText, weekText } from './words.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const site = (over: Partial<Opening> = {}): Opening => ({
  hours: [1, 2, 3, 4, 5, 6].map((day) => ({ day, opens: '10:00', closes: day === 6 ? '19:30' : '19:00' })),
  specialDays: [],
  timeZone: 'Europe/Paris',
  ...over,
});
function said(lang: 'fr' | 'en', at: string, opening = site()): string {
  const now = instant(at);
  return plain(openingText(lang, openState(opening, now), now, opening.timeZone));
}

test('until when a store is open, or when it opens next, as people say it', () => {
  // Friday 20 November 2026; Paris is an hour ahead of UTC.
  assert.equal(said('fr', '2026-11-20T10:00:00Z'), 'jusqu’à 19 h');
  assert.equal(said('en', '2026-11-20T10:00:00Z'), 'until 19:00');
  assert.equal(said('fr', '2026-11-20T07:00:00Z'), 'ouvre à 10 h', 'still today');
  assert.equal(said('fr', '2026-11-20T18:00:00Z'), 'ouvre demain à 10 h', 'at the very minute of closing');
  assert.equal(said('fr', '2026-11-21T18:30:00Z'), 'ouvre lundi à 10 h');
  assert.equal(said('en', '2026-11-21T18:30:00Z'), 'opens Monday at 10:00');
  assert.equal(said('fr', '2026-11-21T18:30:00Z', site({ hours: [] })), '', 'no opening is known: none is promised');
});

test('a long closing names the date, and the time zone is the store’s', () => {
  const days = Array.from({ length: 14 }, (_, i) => `2026-08-${String(i + 1).padStart(2, '0')}`);
  const summer = site({ specialDays: days.map((date) => ({ date, hours: [], note: { fr: '', en: '' } })) });
  assert.equal(said('fr', '2026-08-01T09:00:00Z', summer), 'ouvre samedi 15 août à 10 h');
  const reunion = site({ timeZone: 'Indian/Reunion' });
  assert.equal(said('fr', '2026-11-20T07:00:00Z', reunion), 'jusqu’à 19 h', '11:00 there, 8:00 in Paris');
  assert.equal(said('fr', '2026-11-20T05:00:00Z', reunion), 'ouvre à 10 h');
});

test('a week is told in as few rows as it has kinds of days', () => {
  const rows = (opening: Opening): string[] =>
    weekText('fr', opening).map(({ days, hours }) => plain(`${days} ${hours}`));
  assert.deepEqual(rows(site()), ['Lundi – vendredi 10 h – 19 h', 'Samedi 10 h – 19 h 30', 'Dimanche fermé']);
  const lunch = [
    { day: 1, opens: '14:00', closes: '18:00' },
    { day: 1, opens: '09:00', closes: '12:30' },
  ];
  assert.deepEqual(rows(site({ hours: lunch })), ['Lundi 9 h – 12 h 30, 14 h – 18 h', 'Mardi – dimanche fermé']);
  const closed = { date: '2024-01-01', hours: [], note: { fr: '', en: '' } };
  assert.equal(
    rows(site({ specialDays: [closed] }))[0],
    'Lundi – vendredi 10 h – 19 h',
    'no single day changes the week',
  );
});
