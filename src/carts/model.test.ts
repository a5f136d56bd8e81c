import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { levels, lowerOf, type Level } from '#channels/model';
import { money, type Money } from '#base/money';
import { Refusal, unwrap, type Outcome } from '#base/refusal';
import { instant } from '#base/time';
import { checkBring } from './bring.ts';
import {
  applyChange,
  emptyCart,
  limits,
  mayOpen,
  mergeLines,
  noticesOf,
  sharing,
  type Access,
  type Cart,
  type CartLine,
  type LineChange,
  type Offer,
} from './model.ts';

const now = instant('2026-11-22T10:00:00Z');
const eur = (minor: number): Money => money(minor, 'EUR');
const offer = (available: number, changes: Partial<Offer> = {}): Offer => ({
  known: true,
  onSale: true,
  unit: eur(1_000),
  available,
  ...changes,
});
const line = (skuId: string, quantity: number, seen: Money | null = eur(1_000)): CartLine => ({
  skuId,
  quantity,
  addedChannelId: 'web',
  addedAt: now,
  seen,
});
const cartOf = (lines: CartLine[] = []): Cart => ({
  ...emptyCart({ cartId: 'c', tokenHash: 't', customerId: null, channelId: 'web' }, now),
  lines,
});
const add = (addId: string, skuId: string, quantity: number, of: Offer): LineChange => ({
  kind: 'add',
  addId,
  skuId,
  quantity,
  offer: of,
});
const apply = (cart: Cart, change: LineChange) => unwrap(applyChange(cart, change, 'web', now));
const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'granted' : outcome.refusal.code);
const quantities = (cart: Cart): [string, number][] => cart.lines.map(({ skuId, quantity }) => [skuId, quantity]);

