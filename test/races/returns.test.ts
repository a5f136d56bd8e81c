/** A till, the office and the worker give money back for one order at once: on real PostgreSQL, with the oracles at the end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '#base/ids';
import { Refusal } from '#base/refusal';
import { clock } from '#base/time';
import { carryOutRefunds, openRefunds, paymentsOf } from '#payments';
import { duesOf, giveKindness, itemsOf, oweReturn, receiveReturn, askReturn } from '#returns';
import { sound } from '../support/orders.ts';
import { sentOrder } from '../support/returns.ts';
import { counter, openTill } from '../support/till.ts';

const by = { actor: 'race' };

test('however many give back at once, no more than was taken goes back, and no unit twice (C11)', async (t) => {
  const here = await counter(t, { articles: 1, stock: 60 });
  const { app, shop, clerk } = here;
  const { database } = app;
  const [a = ''] = shop.skuIds;
  const tills = [await openTill(here), await openTill(here)];
  for (let round = 0; round < 4; round++) {
    const { orderId, payments } = await sentOrder(database, shop, [[a, 2]]);
    const returnId = newId('rtn');
    const asked = {
      returnId,
      orderId,
      source: 'office' as const,
      reason: 'size' as const,
      note: '',
      lines: [{ lineNo: 1, quantity: 2 }],
    };
    await database.transaction(by, (tx) => askReturn(tx, asked));
    const attempt = async (work: Parameters<typeof database.transaction>[1]): Promise<void> => {
      await database.transaction(by, work).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
      });
    };
    const atTill = async (n: number): Promise<void> => {
      const till = tills[n];
      assert.ok(till);
      const body = {
        ...{ ticketId: newId('tkt'), orderId, returnId: newId('rtn'), receiptId: newId('rtc'), dueId: newId('due') },
        ...{ sequence: till.lastSequence + 1, previousHash: till.lastHash, at: clock(), reason: 'size' },
        lines: [{ lineNo: 1, quantity: 2, condition: 'new', disposition: 'sellable' }],
      };
      const answer = await app.call('POST', '/api/till/returns', { as: clerk, cookies: till.cookies, body });
      assert.ok(answer.status < 500, answer.text);
      if (answer.status === 201)
        [till.lastSequence, till.lastHash] = [body.sequence, answer.body.ticket.hash as string];
    };
    const due = () => ({ returnId, dueId: newId('due'), goodwillMinor: 0, way: 'original' as const, reason: '' });
    const lines = [{ lineNo: 1, quantity: 2, deductMinor: 0 }];
    const receipt = { returnId, receiptId: newId('rtc'), siteId: shop.siteId, items: [{ lineNo: 1, quantity: 2 }] };
    const gift = { orderId, lines: [], goodwillMinor: 900, note: 'x' };
    const refund = { paymentId: payments[0]?.paymentId ?? '', minor: 1_500, currency: 'EUR', reason: 'by hand' };
    await Promise.all([
      atTill(0),
      atTill(1),
      attempt((tx) => receiveReturn(tx, receipt)),
      attempt((tx) => receiveReturn(tx, receipt)),
      attempt((tx) => oweReturn(tx, { ...due(), lines }, { ahead: true })),
      attempt((tx) => giveKindness(tx, { ...gift, returnId: newId('rtn'), dueId: newId('due') })),
      attempt((tx) => openRefunds(tx, [{ ...refund, refundId: newId('rfd') }])),
      carryOutRefunds(database),
    ]);
    await carryOutRefunds(database);
    const [paid] = await paymentsOf(database, orderId);
    const dues = await duesOf(database, [orderId]);
    const units = dues.flatMap((one) => one.lines).reduce((sum, line) => sum + line.quantity, 0);
    assert.ok((paid?.refundedMinor ?? 0) + (paid?.refundingMinor ?? 0) <= (paid?.capturedMinor ?? 0));
    assert.ok(units <= 2, `${units} units were paid for`);
    const came = await itemsOf(database, [...new Set([returnId, ...dues.map((one) => one.returnId)])]);
    const back = came.filter((item) => item.kind === 'line').reduce((sum, item) => sum + item.quantity, 0);
    assert.ok(back <= 2, `${back} units of two came back`);
  }
  await sound(database);
});
