/** Gift cards over the counter: worth nothing before their ticket stands, spent once, given back to, and never told twice. */
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { sql } from '#base/db';
import { newId } from '#base/ids';
import {
  cardById,
  carryOutRefunds,
  creditOf,
  giveCard,
  giveCredit,
  listCards,
  printCode,
  setCardArticle,
} from '#payments';
import { clock } from '#base/time';
import type { Answer } from '../../test/support/app.ts';
import { signedIn } from '../../test/support/carts.ts';
import { sound } from '../../test/support/orders.ts';
import { blankCode, counter, openTill, sale, type SaleOptions, type Till } from '../../test/support/till.ts';

const by = { actor: 'test' };

type Sum = { minor: number };
type Paid = { method: string; amount: Sum; change: Sum; voucher?: { last4: string | null; rest: Sum } };
type Wanted = Parameters<typeof sale>[1];
type Vouchers = readonly { readonly proof: string; readonly minor: number }[];

async function town(t: TestContext) {
  const c = await counter(t, { articles: 3, stock: 50 });
  const { app, shop, clerk } = c;
  const { database } = app;
  const till = await openTill(c);
  const [goods = '', fixed = '', free = ''] = shop.skuIds;
  await database.transaction(by, async (tx) => {
    await setCardArticle(tx, { skuId: fixed, byMail: true });
    const limits = { leastMinor: 500, mostMinor: 30_000, currency: 'EUR' };
    await setCardArticle(tx, { skuId: free, byMail: false, free: limits });
  });
  const call = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object, at = till) =>
    app.call(method, `/api/till${path}`, { as: clerk, cookies: at.cookies, ...(body ? { body } : {}) });
  const post = async <T extends { sequence: number }>(body: T, at: Till = till): Promise<Answer> => {
    const answer = await call('POST', '/tickets', body, at);
    if (answer.status === 201) Object.assign(at, { lastSequence: body.sequence, lastHash: answer.body.hash });
    return answer;
  };
  /** A ticket that vouchers pay in part, or all of it. */
  const paidBy = (wanted: Wanted, vouchers: Vouchers, options: SaleOptions = {}, at: Till = till) => {
    const { payment, ...body } = sale(at, wanted, options);
    const total = body.lines.reduce((sum, line) => sum + line.quantity * line.unitMinor, 0);
    const rest = total - vouchers.reduce((sum, { minor }) => sum + minor, 0);
    const other = payment.method === 'cash' ? { ...payment, receivedMinor: options.received ?? rest } : payment;
    return {
      ...body,
      vouchers: vouchers.map((one) => ({ ...one, paymentId: newId('pay') })),
      ...(rest > 0 ? { payment: other } : {}),
    };
  };
  const given = async (minor: number): Promise<{ cardId: string; code: string }> => {
    const cardId = newId('gft');
    const code = blankCode();
    await database.transaction(by, (tx) => giveCard(tx, { cardId, minor, currency: 'EUR', reason: 'test' }));
    await database.transaction(by, (tx) => printCode(tx, { cardId, code, pin: '4711' }));
    return { cardId, code };
  };
  const look = (code: string, pin?: string, at = till) =>
    call('POST', '/gift-cards/look', { code, ...(pin ? { pin } : {}) }, at);
  const holds = async (cardId: string) => (await cardById(database, cardId))?.balanceMinor;
  return { ...c, database, till, call, post, paidBy, given, look, holds, goods, fixed, free };
}

