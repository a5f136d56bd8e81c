/** A promotion tried on baskets before it holds, and the list that says what each does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { clock, plus } from '#base/time';
import { testApp } from '../../../test/support/app.ts';
import { testShop } from '../../../test/support/shop.ts';

type Side = { gross: { minor: number }; trace: { rule: string; applied: boolean; reason: string }[] };
type Seen = { baskets: { before: Side; after: Side }[]; says: { fr: string }; promotions: { name: { fr: string } }[] };

test('a promotion is tried on baskets among those in force, and nothing is written', async (t) => {
  const app = await testApp(t);
  const shop = await testShop(app.database, { stock: 0 });
  const owner = await app.staff('owner');
  const rule = (effect: object, more: object = {}) => ({
    ...{ name: { fr: 'Essai', en: 'Trial' }, currency: 'EUR', from: '2026-01-01T00:00:00Z', until: null, hours: null },
    ...{ audience: { channelIds: null, siteIds: null, buyers: null }, of: { anyOf: [], noneOf: [] }, effect },
    ...{ coded: false, minimumMinor: 0, minimumUnits: 0, priority: 10, stacks: 'all', set: null, ...more },
  });
  const limits = { maxUses: null, maxEach: null, budgetMinor: null };
  const save = (id: string, made: object, state = 'on') =>
    app.call('PUT', `/api/promotions/${id}`, {
      as: owner,
      body: { version: 0, state, rule: made, note: '', ...limits },
    });
  const preview = async (made: object, promotionId = newId('prm')) => {
    const baskets = [[{ skuId: shop.skuIds[0], quantity: 3 }]];
    const body = { promotionId, rule: made, channelId: shop.channels.web, baskets };
    const answer = await app.call('POST', '/api/promotions/preview', { as: owner, body });
    assert.equal(answer.status, 200, answer.text);
    return answer.body as Seen;
  };
  const half = rule({ kind: 'percent', rate: 500_000, capMinor: null }, { coded: true });
  const [first] = (await preview(half)).baskets;
  assert.deepEqual([first?.before.gross.minor, first?.after.gross.minor], [3_000, 1_500], 'as with its code');
  const inForce = newId('prm');
  assert.equal((await save(inForce, rule({ kind: 'amount', minor: 500 }))).status, 200);
  const alone = await preview(rule({ kind: 'amount', minor: 900 }, { stacks: 'basket', priority: 1 }));
  assert.deepEqual([alone.baskets[0]?.before.gross.minor, alone.baskets[0]?.after.gross.minor], [2_500, 2_100]);
  assert.equal(
    alone.baskets[0]?.after.trace.find((step) => step.rule.includes(inForce))?.reason,
    'excluded',
    'it is said why the other one is passed over',
  );
  const again = await preview(rule({ kind: 'amount', minor: 700 }), inForce);
  assert.deepEqual([again.baskets[0]?.before.gross.minor, again.baskets[0]?.after.gross.minor], [3_000, 2_300]);

  const later = { from: plus(clock(), 86_400_000), hours: { days: [1], from: 60, until: 120 } };
  const examples = await app.call('POST', '/api/promotions/preview', {
    as: owner,
    body: {
      promotionId: newId('prm'),
      channelId: shop.channels.web,
      rule: rule({ kind: 'buy_get', buy: 2, get: 1, of: null, rate: 1_000_000, times: null }, later),
    },
  });
  assert.equal(examples.status, 200, examples.text);
  const took = (examples.body as Seen).baskets.map((one) => one.before.gross.minor - one.after.gross.minor);
  assert.ok(took.length >= 2 && took[0] === 0 && took.some((minor) => minor > 0), `${took}`);

  assert.equal((await save(newId('prm'), half, 'draft')).status, 200);
  const list = async (query: string) => (await app.call('GET', `/api/promotions${query}`, { as: owner })).body.items;
  assert.deepEqual(
    (await list('?standing=in_force')).map((one: { promotionId: string }) => one.promotionId),
    [inForce],
  );
  assert.match((await list('?q=50 %25'))[0].says.fr, /^50\s%/, 'found by what it does');
  const { items } = (await app.call('GET', '/api/promotions/choices?q=', { as: owner })).body;
  assert.ok(items.some((one: { kind: string }) => one.kind === 'product'));
});
