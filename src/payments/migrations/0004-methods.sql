-- Paid by transfer, on account, and by gift card or store credit.
ALTER TABLE payments.payment DROP CONSTRAINT payment_method_check;
ALTER TABLE payments.payment ADD CONSTRAINT payment_method_check
  CHECK (method IN ('card', 'cash', 'promise', 'given', 'exchange', 'transfer', 'account', 'gift_card'));
