/** Random returns of random orders beside a model of a few numbers: what comes back, and what is owed for it. On real PostgreSQL. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Database } from '#base/db';
import { newId } from '#base/ids';
import { Refusal } from '#base/refusal';
import { findOrder } from '#orders';
import { carryOutRefunds, paymentsOf } from '#payments';
import { askReturn, duesOf, giveKindness, itemsOf, oweReturn, receiveReturn } from '#returns';
import { testDatabase } from '../../test/support/database.ts';
import { marketTown, sound, stock } from '../../test/support/orders.ts';
import { sentOrder } from '../../test/support/returns.ts';

const by = { actor: 'model' };
type Step =
  | { readonly do: 'receive'; readonly quantity: number; readonly twice: boolean }
  | { readonly do: 'owe'; readonly quantity: number; readonly deductMinor: number; readonly twice: boolean }
  | { readonly do: 'kindness'; readonly minor: number }
  | { readonly do: 'pay' };

const quantity = fc.integer({ min: 1, max: 4 });
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('receive' as const), quantity, twice: fc.boolean() }),
    fc.record({
      do: fc.constant('owe' as const),
      quantity,
      deductMinor: fc.constantFrom(0, 0, 150),
      twice: fc.boolean(),
    }),
    fc.record({ do: fc.constant('kindness' as const), minor: fc.constantFrom(100, 1_500) }),
    fc.record({ do: fc.constant('pay' as const) }),
  ),
  { minLength: 3, maxLength: 9 },
);

test('whatever is tried in whatever order: units and money are those of a small model', async (t) => {
  const database = await testDatabase(t);
  const shop = await marketTown(database, 1);
  const [a = ''] = shop.skuIds;
  await stock(database, shop, a, 200);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), steps, async (ordered, todo) => {
      const { orderId } = await sentOrder(database, shop, [[a, ordered]]);
      const returnId = newId('rtn');
      const asked = { returnId, orderId, source: 'office' as const, reason: 'size' as const, note: '' };
      await database.transaction(by, (tx) => askReturn(tx, { ...asked, lines: [{ lineNo: 1, quantity: ordered }] }));
      const captured = (await paymentsOf(database, orderId))[0]?.capturedMinor ?? 0;
      const model = { back: 0, surplus: 0, paid: 0, owed: 0 };
      for (const step of todo) {
        if (step.do === 'pay') await carryOutRefunds(database);
        else if (step.do === 'receive') {
          const receipt = {
            returnId,
            receiptId: newId('rtc'),
            siteId: shop.siteId,
            items: [{ lineNo: 1, quantity: step.quantity }],
          };
          for (let i = 0; i < (step.twice ? 2 : 1); i++) await attempt(database, (tx) => receiveReturn(tx, receipt));
          const fits = Math.min(step.quantity, ordered - model.back);
          model.back += fits;
          model.surplus += step.quantity - fits;
        } else if (step.do === 'owe') {
          const due = { returnId, dueId: newId('due'), goodwillMinor: 0, way: 'original' as const, reason: '' };
          const lines = [{ lineNo: 1, quantity: step.quantity, deductMinor: step.deductMinor }];
          const done: boolean[] = [];
          for (let i = 0; i < (step.twice ? 2 : 1); i++)
            done.push(await attempt(database, (tx) => oweReturn(tx, { ...due, lines }, { ahead: false })));
          const may = model.paid + step.quantity <= model.back;
          assert.deepEqual(new Set(done), new Set([may]), `${step.quantity} of ${model.back}, ${model.paid} paid`);
          if (!may) continue;
          model.paid += step.quantity;
          // All units cost 10.00 here; the order was sent home, within the period: carriage goes back with the last one.
          const carriage = model.paid === ordered ? captured - 1_000 * ordered : 0;
          model.owed += Math.min(1_000 * step.quantity - step.deductMinor + carriage, captured - model.owed);
        } else {
          const gift = {
            orderId,
            returnId: newId('rtn'),
            dueId: newId('due'),
            lines: [],
            goodwillMinor: step.minor,
            note: 'x',
          };
          const may = step.minor <= captured - model.owed;
          assert.equal(await attempt(database, (tx) => giveKindness(tx, gift)), may);
          if (may) model.owed += step.minor;
        }
      }
      await carryOutRefunds(database);
      const [order, items, dues, payments] = await Promise.all([
        findOrder(database, orderId),
        itemsOf(database, [returnId]),
        duesOf(database, [orderId]),
        paymentsOf(database, orderId),
      ]);
      const units = (kind: string): number =>
        items.filter((item) => item.kind === kind).reduce((sum, item) => sum + item.quantity, 0);
      assert.deepEqual(
        [order?.lines[0]?.returned, units('line'), units('surplus')],
        [model.back, model.back, model.surplus],
      );
      assert.equal(
        dues.reduce((sum, due) => sum + due.minor, 0),
        model.owed,
      );
      assert.equal(
        payments.reduce((sum, one) => sum + one.refundedMinor, 0),
        model.owed,
      );
    }),
    { numRuns: 12 },
  );
  await sound(database);
});

/** Whether it was done. */
async function attempt(database: Database, work: Parameters<Database['transaction']>[1]): Promise<boolean> {
  try {
    await database.transaction(by, work);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