describe('adding', () => {
  test('adds up to what is available, and says so', () => {
    const { cart, notices } = apply(cartOf([line('a', 1)]), add('add-1', 'a', 5, offer(3)));
    assert.deepEqual(quantities(cart), [['a', 3]]);
    assert.deepEqual(notices, [{ kind: 'limited', skuId: 'a', wanted: 6, available: 3 }]);
  });

  test('the same add again adds nothing; with other content it is refused', () => {
    const once = apply(cartOf(), add('add-1', 'a', 2, offer(9))).cart;
    assert.equal(apply(once, add('add-1', 'a', 2, offer(9))).cart, once);
    assert.equal(codeOf(applyChange(once, add('add-1', 'a', 3, offer(9)), 'web', now)), 'request.id_reused');
    assert.equal(codeOf(applyChange(once, add('add-1', 'b', 2, offer(9)), 'web', now)), 'request.id_reused');
  });

  test('stock that fell takes nothing out of the cart', () => {
    assert.deepEqual(quantities(apply(cartOf([line('a', 5)]), add('add-1', 'a', 1, offer(2))).cart), [['a', 5]]);
  });

  test('what cannot be had is refused by name', () => {
    const tries: [Offer, string][] = [
      [offer(0), 'carts.out_of_stock'],
      [offer(9, { onSale: false }), 'carts.not_on_sale'],
      [offer(9, { unit: null }), 'carts.not_on_sale'],
      [offer(9, { known: false }), 'carts.unknown_sku'],
    ];
    for (const [what, code] of tries)
      assert.equal(codeOf(applyChange(cartOf(), add('add-1', 'a', 1, what), 'web', now)), code);
  });

  test('200 lines and not one more; 9,999 units and not one more', () => {
    const full = cartOf(Array.from({ length: limits.lines }, (_, i) => line(`s${i}`, 1)));
    assert.equal(codeOf(applyChange(full, add('add-1', 'new', 1, offer(9)), 'web', now)), 'carts.full');
    assert.equal(apply(full, add('add-1', 's0', 1, offer(9))).cart.lines[0]?.quantity, 2);
    const most = apply(cartOf([line('a', 9_000)]), add('add-1', 'a', 9_000, offer(1_000_000)));
    assert.equal(most.cart.lines[0]?.quantity, 9_999);
    assert.equal(most.notices[0]?.kind, 'limited');
  });

  test('a closed cart takes nothing more, and says what it became', () => {
    const closed: Cart = { ...cartOf(), status: 'ordered', became: 'ord_1' };
    const outcome = applyChange(closed, add('add-1', 'a', 1, offer(9)), 'web', now);
    assert.equal(codeOf(outcome), 'carts.closed');
    assert.equal(!outcome.ok && outcome.refusal.facts.became, 'ord_1');
  });

  test('any sequence of changes keeps the bounds, and never holds more than was ever available', () => {
    const step = fc.record({
      skuId: fc.constantFrom('a', 'b', 'c'),
      quantity: fc.integer({ min: 0, max: 12_000 }),
      available: fc.integer({ min: -2, max: 12_000 }),
      kind: fc.constantFrom('add' as const, 'set' as const),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let cart = cartOf();
        const most = new Map<string, number>();
        steps.forEach(({ skuId, quantity, available, kind }, i) => {
          most.set(skuId, Math.max(available, most.get(skuId) ?? 0));
          const change: LineChange =
            kind === 'add'
              ? add(`add-${i}`, skuId, Math.max(1, quantity), offer(available))
              : { kind, skuId, quantity, offer: offer(available) };
          const outcome = applyChange(cart, change, 'web', now);
          if (outcome.ok) cart = outcome.value.cart;
          for (const held of cart.lines) {
            assert.ok(held.quantity > 0 && held.quantity <= limits.quantity);
            assert.ok(held.quantity <= (most.get(held.skuId) ?? 0));
          }
          assert.ok(cart.recentAdds.length <= limits.remembered);
        });
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('what is told', () => {
  test('a price that changed, old and new, until it is seen', () => {
    const cart = cartOf([line('a', 1, eur(900))]);
    assert.deepEqual(noticesOf(cart.lines[0] as CartLine, offer(5)), [
      { kind: 'price_changed', skuId: 'a', was: eur(900), now: eur(1_000) },
    ]);
    const seen = apply(cart, { kind: 'seen', units: new Map([['a', eur(1_000)]]) }).cart;
    assert.deepEqual(noticesOf(seen.lines[0] as CartLine, offer(5)), []);
    assert.equal(apply(seen, { kind: 'seen', units: new Map([['a', eur(1_000)]]) }).cart, seen);
  });

  test('short stock, sold out, taken off sale, without a price', () => {
    const told = (of: Offer) => noticesOf(line('a', 3), of);
    assert.deepEqual(told(offer(2)), [{ kind: 'short', skuId: 'a', wanted: 3, available: 2 }]);
    assert.deepEqual(told(offer(0)), [{ kind: 'unavailable', skuId: 'a', reason: 'sold_out' }]);
    assert.deepEqual(told(offer(9, { onSale: false })), [{ kind: 'unavailable', skuId: 'a', reason: 'not_on_sale' }]);
    assert.deepEqual(told(offer(9, { unit: null })), [{ kind: 'unavailable', skuId: 'a', reason: 'no_price' }]);
    assert.deepEqual(told(offer(3)), []);
  });
});

describe('merging at sign-in', () => {
  test('keeps both, sums to what is available, says each cut', () => {
    const { lines, notices } = mergeLines(
      [line('a', 2), line('b', 1)],
      [line('a', 2), line('c', 1)],
      new Map([
        ['a', offer(3)],
        ['c', offer(9)],
      ]),
    );
    assert.deepEqual(quantities(cartOf(lines)), [
      ['a', 3],
      ['b', 1],
      ['c', 1],
    ]);
    assert.deepEqual(notices, [
      { kind: 'merged', count: 2 },
      { kind: 'limited', skuId: 'a', wanted: 4, available: 3 },
    ]);
  });

  test('no article is lost, no line is made smaller than the larger of the two, every cut is told', () => {
    const some = fc.uniqueArray(
      fc.record({ skuId: fc.integer({ min: 0, max: 260 }).map(String), quantity: fc.integer({ min: 1, max: 9_999 }) }),
      { selector: (l) => l.skuId, maxLength: limits.lines },
    );
    fc.assert(
      fc.property(some, some, fc.integer({ min: 0, max: 12_000 }), (into, from, available) => {
        const a = into.map((l) => line(l.skuId, l.quantity));
        const b = from.map((l) => line(l.skuId, l.quantity));
        const offers = new Map(b.map((l) => [l.skuId, offer(available)]));
        const { lines, notices } = mergeLines(a, b, offers);
        const told = new Set(notices.flatMap((n) => (n.kind === 'limited' ? [n.skuId] : [])));
        assert.ok(lines.length <= limits.lines);
        for (const skuId of new Set([...a, ...b].map((l) => l.skuId))) {
          const one = a.find((l) => l.skuId === skuId)?.quantity ?? 0;
          const two = b.find((l) => l.skuId === skuId)?.quantity ?? 0;
          const got = lines.find((l) => l.skuId === skuId)?.quantity ?? 0;
          assert.ok(got === one + two || told.has(skuId), `${skuId} was cut in silence`);
          if (got > 0) assert.ok(got >= Math.max(one, two) && got <= limits.quantity);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** LEVELS.md, row "carts", between two channels: what works at the lower of their levels. */
const table: Record<
  Level,
  {
    copy: boolean;
    otherDevice: boolean;
    staffSees: boolean;
    staffWorks: boolean;
    bring: string;
    bringWithCustomer: string;
  }
> = {
  isolated: {
    copy: false,
    otherDevice: false,
    staffSees: false,
    staffWorks: false,
    bring: 'carts.level',
    bringWithCustomer: 'carts.level',
  },
  bridged: {
    copy: true,
    otherDevice: false,
    staffSees: false,
    staffWorks: false,
    bring: 'carts.level',
    bringWithCustomer: 'carts.level',
  },
  synchronised: {
    copy: true,
    otherDevice: true,
    staffSees: true,
    staffWorks: false,
    bring: 'carts.level',
    bringWithCustomer: 'granted',
  },
  unified: {
    copy: true,
    otherDevice: true,
    staffSees: true,
    staffWorks: true,
    bring: 'granted',
    bringWithCustomer: 'granted',
  },
};

describe('who may do what at which pair of levels', () => {
  const open = (
    cart: Pick<Cart, 'cartId' | 'tokenHash' | 'customerId'>,
    access: Access,
    level: Level,
    doing: 'read' | 'write',
    sameChannel = false,
  ) => codeOf(mayOpen(cart, access, { level, sameChannel }, doing));
  const bring = (level: Level, customerId?: string): string => {
    try {
      checkBring({ customerId: 'cus_1' }, { customerId }, { level, sameChannel: false });
      return 'granted';
    } catch (error) {
      return error instanceof Refusal ? error.code : 'broken';
    }
  };
  for (const cartLevel of levels) {
    for (const tillLevel of levels) {
      const level = lowerOf(cartLevel, tillLevel);
      test(`${cartLevel} cart, ${tillLevel} caller: as ${level}`, () => {
        const expected = table[level];
        const known = { cartId: 'c', tokenHash: null, customerId: 'cus_1' };
        const onDevice = { cartId: 'c', tokenHash: 't', customerId: 'cus_1' };
        assert.equal(sharing[level].copies, expected.copy);
        assert.equal(open(known, { customerId: 'cus_1' }, level, 'write') === 'granted', expected.otherDevice);
        assert.equal(open(known, { staffId: 'stf_1' }, level, 'read') === 'granted', expected.staffSees);
        assert.equal(open(known, { staffId: 'stf_1' }, level, 'write') === 'granted', expected.staffWorks);
        assert.equal(bring(level), expected.bring);
        assert.equal(bring(level, 'cus_1'), expected.bringWithCustomer);
        assert.equal(bring(level, 'cus_2') === 'granted', expected.staffWorks);
        // A cart that lives on a device opens there, by its secret, and to nobody by the session alone.
        assert.equal(open(onDevice, { tokenHash: 't' }, level, 'write', true), 'granted');
        assert.equal(open(onDevice, { customerId: 'cus_1' }, level, 'read', true), 'carts.not_found');
        for (const stranger of [{}, { tokenHash: 'x' }, { customerId: 'cus_2' }, { tokenHash: undefined }]) {
          assert.equal(open(known, stranger, level, 'read', true), 'carts.not_found');
          assert.equal(open(onDevice, stranger, level, 'read', true), 'carts.not_found');
        }
      });
    }
  }

  test('a refusal names the level and the one it would take', () => {
    const outcome = mayOpen(
      { cartId: 'c', tokenHash: null, customerId: null },
      { staffId: 's' },
      { level: 'bridged', sameChannel: false },
      'read',
    );
    assert.deepEqual(!outcome.ok && [outcome.refusal.facts.level, outcome.refusal.facts.needed], [
      'bridged',
      'synchronised',
    ]);
  });
});
