-- A transfer that was too little and was taken all the same leaves the rest due (`short`).
ALTER TABLE orders.balance DROP CONSTRAINT balance_kind_check;
ALTER TABLE orders.balance ADD CONSTRAINT balance_kind_check CHECK (kind IN
  ('edit', 'asked', 'paid', 'promised', 'promise_ended', 'refund', 'refund_failed', 'cancelled', 'unheld', 'lapsed', 'short'));
