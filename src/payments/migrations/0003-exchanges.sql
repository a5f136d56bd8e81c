-- Money of one order that pays for another: no provider hears of it. It leaves the old order by a refund out of the account `exchanges` and
-- enters the new one as a payment into it, so that the account is always empty. Where the money really lies does not change.
ALTER TABLE payments.payment DROP CONSTRAINT payment_method_check;
ALTER TABLE payments.payment ADD CONSTRAINT payment_method_check CHECK (method IN ('card', 'cash', 'promise', 'given', 'exchange'));

CREATE TABLE payments.exchange (
  -- The payment of the new order, and the refund by which it left the old one.
  payment_id text COLLATE "C" PRIMARY KEY,
  refund_id text COLLATE "C" NOT NULL UNIQUE,
  -- The payment through which the money came to us at first: what is given back of the new order goes back through it.
  root_payment_id text COLLATE "C" NOT NULL
);
CREATE INDEX exchange_root ON payments.exchange (root_payment_id);
