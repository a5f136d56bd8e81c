-- Money set aside for an order that became cheaper before it was taken is not wanted any more (`unheld`); money that went back to its card
-- because it was set aside for too long is owed again (`lapsed`).
ALTER TABLE orders.balance DROP CONSTRAINT balance_kind_check;
ALTER TABLE orders.balance ADD CONSTRAINT balance_kind_check CHECK (kind IN
  ('edit', 'asked', 'paid', 'promised', 'promise_ended', 'refund', 'refund_failed', 'cancelled', 'unheld', 'lapsed'));
