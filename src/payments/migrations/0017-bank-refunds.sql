-- A debit may be a refund that was made by transfer: it is tied to it, once.
ALTER TABLE payments.entry_part DROP CONSTRAINT entry_part_what_check;
ALTER TABLE payments.entry_part ADD CONSTRAINT entry_part_what_check
  CHECK (what IN ('payment', 'receipt', 'credit', 'give_back', 'given_back', 'set_aside', 'payout', 'refund'));
CREATE UNIQUE INDEX entry_part_refund ON payments.entry_part (target) WHERE what = 'refund';
CREATE INDEX refund_bank ON payments.refund (created_at, refund_id) WHERE account = 'bank' AND state = 'done';