test('gift cards and store credit at a till', async (t) => {
  const c = await town(t);

  await t.test(
    'a card is sold with its ticket: fixed or free, blank or printed, told once, and in no chain',
    async () => {
      const { database, till, call, post, goods, fixed, free } = c;
      const code = blankCode();
      const found = await call('GET', `/lookup?code=${code}`);
      assert.deepEqual(found.body, { kind: 'blank_card' });
      const body = sale(till, [[free, 1]], { unit: 7_350 });
      const blank = { ...body, lines: [{ skuId: free, quantity: 1, unitMinor: 7_350, blanks: [code] }] };
      const sold = await post(blank);
      assert.equal(sold.status, 201, sold.text);
      assert.equal(sold.body.total.minor, 7_350);
      assert.deepEqual((await post(blank)).body, sold.body, 'the same ticket again is the same sale');
      const [card, ...others] = await listCards(database, { orderId: body.orderId, limit: 10 });
      assert.deepEqual([card?.balanceMinor, card?.hasPin, others.length], [7_350, false, 0]);
      assert.deepEqual((await call('GET', `/lookup?code=${code}`)).body, { kind: 'gift_card' });
      assert.equal((await call('POST', '/gift-cards/look', { code })).body.balance.minor, 7_350);
      const receipt = await call('GET', `/tickets/${body.ticketId}`);
      assert.deepEqual(
        receipt.body.cards.map((one: { last4: string; untold: boolean }) => [one.last4, one.untold]),
        [[code.slice(-4), false]],
      );
      assert.equal(
        receipt.body.taxGroups.some((group: { tax: { minor: number } }) => group.tax.minor > 0),
        true,
      );

      for (const [unit, what] of [
        [499, 'too little'],
        [30_001, 'too much'],
      ] as const)
        assert.equal((await post(sale(till, [[free, 1]], { unit }))).body.code, 'orders.card_amount', what);
      assert.equal((await post(sale(till, [[fixed, 1]], { unit: 1_000 }))).body.code, 'orders.price_changed');
      const twice = {
        ...sale(till, [[free, 1]], { unit: 2_000 }),
        lines: [{ skuId: free, quantity: 1, unitMinor: 2_000, blanks: [code] }],
      };
      assert.equal((await post(twice)).body.code, 'payments.card_taken', 'a code is one card');
      assert.deepEqual(
        await listCards(database, { orderId: twice.orderId, limit: 10 }),
        [],
        'and nothing of it was sold',
      );

      const printed = sale(
        till,
        [
          [fixed, 2],
          [goods, 1],
        ],
        { unit: 1_001 },
      );
      const lines = printed.lines.map((line) => ({ ...line, unitMinor: line.skuId === goods ? 1_000 : 1_001 }));
      assert.equal((await post({ ...printed, lines })).status, 201);
      const cards = (await call('GET', `/tickets/${printed.ticketId}`)).body.cards as {
        cardId: string;
        untold: boolean;
      }[];
      assert.deepEqual(
        cards.map(({ untold }) => untold),
        [true, true],
      );
      const at = (cardId: string) => `/tickets/${printed.ticketId}/cards/${cardId}`;
      const told = await call('POST', `${at(cards[0]?.cardId ?? '')}/tell`);
      assert.match(told.body.code, /^[0-9A-Z]{4}(-[0-9A-Z]{4}){4}$/);
      assert.equal((await call('POST', `${at(cards[0]?.cardId ?? '')}/tell`)).body.code, 'payments.card_told');
      assert.equal((await call('POST', `${at(newId('gft'))}/tell`)).body.code, 'payments.card_unknown');
      assert.equal((await call('POST', `${at(cards[1]?.cardId ?? '')}/mail`)).body.code, 'till.no_address');
      const plastic = blankCode();
      assert.equal(
        (await call('POST', `${at(cards[1]?.cardId ?? '')}/print`, { code: plastic, pin: '0042' })).status,
        204,
      );
      assert.equal((await call('POST', '/gift-cards/look', { code: plastic })).body.code, 'payments.card_pin');
      const bodies = await database.query<{ text: string }>(
        sql`SELECT body AS text FROM till.ticket UNION ALL SELECT body::text FROM journal.event`,
      );
      for (const secret of [code, plastic, told.body.code as string])
        assert.ok(
          !bodies.some(({ text }) => text.includes(secret)),
          'a code is worth money: it is in no chain and no journal',
        );
      await sound(database);
    },
  );

  await t.test(
    'a card pays a part, cash or the terminal the rest; its ticket says its last digits and what is left',
    async () => {
      const { database, call, post, paidBy, given, look, holds, goods } = c;
      const { cardId, code } = await given(2_500);
      assert.equal((await look(code)).body.code, 'payments.card_pin');
      assert.equal((await look(code, '0000')).body.code, 'payments.card_unknown', 'who guesses learns nothing');
      const { proof, last4, balance } = (await look(code, '4711')).body;
      assert.deepEqual([last4, balance.minor], [code.slice(-4), 2_500]);

      const cash = paidBy([[goods, 2]], [{ proof, minor: 1_500 }], { received: 1_000 });
      assert.equal((await post(cash)).status, 201);
      assert.deepEqual(
        (await call('GET', `/tickets/${cash.ticketId}`)).body.payments.map((one: Paid) => [
          one.method,
          one.amount.minor,
          one.change.minor,
          one.voucher?.last4,
          one.voucher?.rest.minor,
        ]),
        [
          ['gift_card', 1_500, 0, last4, 1_000],
          ['cash', 500, 500, undefined, undefined],
        ],
      );
      const byCard = paidBy([[goods, 1]], [{ proof, minor: 300 }], { method: 'card' });
      const { payment, ...asked } = byCard;
      const paymentId = payment?.paymentId ?? '';
      assert.equal((await post(byCard)).body.code, 'till.card_open', 'nobody asked the terminal yet');
      assert.equal(await holds(cardId), 1_000, 'what is refused has set nothing aside');
      const approved = await call('POST', '/card', { ...asked, paymentId, card: { token: 'tok_ok' } });
      assert.equal(approved.body.state, 'authorised', approved.text);
      assert.equal((await post(byCard)).status, 201);
      const whole = paidBy([[goods, 1]], [{ proof, minor: 700 }], { received: 300 });
      assert.equal((await post(whole)).status, 201);
      assert.equal(await holds(cardId), 0);
      const again = await call('GET', `/tickets/${cash.ticketId}`);
      assert.equal(again.body.payments[0].voucher.rest.minor, 1_000, 'a second print says what the first one said');
      assert.equal((await post(paidBy([[goods, 1]], [{ proof, minor: 1 }]))).body.code, 'payments.card_short');
      assert.equal(
        (await post(paidBy([[goods, 1]], [{ proof: 'seal1.x', minor: 1 }]))).body.code,
        'till.voucher_proof',
      );
      assert.equal((await post(paidBy([[goods, 1]], [{ proof, minor: 2_000 }]))).body.code, 'till.cash_short');
      await sound(database);
    },
  );

  await t.test(
    'one card at two tills at once is spent once, and a proof of one till is none at the other',
    async () => {
      const { database, post, paidBy, given, look, holds, goods } = c;
      const other = await openTill(c);
      const { cardId, code } = await given(1_000);
      const [mine, theirs] = [(await look(code, '4711')).body.proof, (await look(code, '4711', other)).body.proof];
      assert.equal(
        (await post(paidBy([[goods, 1]], [{ proof: theirs, minor: 1_000 }]))).body.code,
        'till.voucher_proof',
      );
      const answers = await Promise.all([
        post(paidBy([[goods, 1]], [{ proof: mine, minor: 1_000 }])),
        post(paidBy([[goods, 1]], [{ proof: theirs, minor: 1_000 }], {}, other), other),
      ]);
      assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 409]);
      assert.equal(answers.find(({ status }) => status === 409)?.body.code, 'payments.card_short');
      assert.equal(await holds(cardId), 0);
      await sound(database);
    },
  );

  await t.test(
    'what a card paid goes back to it; what came back may become store credit, which pays at once',
    async () => {
      const { app, clerk, database, till, call, post, paidBy, given, look, holds, goods } = c;
      const { customerId } = await signedIn(c, 'Camille');
      const back = (orderId: string, quantity: number) => ({
        ...{ ticketId: newId('tkt'), orderId, returnId: newId('rtn'), receiptId: newId('rtc'), dueId: newId('due') },
        ...{ sequence: till.lastSequence + 1, previousHash: till.lastHash, at: clock(), reason: 'size' },
        lines: [{ lineNo: 1, quantity, condition: 'new', disposition: 'sellable' }],
      });
      const take = async (body: ReturnType<typeof back>, path = '') => {
        const answer = await app.call('POST', `/api/till/returns${path}`, { as: clerk, cookies: till.cookies, body });
        if (answer.status === 201)
          Object.assign(till, { lastSequence: body.sequence, lastHash: answer.body.ticket.hash });
        return answer;
      };
      const { cardId, code } = await given(2_500);
      const { proof } = (await look(code, '4711')).body;
      const paid = paidBy([[goods, 3]], [{ proof, minor: 2_500 }]);
      assert.equal((await post(paid)).status, 201);
      assert.equal((await take(back(paid.orderId, 1))).status, 201);
      await carryOutRefunds(database);
      assert.equal(await holds(cardId), 1_000, 'the card first');
      assert.equal((await take(back(paid.orderId, 1), '/credit')).body.code, 'returns.no_customer');
      const credited = await take({ ...back(paid.orderId, 1), customerId } as ReturnType<typeof back>, '/credit');
      assert.equal(credited.status, 201, credited.text);
      assert.deepEqual(await creditOf(database, customerId), [{ currency: 'EUR', balanceMinor: 1_000 }]);
      const paper = await call('GET', `/tickets/${credited.body.ticket.ticketId}`);
      assert.deepEqual(
        paper.body.payments.map((one: Paid) => [one.method, one.voucher?.last4, one.voucher?.rest.minor]),
        [['gift_card', null, 1_000]],
      );
      const { credit } = (await call('GET', `/store-credit/${customerId}`)).body;
      assert.equal(credit.balance.minor, 1_000);
      assert.equal(
        (await post(paidBy([[goods, 1]], [{ proof: credit.proof, minor: 1_000 }], { customerId }))).status,
        201,
      );
      assert.equal((await call('GET', `/store-credit/${customerId}`)).body.credit, null);
      await database.transaction(by, (tx) =>
        giveCredit(tx, { movementId: newId('mny'), customerId, minor: 5, currency: 'EUR', reason: 'test' }),
      );
      await sound(database);
    },
  );

  await t.test('a gift card comes back untouched and is void; of a spent one no money is given', async () => {
    const { app, clerk, database, till, call, post, paidBy, look, holds, goods, fixed } = c;
    const codes = [blankCode(), blankCode()];
    const body = sale(till, [[fixed, 2]], { unit: 1_001 });
    assert.equal(
      (await post({ ...body, lines: [{ skuId: fixed, quantity: 2, unitMinor: 1_001, blanks: codes }] })).status,
      201,
    );
    const { proof } = (await look(codes[0] ?? '')).body;
    assert.equal((await post(paidBy([[goods, 1]], [{ proof, minor: 1 }]))).status, 201);
    const back = (quantity: number) => ({
      ...{
        ticketId: newId('tkt'),
        orderId: body.orderId,
        returnId: newId('rtn'),
        receiptId: newId('rtc'),
        dueId: newId('due'),
      },
      ...{ sequence: till.lastSequence + 1, previousHash: till.lastHash, at: clock(), reason: 'other' },
      lines: [{ lineNo: 1, quantity, condition: 'new', disposition: 'sellable' }],
    });
    const take = (quantity: number) =>
      app.call('POST', '/api/till/returns', { as: clerk, cookies: till.cookies, body: back(quantity) });
    assert.equal((await take(2)).body.code, 'payments.card_spent');
    const done = await take(1);
    assert.equal(done.status, 201, done.text);
    const cards = await listCards(database, { orderId: body.orderId, limit: 10 });
    assert.deepEqual(cards.map(({ balanceMinor, state }) => [balanceMinor, state]).toSorted(), [
      [0, 'blocked'],
      [1_000, 'active'],
    ]);
    assert.equal((await look(codes[1] ?? '')).body.bar, 'blocked');
    assert.equal(await holds(cards.find(({ state }) => state === 'active')?.cardId ?? ''), 1_000);
    assert.equal((await call('GET', `/lookup?code=${codes[1]}`)).body.kind, 'gift_card');
    await sound(database);
  });
});
