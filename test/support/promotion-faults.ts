/** Faults in limited promotions. */
import type { Fault } from './faults.ts';

const promotion = (limits: string): string => `INSERT INTO pricing.promotion
  (promotion_id, version, state, rule, max_uses, budget_minor, note, content_hash, made_by, made_at)
  VALUES ('prm_fault', 1, 'on', '{}', ${limits}, '', '', 'test', now()) RETURNING promotion_id`;
const use = `INSERT INTO pricing.promotion_use (order_id, promotion_id, code, minor, used_at) VALUES (:open, 'prm_fault', NULL, 100, now())`;

export const promotionFaults: Record<string, Fault> = {
  'a discount that no promotion gave': {
    code: 'DIS1',
    promise: /took off/,
    plant: `UPDATE orders.line SET discount_minor = 1, unit_minor = unit_minor + 1 WHERE order_id = :shipped AND ordered = 1`,
    says: ':shipped',
  },
  'a price that is not the sum of its parts': {
    code: 'DIS1',
    promise: /took off/,
    plant: `UPDATE orders.line SET unit_minor = unit_minor + 1 WHERE order_id = :open`,
    says: ':open',
  },
  'one use more than was allowed': {
    code: 'COU1',
    promise: /no more often/,
    plant: `WITH p AS (${promotion('1, NULL')}) INSERT INTO pricing.promotion_tally SELECT promotion_id, 2, 0 FROM p`,
    says: 'prm_fault',
  },
  'a budget that was exceeded': {
    code: 'COU1',
    promise: /no more often/,
    plant: `WITH p AS (${promotion('NULL, 99')}) INSERT INTO pricing.promotion_tally SELECT promotion_id, 1, 100 FROM p`,
    says: 'prm_fault',
  },
  'a use that is not in the tally': {
    code: 'COU2',
    promise: /sum of the orders/,
    plant: `WITH u AS (${use} RETURNING promotion_id) INSERT INTO pricing.promotion_tally SELECT promotion_id, 0, 0 FROM u`,
    says: 'prm_fault',
  },
  'a code used by nobody': {
    code: 'COU2',
    promise: /sum of the orders/,
    plant: `INSERT INTO pricing.promotion_code (code, promotion_id, uses, made_at) VALUES ('FAULT', 'prm_fault', 1, now())`,
    says: 'FAULT',
  },
};
